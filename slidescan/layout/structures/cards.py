"""Cards: heads with a text or points below each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Code
from slidescan.layout.structures.columns import HeadedColumns, Section, headed_columns
from slidescan.layout.structures.flat_slide import FlatSlide


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards side by side or one below the other.

    Attributes:
        columns: The cards, and what is around them.
        confidence: Certainty, 0..1.
    """

    columns: HeadedColumns
    confidence: float
    kind: ClassVar[str] = "cards"

    @property
    def sections(self) -> tuple[Section, ...]:
        """The cards in reading order."""
        return self.columns.sections

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All points, the texts nested below their heads."""
        return self.columns.blocks

    def summary(self) -> SlideStructure:
        """The heads as nodes, with their details."""
        return summary_of(self.kind, self.confidence, self.sections)


def summary_of(kind: str, confidence: float, sections: tuple[Section, ...]) -> SlideStructure:
    """Heads as nodes, with their details."""
    return SlideStructure(
        kind,
        confidence,
        tuple(section.head.text.rstrip(":：") for section in sections),
        details=tuple(tuple(d.text for d in section.details) for section in sections),
    )


def confidence_of(columns: HeadedColumns) -> float:
    """The certainty that heads are heads: each sign for all of them counts."""
    cues = min(section.cues for section in columns.sections)
    is_level = columns.heads_are_level
    return min(0.95, 0.45 + 0.2 * min(cues, 2) + 0.15 * is_level)


def recognise(slide: FlatSlide) -> Cards | None:
    """Takes a slide whose columns begin with heads, or whose column has several heads."""
    columns = headed_columns(slide.body)
    if columns is None or any(isinstance(block, Code) for block in slide.blocks):
        return None
    return Cards(columns, confidence_of(columns))
