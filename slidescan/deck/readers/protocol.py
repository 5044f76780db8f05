"""The Protocol of a reader of decks, and the page that it returns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from msgspec import Struct

MAX_PAGES = 1000
"""The most pages of a deck. The longest talks of the six measured decks have 60."""

MAX_PAGE_CHARS = 20_000
"""The most characters of a page. A page full of code has 3,000."""

MAX_LINES_PER_PAGE = 1000
"""The most lines of a page."""

PICTURE_SIDE = 640
"""Longer side of a page's picture, pixels: small print is a visible grey, and 60 pages take 1 s."""


class ReadLine(Struct):
    """A line of a page.

    Attributes:
        text: The text.
        left, top, right, bottom: Its box, in shares of the page's width and height.
        role: Its role, if the file tells; empty if positions must tell.
        continues: Whether it goes on the paragraph of the line before.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    role: str = ""
    continues: bool = False


class ReadPage(Struct):
    """A page as a reader returns it.

    Attributes:
        number: Its number, from 1.
        width: Its width, points.
        height: Its height, points.
        lines: Its lines in the file's order.
        notes: The speaker's notes.
        picture: The page as a grey PNG, `PICTURE_SIDE` pixels at its longer side; empty if the
            page can't be drawn.
    """

    number: int
    width: float
    height: float
    lines: list[ReadLine]
    notes: str = ""
    picture: bytes = b""


class DeckReader(Protocol):
    """Reads the pages of one kind of file."""

    def __call__(self, path: Path, *, notes: bool) -> Iterator[ReadPage]:
        """Yields the pages that an audience sees, in order.

        Args:
            path: The file.
            notes: Whether to read the speaker's notes.

        Raises:
            DeckError: The file can't be read.
        """
        ...
