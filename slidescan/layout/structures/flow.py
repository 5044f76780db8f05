"""A flow: boxes, pictures with captions or texts that arrows connect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import ClassVar

from slidescan.core.records import Line, SlideStructure
from slidescan.layout.blocks import Block, Point, Points
from slidescan.layout.connections import Connections
from slidescan.layout.diagram_nodes import MAX_CAPTION_GAP, Node, contains
from slidescan.layout.positions import PositionedLine
from slidescan.layout.structures.flat_slide import FlatSlide

MIN_MAIN_SHARE = 0.35
"""A flow is the structure of a slide if its nodes hold at least this share of the slide's lines."""

MAIN_CONFIDENCE, SIDE_CONFIDENCE = 0.97, 0.75
"""The confidence of a flow that is the main thing on a slide, and of one that is beside it."""

MIN_REMARKS, MAX_REMARK_SHIFT, MAX_REMARK_WIDTHS = 2, 0.15, 1.3
"""At least so many boxes have a remark below them; it is off their middles, and as wide, by at most
these shares of their width."""

MAX_REMARK_SIZE = 1.15
"""The lines of a remark are at most so many times as high as those of its node: a reader's boxes
vary by a tenth."""

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
        remarks: For each node, what a further text in its box or below it says of it; empty if no
            node has one.
    """

    nodes: tuple[Point, ...]
    edges: tuple[tuple[int, int], ...]
    mutual: tuple[tuple[int, int], ...]
    rest: tuple[Block, ...]
    confidence: float
    remarks: tuple[Point | None, ...] = ()
    kind: ClassVar[str] = "flow"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What is beside the flow, then its nodes with their remarks, then a list of its edges."""
        pairs = [(edge, ARROW) for edge in self.edges] + [(p, MUTUAL_ARROW) for p in self.mutual]
        listed = [
            Point(
                self.nodes[a].text + arrow + self.nodes[b].text,
                1,
                (*self.nodes[a].lines, *self.nodes[b].lines),
            )
            for (a, b), arrow in sorted(pairs)
        ]
        noted = tuple(
            point
            for node, remark in zip(self.nodes, self.remarks, strict=False)
            if remark
            for point in (node, remark)
        )
        return (*self.rest, *((Points(noted),) if noted else ()), Points(tuple(listed)))

    def summary(self) -> SlideStructure:
        """The nodes and edges; a mutual connection is one edge, listed under `mutual`, too."""
        edges = tuple(sorted((*self.edges, *self.mutual)))
        mutual = " ".join(str(edges.index(pair)) for pair in self.mutual)
        return SlideStructure(
            self.kind,
            self.confidence,
            tuple(node.text for node in self.nodes),
            details=tuple((remark.text,) if remark else () for remark in self.remarks),
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
    ordered = sorted(used, key=ranks.__getitem__)
    number = dict(zip(ordered, count(), strict=False))
    joined = used | {i for line in connections.lines for i in line}
    noted = _remarks(nodes, ordered, [n for i, n in enumerate(nodes) if i not in joined])
    taken = {id(line.line) for i in used for line in (*nodes[i].lines, *_lines(noted.get(i)))}
    share = len(taken) / len(slide.body)
    confidence = MAIN_CONFIDENCE if share >= MIN_MAIN_SHARE else SIDE_CONFIDENCE
    return Flow(
        tuple(_point(nodes[i]) for i in ordered),
        tuple(sorted((number[a], number[b]) for a, b in edges)),
        tuple(sorted((number[a], number[b]) for a, b in mutual)),
        tuple(part for block in slide.blocks if (part := _without(block, taken)) is not None),
        confidence,
        tuple(_remark(noted.get(i)) for i in ordered) if noted else (),
    )


def _remarks(nodes: Sequence[Node], used: Sequence[int], others: Sequence[Node]) -> dict[int, Node]:
    """The one further text in the box of a node; if several nodes have one, that below the box."""
    texts = [node for node in others if node.name and not node.is_enclosed]
    inside, below = (
        {
            i: fitting[0]
            for i in used
            if nodes[i].is_enclosed
            and len(fitting := [text for text in texts if fits(nodes[i], text)]) == 1
            and fitting[0].lines[0].height <= MAX_REMARK_SIZE * nodes[i].lines[0].height
        }
        for fits in (_is_in_box, _is_below)
    )
    return inside or (below if len(below) >= MIN_REMARKS else {})


def _is_in_box(box: Node, text: Node) -> bool:
    return contains(box.bounds, text.bounds)


def _is_below(box: Node, text: Node) -> bool:
    """Whether a text is close below a box, in its middle, and hardly wider."""
    gap = text.bounds.top - box.bounds.bottom
    width = box.bounds.right - box.bounds.left
    shift = abs(text.bounds.center[0] - box.bounds.center[0])
    return (
        0 <= gap <= MAX_CAPTION_GAP * text.lines[0].height
        and shift <= MAX_REMARK_SHIFT * width
        and text.bounds.right - text.bounds.left <= MAX_REMARK_WIDTHS * width
    )


def _remark(text: Node | None) -> Point | None:
    return None if text is None else replace(_point(text), level=2)


def _lines(node: Node | None) -> Sequence[PositionedLine]:
    return node.lines if node else ()


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
