"""Layers: wide boxes stacked one on another."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Point, Points
from slidescan.layout.diagram_nodes import contains, is_in, shape_bounds
from slidescan.layout.structures.flat_slide import FlatSlide
from slidescan.layout.structures.shape_groups import ShapeGroup, shape_groups

MIN_LAYERS = 3
"""A stack has at least so many layers."""

MAX_SIDE_OFFSET = 0.025
"""The sides of layers are in line up to this offset, as a share of the slide's width."""

MIN_LAYER_WIDTH, MIN_LAYER_RATIO = 0.3, 1.8
"""The least width of a layer, as a share of the slide's, and over its own height."""

MAX_LAYER_GAP, MAX_LAYER_OVERLAP = 0.35, 0.1
"""The greatest gap and overlap of two layers, in heights of a layer; boxes farther apart are a list
or steps."""

MIN_LAYERED_SHARE = 0.6
"""At least this share of the slide's lines is in the layers."""

MAX_LANE_FILL = 0.4
"""The boxes in a lane take less than this share of its width: arrows between them, dashed or faint,
may not have been seen. Those in a layer fill it."""

LAYERS_CONFIDENCE = 0.96
"""The confidence of layers: little else looks like them."""

_NUMBER = re.compile(r"\W*\d+[.):\s]")


@dataclass(frozen=True, slots=True)
class Layers:
    """Layers from the top down.

    Attributes:
        layers: The texts of each layer; the first is its name.
        others: The points outside the layers.
        confidence: Certainty, 0..1.
    """

    layers: tuple[tuple[Point, ...], ...]
    others: tuple[Point, ...]
    confidence: float
    kind: ClassVar[str] = "layers"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The layers with what is in them, then the other points."""
        return (Points((*(point for layer in self.layers for point in layer), *self.others)),)

    def summary(self) -> SlideStructure:
        """The names of the layers as nodes, what else is in them as details."""
        details = tuple(tuple(point.text for point in layer[1:]) for layer in self.layers)
        return SlideStructure(
            self.kind,
            self.confidence,
            tuple(layer[0].text for layer in self.layers),
            details=details if any(details) else (),
        )


def recognise(slide: FlatSlide) -> Layers | None:
    """Takes a slide most of whose lines are in wide boxes of one width, stacked without gaps."""
    stack = _stack(shape_groups(slide), slide.width)
    held = {id(line.line) for group in stack for line in group.lines}
    if len(stack) < MIN_LAYERS or len(held) < MIN_LAYERED_SHARE * len(slide.body):
        return None
    if not all(group.is_certain for group in stack) or _is_banded_table(stack):
        return None
    if _has_arrows(slide, stack) or _are_lanes(slide, stack):
        return None  # lanes of a process
    layers = tuple(group.points for group in stack)
    heads = [layer[0].text.casefold() for layer in layers]
    if len(set(heads)) < len(heads) or not all(any(c.isalpha() for c in n) for n in heads):
        return None
    if sum(_NUMBER.match(name) is not None for name in heads) > 1:
        return None  # steps
    return Layers(layers, _others(slide, held), LAYERS_CONFIDENCE)


def _stack(groups: Sequence[ShapeGroup], slide_width: float) -> list[ShapeGroup]:
    """The longest run of groups that lie one on another; empty if there is none."""
    wide = [
        group
        for group in groups
        if group.width >= max(MIN_LAYER_WIDTH * slide_width, MIN_LAYER_RATIO * group.height)
    ]
    runs: list[list[ShapeGroup]] = []
    for group in wide:
        if runs and _lies_on(runs[-1][-1], group, slide_width):
            runs[-1].append(group)
        else:
            runs.append([group])
    return max(runs, key=len, default=[])


def _lies_on(upper: ShapeGroup, lower: ShapeGroup, slide_width: float) -> bool:
    offset = max(
        abs(upper.bounds.left - lower.bounds.left), abs(upper.bounds.right - lower.bounds.right)
    )
    gap = lower.bounds.top - upper.bounds.bottom
    height = statistics.fmean((upper.height, lower.height))
    is_near = -MAX_LAYER_OVERLAP * height <= gap <= MAX_LAYER_GAP * height
    return is_near and offset <= MAX_SIDE_OFFSET * slide_width


def _is_banded_table(stack: Sequence[ShapeGroup]) -> bool:
    """Whether texts of neighbouring boxes begin at the same edges: each box is a row of a table."""
    rows = [sorted(line.left for line in group.lines) for group in stack]
    height = statistics.median(line.height for group in stack for line in group.lines)
    return all(
        sum(any(abs(a - b) < height / 2 for b in lower) for a in upper) > 1
        for upper, lower in pairwise(rows)
    )


def _has_arrows(slide: FlatSlide, stack: Sequence[ShapeGroup]) -> bool:
    """Whether an arrow lies within the stack."""
    top = stack[0].bounds.top / slide.height
    bottom = stack[-1].bounds.bottom / slide.height
    connectors = slide.drawing.connectors if slide.drawing else ()
    return any(
        any(end.head != "none" for end in connector.ends)
        and all(top <= end.tip[1] <= bottom for end in connector.ends)
        for connector in connectors
    )


def _are_lanes(slide: FlatSlide, stack: Sequence[ShapeGroup]) -> bool:
    """Whether there is a box with text in each box of the stack, and much room beside it."""
    if slide.drawing is None:
        return False
    shapes = shape_bounds(slide.drawing.shapes, slide.width, slide.height, mirrored=slide.is_rtl)
    fills = []
    for group in stack:
        inner = [
            shape
            for shape in shapes
            if contains(group.bounds, shape)
            and shape != group.bounds
            and any(is_in(line, shape) for line in group.lines)
        ]
        fills.append(sum(shape.right - shape.left for shape in inner) / group.width)
    return min(fills) > 0 and max(fills) < MAX_LANE_FILL


def _others(slide: FlatSlide, held: set[int]) -> tuple[Point, ...]:
    """The points of the slide without those whose lines are in shapes."""
    made = [p for block in slide.blocks if isinstance(block, Points) for p in block.points]
    return tuple(p for p in made if not any(id(line) in held for line in p.lines))
