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

_REST = re.compile(r"[a-zß-öø-ÿ]{3,}(?=\s|$)")


def interrupted(points: Sequence[Point], lexicon: Lexicon, language: str) -> frozenset[int]:
    """The ids of points with a line that the rest of a word follows, behind what hides the gap.

    Such a rest begins with small letters that are no word: `identify pote` … `roblems when`.

    Args:
        points: The points.
        lexicon: The known words.
        language: Language of the slide, ISO 639-1.
    """
    rests = [
        point.lines[0]
        for point in points
        if not point.has_bullet
        and (first := _REST.match(point.lines[0].text))
        and not lexicon.knows(first[0], language)
    ]
    return frozenset(
        id(point)
        for point in points
        if rests and any(_is_before(line, rest) for line in point.lines for rest in rests)
    )


def _is_before(line: Line, rest: Line) -> bool:
    """Whether a line is on the row of another one, to the left of it, and close to it."""
    (ax, ay), (bx, by) = (_middle(line.quad.tr, line.quad.br), _middle(rest.quad.tl, rest.quad.bl))
    height = line.quad.height
    return 0 < bx - ax < MAX_HIDDEN_HEIGHTS * height and abs(by - ay) < MAX_ROW_OFFSET * height


def _middle(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
