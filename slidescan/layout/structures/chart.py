"""A chart with labelled axes, or with values at its marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Chart, Points, texts_of
from slidescan.layout.chart_values import ChartValue, chart_values
from slidescan.layout.structures.flat_slide import FlatSlide


@dataclass(frozen=True, slots=True)
class LabelledChart:
    """A chart, and what is around it.

    Attributes:
        values: The value of each category from left to right; empty if they aren't certain.
        others: The blocks of the body without the labels of the chart.
        blocks: All lines of the body.
        confidence: Certainty, 0..1.
    """

    values: tuple[ChartValue, ...]
    others: tuple[Block, ...]
    blocks: tuple[Block, ...]
    confidence: float
    kind: ClassVar[str] = "chart"

    def summary(self) -> SlideStructure:
        """The texts besides the axes as nodes, the categories and values as rows."""
        rows = tuple((value.category, value.value) for value in self.values)
        return SlideStructure(self.kind, self.confidence, texts_of(self.others), rows=rows)


def recognise(slide: FlatSlide) -> LabelledChart | None:
    """Takes a slide with the labels of an axis among its blocks, or with values at marks."""
    has_axis = any(isinstance(block, Chart) for block in slide.blocks)
    values = chart_values(slide.body)
    if not has_axis and not values:
        return None
    held = {id(line) for value in values for line in value.lines}
    others = tuple(_without(block, held) for block in slide.blocks if not isinstance(block, Chart))
    blocks = (*others, Chart(_labels(slide, values))) if values else slide.blocks
    return LabelledChart(values, others, blocks, 0.95 if values else 0.9)


def _labels(slide: FlatSlide, values: tuple[ChartValue, ...]) -> tuple[str, ...]:
    """The values, then the other labels of the chart."""
    pairs = [f"{value.category}: {value.value}" for value in values]
    used = {text for value in values for text in (value.category, value.value)}
    labels = [b for block in slide.blocks if isinstance(block, Chart) for b in block.labels]
    return (*pairs, *(label for label in labels if label not in used))


def _without(block: Block, held: set[int]) -> Block:
    """A block without the points whose lines are labels of the chart."""
    if not isinstance(block, Points):
        return block
    points = (p for p in block.points if not any(id(line) in held for line in p.lines))
    return Points(tuple(points), block.is_ordered)
