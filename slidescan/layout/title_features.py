"""Measurements of candidates for a title: size, place, gaps, text, what stands around them.

Each feature is a share, a logarithm or a truth value, so that it doesn't depend on the size of the
picture. `titles.json` holds the weight of each; `bench/fit_titles.py` fits them.
"""

from __future__ import annotations

import math
import re
import statistics
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from slidescan.layout.title_candidates import Candidate, TitleLine, inner_gap, may_continue

TYPICAL_TITLE_SHARE = 0.06
"""The height of a typical title, as a share of the slide's height."""

MAX_GAP = 3.0
"""Larger gaps don't count as larger, in heights of the title."""

DEFAULT_INNER_GAP = 0.3
"""The gap between the lines of a typical title, in heights."""

MAX_SAME_SIZE_RATIO = 1.15
"""Lines are of the same size up to this ratio of their heights."""

LEAD_RATIO = 0.87
"""A line is the largest if the others are lower than this, in its height."""

MIN_CLEAR_CONFIDENCE = 0.75
"""Below this confidence, a line may not be what was read."""

MIN_CODE_HEADING_RATIO = 1.1
"""A heading above code is at least this many times as high as the typical line."""

SHORT_CHARS, LONG_CHARS, PARAGRAPH_CHARS = 6, 40, 70
"""The text of a title is hardly shorter, usually not longer, and hardly longer than this."""

_ENDS = (".", "!", "?", "…", "。", "！", "？")
_ADDRESS = re.compile(r"https?://|www\.|^[@#]\w|\.(?:com|org|io|net)\b", re.IGNORECASE)
_CODE = re.compile(
    r"[{};]\s*$|=>|->|::|\w\(.*\)|^\s*(?:def|class|import|from|function|const|let|var|return|public"
    r"|private|SELECT|apiVersion)\b|^\$ |^# "
)
_OPEN_END = re.compile(
    r"(?:[,&/–-]|\b(?:and|or|of|the|a|an|to|for|with|in|on|by|from|und|oder|der|die|das|für|mit|von"
    r"|de|la|le|les|des|du|et|pour|à|y|el|los|con|para))$",
    re.IGNORECASE,
)

_INNER_YEAR = re.compile(r"(?<=[^\W\d] )(?:19|20)\d\d(?= [^\W\d])")
"""A year between words: part of a phrase, while the name of an event begins or ends with it."""

_OPENING_QUOTES = "\"“„«'‘"
_CLOSING_QUOTE = re.compile(r"[\"”“»](?=\W*\w+\W+\w)")
"""A mark that ends a quotation, with two words or more behind it."""

Features = Mapping[str, float]
"""Features by name; those that are missing are 0."""


@dataclass(frozen=True)
class Scene:
    """The lines among which a title is sought.

    Attributes:
        body: All lines of the body.
        width: The slide's width, pixels.
        height: The slide's height, pixels.
    """

    body: Sequence[TitleLine]
    width: float
    height: float

    @cached_property
    def typical(self) -> float:
        """The median height of lines, weighted by their characters."""
        ordered = sorted((line.height, len(line.text)) for line in self.body)
        total, reached = sum(count for _, count in ordered), 0
        for height, count in ordered:
            reached += count
            if reached >= total / 2:
                return height
        return 1.0

    @cached_property
    def wordy(self) -> Sequence[TitleLine]:
        """The lines with letters, or all if there are none."""
        return [o for o in self.body if sum(c.isalpha() for c in o.text) >= 2] or self.body

    @cached_property
    def largest(self) -> float:
        """The height of the largest line with letters."""
        return max(line.height for line in self.wordy)

    @cached_property
    def heaviest(self) -> float:
        """The largest product of a line's characters and its squared height."""
        return max(len(line.text) * line.height**2 for line in self.wordy)

    @cached_property
    def top(self) -> float:
        """Upper end of the text."""
        return min(line.top for line in self.body)

    @cached_property
    def bottom(self) -> float:
        """Lower end of the text."""
        return max(line.bottom for line in self.body)

    @cached_property
    def left(self) -> float:
        """Left end of the text."""
        return min(line.left for line in self.body)


def none_features(scene: Scene) -> Features:
    """How much the lines look like those of a slide without a title."""
    count = len(scene.body)
    heights = [line.height for line in scene.wordy]
    return {
        "none": 1.0,
        "none: lines": min(count, 40) / 40,
        "none: code": _code_share(scene),
        "none: spread": math.log(max(heights) / statistics.median(heights)),
        "none: long lines": sum(len(line.text) > 60 for line in scene.body) / count,
        "none: text": min(sum(len(line.text) for line in scene.body), 200) / 200,
    }


def _code_share(scene: Scene) -> float:
    """The share of lines that look like code; 0 below a larger line of text, which is its title."""
    first = min(scene.body, key=lambda line: line.top)
    if first.height >= MIN_CODE_HEADING_RATIO * scene.typical and _CODE.search(first.text) is None:
        return 0.0
    return sum(_CODE.search(line.text) is not None for line in scene.body) / len(scene.body)


def features(candidate: Candidate, scene: Scene) -> Features:
    """The features of a candidate."""
    return {**_shape(candidate, scene), **_around(candidate, scene), **_wording(candidate)}


def _shape(candidate: Candidate, scene: Scene) -> dict[str, float]:
    """Size and place."""
    lines = candidate.lines
    height = statistics.fmean(line.height for line in lines)
    top, left = lines[0].top, min(line.left for line in lines)
    right = max(line.right for line in lines)
    depth = (top - scene.top) / max(scene.bottom - scene.top, 1.0)
    mass = len(candidate.text) * height**2 / scene.heaviest
    off_center = abs((left + right) / 2 - scene.width / 2) / scene.width
    heights = [line.height for line in lines]
    return {
        "size": _clipped(math.log(height / scene.typical), -1.0, 1.2),
        "size of largest": max(math.log(height / scene.largest), -1.2),
        "share of slide": _clipped(
            math.log(height / max(scene.height, 1.0) / TYPICAL_TITLE_SHARE), -1.5, 1.2
        ),
        "mass": math.log(max(mass, 1e-3)) / 3,
        "depth": depth,
        "low": float(depth > 0.6),
        "width": (right - left) / scene.width,
        "at left": float(abs(left - scene.left) < height),
        "centred": float(off_center < 0.04),
        "uneven size": min(math.log(max(heights) / min(heights)), 0.3) / 0.3,
        "parted": float(any(len(line.indices) > 1 for line in lines)),
        "ragged": min(_raggedness(lines) / height, 2.0) / 2,
        "two lines": float(len(lines) == 2),
        "three lines": float(len(lines) == 3),
        "four lines": float(len(lines) > 3),
    }


def _raggedness(lines: Sequence[TitleLine]) -> float:
    """How far lines are from having one left end or one centre, pixels."""
    lefts, centers = [line.left for line in lines], [line.center for line in lines]
    return min(max(lefts) - min(lefts), max(centers) - min(centers))


def _around(candidate: Candidate, scene: Scene) -> dict[str, float]:
    """What stands around it, and whether more lines belong to it."""
    lines, last = candidate.lines, candidate.lines[-1]
    height = statistics.fmean(line.height for line in lines)
    top, bottom = lines[0].top, last.bottom
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    indices = set(candidate.indices)
    others = [o for o in scene.body if indices.isdisjoint(o.indices)]
    above = [o for o in others if o.middle < top]
    column = [o for o in others if min(o.right, right) > max(o.left, left)]
    gap_below = min(
        (o.top - bottom for o in column if o.middle > bottom - 0.2 * height), default=None
    )
    gap_above = min((top - o.bottom for o in column if o.middle < top + 0.2 * height), default=None)
    box = statistics.fmean(line.box_height for line in lines)
    beside = [o for o in others if top <= o.middle <= bottom and 0.75 < o.box_height / box < 1.33]
    ratios = [o.height / height for o in others if o.has_words]
    same = sum(1 / MAX_SAME_SIZE_RATIO < ratio < MAX_SAME_SIZE_RATIO for ratio in ratios)
    is_cut = any(may_continue(o, lines[0]) for o in column)
    tallest_above = max((o.height for o in above if o.has_words), default=0.0)
    measured = {
        "first": float(not above),
        "first and largest": float(not above and all(ratio < LEAD_RATIO for ratio in ratios)),
        "below a larger line": _clipped(math.log(max(tallest_above / height, 1.0)), 0.0, 1.0),
        "lines above": min(len(above), 6) / 6,
        "large lines above": min(sum(o.height > 0.8 * height for o in above), 3) / 3,
        "gap below": MAX_GAP if gap_below is None else _clipped(gap_below / height, -0.5, MAX_GAP),
        "gap above": MAX_GAP if gap_above is None else _clipped(gap_above / height, -0.5, MAX_GAP),
        "same size": min(same, 5) / 5,
        "beside": min(len(beside), 2) / 2,
        "cut": float(is_cut),
        "cut at small letter": float(is_cut and candidate.text[:1].islower()),
    }
    following = candidate.following
    if following is None:
        return measured
    gap = inner_gap(candidate)
    usual = DEFAULT_INNER_GAP if gap is None else gap / height
    step = (following.top - last.bottom) / height
    reach = right - last.right
    return measured | {
        "more": 1.0,
        "more: small letter": float(following.text[:1].islower()),
        "more: gap": _clipped(step - usual, -1.0, 1.0),
        "more: size": min(abs(math.log(following.height / height)), 0.3) / 0.3,
        "more: open end": float(_OPEN_END.search(last.text) is not None),
        "more: other case": float(_is_shouted(following.text) != _is_shouted(last.text)),
        "more: full line": float(reach < 1.5 * height and right - left > 0.5 * scene.width),
    }


def _wording(candidate: Candidate) -> dict[str, float]:
    """What the text looks like."""
    text = candidate.text
    count = max(1, len(text))
    # A sign of Chinese, Japanese or Korean is as wide, and says as much, as two letters.
    length = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    has_phrase = len(candidate.lines) > 1 or candidate.lines[0].has_phrase
    confidence = min(line.confidence for line in candidate.lines)
    return {
        "confidence": confidence,
        "doubtful": float(confidence < MIN_CLEAR_CONFIDENCE),
        "short": float(length < SHORT_CHARS),
        "length": min(length, LONG_CHARS) / LONG_CHARS,
        "paragraph": _clipped((length - PARAGRAPH_CHARS) / 80, 0.0, 1.0),
        "one word": float(not has_phrase and length < 25),
        "bullet": float(candidate.lines[0].has_bullet),
        "full stop": float(text.endswith((".", "。"))),
        "colon": float(text.endswith(":")),
        "sentence inside": float(
            any(line.text.rstrip().endswith((*_ENDS, ":")) for line in candidate.lines[:-1])
        ),
        "case changes": float(len({_is_shouted(line.text) for line in candidate.lines}) > 1),
        "small letter": float(text[:1].islower()),
        "capitals": float(text.isupper()),
        "digits": min(sum(c.isdigit() for c in _INNER_YEAR.sub("", text)) / count, 0.5),
        "begins with digit": float(re.match(r"\W*\d", text) is not None),
        "address": float(_ADDRESS.search(text) is not None),
        "code": float(_CODE.search(text) is not None),
        "quote": float(_is_quotation(text)),
    }


def _is_quotation(text: str) -> bool:
    """Whether all of it is quoted, not only its first words."""
    return text[:1] in _OPENING_QUOTES and _CLOSING_QUOTE.search(text[1:]) is None


def _is_shouted(text: str) -> bool:
    """Whether all letters are capitals."""
    return text.isupper()


def _clipped(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
