"""A matrix: four boxes in two rows and two columns that touch, such as strengths and weaknesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Point, Points
from slidescan.layout.structures.flat_slide import FlatSlide
from slidescan.layout.structures.shape_groups import ShapeGroup, shape_groups

MAX_CELL_OFFSET = 0.025
"""The sides of cells are in line up to this offset, as a share of the slide's width."""

MAX_CELL_GAP = 0.03
"""The greatest gap between cells, as a share of the slide's width; cards are farther apart."""

MIN_CELL_SIZE = 0.12
"""The least width and height of a cell, as a share of the slide's width."""

MIN_CELLS_SHARE = 0.6
"""At least this share of the slide's lines is in the cells."""

MATRIX_CONFIDENCE = 0.96
"""A little more than that of cards, whose heads a matrix has, too."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Four cells.

    Attributes:
        cells: The texts of each cell, the upper row first; the first text is the cell's name.
        others: The points outside the cells.
        confidence: Certainty, 0..1.
    """

    cells: tuple[tuple[Point, ...], ...]
    others: tuple[Point, ...]
    confidence: float
    kind: ClassVar[str] = "matrix"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The cells with what is in them, then the other points."""
        return (Points((*(point for cell in self.cells for point in cell), *self.others)),)

    def summary(self) -> SlideStructure:
        """The names of the cells as nodes, what else is in them as details."""
        details = tuple(tuple(point.text for point in cell[1:]) for cell in self.cells)
        heads = tuple(cell[0].text for cell in self.cells)
        return SlideStructure(
            self.kind,
            self.confidence,
            heads,
            details=details if any(details) else (),
            rows=(heads[:2], heads[2:]),
        )


def recognise(slide: FlatSlide) -> Matrix | None:
    """Takes a slide most of whose lines are in four boxes that touch, two beside two."""
    groups = shape_groups(slide)
    held = {id(line.line) for group in groups for line in group.lines}
    if len(groups) != 4 or len(held) < MIN_CELLS_SHARE * len(slide.body):
        return None
    cells = _cells(groups, slide.width)
    if not cells or not all(group.is_certain for group in cells):
        return None
    made = tuple(group.points for group in cells)
    heads = [cell[0].text.casefold() for cell in made]
    if len(set(heads)) < len(heads) or not all(any(c.isalpha() for c in n) for n in heads):
        return None
    points = [p for block in slide.blocks if isinstance(block, Points) for p in block.points]
    others = tuple(p for p in points if not any(id(line) in held for line in p.lines))
    return Matrix(made, others, MATRIX_CONFIDENCE)


def _cells(groups: Sequence[ShapeGroup], width: float) -> Sequence[ShapeGroup]:
    """Four groups row by row, if they are a matrix; else none."""
    by_row = sorted(groups, key=lambda group: group.bounds.top)
    upper = sorted(by_row[:2], key=lambda group: group.bounds.left)
    lower = sorted(by_row[2:], key=lambda group: group.bounds.left)
    offset = MAX_CELL_OFFSET * width
    is_large = all(min(g.width, g.height) >= MIN_CELL_SIZE * width for g in groups)
    are_level = all(
        max(abs(a.bounds.top - b.bounds.top), abs(a.bounds.bottom - b.bounds.bottom)) <= offset
        for a, b in (upper, lower)
    )
    are_in_line = all(
        max(abs(a.bounds.left - b.bounds.left), abs(a.bounds.right - b.bounds.right)) <= offset
        for a, b in zip(upper, lower, strict=True)
    )
    gaps = [b.bounds.left - a.bounds.right for a, b in (upper, lower)]
    gaps += [b.bounds.top - a.bounds.bottom for a, b in zip(upper, lower, strict=True)]
    touch = all(-offset <= gap <= MAX_CELL_GAP * width for gap in gaps)
    return (*upper, *lower) if is_large and are_level and are_in_line and touch else ()
