"""The points of a slide as items of lists and paragraphs, the same for every output."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from slidescan.core.records import Line
from slidescan.layout.blocks import Point, Points

MIN_PARAGRAPH_WORDS = 12
"""A point with at least this many words and a sentence's end is a paragraph, not a list item."""

MIN_BULLETS, MIN_BULLETED_SHARE = 2, 0.5
"""If a level has this many bullets, and at least this share of its points has one, all have one:
readers miss some, which are small."""

INDENT = "  "
"""The indentation of a level in plain text."""


@dataclass(frozen=True, slots=True)
class ListItem:
    """A point as an item of a list, or a paragraph.

    Attributes:
        text: The text without its bullet.
        level: 1 for the outermost; never skips a level, since lists can't.
        is_paragraph: Whether it is a paragraph outside the list.
        has_bullet: Whether the slide shows a bullet, or does at half of the level's points or more.
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


@dataclass(frozen=True, slots=True)
class NestedItem:
    """An item of a list with the items below it."""

    item: ListItem
    below: tuple[NestedItem, ...] = ()


def list_items(block: Points) -> Iterator[ListItem]:
    """The points of a block as items, in order."""
    depth = number = 0
    bulleted = _bulleted_levels(block)
    for point in block.points:
        is_paragraph = not block.is_ordered and _is_paragraph(point, block)
        depth = 0 if is_paragraph else min(point.level, depth + 1)
        is_step = block.is_ordered and depth == 1
        number += is_step
        yield ListItem(
            point.text,
            max(depth, 1),
            is_paragraph,
            _has_bullet(point, bulleted) and not is_step and not is_paragraph,
            number if is_step else 0,
            point.lines,
        )


def runs(block: Points) -> Iterator[tuple[ListItem, ...]]:
    """The items of a block in runs: each paragraph alone, and each list between paragraphs."""
    for is_paragraph, run in groupby(list_items(block), key=lambda item: item.is_paragraph):
        if is_paragraph:
            yield from ((item,) for item in run)
        else:
            yield tuple(run)


def nested(items: Sequence[ListItem]) -> tuple[NestedItem, ...]:
    """The items of a list as a tree."""
    if not items:
        return ()
    starts = [i for i, item in enumerate(items) if item.level == items[0].level]
    ends = [*starts[1:], len(items)]
    return tuple(
        NestedItem(items[start], nested(items[start + 1 : end]))
        for start, end in zip(starts, ends, strict=True)
    )


def has_disjoint_lines(block: Points) -> bool:
    """Whether no line is in two points; a node of a diagram is in each of its edges."""
    lines = [id(line) for point in block.points for line in point.lines]
    return len(set(lines)) == len(lines)


def _bulleted_levels(block: Points) -> set[int]:
    """The levels at which most points have a bullet."""
    levels: dict[int, list[bool]] = defaultdict(list)
    for point in block.points:
        if not _is_paragraph(point, block) and not _is_beside(point):
            levels[point.level].append(point.has_bullet)
    return {
        level
        for level, seen in levels.items()
        if sum(seen) >= max(MIN_BULLETS, MIN_BULLETED_SHARE * len(seen))
    }


def _has_bullet(point: Point, bulleted: set[int]) -> bool:
    return point.has_bullet or (point.level in bulleted and not _is_beside(point))


def _is_beside(point: Point) -> bool:
    """Whether a point is a head or a logo, which have no bullet among points that do."""
    return not point.has_bullet and (point.at_edge or point.text.endswith((":", "：")))


def _is_paragraph(point: Point, block: Points) -> bool:
    if point.has_bullet:
        return False
    if len(block.points) == 1:
        return True
    is_long = len(point.text.split()) >= MIN_PARAGRAPH_WORDS
    return is_long and point.text.endswith((".", "!", "?"))
