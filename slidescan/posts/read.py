"""One post, whole: its fields, its sections, its image references."""

from __future__ import annotations

import datetime as dt
import os
import posixpath
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from slidescan.core.records import ImageReference, Post, Section, Span
from slidescan.core.text import clean
from slidescan.errors import PostNotUtf8, PostUnreadable
from slidescan.posts import front_matter as frontmatter
from slidescan.posts import markdown
from slidescan.posts.front_matter import FrontMatter, Scalar, date_of, list_of, text_of
from slidescan.posts.markdown import Heading, PartKind
from slidescan.posts.references import scanner as images
from slidescan.posts.references.state import Found, looks_like_image
from slidescan.posts.site import Site

BOM = b"\xef\xbb\xbf"

MAX_BYTES = 4 * 1024 * 1024
"""Longer posts are not read: nobody wrote them."""

MAX_IMAGES = 10_000
"""Image references of a post, at most; the others are not seen."""

MAX_FRONT = 1000
"""Images that front matter shows, at most."""


LINKED = "copy the file into the site, or leave it out with exclude"


def read_bytes(site: Site, path: str) -> bytes:
    """The bytes of a post.

    Raises:
        PostUnreadable: It can't be opened, is no regular file, is too long, or a link out of the
            site.
    """
    file = site.root / path
    try:
        if site.leads_out(path):
            raise PostUnreadable("it is a link out of the site", LINKED)
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
    generator = site.generator
    blocks = markdown.parse(text, matter.end, generator.dialect)
    seen = images.scan(text, blocks)
    headings = [
        _expanded(heading, site, path, matter)
        for heading in sorted((*blocks.headings, *seen.headings), key=lambda h: h.line)
    ]
    sections = _sections(site, headings, len(blocks.lines) + 1)
    found = [*_front_images(generator.front_images, matter, text), *seen.images][:MAX_IMAGES]
    given = text_of(matter.fields.get("title"))
    first = next((s.path[-1] for s in sections if s.level == 1), None)
    title = given or first or _name(path)
    dated = matter.fields.get("date")
    date = (
        date_of(dated.get("created") if isinstance(dated, dict) else dated)
        or date_of(posixpath.basename(path))
        or date_of(posixpath.basename(posixpath.dirname(path)))
    )
    return Post(
        path=path,
        title=clean(title),
        date=date.isoformat() if date else None,
        tags=tuple(clean(tag) for tag in list_of(matter.fields.get("tags"))),
        language=text_of(matter.fields.get("lang") or matter.fields.get("language")),
        url=generator.post_url(
            path, matter, given or (first if generator.titled_by_heading else None) or ""
        ),
        draft=generator.is_draft(path) or _is_draft(matter, date),
        sections=sections,
        references=tuple(
            replace(reference, target=generator.expand(reference.target, path, matter))
            if "{" in reference.target
            else reference
            for reference in _references(found, text, offset, blocks)
        ),
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
    if stem in ("index", "_index", "README", "readme"):
        stem = posixpath.basename(posixpath.dirname(path)) or stem
    return re.sub(r"[-_]+", " ", stem).strip() or stem


def _is_draft(matter: FrontMatter, date: dt.date | None) -> bool:
    if matter.fields.get("draft") is True or matter.fields.get("published") is False:
        return True
    return date is not None and date > dt.date.today()


def _expanded(heading: Heading, site: Site, path: str, matter: FrontMatter) -> Heading:
    """A heading in which template code that is known shows its text."""
    if not heading.codes:
        return heading
    parts: list[tuple[PartKind, str]] = []
    source = heading.source
    for kind, content in heading.parts:
        text = site.generator.expand(content, path, matter) if kind == "template" else content
        parts.append(("text", text) if text != content else (kind, content))
        if text != content:
            source = source.replace(content, text, 1)
    return replace(heading, parts=tuple(parts), source=source)


def _sections(site: Site, headings: Sequence[Heading], last: int) -> tuple[Section, ...]:
    opened: list[tuple[int, str]] = []
    sections: list[Section] = []
    named = site.generator.heading_ids(headings)
    for heading, (anchor, text), end in zip(headings, named, _ends(headings, last), strict=True):
        opened = [entry for entry in opened if entry[0] < heading.level]
        opened.append((heading.level, clean(text)))
        path = tuple(name for _, name in opened)
        sections.append(Section(path, anchor, heading.level, heading.line, end))
    return tuple(sections)


def _ends(headings: Sequence[Heading], last: int) -> list[int]:
    """The lines at which sections end: where the next heading of their level or above stands."""
    ends: list[int] = []
    following: list[tuple[int, int]] = []  # level and line, the nearest last
    for heading in reversed(headings):
        while following and following[-1][0] > heading.level:
            following.pop()
        ends.append(following[-1][1] if following else last)
        following.append((heading.level, heading.line))
    return ends[::-1]


def _front_images(names: Sequence[str], matter: FrontMatter, text: str) -> list[Found]:
    """Images that fields of the front matter show, at the lines where they are named.

    Where a field beside one holds its alt text, that can be written.
    """
    found: list[Found] = []
    seen: set[int] = set()
    alts: Mapping[tuple[str, ...], Scalar] | None = None
    for name in names:
        parts = name.split(".")
        for value in _values(matter.fields, parts):
            at = text.find(value, 0, matter.end)
            if at >= 0 and looks_like_image(value) and at not in seen and len(seen) < MAX_FRONT:
                seen.add(at)
                if alts is None:
                    alts = frontmatter.scalars(text, matter)
                alt = next((alts[key] for key in _alt_fields(parts) if key in alts), None)
                if alt is None:
                    found.append(Found(value, None, at, "front matter"))
                    continue
                place = (alt.start, alt.end, " " if alt.start == alt.end else "", "")
                found.append(Found(value, alt.value, at, "front matter", *place))
    return sorted(found, key=lambda f: f.start)


def _alt_fields(image: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Where the alt text of an image in the front matter may stand, likeliest first."""
    above, name = tuple(image[:-1]), image[-1]
    if above:
        yield (*above, "alt")
    for ending in ("_alt", "alt", "-alt"):
        yield (*above, name + ending)
    for other in ("image_alt", "imagealt", "alt", "alt_text"):
        yield (*above, other)


def _values(data: object, names: Sequence[str]) -> list[str]:
    if isinstance(data, list):
        return [value for entry in data for value in _values(entry, names)]
    if not names:
        return [data.strip()] if isinstance(data, str) and data.strip() else []
    if isinstance(data, Mapping):
        lowered = {str(key).lower(): value for key, value in data.items()}
        return _values(lowered.get(names[0]), names[1:])
    return []


def _references(
    found: Sequence[Found], text: str, offset: int, blocks: markdown.Blocks
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
                lang=image.lang,
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
