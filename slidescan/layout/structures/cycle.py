"""A cycle: nodes each of which leads to the next, and the last to the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Point
from slidescan.layout.structures import flow
from slidescan.layout.structures.flat_slide import FlatSlide
from slidescan.layout.structures.flow import Flow

MIN_CYCLE_NODES = 3
"""A cycle has at least so many nodes."""

CYCLE_CONFIDENCE = 0.98
"""A little more than that of the flow that a cycle is."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """Nodes in a circle.

    Attributes:
        flow: The nodes and the edges between them.
        order: The indexes of the nodes in the order of the cycle, the first one in reading order
            first.
        confidence: Certainty, 0..1.
    """

    flow: Flow
    order: tuple[int, ...]
    confidence: float
    kind: ClassVar[str] = "cycle"

    @property
    def nodes(self) -> tuple[Point, ...]:
        """The nodes in the order of the cycle."""
        return tuple(self.flow.nodes[i] for i in self.order)

    @property
    def remarks(self) -> tuple[Point | None, ...]:
        """The remarks of the nodes in the order of the cycle; empty if none has one."""
        return tuple(self.flow.remarks[i] for i in self.order if self.flow.remarks)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What is beside the cycle, then a list of its edges."""
        return self.flow.blocks

    def summary(self) -> SlideStructure:
        """The nodes in the order of the cycle, and its edges."""
        count = len(self.order)
        return SlideStructure(
            self.kind,
            self.confidence,
            tuple(node.text for node in self.nodes),
            details=tuple((remark.text,) if remark else () for remark in self.remarks),
            edges=tuple((i, (i + 1) % count) for i in range(count)),
        )


def recognise(slide: FlatSlide) -> Cycle | None:
    """Takes a slide that is mainly a flow whose edges form one cycle of all its nodes."""
    arrows = flow.recognise(slide)
    if arrows is None or arrows.confidence < flow.MAIN_CONFIDENCE or arrows.mutual:
        return None
    following = dict(arrows.edges)
    count = len(arrows.nodes)
    if count < MIN_CYCLE_NODES or len(arrows.edges) != count or len(following) != count:
        return None
    order = [0]
    while following[order[-1]] not in order:
        order.append(following[order[-1]])
    if len(order) < count or following[order[-1]] != 0:
        return None
    return Cycle(arrows, tuple(order), CYCLE_CONFIDENCE)
