"""Plain text: the kind of all slides for which no other kind is certain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import Connector, SlideStructure
from slidescan.layout.blocks import Block, texts_of
from slidescan.layout.structures.flat_slide import FlatSlide

MIN_SHAPES = 3
"""A picture with at least this many shapes may have labels."""

MIN_CONNECTORS = 2
"""A drawing has at least this many connectors."""

MIN_ARROWS = 2
"""A diagram has at least so many arrows on the slide: ornaments and persons look like one."""


@dataclass(frozen=True, slots=True)
class PlainText:
    """Lines without a structure that is certain.

    Attributes:
        blocks: All lines of the body.
        confidence: Always 1: nothing is claimed.
        is_diagram: Whether the picture shows arrows or lines that connect its texts.
        has_shapes: Whether it shows several boxes or pictures, which may have labels.
    """

    blocks: tuple[Block, ...]
    confidence: float = 1.0
    is_diagram: bool = False
    has_shapes: bool = False
    kind: ClassVar[str] = "text"

    def summary(self) -> SlideStructure:
        """The texts of the blocks as nodes."""
        return SlideStructure(self.kind, self.confidence, texts_of(self.blocks))


def recognise(slide: FlatSlide) -> PlainText:
    """Takes every slide."""
    shapes = slide.drawing.shapes if slide.drawing else ()
    connectors = slide.drawing.connectors if slide.drawing else ()
    arrows = [each for each in connectors if any(end.head == "arrow" for end in each.ends)]
    is_drawing = len(connectors) >= MIN_CONNECTORS and bool(arrows)
    is_diagram = sum(map(_is_on_slide, arrows)) >= MIN_ARROWS
    return PlainText(slide.blocks, 1.0, is_diagram, is_drawing or len(shapes) >= MIN_SHAPES)


def _is_on_slide(connector: Connector) -> bool:
    """Whether both ends of a connector lie on the slide."""
    return all(0 <= value <= 1 for end in connector.ends for value in end.tip)
