"""Strokes: the center lines of ink, cut at their junctions and joined to paths."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.drawing.segments import (
    MAX_BEND_PIXELS,
    MAX_BEND_SHARE,
    Segment,
    Vector,
    offsets,
    segments_of,
)

MIN_SPUR_PIXELS = 9.0
"""Shorter branches with a free end are the barbs of arrowheads, or noise; pixels."""

TIP_PIXELS = 6.0
"""Shorter branches are remains of the thinning, at the tips of arrowheads, too; pixels."""

SPUR_WIDTHS = 2.0
"""Branches are also spurs up to this many widths of the stroke."""

MIN_OUTLINE_SHARE = 0.7
"""A segment is an outline if at least this share of it is close to the contour of a shape."""

MAX_BARB_PIXELS = 32.0
"""The greatest length of a barb of an arrowhead, pixels."""

MIN_BARB_COSINE = 0.4
"""The least cosine of the angle between a barb and the shaft."""

MIN_HAIRPIN_COSINE = 0.3
"""Where two segments meet and turn back like this, one is the barb of an arrowhead."""

MAX_BRIDGE_PIXELS = 7.0
"""Junctions that a shorter segment joins are one junction: crossings of wide strokes."""

MAX_GAP_PIXELS = 30.0
"""The greatest gap in a line, pixels."""

MAX_CUT_GAP_PIXELS, MIN_CUT_COSINE = 48.0, 0.99
"""The same where an outline crosses the line, and how straight the ends then lead to each other."""

MIN_BRIDGED_PIXELS = 6.0
"""The least length of a segment at a gap, pixels."""

MIN_FACING_COSINE = 0.95
"""Two ends at a gap lead to each other at least this straight."""

AT_PIXELS, AT_WIDTHS = 6, 2.0
"""Lines that meet this close to the outline of a shape, pixels or widths of a line, meet at it:
wide ones part before it."""

MAX_STEM_PIXELS = 24
"""Lines that meet at a sharp angle are one for at most so many pixels before the outline."""

MAX_TURN_COSINE = 0.25
"""A line that turns back more sharply than this is two lines that lead to one point."""

ENTRY_PIXELS = 16.0
"""So far behind its end, a line that leads into a shape is outside of it, pixels."""

MAX_CROSSING_DEGREES = 25.0
"""At a crossing, opposite branches deviate from a straight line by at most this much."""


@dataclass(eq=False)
class Net:
    """Segments that are joined.

    Attributes:
        segments: The segments.
        terminals: Its free ends: a segment and the number of its end.
        joints: Where its lines meet at the border of a shape: a point, and the direction in which
            they lead there together.
    """

    segments: list[Segment] = field(default_factory=list)
    terminals: list[tuple[Segment, int]] = field(default_factory=list)
    joints: list[tuple[Vector, Vector]] = field(default_factory=list)

    @property
    def has_cycle(self) -> bool:
        """Whether a part of it is a closed line, such as the frame of a group."""
        nodes = {node for segment in self.segments for node in segment.nodes}
        return len(self.segments) >= len(nodes)

    @property
    def junctions(self) -> list[Vector]:
        """Where three or more lines meet."""
        by_node = _by_node(self.segments)
        return [b[0][0].ends[b[0][1]] for b in by_node.values() if len(b) > 2]

    @property
    def length(self) -> float:
        """The length of all its segments, pixels."""
        return sum(segment.length for segment in self.segments)


def nets(
    lines: NDArray[np.uint8],
    widths: NDArray[np.float32],
    outlines: NDArray[np.uint8],
    targets: NDArray[np.int32],
    *,
    without_texture: bool = False,
) -> list[Net] | None:
    """The nets of center lines.

    Args:
        lines: 1 on center lines that are one pixel wide, else 0.
        widths: At center lines, the width of the stroke, pixels.
        outlines: 1 close to the contours of shapes, else 0.
        targets: The numbers of the shapes and texts.
        without_texture: Whether to leave out areas of texture.

    Returns:
        None if there are more than `MAX_SEGMENTS`.
    """
    segments = segments_of(lines, widths, without_texture=without_texture)
    if segments is None:
        return None
    segments = [segment for segment in segments if not _is_outline(segment, outlines)]
    _contract_bridges(segments)
    segments = [segment for segment in segments if not segment.is_short_loop]
    segments = _merged(_without_spurs(segments, TIP_PIXELS))
    segments = _merged(_without_spurs(_without_barbs(segments)))
    _part_crossings(segments)
    _bridge_gaps(segments, targets, outlines)
    joined = _joined(segments)
    for net in joined:
        net.joints = list(_joints(net, outlines, lines))
    return joined


def _is_outline(segment: Segment, outlines: NDArray[np.uint8]) -> bool:
    x, y = segment.points.T.astype(np.int64)
    return bool(np.count_nonzero(outlines[y, x]) / len(x) >= MIN_OUTLINE_SHARE)


def _by_node(segments: list[Segment]) -> dict[int, list[tuple[Segment, int]]]:
    by_node: dict[int, list[tuple[Segment, int]]] = defaultdict(list)
    for segment in segments:
        for end, node in enumerate(segment.nodes):
            by_node[node].append((segment, end))
    return by_node


def _contract_bridges(segments: list[Segment]) -> None:
    by_node = _by_node(segments)
    for segment in list(segments):
        first, second = segment.nodes
        is_inner = len(by_node[first]) > 1 and len(by_node[second]) > 1
        if first == second or not is_inner or segment.length > MAX_BRIDGE_PIXELS:
            continue
        segments.remove(segment)
        by_node[first].remove((segment, 0))
        by_node[second].remove((segment, 1))
        for other, end in by_node.pop(second):
            other.nodes[end] = first
            by_node[first].append((other, end))


def _merged(segments: list[Segment]) -> list[Segment]:
    """Makes one segment of two that meet where no third one does; leaves out lone barbs."""
    by_node = _by_node(segments)
    merged = {id(segment): segment for segment in segments}
    for node, branches in by_node.items():
        if len(branches) != 2 or branches[0][0] is branches[1][0]:
            continue
        (a, i), (b, j) = branches
        if a.nodes[1 - i] == b.nodes[1 - j]:
            continue
        if float(a.direction(i) @ b.direction(j)) > MIN_HAIRPIN_COSINE:
            short, far = (a, 1 - i) if a.length < b.length else (b, 1 - j)
            if short.length <= MAX_BARB_PIXELS and len(by_node[short.nodes[far]]) == 1:
                del merged[id(short)]
                by_node[node] = [branch for branch in branches if branch[0] is not short]
            continue
        joined = Segment(
            np.concatenate([a.points, b.points]),
            [a.nodes[1 - i], b.nodes[1 - j]],
            [a.ends[1 - i], b.ends[1 - j]],
            (a.width * len(a.points) + b.width * len(b.points)) / (len(a.points) + len(b.points)),
        )
        for old in (a, b):
            del merged[id(old)]
        merged[id(joined)] = joined
        for end, other in enumerate(joined.nodes):
            by_node[other] = [
                (joined, end) if segment is a or segment is b else (segment, at)
                for segment, at in by_node[other]
            ]
        by_node[node] = []
    return list(merged.values())


def _without_barbs(segments: list[Segment]) -> list[Segment]:
    """Leaves out the barbs of open arrowheads: two short branches back along the shaft."""
    barbs: set[int] = set()
    by_node = _by_node(segments)
    for branches in by_node.values():
        branches.sort(key=lambda branch: branch[0].length)
        if len(branches) == 4 and branches[0][0].length < MIN_SPUR_PIXELS:
            branches = branches[1:]  # without the rest of the tip
        if len(branches) != 3:
            continue
        shaft, end = branches[2]
        short = branches[:2]
        are_free = all(len(by_node[segment.nodes[1 - at]]) == 1 for segment, at in short)
        if not are_free or any(
            segment.length > min(MAX_BARB_PIXELS, shaft.length) for segment, _ in short
        ):
            continue
        along = [float(segment.direction(at) @ shaft.direction(end)) for segment, at in short]
        if all(cosine >= MIN_BARB_COSINE for cosine in along):
            barbs.update(id(segment) for segment, _ in short)
    return [segment for segment in segments if id(segment) not in barbs]


def _without_spurs(segments: list[Segment], most: float | None = None) -> list[Segment]:
    """Leaves out short branches with a free end.

    Args:
        segments: All segments.
        most: Their greatest length; by default, that of a spur of their width.
    """
    by_node = _by_node(segments)
    remaining = []
    for segment in segments:
        degrees = sorted(len(by_node[node]) for node in segment.nodes)
        limit = max(MIN_SPUR_PIXELS, SPUR_WIDTHS * segment.width) if most is None else most
        if degrees[0] > 1 or degrees[1] <= 2 or segment.length >= limit:
            remaining.append(segment)
    return remaining


def _part_crossings(segments: list[Segment]) -> None:
    """Where four straight branches meet in two lines, the lines pass each other.

    If a branch bends, the trunk and the branches of a tree may meet there instead, unless two
    opposite branches meet again elsewhere: they are a frame that the other line crosses.
    """
    by_node = _by_node(segments)
    number = max(by_node, default=0) + 1
    graph = {
        node: [(id(segment), segment.nodes[1 - end]) for segment, end in branches]
        for node, branches in by_node.items()
    }
    for node, branches in by_node.items():
        if len(branches) != 4:
            continue
        are_straight = all(segment.is_straight for segment, _ in branches)
        directions = [segment.direction(end) for segment, end in branches]
        for partner in (1, 2, 3):
            a, b = (i for i in (1, 2, 3) if i != partner)
            if not _are_opposite(directions[0], directions[partner]) or not _are_opposite(
                directions[a], directions[b]
            ):
                continue
            if are_straight or any(
                _meet_again(node, graph[node][i], graph[node][j], graph)
                for i, j in ((0, partner), (a, b))
            ):
                for i in (0, partner):
                    segment, end = branches[i]
                    segment.nodes[end] = number
                number += 1
                break


def _meet_again(
    node: int,
    first: tuple[int, int],
    second: tuple[int, int],
    graph: dict[int, list[tuple[int, int]]],
) -> bool:
    """Whether a path leads from one branch of a node to another one without the node.

    Args:
        node: The node.
        first: One branch: the id of its segment, and the node at its other end.
        second: The other branch.
        graph: The branches of each node.
    """
    stack, seen = [first[1]], {node}
    while stack:
        at = stack.pop()
        if at == second[1] and at != node:
            return True
        if at not in seen:
            seen.add(at)
            stack += [other for segment, other in graph[at] if segment != first[0]]
    return False


def _bridge_gaps(
    segments: list[Segment], targets: NDArray[np.int32], outlines: NDArray[np.uint8]
) -> None:
    """Joins ends that face each other closely: dashes, and lines cut by the outline of a group.

    The outline takes a part of the dash that crosses it.
    """
    ends = [
        (segment, end)
        for branches in _by_node(segments).values()
        if len(branches) == 1
        for segment, end in branches
        if segment.length >= MIN_BRIDGED_PIXELS
    ]
    if len(ends) < 2:
        return
    points = np.array([segment.ends[end] for segment, end in ends])
    x, y = points.T
    away = np.maximum(np.abs(x - x[:, None]), np.abs(y - y[:, None]))
    np.fill_diagonal(away, np.inf)
    first, second = np.nonzero(away <= MAX_CUT_GAP_PIXELS)
    outward = np.zeros_like(points)
    for i in np.unique(first):
        segment, end = ends[i]
        outward[i] = segment.direction(end)
    between = points[second] - points[first]
    distances = np.hypot(between[:, 0], between[:, 1])
    units = between / np.maximum(distances, 1e-9)[:, None]
    leaving, entering = (units * outward[first]).sum(axis=1), (units * outward[second]).sum(axis=1)
    cosines = np.minimum(leaving, -entering)
    is_cut = (cosines >= MIN_CUT_COSINE) & (distances <= MAX_CUT_GAP_PIXELS)
    for pair in np.flatnonzero(is_cut & (distances > MAX_GAP_PIXELS)):
        i, j = first[pair], second[pair]
        middle = points[i] + np.linspace(0, 1, 9)[:, None] * (points[j] - points[i])
        x, y = middle.round().astype(np.int64).T
        is_cut[pair] = bool(outlines[y, x].any())
    joinable = is_cut | ((cosines >= MIN_FACING_COSINE) & (distances <= MAX_GAP_PIXELS))
    costs = np.full(away.shape, np.inf)
    costs[first[joinable], second[joinable]] = distances[joinable]
    best = costs.argmin(axis=1)
    for i in np.unique(first[joinable]).tolist():
        j = int(best[i])
        behind = points[[i, j]] - ENTRY_PIXELS * outward[[i, j]]
        if i < j and best[j] == i and _is_open(points[i], points[j], behind, targets):
            (a, at_a), (b, at_b) = ends[i], ends[j]
            b.nodes[at_b] = a.nodes[at_a]


def _joints(
    net: Net, outlines: NDArray[np.uint8], lines: NDArray[np.uint8]
) -> Iterator[tuple[Vector, Vector]]:
    """The joints of a net: where several lines meet, or one bends, at the border of a shape.

    A line that runs straight on crosses the border, as of a group.
    """
    # A single line meets no other one.
    by_node = _by_node(net.segments) if len(net.segments) > 1 else {}
    for branches in by_node.values():
        long = [(s, end) for s, end in branches if s.length > MAX_BARB_PIXELS]
        if len(long) < 2:
            continue
        directions = [segment.direction(end) for segment, end in long]
        pairs = [(a, b) for i, a in enumerate(directions) for b in directions[:i]]
        if any(_are_opposite(a, b) for a, b in pairs):
            continue
        segment, end = long[0]
        point, direction = segment.ends[end], _unit(np.sum(directions, axis=0))
        are_at = all(_is_at(s.ends[end], outlines, s.width) for s, end in long)
        turn_back = all(_turns_back(a, b) for a, b in pairs)
        if turn_back or are_at or _has_stem(point, direction, outlines, lines):
            yield point, direction
    for segment in net.segments:
        if segment.length < 2 * MAX_BARB_PIXELS or segment.is_straight:
            continue
        first, last = segment.ends
        bend = segment.points[int(offsets(segment.points, first, last).argmax())]
        directions = [_unit(bend - first), _unit(bend - last)]
        is_far = min(float(np.hypot(*(bend - end))) for end in segment.ends) > MAX_BARB_PIXELS
        is_joint = (_turns_back(*directions) and _is_bent_once(segment, bend)) or (
            _is_at(bend, outlines, segment.width) and not _are_opposite(*directions)
        )
        if is_far and is_joint:
            yield bend, _unit(directions[0] + directions[1])


def _turns_back(a: Vector, b: Vector) -> bool:
    return float(a @ b) > MAX_TURN_COSINE


def _is_bent_once(segment: Segment, bend: Vector) -> bool:
    """Whether all of a segment is close to the two lines from a point to its ends."""
    away = np.min([offsets(segment.points, bend, end) for end in segment.ends], axis=0)
    return bool(away.max() <= MAX_BEND_PIXELS + MAX_BEND_SHARE * segment.length)


def _unit(vector: Vector) -> Vector:
    return np.asarray(vector / max(float(np.hypot(*vector)), 1e-9))


def _is_at(point: Vector, outlines: NDArray[np.uint8], width: float) -> bool:
    x, y = point.astype(np.int64)
    far = max(AT_PIXELS, round(AT_WIDTHS * width))
    return bool(outlines[max(0, y - far) : y + far + 1, max(0, x - far) : x + far + 1].any())


def _has_stem(
    point: Vector, direction: Vector, outlines: NDArray[np.uint8], lines: NDArray[np.uint8]
) -> bool:
    """Whether a short line leads on from a point to the outline of a shape.

    The lines that meet there are one line before the outline.
    """
    for step in range(MAX_STEM_PIXELS):
        x, y = (point + step * direction).round().astype(np.int64)
        if not (2 <= x < lines.shape[1] - 2 and 2 <= y < lines.shape[0] - 2):
            return False
        if outlines[y, x]:
            return True
        if not lines[y - 2 : y + 3, x - 2 : x + 3].any():
            return False
    return False


def _is_open(start: Vector, stop: Vector, behind: Vector, targets: NDArray[np.int32]) -> bool:
    """Whether no shape or text lies between two points, beside those that they lie in.

    A shape that both lines enter, a little behind their ends, lies between them, too.
    """
    shares = np.linspace(0, 1, 9)[:, None]
    numbers = _numbers_at(start + shares * (stop - start), targets)
    first, last = numbers[[0, -1]].tolist()
    if first == last != 0 and first not in _numbers_at(behind, targets):
        return False
    return bool(np.isin(numbers, (first, last)).all())


def _numbers_at(points: Vector, targets: NDArray[np.int32]) -> NDArray[np.int32]:
    height, width = targets.shape
    x, y = points.round().astype(np.int64).T
    return np.asarray(targets[y.clip(0, height - 1), x.clip(0, width - 1)])


def _are_opposite(a: Vector, b: Vector) -> bool:
    return float(a @ b) < -math.cos(math.radians(MAX_CROSSING_DEGREES))


def _joined(segments: list[Segment]) -> list[Net]:
    by_node = _by_node(segments)
    result: list[Net] = []
    seen: set[int] = set()
    for start in segments:
        if id(start) in seen:
            continue
        net, stack = Net(), [start]
        seen.add(id(start))
        while stack:
            segment = stack.pop()
            net.segments.append(segment)
            for end, node in enumerate(segment.nodes):
                others = by_node[node]
                if len(others) == 1:
                    net.terminals.append((segment, end))
                for other, _ in others:
                    if id(other) not in seen:
                        seen.add(id(other))
                        stack.append(other)
        result.append(net)
    return result
