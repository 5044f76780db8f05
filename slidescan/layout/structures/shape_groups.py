"""Shapes with the texts in them: boxes of a drawing that hold more than one text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slidescan.layout.blocks import Point
from slidescan.layout.diagram_nodes import Bounds, contains, is_in, shape_bounds, texts_of
from slidescan.layout.points import joined_text
from slidescan.layout.positions import PositionedLine
from slidescan.layout.structures.flat_slide import FlatSlide

MIN_GROUP_CONFIDENCE = 0.8
"""A box whose lines were read with less confidence may say something else."""


@dataclass(frozen=True, slots=True)
class ShapeGroup:
    """A shape that is in no other shape, with all texts in it.

    Attributes:
        bounds: Its bounds on the flat slide, pixels; mirrored if the slide's text is.
        lines: The lines in it and in the shapes within it, in reading order.
    """

    bounds: Bounds
    lines: tuple[PositionedLine, ...]

    @property
    def width(self) -> float:
        """Its width, pixels."""
        return self.bounds.right - self.bounds.left

    @property
    def height(self) -> float:
        """Its height, pixels."""
        return self.bounds.bottom - self.bounds.top

    @property
    def is_certain(self) -> bool:
        """Whether all its lines were read without much doubt."""
        return all(line.line.confidence >= MIN_GROUP_CONFIDENCE for line in self.lines)

    @property
    def points(self) -> tuple[Point, ...]:
        """Its texts; the first one is its head."""
        return tuple(
            Point(
                joined_text([line.clean_text for line in text]),
                1 if i == 0 else 2,
                tuple(line.line for line in text),
            )
            for i, text in enumerate(_in_rows(texts_of(self.lines)))
        )


def shape_groups(slide: FlatSlide) -> list[ShapeGroup]:
    """The outermost shapes that hold texts, from the top down and from the left.

    A shape around several of the others, with a text of its own or without, is their frame and no
    group.
    """
    if slide.drawing is None or not slide.width:
        return []
    shapes = shape_bounds(slide.drawing.shapes, slide.width, slide.height, mirrored=slide.is_rtl)
    outermost = [
        shape
        for i, shape in enumerate(shapes)
        if not any(contains(other, shape) for other in shapes[i + 1 :])
    ]
    groups = [
        ShapeGroup(shape, tuple(line for line in slide.body if is_in(line, shape)))
        for shape in outermost
    ]
    held = [group for group in groups if group.lines]
    return sorted(held, key=lambda group: (group.bounds.top, group.bounds.left))


def _in_rows(texts: Sequence[list[PositionedLine]]) -> list[list[PositionedLine]]:
    """Texts from the top down; texts beside each other from the left."""
    rows: list[list[list[PositionedLine]]] = []
    for text in sorted(texts, key=lambda text: text[0].top):
        if rows and text[0].top < (rows[-1][0][0].top + rows[-1][0][0].bottom) / 2:
            rows[-1].append(text)
        else:
            rows.append([text])
    return [text for row in rows for text in sorted(row, key=lambda text: text[0].left)]
