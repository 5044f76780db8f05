"""What cards, sides of a comparison and persons have in common: heads with details."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block
from slidescan.layout.structures.columns import HeadedColumns, Section

BASE_CONFIDENCE, CUE_CONFIDENCE, LEVEL_CONFIDENCE, MAX_CONFIDENCE = 0.45, 0.2, 0.15, 0.95
"""The certainty that heads are heads: without a sign, for each of two signs that all of them have,
if they are on one level, and at most."""


@dataclass(frozen=True, slots=True)
class Sectioned:
    """Heads with details, side by side or one below the other.

    Attributes:
        columns: The sections, and what is around them.
        confidence: Certainty, 0..1.
    """

    columns: HeadedColumns
    confidence: float
    kind: ClassVar[str]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in reading order."""
        return self.columns.sections

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All points, the details nested below their heads."""
        return self.columns.blocks

    def summary(self) -> SlideStructure:
        """The heads as nodes, with their details."""
        return SlideStructure(
            self.kind,
            self.confidence,
            tuple(section.head.text.rstrip(":：") for section in self.sections),
            details=tuple(tuple(d.text for d in section.details) for section in self.sections),
        )


def confidence_of(columns: HeadedColumns) -> float:
    """The certainty that heads are heads: each sign for all of them counts."""
    cues = min(section.cues for section in columns.sections)
    level = LEVEL_CONFIDENCE * columns.heads_are_level
    return min(MAX_CONFIDENCE, BASE_CONFIDENCE + CUE_CONFIDENCE * min(cues, 2) + level)
