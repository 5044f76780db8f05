"""Headings of a page, and their order."""

from __future__ import annotations

from dataclasses import dataclass

from slidescan.core.records import UnknownUrl

Position = tuple[int, ...]
"""The order of headings and references on a page; what an embedded file holds follows the place
that embeds it."""


@dataclass(frozen=True, slots=True)
class PageHeading:
    """A heading of a page.

    Attributes:
        position: Its position.
        level: 1..6.
        text: Its text.
        heading_id: Its id; None if it has none.
        line: Its line in the page; for an included heading, the line that includes it.
        unknown: Why its id is not known; None if it is, or if it has none.
    """

    position: Position
    level: int
    text: str
    heading_id: str | None
    line: int
    unknown: UnknownUrl | None = None
