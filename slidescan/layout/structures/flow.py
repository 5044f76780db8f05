"""A flow: boxes, pictures with captions or texts that arrows connect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import ClassVar

from slidescan.core.records import Line, SlideStructure
from slidescan.layout.blocks import Block, Point, Points
from slidescan.layout.connections import Connections
from slidescan.layout.diagram_nodes import Node
from slidescan.layout.structures.flat_slide import FlatSlide

MIN_MAIN_SHARE = 0.35
"""A flow is the structure of a slide if its nodes hold at least this share of the slide's lines."""

MAIN_CONFIDENCE, SIDE_CONFIDENCE = 0.97, 0.75
"""The confidence of a flow that is the main thing on a slide, and of one that is beside it."""

ARROW, MUTUAL_ARROW = " → ", " ↔ "
"""What stands between two nodes in a list of edges."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Nodes and what connects them.

    Attributes:
        nodes: The nodes that have an edge, in reading order.
        edges: Indexes of two nodes: the first leads to the second.
        mutual: Indexes of two nodes that lead to each other.
        rest: The blocks of the body without the nodes.
        confidence: Certainty, 0..1.
    """

    nodes: tuple[Point, ...]
    edges: tuple[tuple[int, int], ...]
    mutual: tuple[tuple[int, int], ...]
    rest: tuple[Block, ...]
    confidence: float
    kind: ClassVar[str] = "flow"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What is beside the flow, then a list of its edges."""
        pairs = [(edge, ARROW) for edge in self.edges] + [(p, MUTUAL_ARROW) for p in self.mutual]
        listed = [
            Point(
                self.nodes[a].text + arrow + self.nodes[b].text,
                1,
                (*self.nodes[a].lines, *self.nodes[b].lines),
            )
            for (a, b), arrow in sorted(pairs)
        ]
        return (*self.rest, Points(tuple(listed)))

    def summary(self) -> SlideStructure:
        """The nodes and edges; a mutual connection is one edge, listed under `mutual`, too."""
        edges = tuple(sorted((*self.edges, *self.mutual)))
        mutual = " ".join(str(edges.index(pair)) for pair in self.mutual)
        return SlideStructure(
            self.kind,
            self.confidence,
            tuple(node.text for node in self.nodes),
            edges=edges,
            attributes=(("mutual", mutual),) if mutual else (),
        )


def recognise(slide: FlatSlide) -> Flow | None:
    """Takes a slide whose picture has arrows between named nodes."""
    return _flow(slide, *slide.diagram)


def _flow(slide: FlatSlide, nodes: Sequence[Node], connections: Connections) -> Flow | None:
    certain = {i for i, node in enumerate(nodes) if node.name}
    mutual = {tuple(sorted(pair)) for pair in connections.mutual if certain.issuperset(pair)}
    edges = {pair for pair in connections.edges if certain.issuperset(pair)}
    # An arrow with two heads beside an arrow for one of the directions says nothing more.
    edges -= {direction for pair in mutual for direction in (pair, pair[::-1])}
    used = {i for pair in (*edges, *mutual) for i in pair}
    if len(used) < 2:
        return None
    order = {line.line: position for position, line in enumerate(slide.body)}
    ranks = {i: min(order[line.line] for line in nodes[i].lines) for i in used}
    number = dict(zip(sorted(used, key=ranks.__getitem__), count(), strict=False))
    taken = {id(line.line) for i in used for line in nodes[i].lines}
    share = len(taken) / len(slide.body)
    confidence = MAIN_CONFIDENCE if share >= MIN_MAIN_SHARE else SIDE_CONFIDENCE
    return Flow(
        tuple(_point(nodes[i]) for i in sorted(used, key=ranks.__getitem__)),
        tuple(sorted((number[a], number[b]) for a, b in edges)),
        tuple(sorted((number[a], number[b]) for a, b in mutual)),
        tuple(part for block in slide.blocks if (part := _without(block, taken)) is not None),
        confidence,
    )


def _point(node: Node) -> Point:
    return Point(node.name, 1, tuple(line.line for line in node.lines))


def _without(block: Block, taken: set[int]) -> Block | None:
    """A block without the points whose lines all belong to nodes; None if nothing is left."""

    def is_taken(lines: Sequence[Line]) -> bool:
        return all(id(line) in taken for line in lines)

    if not isinstance(block, Points):
        return block
    points = tuple(point for point in block.points if not is_taken(point.lines))
    return replace(block, points=points) if points else None
