"""The points of a slide as items of lists and paragraphs, the same for every output."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slidescan.core.records import Line
from slidescan.layout.blocks import Point, Points

MIN_PARAGRAPH_WORDS = 12
"""A point with at least this many words and a sentence's end is a paragraph, not a list item."""

INDENT = "  "
"""The indentation of a level in plain text."""


@dataclass(frozen=True, slots=True)
class ListItem:
    """A point as an item of a list, or a paragraph.

    Attributes:
        text: The text without its bullet.
        level: 1 for the outermost; never skips a level, since lists can't.
        is_paragraph: Whether it is a paragraph outside the list.
        has_bullet: Whether the slide shows a bullet.
        number: Its number in an ordered list; 0 for none.
        lines: Its lines.
    """

    text: str
    level: int
    is_paragraph: bool
    has_bullet: bool
    number: int = 0
    lines: tuple[Line, ...] = ()

    @property
    def marker(self) -> str:
        """Its number or bullet with a space, as plain text shows it; empty for none."""
        return f"{self.number}. " if self.number else "- " if self.has_bullet else ""

    @property
    def indent(self) -> str:
        """Its indentation in plain text."""
        return "" if self.is_paragraph else INDENT * (self.level - 1)


def list_items(block: Points) -> Iterator[ListItem]:
    """The points of a block as items, in order."""
    depth = number = 0
    for point in block.points:
        is_paragraph = not block.is_ordered and _is_paragraph(point, block)
        depth = 0 if is_paragraph else min(point.level, depth + 1)
        is_step = block.is_ordered and depth == 1
        number += is_step
        yield ListItem(
            point.text,
            max(depth, 1),
            is_paragraph,
            point.has_bullet and not is_step and not is_paragraph,
            number if is_step else 0,
            point.lines,
        )


def _is_paragraph(point: Point, block: Points) -> bool:
    if point.has_bullet:
        return False
    if len(block.points) == 1:
        return True
    is_long = len(point.text.split()) >= MIN_PARAGRAPH_WORDS
    return is_long and point.text.endswith((".", "!", "?"))
