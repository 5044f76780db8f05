"""Joins what several views of a picture show: what one view leaves open, another one may tell.

A few pixels decide what the end of a thin stroke looks like. Two views of different scale see it
apart; where they contradict each other, nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from slidescan.core.records import Connector, ConnectorEnd, Shape
from slidescan.core.records.drawings import Head

SAME_TIP_SHARE = 0.015
"""The tips of one end in two views are at most this far apart, as a share of the slide's sides."""

SAME_DIRECTION_COSINE = 0.8
"""The least cosine between the directions of one end in two views."""

SAME_SHAPE_SHARE = 0.5
"""A shape in two views covers at least this share of what both of them cover together."""


def says_something(connector: Connector) -> bool:
    """Whether the ends of a connector tell what leads to what, or what is connected."""
    heads = {end.head for end in connector.ends}
    return "arrow" in heads or heads == {"none"}


def joined_connectors(views: Sequence[Sequence[Connector]]) -> list[Connector]:
    """The connectors of all views; an end that views contradict each other about is unclear."""
    first, *others = views
    joined = list(first)
    for view in others:
        more: list[Connector] = []
        for connector in view:
            number = next(
                (i for i, seen in enumerate(joined) if _partners(seen, connector) is not None), None
            )
            if number is None:
                more.append(_without_contradictions(connector, joined))
            else:
                joined[number] = _joined(joined[number], connector, _agreed)
        joined = [_without_contradictions(connector, view) for connector in joined] + more
    return joined


def without_twins(connectors: Iterable[Connector]) -> list[Connector]:
    """The connectors of one view, each of them once.

    A camera that sharpens gives a bright line a dark twin, whose ends have no heads.
    """
    single: list[Connector] = []
    for connector in connectors:
        number = next((i for i, c in enumerate(single) if _partners(c, connector)), None)
        if number is None:
            single.append(connector)
        else:
            single[number] = _joined(single[number], connector, _clearer)
    return single


def _clearer(first: Head, second: Head) -> Head:
    """What one of two twins has at an end: an arrowhead, if either has."""
    heads = {first, second}
    return "arrow" if "arrow" in heads else "none" if "none" in heads else "unclear"


def joined_shapes(views: Sequence[Sequence[Shape]]) -> list[Shape]:
    """The shapes of all views, each of them once, as the first view shows it."""
    joined: list[Shape] = []
    for view in views:
        joined += [s for s in view if all(_shared(s, t) < SAME_SHAPE_SHARE for t in joined)]
    return joined


def _joined(
    connector: Connector, other: Connector, head_of: Callable[[Head, Head], Head]
) -> Connector:
    """A connector that was seen twice; `head_of` decides about its heads."""
    partners = _partners(connector, other) or ()
    return Connector(
        tuple(
            replace(end, head=head_of(end.head, other.ends[j].head))
            for end, j in zip(connector.ends, partners, strict=True)
        )
    )


def _agreed(first: Head, second: Head) -> Head:
    """What two views say about an end; unclear if they contradict each other."""
    if first == second or second == "unclear":
        return first
    return second if first == "unclear" else "unclear"


def _partners(connector: Connector, other: Connector) -> tuple[int, ...] | None:
    """For each end of a connector, the number of that end of another one; None if it has others."""
    if len(connector.ends) != len(other.ends):
        return None
    partners: list[int] = []
    for end in connector.ends:
        near = (
            j
            for j, candidate in enumerate(other.ends)
            if j not in partners and _is_same_end(end, candidate)
        )
        j = next(near, None)
        if j is None:
            return None
        partners.append(j)
    return tuple(partners)


def _without_contradictions(connector: Connector, others: Sequence[Connector]) -> Connector:
    """A connector whose ends are unclear where another view shows and says something else."""
    seen = [end for c in others if says_something(c) for end in c.ends if end.head != "unclear"]
    return Connector(
        tuple(
            replace(end, head="unclear")
            if any(_is_same_end(end, other) and end.head != other.head for other in seen)
            else end
            for end in connector.ends
        )
    )


def _is_same_end(end: ConnectorEnd, other: ConnectorEnd) -> bool:
    (x, y), (u, v) = end.tip, other.tip
    if max(abs(x - u), abs(y - v)) > SAME_TIP_SHARE:
        return False
    dx, dy, ex, ey = x - end.back[0], y - end.back[1], u - other.back[0], v - other.back[1]
    lengths = math.hypot(dx, dy) * math.hypot(ex, ey)
    return dx * ex + dy * ey >= SAME_DIRECTION_COSINE * lengths


def _shared(shape: Shape, other: Shape) -> float:
    """The area of both shapes over that of their union."""
    width = min(shape.right, other.right) - max(shape.left, other.left)
    height = min(shape.bottom, other.bottom) - max(shape.top, other.top)
    both = max(width, 0.0) * max(height, 0.0)
    areas = [(s.right - s.left) * (s.bottom - s.top) for s in (shape, other)]
    return both / max(sum(areas) - both, 1e-9)
