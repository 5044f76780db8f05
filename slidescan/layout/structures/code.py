"""Program code or configuration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Code
from slidescan.layout.structures.flat_slide import FlatSlide


@dataclass(frozen=True, slots=True)
class CodeListing:
    """A listing, and what is around it.

    Attributes:
        code: The code.
        blocks: All lines of the body.
        confidence: Certainty, 0..1.
    """

    code: Code
    blocks: tuple[Block, ...]
    confidence: float
    kind: ClassVar[str] = "code"

    def summary(self) -> SlideStructure:
        """The lines of the code as nodes."""
        return SlideStructure(self.kind, self.confidence, tuple(self.code.text.split("\n")))


def recognise(slide: FlatSlide) -> CodeListing | None:
    """Takes a slide with code among its blocks."""
    code = next((block for block in slide.blocks if isinstance(block, Code)), None)
    return None if code is None else CodeListing(code, slide.blocks, 0.9)
