"""Reads a post: its fields, its sections and its image references."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from slidescan.core.records import ImageReference, IncludedReference, Post, Section, UnknownUrl
from slidescan.core.text import clean
from slidescan.core.today import is_ahead
from slidescan.posts.earlier_addresses import with_digest
from slidescan.posts.field_values import date_of, list_of, text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.page_content import MAX_REFERENCES, PageContent, read_content
from slidescan.posts.page_headings import PageHeading
from slidescan.posts.post_files import decode_post, read_bytes
from slidescan.posts.site import Site, SitePart

_INDEX_STEMS = ("index", "_index", "README", "readme")
"""Names of files that represent their folder."""


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
    data = read_bytes(site, path) if data is None else data
    part = site.part_of(path)
    if part is not None:
        return _outward(part, read_post(part.site, part.inward(path), data))
    text, offset = decode_post(data)
    generator = site.generator
    matter = with_digest(generator.front_matter(text, path), text)
    content = read_content(site, path, text, offset, matter)
    sections = _sections(content)
    title = text_of(matter.fields.get("title"))
    first_heading = next((s.path[-1] for s in sections if s.level == 1), None)
    url_title = title or (first_heading if generator.uses_heading_as_title else None) or ""
    date = _date(path, matter)
    return Post(
        path=path,
        title=clean(title or first_heading or _title_from_path(path)),
        date=date.isoformat() if date else None,
        tags=tuple(clean(tag) for tag in list_of(matter.fields.get("tags"))),
        language=text_of(matter.fields.get("lang") or matter.fields.get("language")),
        url=_url(site, path, matter, url_title, date),
        draft=generator.is_draft(path) or _is_draft(matter, date),
        sections=sections,
        references=tuple(reference for _, reference in content.references),
        included=tuple(_included(content)),
        includes=content.includes,
        mentions=content.mentions,
        matter=matter.digest,
    )


def _outward(part: SitePart, post: Post) -> Post:
    """A post of a site in a folder, with paths below the site that holds the folder."""
    return replace(
        post,
        path=part.outward(post.path),
        part=posixpath.join(part.folder, post.part) if post.part else part.folder,
        included=tuple(
            replace(each, base=part.outward(each.base), source=part.outward(each.source))
            for each in post.included
        ),
        includes=tuple(map(part.outward, post.includes)),
    )


def _url(
    site: Site, path: str, matter: FrontMatter, title: str, date: dt.date | None
) -> str | UnknownUrl:
    """The address of a post; one that is not published has none."""
    reason = site.generator.unpublished(path, matter, date)
    if reason:
        return UnknownUrl(reason, "it has an address when it is published")
    return site.generator.post_url(path, matter, title)


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
    return date is not None and is_ahead(date)


def _sections(content: PageContent) -> tuple[Section, ...]:
    parents: list[tuple[int, str]] = []  # level and text
    sections: list[Section] = []
    ends = _section_ends(content.headings, content.line_count + 1)
    for heading, end in zip(content.headings, ends, strict=True):
        parents = [parent for parent in parents if parent[0] < heading.level]
        parents.append((heading.level, clean(heading.text)))
        path = tuple(name for _, name in parents)
        sections.append(
            Section(path, heading.heading_id, heading.level, heading.line, end, heading.unknown)
        )
    return tuple(sections)


def _section_ends(headings: Sequence[PageHeading], last_line: int) -> list[int]:
    """For each heading, the line of the next heading of the same or a higher level."""
    ends: list[int] = []
    following: list[tuple[int, int]] = []  # level and line, the nearest last
    for heading in reversed(headings):
        while following and following[-1][0] > heading.level:
            following.pop()
        ends.append(following[-1][1] if following else last_line)
        following.append((heading.level, heading.line))
    return ends[::-1]


def _included(content: PageContent) -> Iterator[IncludedReference]:
    """The references in included files, each with its section."""
    positions = [heading.position for heading in content.headings]
    for position, reference in content.included[:MAX_REFERENCES]:
        number = bisect_right(positions, position) - 1
        yield replace(reference, section=number if number >= 0 else None)


def section_of(post: Post, reference: ImageReference) -> Section | None:
    """The innermost section in which the page shows an image; None above the first heading."""
    if reference.in_footnote:
        return post.sections[-1] if post.sections else None
    return section_at(post, reference.line)


def section_at(post: Post, line: int) -> Section | None:
    """The innermost section that contains a line; None above the first heading."""
    innermost = None
    for section in post.sections:
        if section.line > line:
            break
        innermost = section
    return innermost
