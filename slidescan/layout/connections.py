"""Joins the connectors of a picture to the nodes of its diagram: what leads to what."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from slidescan.core.records import Connector
from slidescan.core.records.drawings import FlatPoint, Head
from slidescan.layout.diagram_nodes import Bounds, Node, bounds_of, contains

MAX_GAP_SHARE = 0.045
"""The greatest gap between an end of a connector and its node, as a share of the slide's width."""

MAX_LOOSE_GAP_SHARE, MAX_AIM_SHARE = 0.03, 0.25
"""The same for a loose text, unless the line leads to its middle, up to the second share of its
extent: its box wasn't seen."""

MAX_GAP_LENGTHS = 0.8
"""The gap is also at most so many lengths of the connector."""

MAX_OVERLAP_SHARE = 0.02
"""How far an end may reach into its node, as a share of the slide's width."""

MAX_SLANT_FACTOR = 3.0
"""An end at its node's border may reach so many times as far, along its own direction."""

SIDE_SHARE = 0.006
"""A connector may miss its node by this much, as a share of the slide's width."""

MIN_LEAD = 1.6
"""The next node is at least so many times as far away, or the end belongs to neither for sure."""


MIN_LANE_SHARE, MIN_ASIDE_SHARE = 0.5, 0.2
"""A lane takes at least the first share of the slide's width; its name is off its middle by at
least the second share of its width and height."""


class Arrow(NamedTuple):
    """A line with one arrowhead between two nodes.

    Attributes:
        source: The number of the node that it leaves.
        target: The number of the node that it leads to.
        tail: Its plain end, pixels of the slide; mirrored as the nodes are.
        tip: Its other end.
    """

    source: int
    target: int
    tail: FlatPoint
    tip: FlatPoint


@dataclass
class Connections:
    """What the connectors say about nodes, by the nodes' numbers.

    Attributes:
        edges: What leads to what.
        mutual: Pairs that are connected in both directions.
        lines: Nodes that a line without arrowheads connects, in the order of its ends.
        tips: The ends of each of these lines, pixels of the slide; mirrored as the nodes are.
        arrows: Each line with two ends and one arrowhead; several may say the same.
    """

    edges: list[tuple[int, int]] = field(default_factory=list)
    mutual: list[tuple[int, int]] = field(default_factory=list)
    lines: list[tuple[int, ...]] = field(default_factory=list)
    tips: list[tuple[FlatPoint, ...]] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)


def connect(
    connectors: Sequence[Connector],
    nodes: Sequence[Node],
    width: float,
    height: float,
    *,
    mirrored: bool = False,
) -> Connections:
    """What connectors say about nodes; what isn't certain is left out.

    Args:
        connectors: The connectors.
        nodes: The nodes, on a slide of `width` × `height` pixels.
        width: Pixels.
        height: Pixels.
        mirrored: Whether the nodes are mirrored.
    """

    def scaled(point: FlatPoint) -> FlatPoint:
        return point[0] * width * (-1 if mirrored else 1), point[1] * height

    result = Connections()
    for connector in connectors:
        ends = [(scaled(end.tip), scaled(end.back), end.head) for end in connector.ends]
        length = max(math.dist(a[0], b[0]) for a in ends for b in ends)
        attached: list[tuple[int, Head]] = []
        for tip, back, head in ends:
            attached.append((_node_at(tip, back, length, nodes, width), head))
        _add(result, attached, [tip for tip, _, _ in ends])
    return result


def _node_at(
    tip: FlatPoint, back: FlatPoint, length: float, nodes: Sequence[Node], width: float
) -> int:
    """The number of the node that an end leads to; -1 if that isn't certain."""
    hits = []
    for i, node in enumerate(nodes):
        if node.bounds.holds(*back, margin=SIDE_SHARE * width):
            continue
        is_aimed = node.is_enclosed or _points_at_middle(tip, back, node.bounds)
        share = MAX_GAP_SHARE if is_aimed else MAX_LOOSE_GAP_SHARE
        most = min(share * width, MAX_GAP_LENGTHS * length)
        gap = _gap(tip, back, node.bounds, SIDE_SHARE * width)
        if gap is None or gap > most:
            continue
        # A slanted line enters the margin around its node long before it ends.
        is_outer = not node.bounds.holds(*tip, margin=SIDE_SHARE * width)
        if gap >= -MAX_OVERLAP_SHARE * width * (MAX_SLANT_FACTOR if is_outer else 1.0):
            hits.append((max(gap, 0.0), node.bounds.area, i))
    hits.sort()
    if not hits:
        return -1
    gap, _, first = hits[0]
    if _is_along(tip, back, nodes[first], width):
        return -1
    if _is_lane(first, nodes, width):
        return -1  # its border may cut a line that leads to something in it
    if _is_group(first, nodes) and any(
        i != first and node.bounds.holds(*back) and _is_group(i, nodes)
        for i, node in enumerate(nodes)
    ):
        return -1  # a line that the border between two groups cuts
    for other_gap, _, other in hits[1:]:
        is_nested = contains(nodes[first].bounds, nodes[other].bounds)
        is_around = contains(nodes[other].bounds, nodes[first].bounds)
        if not (is_nested or is_around) and other_gap < MIN_LEAD * gap + SIDE_SHARE * width:
            return -1
    return first


def _is_along(tip: FlatPoint, back: FlatPoint, node: Node, width: float) -> bool:
    """Whether a line runs along a side of a box, as a rule of a table does, and not into it."""
    return node.is_enclosed and _gap(tip, back, node.bounds, -SIDE_SHARE * width) is None


def _points_at_middle(tip: FlatPoint, back: FlatPoint, bounds: Bounds) -> bool:
    """Whether the line through the end leads close to the middle of bounds."""
    length = max(math.dist(tip, back), 1e-9)
    dx, dy = (tip[0] - back[0]) / length, (tip[1] - back[1]) / length
    x, y = bounds.center[0] - tip[0], bounds.center[1] - tip[1]
    extent = abs(dx) * (bounds.bottom - bounds.top) + abs(dy) * (bounds.right - bounds.left)
    return abs(x * dy - y * dx) <= MAX_AIM_SHARE * extent


def _is_group(number: int, nodes: Sequence[Node]) -> bool:
    """Whether other nodes lie in a node."""
    bounds = nodes[number].bounds
    return any(contains(bounds, n.bounds) for i, n in enumerate(nodes) if i != number)


def _is_lane(number: int, nodes: Sequence[Node], width: float) -> bool:
    """Whether a node is a lane: its name is at one end, or in the corner of an empty box."""
    node = nodes[number]
    if not node.is_enclosed or not node.lines:
        return False
    name, bounds = bounds_of(node.lines), node.bounds
    extent, depth = bounds.right - bounds.left, bounds.bottom - bounds.top
    if abs(name.center[0] - bounds.center[0]) < MIN_ASIDE_SHARE * extent:
        return False
    is_low = abs(name.center[1] - bounds.center[1]) >= MIN_ASIDE_SHARE * depth
    return extent >= MIN_LANE_SHARE * width or (is_low and not _is_group(number, nodes))


def _gap(tip: FlatPoint, back: FlatPoint, bounds: Bounds, side: float) -> float | None:
    """The distance from a tip to bounds along its direction; None if it misses them."""
    (x, y), (bx, by) = tip, back
    length = max(math.dist(tip, back), 1e-9)
    dx, dy = (x - bx) / length, (y - by) / length
    enter, leave = -math.inf, math.inf
    for start, step, low, high in (
        (x, dx, bounds.left - side, bounds.right + side),
        (y, dy, bounds.top - side, bounds.bottom + side),
    ):
        if abs(step) < 1e-6:
            if not low <= start <= high:
                return None
            continue
        first, second = sorted(((low - start) / step, (high - start) / step))
        enter, leave = max(enter, first), min(leave, second)
    return enter if enter <= leave and leave >= 0 else None


def _add(
    result: Connections, attached: Sequence[tuple[int, Head]], tips: Sequence[FlatPoint]
) -> None:
    arrows = [node for node, head in attached if head == "arrow"]
    plain = [node for node, head in attached if head == "none"]
    if len(attached) == 2 and -1 not in arrows and len(arrows) == 2 and arrows[0] != arrows[1]:
        result.mutual.append((arrows[0], arrows[1]))
        return
    unclear = [node for node, head in attached if head == "unclear"]
    if unclear and not (len(unclear) == 1 and arrows and plain):
        return  # what a plain end and an arrowhead say holds, whatever one further end is
    if len(attached) > 2 and -1 in (*arrows, *plain, *unclear):
        return  # a part of it may be the border of a group
    if not arrows:
        if -1 not in plain and len(set(plain)) == len(plain):
            result.lines.append(tuple(plain))
            result.tips.append(tuple(tips))
        return
    if len(arrows) > 1 and len(plain) != 1:
        return
    edges = list(_directed(plain, arrows))
    result.edges += edges
    if len(attached) == 2 and edges:
        tail, tip = tips if attached[1][1] == "arrow" else tips[::-1]
        result.arrows.append(Arrow(*edges[0], tail, tip))


def _directed(plain: Sequence[int], arrows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """From the one plain end to all arrowheads, or from all plain ends to the one arrowhead."""
    for source in plain:
        for target in arrows:
            if source >= 0 and target >= 0 and source != target:
                yield source, target
