"""One post, whole: its fields, its sections, its image references."""

from __future__ import annotations

import datetime as dt
import os
import posixpath
import re
import stat

from slidescan.errors import PostNotUtf8, PostUnreadable
from slidescan.posts import frontmatter, images, markdown
from slidescan.posts.anchors import ATTRIBUTES, split_attributes
from slidescan.posts.frontmatter import FrontMatter, date_of, list_of, text_of
from slidescan.posts.images import Found
from slidescan.posts.site import Site
from slidescan.records import ImageReference, Post, Section, Span
from slidescan.text import clean

BOM = b"\xef\xbb\xbf"

MAX_BYTES = 16 * 1024 * 1024
"""Longer posts are not read: nobody wrote them."""


def read_bytes(site: Site, path: str) -> bytes:
    """The bytes of a post.

    Raises:
        PostUnreadable: It can't be opened, is no regular file, or is too long.
    """
    file = site.root / path
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise PostUnreadable("it is not a regular file", "leave it out with exclude")
        if status.st_size > MAX_BYTES:
            raise PostUnreadable(
                f"it is longer than {MAX_BYTES // 2**20} MiB", "leave it out with exclude"
            )
        return file.read_bytes()
    except OSError as error:
        reason = (error.strerror or os.strerror(error.errno or 0)).lower()
        raise PostUnreadable(reason, "check that it is there and readable") from error


def read_post(site: Site, path: str, data: bytes | None = None) -> Post:
    """Read a post.

    Args:
        site: Its site.
        path: Below the site.
        data: Its bytes, if they were read already.

    Raises:
        PostUnreadable: It can't be opened.
        PostNotUtf8: It isn't UTF-8.
    """
    raw = read_bytes(site, path) if data is None else data
    text, offset = decoded(raw)
    matter = frontmatter.read(text)
    blocks = markdown.parse(text, matter.end)
    generator = site.generator
    sections = _sections(site, blocks, text)
    title = (
        text_of(matter.fields.get("title"))
        or next((s.path[-1] for s in sections if s.level == 1), None)
        or _name(path)
    )
    date = (
        date_of(matter.fields.get("date"))
        or date_of(posixpath.basename(path))
        or date_of(posixpath.basename(posixpath.dirname(path)))
    )
    return Post(
        path=path,
        title=clean(title),
        date=date.isoformat() if date else None,
        tags=tuple(clean(tag) for tag in list_of(matter.fields.get("tags"))),
        language=text_of(matter.fields.get("lang") or matter.fields.get("language")),
        url=generator.post_url(path, matter, text_of(matter.fields.get("title")) or ""),
        draft=_is_draft(matter, date),
        sections=sections,
        references=tuple(_references(images.scan(text, blocks), text, offset, blocks)),
    )


def decoded(raw: bytes) -> tuple[str, int]:
    """A post's text and the bytes before it (a byte order mark).

    Raises:
        PostNotUtf8: It isn't UTF-8.
    """
    offset = len(BOM) if raw.startswith(BOM) else 0
    try:
        return raw[offset:].decode("utf-8"), offset
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, offset + error.start) + 1
        raise PostNotUtf8(f"line {line} is not UTF-8", "save the post as UTF-8") from error


def _name(path: str) -> str:
    stem = posixpath.splitext(posixpath.basename(path))[0]
    if stem in ("index", "_index", "README"):
        stem = posixpath.basename(posixpath.dirname(path)) or stem
    return re.sub(r"[-_]+", " ", stem).strip() or stem


def _is_draft(matter: FrontMatter, date: dt.date | None) -> bool:
    if matter.fields.get("draft") is True or matter.fields.get("published") is False:
        return True
    return date is not None and date > dt.date.today()


def _sections(site: Site, blocks: markdown.Blocks, text: str) -> tuple[Section, ...]:
    ids = site.generator.ids()
    placeholders = markdown.Shortcodes.of(text)
    opened: list[tuple[int, str]] = []
    sections: list[Section] = []
    last = len(blocks.lines) + 1
    for i, heading in enumerate(blocks.headings):
        source, given = heading.source, None
        shown = heading.text
        if site.generator.ids_from_source:
            source, given = split_attributes(source)
            if source != heading.source:
                shown = ATTRIBUTES.sub("", shown)
        auto = placeholders.hidden(source) if site.generator.ids_from_source else shown
        anchor = ids.given(given) if given else ids.auto(auto)
        opened = [entry for entry in opened if entry[0] < heading.level]
        opened.append((heading.level, clean(shown)))
        end = next(
            (other.line for other in blocks.headings[i + 1 :] if other.level <= heading.level), last
        )
        sections.append(
            Section(tuple(name for _, name in opened), anchor, heading.level, heading.line, end)
        )
    return tuple(sections)


def _references(
    found: list[Found], text: str, offset: int, blocks: markdown.Blocks
) -> list[ImageReference]:
    """With places in bytes rather than characters, counted on from one to the next."""
    references = []
    at, count = 0, offset

    def bytes_at(index: int) -> int:
        nonlocal at, count
        count += len(text[at:index].encode()) if index >= at else -len(text[index:at].encode())
        at = index
        return count

    for image in found:
        span = None
        if image.alt_start >= 0:
            span = Span(bytes_at(image.alt_start), bytes_at(image.alt_end))
        references.append(
            ImageReference(
                target=image.target,
                alt=image.alt,
                line=blocks.line_at(image.start),
                syntax=image.syntax,
                alt_span=span,
                insert=image.insert,
                quote=image.quote,
            )
        )
    return references


def section_at(post: Post, line: int) -> Section | None:
    """The innermost section in which a line stands; None above the first heading."""
    found = None
    for section in post.sections:
        if section.line > line:
            break
        found = section
    return found
