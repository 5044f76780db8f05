"""A chart with labelled axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Chart, texts_of
from slidescan.layout.structures.flat_slide import FlatSlide


@dataclass(frozen=True, slots=True)
class LabelledChart:
    """A chart, and what is around it.

    Attributes:
        chart: The labels of its axes.
        blocks: All lines of the body.
        confidence: Certainty, 0..1.
    """

    chart: Chart
    blocks: tuple[Block, ...]
    confidence: float
    kind: ClassVar[str] = "chart"

    def summary(self) -> SlideStructure:
        """The texts besides the axes as nodes."""
        others = tuple(block for block in self.blocks if block is not self.chart)
        return SlideStructure(self.kind, self.confidence, texts_of(others))


def recognise(slide: FlatSlide) -> LabelledChart | None:
    """Takes a slide with the labels of an axis among its blocks."""
    chart = next((block for block in slide.blocks if isinstance(block, Chart)), None)
    return None if chart is None else LabelledChart(chart, slide.blocks, 0.9)
