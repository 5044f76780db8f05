"""The outline of a slide: its title, then points, tables, code and charts."""

from __future__ import annotations

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
    """

    text: str
    level: int
    lines: tuple[Line, ...]
    has_bullet: bool = False
    at_edge: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """Points in reading order."""

    points: tuple[Point, ...]


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
    """The labels at the axes of a chart: numbers or dates."""

    labels: tuple[str, ...]


Block: TypeAlias = Points | Table | Code | Chart


@dataclass(frozen=True, slots=True)
class Outline:
    """The content of a slide.

    Attributes:
        title: Its title lines.
        blocks: The rest in reading order, without footers.
    """

    title: tuple[Line, ...]
    blocks: tuple[Block, ...]

    def has(self, kind: type[Block]) -> bool:
        """Whether the slide has a block of this kind."""
        return any(isinstance(block, kind) for block in self.blocks)
