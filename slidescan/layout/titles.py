"""The title of a slide: the line with the best score, and the lines that continue it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import Role
from slidescan.layout.flat_line import FlatLine

TITLE_DEPTH_SHARE = 0.42
"""A title starts above this depth, a share of the slide's height."""

MIN_TITLE_LINE_CONFIDENCE = 0.55
"""The minimum confidence of a title's lines."""

MAX_TITLE_LINES = 4
"""If more lines continue each other, only the best of them is the title."""

MIN_STANDOUT_RATIO = 1.12
"""A line stands out if it is higher than this, in median heights of the lines."""

FIRST_LINE_DEPTH_SHARE = 0.3
"""Above this depth, the first line is a title at any size."""

MAX_SIZE_SCORE, MAX_LENGTH_SCORE_CHARS, MAX_LEAD_SCORE = 2.5, 30, 6
"""The maximum size, length and distance from the first line that count in a title's score."""

LENGTH_WEIGHT, DEPTH_WEIGHT, LEAD_WEIGHT = 0.6, 2.0, 0.12
"""Weights of a title's length, depth and distance from the first line; its size has weight 1."""

MAX_TITLE_SIZE_RATIO = 1.25
"""The maximum ratio of the heights of two lines of a title."""

MIN_CONTINUATION_RATIO = 1.05
"""The minimum height of further lines of a title, in median heights of the lines."""

MAX_TITLE_GAP = 0.75
"""The maximum gap between two lines of a title, in heights of the higher line."""

MAX_TITLE_OFFSET = 2.5
"""Two lines of a title have left ends, right ends or centres that are closer than this, in heights
of the higher line."""

MIN_WORD_LETTERS, MIN_LETTER_SHARE = 2, 0.4
"""The minimum number of letters of a line with words, and their minimum share of its characters."""


def title_indices(
    lines: Sequence[FlatLine], roles: Sequence[Role], slide_height: float
) -> list[int]:
    """The indices of the title's lines, in order; empty if no line stands out.

    The title is the line with the best score, and the lines before and after it that continue it.

    Args:
        lines: All lines in reading order.
        roles: Their roles so far.
        slide_height: The slide's height, pixels.
    """
    body = (i for i, role in enumerate(roles) if role == "body")
    readable = [
        i
        for i in body
        if _has_words(lines[i].text) and lines[i].confidence > MIN_TITLE_LINE_CONFIDENCE
    ]
    if not readable:
        return []
    typical = statistics.median(lines[i].quad.height for i in readable) or 1.0
    first_top = min(lines[i].quad.bounds[1] for i in readable)
    lowest_top = TITLE_DEPTH_SHARE * slide_height
    candidates = [i for i in readable if lines[i].quad.bounds[1] < lowest_top]
    if not candidates:
        return []
    best = max(candidates, key=lambda i: _score(lines[i], typical, first_top, slide_height))
    if len(readable) > 1 and not _stands_out(lines[best], typical, first_top, slide_height):
        return []
    title = [best]
    for step in (1, -1):
        i = best + step
        while (
            0 <= i < len(lines)
            and roles[i] == "body"
            and _continues(_Pair(lines[title[-1]], lines[i], typical))
        ):
            title.append(i)
            i += step
    return sorted(title) if len(title) <= MAX_TITLE_LINES else [best]


def _has_words(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    return letters >= MIN_WORD_LETTERS and letters >= MIN_LETTER_SHARE * len(text.replace(" ", ""))


def _score(line: FlatLine, typical: float, first_top: float, slide_height: float) -> float:
    """How likely a line is the title: large, long, high up, near the first line."""
    quad = line.quad
    size = min(quad.height / typical, MAX_SIZE_SCORE)
    depth = quad.center[1] / slide_height
    lead = (quad.bounds[1] - first_top) / max(quad.height, 1.0)
    length = min(len(line.text), MAX_LENGTH_SCORE_CHARS) / MAX_LENGTH_SCORE_CHARS
    return (
        size
        + LENGTH_WEIGHT * length
        - DEPTH_WEIGHT * depth
        - LEAD_WEIGHT * min(lead, MAX_LEAD_SCORE)
    )


def _stands_out(line: FlatLine, typical: float, first_top: float, slide_height: float) -> bool:
    """Whether a line is larger than the others, or the first line and high up."""
    quad = line.quad
    is_first = quad.bounds[1] <= first_top + 0.5 * quad.height
    return quad.height > MIN_STANDOUT_RATIO * typical or (
        is_first and quad.center[1] < FIRST_LINE_DEPTH_SHARE * slide_height
    )


@dataclass(frozen=True, slots=True)
class _Pair:
    """A line of a title, the line after or before it, and the median height of the lines."""

    line: FlatLine
    neighbour: FlatLine
    typical: float

    @property
    def heights(self) -> tuple[float, float]:
        """The smaller and the larger height."""
        low, high = sorted((self.line.quad.height, self.neighbour.quad.height))
        return low, high

    @property
    def top_down(self) -> tuple[FlatQuad, FlatQuad]:
        """The upper and the lower quad."""
        upper, lower = sorted(
            (self.line.quad, self.neighbour.quad), key=lambda quad: quad.center[1]
        )
        return upper, lower


def _continues(pair: _Pair) -> bool:
    return all(rule(pair) for rule in TITLE_CONTINUATION_RULES)


def _same_size(pair: _Pair) -> bool:
    low, high = pair.heights
    return high <= MAX_TITLE_SIZE_RATIO * low


def _large(pair: _Pair) -> bool:
    return pair.heights[0] >= MIN_CONTINUATION_RATIO * pair.typical


def _same_case(pair: _Pair) -> bool:
    return pair.line.text.isupper() == pair.neighbour.text.isupper()


def _close(pair: _Pair) -> bool:
    upper, lower = pair.top_down
    gap = lower.bounds[1] - upper.bounds[3]
    return gap < MAX_TITLE_GAP * pair.heights[1] and upper.center[1] != lower.center[1]


def _aligned(pair: _Pair) -> bool:
    a, b = pair.line.quad, pair.neighbour.quad
    offsets = (
        abs(a.tl[0] - b.tl[0]),
        abs(a.tr[0] - b.tr[0]),
        abs(a.center[0] - b.center[0]),
    )
    return min(offsets) < MAX_TITLE_OFFSET * pair.heights[1]


TITLE_CONTINUATION_RULES: tuple[Callable[[_Pair], bool], ...] = (
    _same_size,
    _large,
    _same_case,
    _close,
    _aligned,
)
"""A line continues a title if all these rules hold."""
