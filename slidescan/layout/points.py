"""Makes points from lines, and gives them levels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from slidescan.core.text import without_bullet
from slidescan.layout.blocks import Block, Point, Points
from slidescan.layout.continuation import MAX_POINT_GAP, Break, continues
from slidescan.layout.positions import Stretch

MAX_LEVEL_OFFSET = 0.8
"""Points of the same level have left ends at most this far apart, in heights of a line."""

MAX_LEVEL = 4
"""The deepest level of points."""

MIN_EXTRA_GAP = 0.2
"""Points are apart if the gap between them exceeds all gaps within points by this much, in heights
of a line."""

MIN_WRAPPED_SHARE, MAX_NARROW_WORDS = 0.15, 4
"""In a narrow list, at least this share of the points takes several lines, and a line has at most
this many words."""

MAX_HEAD_CHARS = 60
"""A head, a point that ends with a colon, has at most this many characters."""

_COMPOUND = re.compile(r"[^\W\d_]-$")
_CONJUNCTION = re.compile(r"(?:and|or|und|oder|bzw|sowie|bis|et|ou|en|of|y|o|e|ed)\b")
_IDEOGRAPH = re.compile("[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")


def points(lines: Stretch) -> list[Block | Stretch]:
    """Takes all lines as points."""
    groups: list[Stretch] = []
    for line in lines:
        if groups and continues(Break(lines, groups[-1], line)):
            groups[-1].append(line)
        else:
            groups.append([line])
    made = _with_levels(groups)
    return [Points(tuple(_below_heads(made)))] if made else []


def _with_levels(groups: Sequence[Stretch]) -> list[Point]:
    """Makes points; the level of a point depends on how far it is indented below those above."""
    made: list[Point] = []
    stack: list[float] = []
    previous: Stretch | None = None
    torn = _torn(groups)
    for group in groups:
        text = joined_text([line.clean_text for line in group])
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
            is_torn = id(group) in torn or any(line.is_cut for line in group)
            made.append(Point(bare.strip(), level, lines, bare != text, at_edge, is_torn))
        previous = group
    return made


def _torn(groups: Sequence[Stretch]) -> set[int]:
    """The ids of groups that may be parts of one point.

    In a narrow list some of whose points take two lines, a full line may go on with a capital.
    """
    wrapped = [g for g in groups if len(g) > 1 and not any("://" in line.text for line in g)]
    lines = [line for group in groups for line in group]
    if len(wrapped) < max(1.0, MIN_WRAPPED_SHARE * len(groups)):
        return set()
    torn: set[int] = set()
    for group, below in pairwise(groups):
        upper, lower = group[-1], below[0]
        at = Break(lines, group, lower)
        if len(upper.clean_text.split()) > MAX_NARROW_WORDS:
            continue
        is_near = (
            abs(at.gap) < MAX_POINT_GAP * upper.height and at.heights[1] < 1.25 * at.heights[0]
        )
        edge = max(line.right for line in at.column)
        inner = [
            (second.top - first.bottom) / first.height
            for other in wrapped
            for first, second in pairwise(other)
            if second in at.column
        ]
        if not inner or at.gap / upper.height > max(inner) + MIN_EXTRA_GAP:
            continue
        is_full = upper.right < edge < upper.right + at.first_word_width
        if is_near and is_full and not lower.text.startswith(("-", "•")):
            torn |= {id(group), id(below)}
    return torn


def _below_heads(made: Sequence[Point]) -> list[Point]:
    """Nests points below the heads before them; all heads of a list have the level of the first.

    Tilted photos shift a column by more than its indentation, and some lists have none.
    """
    heads = [i for i, point in enumerate(made) if _is_head(point)]
    if not heads or any(later - head < 2 for head, later in pairwise([*heads, len(made)])):
        return list(made)
    level = min(made[i].level for i in heads)
    if any(point.level < level for point in made[heads[0] :]):
        return list(made)
    nested = list(made)
    for head, end in pairwise([*heads, len(made)]):
        nested[head] = replace(made[head], level=level)
        outermost = min(point.level for point in made[head + 1 : end])
        for i in range(head + 1, end):
            deeper = made[i].level - outermost + level + 1
            nested[i] = replace(made[i], level=min(deeper, MAX_LEVEL))
    return nested


def _is_head(point: Point) -> bool:
    is_short = len(point.text) <= MAX_HEAD_CHARS
    return point.text.endswith((":", "：")) and is_short and not point.has_bullet


def is_hyphenated(upper: str, lower: str) -> bool:
    """Whether a line ends with the first part of a word, and the rest is on the line below.

    The hyphen of `in- and output` stands for a word that comes later.
    """
    is_hyphen = upper.endswith("-") and len(upper) > 2 and upper[-2].isalpha()
    return is_hyphen and lower[:1].islower() and not _CONJUNCTION.match(lower)


def joined_text(texts: Sequence[str]) -> str:
    """Joins the lines of a point, and the parts of words hyphenated at a line's end.

    Chinese and Japanese have no spaces between words.
    """
    joined = texts[0]
    for text in texts[1:]:
        if is_hyphenated(joined, text):
            joined = joined[:-1] + text
        elif _needs_no_space(joined, text):
            joined += text
        else:
            joined = f"{joined} {text}"
    return joined


def joined_title(texts: Sequence[str]) -> str:
    """Joins the lines of a title; a hyphen at a line's end is that of a compound."""
    joined = texts[0] if texts else ""
    for text in texts[1:]:
        joined += text if is_hyphenated(joined, text) else f" {text}"
    return joined


def _needs_no_space(upper: str, lower: str) -> bool:
    """Whether no space stands between two lines: after a hyphen, or in Chinese and Japanese."""
    has_hyphen = _COMPOUND.search(upper) is not None and not upper.startswith("-")
    is_compound = has_hyphen and lower[:1].isupper()
    are_ideographs = _IDEOGRAPH.match(upper[-1:]) and _IDEOGRAPH.match(lower)
    return is_compound or bool(are_ideographs)
