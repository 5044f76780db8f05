"""Heading-id rules that several generators share.

Rules of a single generator are in that generator's file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from slidescan.core.records import UnknownUrl
from slidescan.posts import slugs
from slidescan.posts.headings import Heading

ATTRIBUTES = re.compile(r"\s*\{(?P<body>[^{}\n]*)\}\s*$")
"""Attributes at the end of a heading: `{#id .class}`."""

_ONLY_ATTRIBUTES = re.compile(
    r"^\s*(?:(?:[#.][^\s{}#.=]+|[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s{}\"']+))(?:\s+|$))+$"
)
_EXPLICIT_ID = re.compile(
    r"(?:^|\s)#(?P<plain>[^\s}#.=]+)"
    r"|(?:^|\s)id\s*=\s*(?:\"(?P<double>[^\"]+)\"|'(?P<single>[^']+)'|(?P<bare>[^\"'\s}]+))"
)
_EMOJI = re.compile(r":(?:[a-z_+-][a-z0-9_+-]*|100|1234):")


class HeadingId(NamedTuple):
    """The id of a heading, and the heading's text.

    Attributes:
        value: The id; None if the heading doesn't have one, or if it is not known.
        text: The text as readers see it, without appended attributes.
        unknown: Why the id is not known; None if it is, or if the heading doesn't have one.
    """

    value: str | None
    text: str
    unknown: UnknownUrl | None = None


def unknown_ids(
    headings: Sequence[Heading], unknown: UnknownUrl, *, in_html: bool = True
) -> list[HeadingId]:
    """The ids of headings whose ids are not known; explicit ids of HTML headings are.

    Args:
        headings: The headings of the page.
        unknown: Why they are not known.
        in_html: Whether headings in HTML may get an id, too.
    """
    return [
        html_heading_id(heading)
        if heading.attributes is not None and (heading.attributes.get("id") or not in_html)
        else HeadingId(None, heading.visible_text, unknown)
        for heading in headings
    ]


def explicit_id(attributes: str) -> str | None:
    """The id in attributes such as `#id .class` or `id="…"`."""
    match = _EXPLICIT_ID.search(attributes)
    return next((value for value in match.groups() if value), None) if match else None


def split_attributes(source: str) -> tuple[str, str | None]:
    """Splits a trailing `{#id .class}` from a text; returns the text and the id."""
    match = ATTRIBUTES.search(source) if "{" in source else None
    if not match or not _ONLY_ATTRIBUTES.match(match["body"]):
        return source, None
    return source[: match.start()], explicit_id(match["body"])


class UsedIds(set[str]):
    """The ids used on a page, and the last number appended to each."""

    def __init__(self) -> None:
        super().__init__()
        self.last_number: dict[str, int] = {}


def numbered(base: str, used: UsedIds, separator: str = "-", first: int = 1) -> str:
    """Returns `base`, with the first free number if `base` is used; adds the result to `used`."""
    unique, number = base, used.last_number.get(base, first - 1)
    while unique in used:
        number += 1
        unique = f"{base}{separator}{number}"
    used.last_number[base] = number
    used.add(unique)
    return unique


def counted(base: str, counts: dict[str, int], first: int = 1) -> str:
    """Returns `base`, with the number of the repetition if `base` has occurred before.

    The result can equal another heading's id, as in the generators that number ids this way.

    Args:
        base: The id.
        counts: The number of occurrences of each id so far.
        first: The number of the first repetition.
    """
    count = counts.get(base, 0)
    counts[base] = count + 1
    return f"{base}-{count - 1 + first}" if count else base


def agreed_ids(unknown: UnknownUrl, *versions: Sequence[HeadingId]) -> list[HeadingId]:
    """The ids of a generator whose version isn't known; `unknown` where its versions differ."""
    return [
        ids[-1] if len({i.value for i in ids}) == 1 else HeadingId(None, ids[-1].text, unknown)
        for ids in zip(*versions, strict=True)
    ]


def html_heading_id(heading: Heading) -> HeadingId:
    """The id of a heading written as HTML: its `id` attribute, or none."""
    return HeadingId((heading.attributes or {}).get("id") or None, heading.visible_text)


def github_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """GitHub's ids, made from the rendered text; headings written as HTML get ids too."""
    counts: dict[str, int] = {}
    return [
        HeadingId(
            counted(slugs.github(heading.text("text", "code", "break").strip()), counts),
            heading.visible_text,
        )
        for heading in headings
    ]


def github_slugger(
    text: str, counts: dict[str, int], used: set[str], *, maintain_case: bool = False
) -> str:
    """The next id of github-slugger; the number is raised until the id is free."""
    base = slugs.github(text)
    if maintain_case:
        base = "".join("-" if c == " " else c for c in text if slugs.github(c))
    unique = base
    while unique in used:
        counts[base] = counts.get(base, 0) + 1
        unique = f"{base}-{counts[base]}"
    used.add(unique)
    return unique


def markdown_it_ids(
    headings: Sequence[Heading],
    slug: Callable[[str], str] | None,
    *,
    attributes: bool = False,
    entities: bool = False,
    emoji: bool = False,
    levels: Sequence[int] = range(1, 7),
    first_number: int = 1,
) -> list[HeadingId]:
    """The ids of markdown-it's plugins for anchors and attributes.

    Args:
        headings: The headings of the page.
        slug: Makes an id from a text; None without a plugin for anchors.
        attributes: Whether a plugin reads `{#id}`.
        entities: Whether ids are made from entities as they are written.
        emoji: Whether `:rocket:` is an emoji, which ids leave out.
        levels: The levels of headings that get ids.
        first_number: The number of the first repetition of an id.
    """
    used = UsedIds()
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        text = heading.text("text", "entity", "code") if entities else heading.text("text", "code")
        visible = heading.visible_text
        heading_id = None
        if attributes:
            stripped, heading_id = split_attributes(text)
            if stripped != text:
                text, visible = stripped, ATTRIBUTES.sub("", visible)
        if emoji:
            text = _EMOJI.sub("", text)
        if heading_id:
            used.add(heading_id)
        elif slug is not None and heading.level in levels:
            heading_id = numbered(slug(text), used, first=first_number)
        ids.append(HeadingId(heading_id or None, visible))
    return ids
