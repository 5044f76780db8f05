"""Points of which something before the slide hides a part: a head, a lectern."""

from __future__ import annotations

import re
from collections.abc import Sequence

from slidescan.alt.lexicon import Lexicon
from slidescan.core.records import Line
from slidescan.layout.blocks import Point

MAX_HIDDEN_HEIGHTS, MAX_ROW_OFFSET = 4.0, 0.5
"""The rest of a word is at most so far to the right of its beginning, and off its row, in heights
of the line."""

MAX_LEVEL_HEIGHTS, MAX_ROW_HEIGHTS = 0.5, 2.5
"""Lines of one column begin at the same place up to the first distance, and are in rows up to the
second one apart, in heights of a line."""

_REST = re.compile(r"[a-zß-öø-ÿ]{3,}(?=\s|$)")


def interrupted(points: Sequence[Point], lexicon: Lexicon, language: str) -> frozenset[int]:
    """The ids of points with a line that the rest of a word follows, behind what hides the gap.

    Such a rest begins with small letters that are no word: `identify pote` … `roblems when`. In a
    column of its own, beside the line, it is a misread word.

    Args:
        points: The points.
        lexicon: The known words.
        language: Language of the slide, ISO 639-1.
    """
    lines = [line for point in points for line in point.lines]
    rests = [
        line
        for point in points
        if not point.has_bullet and _is_rest(line := point.lines[0], lexicon, language)
    ]
    others = [line for line in lines if not _is_rest(line, lexicon, language)]
    rests = [rest for rest in rests if not any(_is_in_column(line, rest) for line in others)]
    return frozenset(
        id(point)
        for point in points
        if rests and any(_is_before(line, rest) for line in point.lines for rest in rests)
    )


def _is_rest(line: Line, lexicon: Lexicon, language: str) -> bool:
    first = _REST.match(line.text)
    return first is not None and not lexicon.knows(first[0], language)


def _is_in_column(line: Line, rest: Line) -> bool:
    """Whether a line begins right above or below another one."""
    (ax, ay), (bx, by) = (_middle(each.quad.tl, each.quad.bl) for each in (line, rest))
    height = rest.quad.height
    is_level = abs(bx - ax) <= MAX_LEVEL_HEIGHTS * height
    return is_level and height / 2 < abs(by - ay) <= MAX_ROW_HEIGHTS * height


def _is_before(line: Line, rest: Line) -> bool:
    """Whether a line is on the row of another one, to the left of it, and close to it."""
    (ax, ay), (bx, by) = (_middle(line.quad.tr, line.quad.br), _middle(rest.quad.tl, rest.quad.bl))
    height = line.quad.height
    return 0 < bx - ax < MAX_HIDDEN_HEIGHTS * height and abs(by - ay) < MAX_ROW_OFFSET * height


def _middle(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
