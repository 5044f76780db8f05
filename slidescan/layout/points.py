"""Makes points from lines, and gives them levels."""

from __future__ import annotations

from collections.abc import Sequence

from slidescan.core.text import without_bullet
from slidescan.layout.blocks import Block, Point, Points
from slidescan.layout.continuation import Break, continues
from slidescan.layout.positions import Stretch

MAX_LEVEL_OFFSET = 0.8
"""Points of the same level have left ends at most this far apart, in heights of a line."""

MAX_LEVEL = 4
"""The deepest level of points."""


def points(lines: Stretch) -> list[Block | Stretch]:
    """Takes all lines as points."""
    groups: list[Stretch] = []
    for line in lines:
        if groups and continues(Break(lines, groups[-1], line)):
            groups[-1].append(line)
        else:
            groups.append([line])
    made = _with_levels(groups)
    return [Points(tuple(made))] if made else []


def _with_levels(groups: Sequence[Stretch]) -> list[Point]:
    """Makes points; the level of a point depends on how far it is indented below those above."""
    made: list[Point] = []
    stack: list[float] = []
    previous: Stretch | None = None
    for group in groups:
        text = _joined([line.clean_text for line in group])
        bare = without_bullet(text)
        left, offset = group[0].left, MAX_LEVEL_OFFSET * group[0].height
        right = max(line.right for line in group)
        if previous is not None:
            common = min(right, max(line.right for line in previous)) - max(
                left, min(line.left for line in previous)
            )
            is_plain = bare == text and not (made and made[-1].has_bullet)
            is_centered = is_plain and abs(group[0].center - previous[-1].center) < offset
            if common <= 0 or group[0].top < previous[0].top:
                stack = []
            elif is_centered and stack and min(abs(left - level) for level in stack) > offset:
                left = stack[-1]
        while stack and left < stack[-1] - offset:
            stack.pop()
        if not stack or left > stack[-1] + offset:
            stack.append(left)
        if bare.strip():
            lines = tuple(line.line for line in group)
            at_edge = all(line.at_edge for line in group)
            level = min(len(stack), MAX_LEVEL)
            made.append(Point(bare.strip(), level, lines, bare != text, at_edge))
        previous = group
    return made


def _joined(texts: Sequence[str]) -> str:
    """Joins the lines of a point, and the parts of words hyphenated at a line's end."""
    joined = texts[0]
    for text in texts[1:]:
        if joined.endswith("-") and len(joined) > 2 and joined[-2].isalpha() and text[:1].islower():
            joined = joined[:-1] + text
        else:
            joined = f"{joined} {text}"
    return joined
