"""Plain text: the kind of all slides for which no other kind is certain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, texts_of
from slidescan.layout.structures.flat_slide import FlatSlide

MIN_SHAPES = 3
"""A picture with at least this many shapes may have labels."""

MIN_CONNECTORS = 2
"""A diagram has at least this many connectors."""


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
    is_diagram = _shows_connectors(slide)
    return PlainText(slide.blocks, 1.0, is_diagram, is_diagram or len(shapes) >= MIN_SHAPES)


def _shows_connectors(slide: FlatSlide) -> bool:
    """Whether the picture has several connectors, one of them with an arrowhead."""
    connectors = slide.drawing.connectors if slide.drawing else ()
    has_head = any(end.head == "arrow" for c in connectors for end in c.ends)
    return has_head and len(connectors) >= MIN_CONNECTORS
