"""A hierarchy: a tree of boxes that lines without arrowheads connect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Point, Points
from slidescan.layout.connections import Connections
from slidescan.layout.diagram_nodes import Bounds, Node
from slidescan.layout.structures.flat_slide import FlatSlide

MIN_TREE_NODES, MIN_CHILDREN = 3, 2
"""A hierarchy has at least so many nodes, and a node in it with so many below."""

MIN_TREE_SHARE = 0.5
"""The nodes of a hierarchy hold at least this share of the slide's lines."""

HIERARCHY_CONFIDENCE = 0.96
"""The confidence of a tree whose lines all lead one way."""

MAX_SIDE_DEPTH = 0.3
"""A line ends at a side of a node up to this share of the node's extent."""

MAX_TREE_BOX_RATIO = 1.5
"""A box at most so many times as wide and as high as those of the tree, or as small, belongs to it,
too; its line wasn't found."""

MAX_TEXT_RATIO = 1.25
"""A loose text no wider than the boxes, at most so many times as high as a text in them, or as
low, may stand in a box that wasn't found."""

Tree: TypeAlias = Mapping[int, Sequence[int]]
"""The nodes below each node that has some, by the nodes' numbers."""

_Edge: TypeAlias = Callable[[Bounds], tuple[float, float]]
"""Where bounds begin and end along a direction."""

_DIRECTIONS: tuple[_Edge, ...] = (
    lambda b: (b.top, b.bottom),
    lambda b: (b.left, b.right),
    lambda b: (-b.bottom, -b.top),
    lambda b: (-b.right, -b.left),
)
"""Trees grow down, to the right, up, and to the left."""


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """A tree of nodes.

    Attributes:
        nodes: The nodes, each before those below it; the first is the root.
        parents: The index of the node above each node; -1 for the root.
        others: The points outside the tree.
        confidence: Certainty, 0..1.
    """

    nodes: tuple[Point, ...]
    parents: tuple[int, ...]
    others: tuple[Point, ...]
    confidence: float
    kind: ClassVar[str] = "hierarchy"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The tree as nested points, then the other points."""
        return (Points((*self.nodes, *self.others)),)

    def children(self, node: int) -> tuple[int, ...]:
        """The indexes of the nodes below a node."""
        return tuple(i for i, parent in enumerate(self.parents) if parent == node)

    def summary(self) -> SlideStructure:
        """The nodes with their levels; an attribute names the number of the node above each."""
        return SlideStructure(
            self.kind,
            self.confidence,
            tuple(node.text for node in self.nodes),
            tuple(node.level for node in self.nodes),
            attributes=(("parents", " ".join(str(parent) for parent in self.parents)),),
        )


def recognise(slide: FlatSlide) -> Hierarchy | None:
    """Takes a slide whose named nodes are joined to one tree, by lines without arrowheads."""
    nodes, connections = slide.diagram
    if connections.edges or connections.mutual or not connections.lines:
        return None
    trees = [
        (direction, tree)
        for direction in _DIRECTIONS
        if (tree := _tree(connections.lines, nodes, direction)) is not None
    ]
    if len(trees) > 1:  # lines to the right may also lead down from the topmost node
        trees = [(d, tree) for d, tree in trees if _leave_by_far_side(connections, nodes, d)]
    if len(trees) != 1:
        return None
    return _hierarchy(slide, nodes, *trees[0][1])


def _leave_by_far_side(connections: Connections, nodes: Sequence[Node], direction: _Edge) -> bool:
    """Whether each line leaves the first of its nodes at its far side, and ends at near sides."""
    for line, tips in zip(connections.lines, connections.tips, strict=True):
        extents = [direction(nodes[i].bounds) for i in line]
        first = extents.index(min(extents))
        for at, ((start, stop), (x, y)) in enumerate(zip(extents, tips, strict=True)):
            along = direction(Bounds(x, y, x, y))[0]
            depth = (stop - along if at == first else along - start) / max(stop - start, 1.0)
            if depth > MAX_SIDE_DEPTH:
                return False
    return True


def _tree(
    lines: Sequence[tuple[int, ...]], nodes: Sequence[Node], direction: _Edge
) -> tuple[int, Tree] | None:
    """The root and the tree that grows in a direction; None if the lines are no such tree."""
    below: dict[int, list[int]] = defaultdict(list)
    parents: dict[int, int] = {}
    for line in {tuple(sorted(line)): line for line in lines}.values():
        first = min(line, key=lambda i: direction(nodes[i].bounds))
        start = direction(nodes[first].bounds)[1]
        for node in line:
            if node == first:
                continue
            if direction(nodes[node].bounds)[0] < start or parents.get(node, first) != first:
                return None  # beside each other, or below two
            if node not in parents:
                parents[node] = first
                below[first].append(node)
    roots = [node for node in below if node not in parents]
    if len(roots) != 1 or len(parents) + 1 < MIN_TREE_NODES:
        return None
    has_fork = any(len(children) >= MIN_CHILDREN for children in below.values())
    return (roots[0], below) if has_fork else None


def _hierarchy(slide: FlatSlide, nodes: Sequence[Node], root: int, below: Tree) -> Hierarchy | None:
    order: list[int] = []
    parents: list[int] = []
    points: list[Point] = []
    waiting = [(root, -1, 1)]
    while waiting:
        number, parent, level = waiting.pop(0)
        if not nodes[number].name:
            return None
        lines = tuple(line.line for line in nodes[number].lines)
        order.append(number)
        parents.append(parent)
        points.append(Point(nodes[number].name, level, lines))
        at = len(order) - 1
        children = sorted(
            below.get(number, ()), key=lambda i: (nodes[i].bounds.left, nodes[i].bounds.top)
        )
        waiting = [*((child, at, level + 1) for child in children), *waiting]
    if any(_is_left_out(node, [nodes[i] for i in order]) for node in nodes):
        return None
    held = {id(line) for point in points for line in point.lines}
    if len(held) < MIN_TREE_SHARE * len(slide.body):
        return None
    made = [p for block in slide.blocks if isinstance(block, Points) for p in block.points]
    others = tuple(p for p in made if not any(id(line) in held for line in p.lines))
    return Hierarchy(tuple(points), tuple(parents), others, HIERARCHY_CONFIDENCE)


def _is_left_out(node: Node, tree: Sequence[Node]) -> bool:
    """Whether a node outside the tree looks like the boxes in it, or its text like their texts.

    Such a text is in a box that was not seen.
    """
    if any(node is other for other in tree):
        return False
    boxes = [other for other in tree if other.is_enclosed]
    if node.is_enclosed:
        return any(_have_same_size(node.bounds, box.bounds) for box in boxes)
    widest = max((box.bounds.right - box.bounds.left for box in boxes), default=0.0)
    heights = [line.height for box in boxes for line in box.lines]
    height = node.lines[0].height
    return node.bounds.right - node.bounds.left <= widest and any(
        max(height, other) <= MAX_TEXT_RATIO * min(height, other) for other in heights
    )


def _have_same_size(a: Bounds, b: Bounds) -> bool:
    sizes = ((a.right - a.left, b.right - b.left), (a.bottom - a.top, b.bottom - b.top))
    return all(max(pair) <= MAX_TREE_BOX_RATIO * min(pair) for pair in sizes)
