"""Arrowheads: tells from the breadth of a stroke, step by step from its end, whether it has one."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

EndKind: TypeAlias = Literal["plain", "arrow", "unclear"]
"""The end of a connector: without a head, with an arrowhead, or neither for sure."""

MIN_HEAD_RATIO, MIN_HEAD_EXCESS = 1.6, 4.0
"""An arrowhead is at least this many times, and this many pixels, as broad as the shaft."""

MAX_PLAIN_RATIO, MAX_PLAIN_EXCESS = 1.35, 2.0
"""A plain end is at most this many times the shaft's breadth, and this many pixels more."""

MIN_HEAD_SLOPE, MAX_HEAD_SLOPE = 0.3, 1.7
"""The length of an arrowhead over its breadth."""

MAX_TIP_SHARE = 0.4
"""The breadth of an arrowhead at its tip, as a share of its full breadth."""

MAX_GROWTH_ERROR = 0.13
"""How far the breadth deviates from a straight rise, on average, as a share of the full breadth."""

MAX_MIDDLE_SHARE = 0.75
"""The breadth half-way along the head, as a share of the full breadth: a dot is broader there."""

FULL_SHARE, FULL_GAP_PIXELS = 0.94, 3
"""A head is broadest where it has this share of its full breadth, with gaps of at most so many
pixels."""

MAX_DROP_SHARE = 0.2
"""Behind the head, the breadth drops within this share of the head's length, and a few pixels."""

DROP_PIXELS = 2
"""The few pixels, for blur."""

DROP_LEVEL = 0.35
"""Behind the head, the breadth has dropped if so much of the excess over the shaft is left."""

MAX_RIM_COLUMNS = 4
"""The rest of an outline that an arrowhead touches takes fewer pixels before its tip, which is the
narrowest of them."""

MIN_SHAFT_PIXELS = 5
"""At least so much of a shaft shows behind the head, pixels."""


def end_kind(breadths: NDArray[np.float64], shaft: float) -> EndKind:
    """The kind of an end.

    Args:
        breadths: The breadth of the stroke at each pixel, from its very end backwards.
        shaft: The breadth of its shaft.
    """
    if len(breadths) < 3:
        return "unclear"
    full = float(breadths.max())
    if full <= max(MAX_PLAIN_RATIO * shaft, shaft + MAX_PLAIN_EXCESS):
        return "plain"
    behind_rim = breadths[int(breadths[:MAX_RIM_COLUMNS].argmin()) :]
    return "arrow" if head_length(behind_rim, shaft) else "unclear"


def head_length(
    breadths: NDArray[np.float64],
    shaft: float,
    *,
    min_ratio: float = MIN_HEAD_RATIO,
    max_drop: float = MAX_DROP_SHARE,
) -> int:
    """The length of the arrowhead at an end, pixels; 0 if there is none for sure.

    From the tip of an arrowhead, the breadth rises in a straight line, then drops at once.

    Args:
        breadths: The breadth of the stroke at each pixel, from its very end backwards.
        shaft: The breadth of its shaft.
        min_ratio: The least breadth of the head over that of the shaft.
        max_drop: The greatest distance behind the head in which the breadth drops, as a share of
            the head's length.
    """
    full = float(breadths.max())
    if full < max(min_ratio * shaft, shaft + MIN_HEAD_EXCESS):
        return 0
    is_full = breadths >= FULL_SHARE * full
    at_full = np.flatnonzero(is_full)
    # The head at the other end of a short connector is as broad.
    at_full = at_full[: 1 + int(np.argmax(np.append(np.diff(at_full) > FULL_GAP_PIXELS, True)))]
    length = int(at_full[0]) + 1
    has_slope = MIN_HEAD_SLOPE * full <= length <= MAX_HEAD_SLOPE * full
    if not has_slope or breadths[0] > MAX_TIP_SHARE * full + 1:
        return 0
    rise = breadths[:length]
    if rise[length // 2] > MAX_MIDDLE_SHARE * full:
        return 0
    straight = np.linspace(min(rise[0], 0.3 * full), full, length)
    if np.abs(rise - straight).mean() > MAX_GROWTH_ERROR * full:
        return 0
    if at_full[-1] - at_full[0] > DROP_PIXELS + 0.3 * length:
        return 0
    limit = int(at_full[-1]) + round(max_drop * length) + DROP_PIXELS
    level = shaft + DROP_LEVEL * (full - shaft)
    dropped = np.flatnonzero(breadths[int(at_full[-1]) : limit + 1] <= level)
    if not dropped.size:
        return 0
    # A shaft goes on behind the head; behind a triangle or a diamond, there is nothing.
    first = int(at_full[-1]) + int(dropped[0])
    behind = breadths[first : first + MIN_SHAFT_PIXELS]
    return length if len(behind) == MIN_SHAFT_PIXELS and (behind <= level).all() else 0
