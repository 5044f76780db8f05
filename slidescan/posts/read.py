"""Reads a post: its fields, its sections and its image references."""

from __future__ import annotations

import datetime as dt
import os
import posixpath
import re
import stat
from collections.abc import Sequence
from dataclasses import replace

from slidescan.core.records import ImageReference, Post, Section, Span
from slidescan.core.text import clean
from slidescan.errors import PostNotUtf8, PostUnreadable
from slidescan.posts.field_values import date_of, list_of, text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.headings import Heading, PartKind
from slidescan.posts.markdown import Blocks, parse
from slidescan.posts.org import ORG_SUFFIX, read_org
from slidescan.posts.references.front_matter import front_matter_images
from slidescan.posts.references.scanner import scan
from slidescan.posts.references.state import ReferenceMatch
from slidescan.posts.site import Site

BOM = b"\xef\xbb\xbf"

MAX_POST_BYTES = 4 * 1024 * 1024
"""Longer posts are refused; no real post is longer."""

MAX_REFERENCES = 10_000
"""Further image references of a post are ignored."""

OUTSIDE_LINK_REMEDY = "copy the file into the site, or leave it out with exclude"
"""What to do about a symbolic link that leaves the site."""

_INDEX_STEMS = ("index", "_index", "README", "readme")
"""Names of files that represent their folder."""


def read_bytes(site: Site, path: str) -> bytes:
    """Returns the bytes of a post.

    Raises:
        PostUnreadable: The post can't be opened, isn't a regular file, is too long, or is a
            symbolic link that leaves the site.
    """
    file = site.root / path
    try:
        if site.is_link_outside(path):
            raise PostUnreadable("it is a link out of the site", OUTSIDE_LINK_REMEDY)
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise PostUnreadable("it is not a regular file", "leave it out with exclude")
        if status.st_size > MAX_POST_BYTES:
            raise PostUnreadable(
                f"it is longer than {MAX_POST_BYTES // 2**20} MiB", "leave it out with exclude"
            )
        return file.read_bytes()
    except OSError as error:
        reason = (error.strerror or os.strerror(error.errno or 0)).lower()
        raise PostUnreadable(reason, "check that it is there and readable") from error


def read_post(site: Site, path: str, data: bytes | None = None) -> Post:
    """Reads a post.

    Args:
        site: Its site.
        path: Its path below the site.
        data: Its bytes, if the caller has read them already.

    Raises:
        PostUnreadable: The post can't be opened.
        PostNotUtf8: The post isn't UTF-8.
    """
    text, offset = decode_post(read_bytes(site, path) if data is None else data)
    generator = site.generator
    matter = generator.front_matter(text, path)
    if path.lower().endswith(ORG_SUFFIX):
        blocks, scanned = read_org(text)
    else:
        blocks = parse(text, matter.end, generator.dialect_of(path))
        scanned = scan(text, blocks, matter)
    headings = [
        _expand_templates(heading, site, path, matter)
        for heading in sorted((*blocks.headings, *scanned.headings), key=lambda h: h.line)
    ]
    sections = _sections(site, headings, len(blocks.line_starts) + 1)
    title = text_of(matter.fields.get("title"))
    first_heading = next((s.path[-1] for s in sections if s.level == 1), None)
    url_title = title or (first_heading if generator.uses_heading_as_title else None) or ""
    date = _date(path, matter)
    matches = front_matter_images(generator.image_fields, matter, text)
    implicit = generator.implicit_targets(path, matter)
    matches += [ReferenceMatch(target, 0, "front matter") for target in implicit]
    matches = [*matches, *scanned.references][:MAX_REFERENCES]
    return Post(
        path=path,
        title=clean(title or first_heading or _title_from_path(path)),
        date=date.isoformat() if date else None,
        tags=tuple(clean(tag) for tag in list_of(matter.fields.get("tags"))),
        language=text_of(matter.fields.get("lang") or matter.fields.get("language")),
        url=generator.post_url(path, matter, url_title),
        draft=generator.is_draft(path) or _is_draft(matter, date),
        sections=sections,
        references=tuple(
            replace(
                reference,
                target=generator.reference_target(reference.target, reference.syntax, path, matter),
            )
            for reference in _references(matches, text, offset, blocks)
        ),
    )


def decode_post(raw: bytes) -> tuple[str, int]:
    """Returns the text of a post, and the number of bytes before it (a byte order mark).

    Raises:
        PostNotUtf8: The post isn't UTF-8.
    """
    offset = len(BOM) if raw.startswith(BOM) else 0
    try:
        return raw[offset:].decode("utf-8"), offset
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, offset + error.start) + 1
        raise PostNotUtf8(f"line {line} is not UTF-8", "save the post as UTF-8") from error


def _title_from_path(path: str) -> str:
    stem = posixpath.splitext(posixpath.basename(path))[0]
    if stem in _INDEX_STEMS:
        stem = posixpath.basename(posixpath.dirname(path)) or stem
    return re.sub(r"[-_]+", " ", stem).strip() or stem


def _date(path: str, matter: FrontMatter) -> dt.date | None:
    """The date in the front matter, the file's name or the folder's name, in this order."""
    value = matter.fields.get("date")
    return (
        date_of(value.get("created") if isinstance(value, dict) else value)
        or date_of(posixpath.basename(path))
        or date_of(posixpath.basename(posixpath.dirname(path)))
    )


def _is_draft(matter: FrontMatter, date: dt.date | None) -> bool:
    if matter.fields.get("draft") is True or matter.fields.get("published") is False:
        return True
    return date is not None and date > dt.date.today()


def _expand_templates(heading: Heading, site: Site, path: str, matter: FrontMatter) -> Heading:
    """Replaces a heading's template code with its output, if the generator's rules know it."""
    if not heading.template_indices:
        return heading
    parts: list[tuple[PartKind, str]] = []
    source = heading.source
    for kind, content in heading.parts:
        text = site.generator.expand(content, path, matter) if kind == "template" else content
        if text == content:
            parts.append((kind, content))
        else:
            parts.append(("text", text))
            source = source.replace(content, text, 1)
    return replace(heading, parts=tuple(parts), source=source)


def _sections(site: Site, headings: Sequence[Heading], last_line: int) -> tuple[Section, ...]:
    parents: list[tuple[int, str]] = []  # level and text
    sections: list[Section] = []
    heading_ids = site.generator.heading_ids(headings)
    ends = _section_ends(headings, last_line)
    for heading, (heading_id, text, unknown), end in zip(headings, heading_ids, ends, strict=True):
        parents = [parent for parent in parents if parent[0] < heading.level]
        parents.append((heading.level, clean(text)))
        path = tuple(name for _, name in parents)
        sections.append(Section(path, heading_id, heading.level, heading.line, end, unknown))
    return tuple(sections)


def _section_ends(headings: Sequence[Heading], last_line: int) -> list[int]:
    """For each heading, the line of the next heading of the same or a higher level."""
    ends: list[int] = []
    following: list[tuple[int, int]] = []  # level and line, the nearest last
    for heading in reversed(headings):
        while following and following[-1][0] > heading.level:
            following.pop()
        ends.append(following[-1][1] if following else last_line)
        following.append((heading.level, heading.line))
    return ends[::-1]


def _references(
    matches: Sequence[ReferenceMatch], text: str, offset: int, blocks: Blocks
) -> list[ImageReference]:
    """Converts indices of characters to bytes; each count continues from the previous index."""
    references = []
    at, count = 0, offset

    def byte_index(index: int) -> int:
        nonlocal at, count
        count += len(text[at:index].encode()) if index >= at else -len(text[index:at].encode())
        at = index
        return count

    for match in matches:
        alt = match.alt
        span = Span(byte_index(alt.start), byte_index(alt.end)) if alt.start >= 0 else None
        references.append(
            ImageReference(
                target=match.target,
                alt=alt.text,
                line=blocks.line_at(match.start),
                syntax=match.syntax,
                alt_span=span,
                insert=alt.insert,
                quote=alt.quote,
                lang=match.lang,
            )
        )
    return references


def section_at(post: Post, line: int) -> Section | None:
    """The innermost section that contains a line; None above the first heading."""
    innermost = None
    for section in post.sections:
        if section.line > line:
            break
        innermost = section
    return innermost
