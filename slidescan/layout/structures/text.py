"""Plain text: the kind of all slides for which no other kind is certain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, texts_of
from slidescan.layout.structures.flat_slide import FlatSlide


@dataclass(frozen=True, slots=True)
class PlainText:
    """Lines without a structure that is certain.

    Attributes:
        blocks: All lines of the body.
        confidence: Always 1: nothing is claimed.
    """

    blocks: tuple[Block, ...]
    confidence: float = 1.0
    kind: ClassVar[str] = "text"

    def summary(self) -> SlideStructure:
        """The texts of the blocks as nodes."""
        return SlideStructure(self.kind, self.confidence, texts_of(self.blocks))


def recognise(slide: FlatSlide) -> PlainText:
    """Takes every slide."""
    return PlainText(slide.blocks)
