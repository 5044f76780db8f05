"""The outline of a slide: its title, then points, tables, code and charts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from slidescan.core.records import Line


@dataclass(frozen=True, slots=True)
class Point:
    """A bullet, a caption or a paragraph.

    Attributes:
        text: Its text without the bullet.
        level: 1 for the outermost.
        lines: Its lines.
        has_bullet: Whether it begins with a bullet.
        at_edge: Whether it is at the slide's upper or lower edge, where logos are.
        is_torn: Whether it may be a part of a point: lines of others begin with capitals, too, or
            the edge of the photo cuts one.
    """

    text: str
    level: int
    lines: tuple[Line, ...]
    has_bullet: bool = False
    at_edge: bool = False
    is_torn: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """Points in reading order.

    Attributes:
        points: The points.
        is_ordered: Whether their order counts, as in steps.
    """

    points: tuple[Point, ...]
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        rows: Cells from left to right; empty cells are empty texts.
        lines: Its lines.
    """

    rows: tuple[tuple[str, ...], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Program code or configuration.

    Attributes:
        text: Its lines with their indentation.
        lines: Its lines.
    """

    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The labels at the axes of a chart: numbers or dates.

    Attributes:
        labels: Their texts.
        lines: Their lines.
    """

    labels: tuple[str, ...]
    lines: tuple[Line, ...] = ()


Block: TypeAlias = Points | Table | Code | Chart


def texts_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The texts of points, the rows of tables, the lines of code and the labels of charts."""
    return tuple(text for block in blocks for text in _texts(block))


def _texts(block: Block) -> list[str]:
    match block:
        case Points():
            return [point.text for point in block.points]
        case Table():
            return [" | ".join(row) for row in block.rows]
        case Code():
            return block.text.split("\n")
        case Chart():
            return list(block.labels)
