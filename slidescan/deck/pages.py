"""Makes the pages of a deck from what a reader returns: roles of lines, footers last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad, PageQuad
from slidescan.core.records import DeckLine, DeckPage, Role
from slidescan.deck.readers.protocol import PICTURE_SIDE, ReadLine, ReadPage
from slidescan.deck.readers.run import ReadDeck
from slidescan.layout.flat_line import FlatLine
from slidescan.layout.roles import roles_of

LineKey: TypeAlias = tuple[str, int]
"""What a line says, and where it stands."""

PAGE_EDGE_SHARE = 0.15
"""The share of a page's height above and below which notices and page numbers stand."""

POSITION_STEPS = 50
"""Steps of a page's height within which a line returns."""

MIN_RECURRING_PAGES, MIN_RECURRING_SHARE = 3, 0.25
"""A line returns if it stands on this many pages, and on this share of them."""

FRAME_WIDTH = 1600.0
"""The width of the frame in which the roles of lines are found, pixels."""


@dataclass(frozen=True)
class DrawnPage:
    """A page and its picture, which is never stored.

    Attributes:
        page: The page.
        picture: Its grey levels, height × width; None if it can't be drawn.
    """

    page: DeckPage
    picture: NDArray[np.uint8] | None


@dataclass(frozen=True)
class Deck:
    """A deck.

    Attributes:
        path: The file.
        sha256: Digest of its bytes.
        pages: Its pages.
        drawn_with: As in `ReadDeck`.
        undrawn_reason: As in `ReadDeck`.
    """

    path: Path
    sha256: str
    pages: tuple[DrawnPage, ...]
    drawn_with: str = ""
    undrawn_reason: str = ""

    @classmethod
    def of(cls, deck: ReadDeck, name: str) -> Deck:
        """The deck of what a reader returned.

        Args:
            deck: The pages.
            name: The deck's path below the site, or its name.
        """
        recurring = _recurring(deck.pages)
        pages = (
            DrawnPage(_page(each, name, deck.sha256, recurring), _picture(each.picture))
            for each in deck.pages
        )
        return cls(*(deck.path, deck.sha256, tuple(pages), deck.drawn_with, deck.undrawn_reason))


def _page(read_page: ReadPage, name: str, sha256: str, recurring: Set[LineKey]) -> DeckPage:
    lines = [line for line in read_page.lines if line.text]
    roles: list[Role] = [
        "footer" if _key(line) in recurring and role == "body" else role
        for line, role in zip(lines, _roles(lines, read_page), strict=True)
    ]
    made = [DeckLine(line.text, _quad(line), role) for line, role in zip(lines, roles, strict=True)]
    # Programs draw what stands on every page first.
    ordered = [line for line in made if line.role != "footer"]
    ordered += [line for line in made if line.role == "footer"]
    return DeckPage(
        *(name, sha256, read_page.number, read_page.width, read_page.height),
        *(tuple(ordered), read_page.notes),
    )


def _recurring(pages: Sequence[ReadPage]) -> frozenset[LineKey]:
    """The lines at the edges that return on many pages: notices, page numbers."""
    counts = Counter(
        key for page in pages for key in {_key(line) for line in page.lines if _is_at_edge(line)}
    )
    least = max(MIN_RECURRING_PAGES, MIN_RECURRING_SHARE * len(pages))
    return frozenset(key for key, count in counts.items() if count >= least)


def _is_at_edge(line: ReadLine) -> bool:
    return line.bottom <= PAGE_EDGE_SHARE or line.top >= 1 - PAGE_EDGE_SHARE


def _key(line: ReadLine) -> LineKey:
    """What a line says, numbers aside, and where it stands."""
    middle = (line.top + line.bottom) / 2
    return re.sub(r"\d+", "#", line.text), round(middle * POSITION_STEPS)


def _roles(lines: list[ReadLine], read_page: ReadPage) -> list[Role]:
    """The role of each line: titles as the file tells, else as positions tell; footers as both."""
    height = FRAME_WIDTH * read_page.height / read_page.width
    flat = [
        FlatLine(line.text, 1.0, FlatQuad(*_quad(line).stretched(FRAME_WIDTH, height).corners))
        for line in lines
    ]
    by_position = roles_of(flat, FRAME_WIDTH, height)[0]
    if not any(line.role == "title" for line in lines):
        return by_position
    return [
        "title" if line.role == "title"
        else "footer" if "footer" in (line.role, role)
        else "body"
        for line, role in zip(lines, by_position, strict=True)
    ]  # fmt: skip


def _quad(line: ReadLine) -> PageQuad:
    return PageQuad(
        (line.left, line.top),
        (line.right, line.top),
        (line.right, line.bottom),
        (line.left, line.bottom),
    )


def _picture(png: bytes) -> NDArray[np.uint8] | None:
    if not png:
        return None
    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    if pixels is None or max(pixels.shape) > 2 * PICTURE_SIDE or min(pixels.shape) < 2:
        return None
    return pixels.astype(np.uint8, copy=False)
