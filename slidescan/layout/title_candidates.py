"""Candidates for the title of a slide: runs of lines that may be one text."""

from __future__ import annotations

import functools
import math
import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from slidescan.core.records import Role
from slidescan.core.text import is_rtl
from slidescan.layout.flat_line import FlatLine
from slidescan.layout.footers import is_tag
from slidescan.layout.letter_widths import em_width

MAX_TITLE_LINES = 5
"""The maximum number of lines of a title."""

MAX_TITLE_SIZE_RATIO = 1.3
"""The maximum ratio of the heights of two lines of a title."""

MAX_SHRINK_RATIO = 1.18
"""A line of a title is at most this many times as high as the line below it: smaller text is a
subtitle. The size of a single word in capitals is not certain, so it may be smaller."""

MAX_ROW_SIZE_RATIO, MAX_ROW_GAP, MIN_ROW_OVERLAP = 1.25, 2.5, 0.7
"""Two lines beside one another may be one text that a dash or a wide space parts: the maximum ratio
of their heights, the maximum gap between them and their minimum overlap, in heights of the smaller
line."""

MAX_TITLE_OVERLAP, MAX_TITLE_GAP = 0.5, 1.3
"""The maximum overlap of two lines of a title, and the maximum gap between them, in heights of the
larger line."""

MAX_TITLE_OFFSET = 1.2
"""Two lines of a title have left ends, right ends or centres that are closer than this, in heights
of the larger line."""

MIN_WORD_LETTERS, MIN_LETTER_SHARE = 2, 0.4
"""The minimum number of letters of a line with words, and their minimum share of its characters."""

MIN_PHRASE_SIGNS = 4
"""The minimum number of signs of a phrase in Chinese, Japanese or Korean."""

MIN_VERTICAL_RATIO = 1.5
"""A line with at least this height over width runs up or down."""

MIN_LOGO_LEFT_SHARE, MIN_LOGO_RIGHT_SHARE = 0.55, 0.8
"""A single word at the top may be a logo if it begins and ends beyond these shares of the slide's
width."""

MIN_CORNER_DEPTH_SHARE, MAX_CORNER_WIDTH_SHARE, MAX_CORNER_MARGIN_SHARE = 0.85, 0.25, 0.15
"""A single word is a logo in a lower corner if it is at least this low, at most this wide and at
most this far from the left or right side, as shares of the slide's height and width."""

MIN_SIZED_CHARS = 5
"""The minimum number of characters of a line whose width tells the size of its letters."""

MAX_LETTER_SIZE_RATIO = 1.3
"""The size that the width tells counts as at most this many times as large, or as small, as the
box."""

MAX_STARTS = 40
"""On a slide with more lines, only the largest and the uppermost lines may begin a title."""

CACHED_TEXTS = 1024
"""Texts of which it is remembered whether they hold words: each is compared with all others."""

_POLL = re.compile(
    r"\b(?:menti|mentimeter|slido|sli\.do|kahoot|wooclap|ahaslides|pollev|vevox)\b", re.IGNORECASE
)
"""A program for polls: `Go to menti.com and use the code 1234` is no title, and none of the lines
above one."""

_BULLET = re.compile(r"^\s*(?:[•·・●○◦▪■□►▶‣➢➤✓✔*»›–—-]\s*|\(?\d{1,2}[.)]\s+)\S")


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line that may belong to a title, with its bounds, pixels.

    Attributes:
        indices: Its index among all lines; of parts beside one another, their indices.
        text: Its text.
        confidence: The engine's confidence, 0..1.
        left: Left end.
        top: Upper end, at the middle of the line.
        right: Right end.
        bottom: Lower end, at the middle of the line.
        height: Height of the letters; what the line's width tells counts, too.
    """

    indices: tuple[int, ...]
    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float
    height: float

    @classmethod
    def of(cls, index: int, line: FlatLine) -> TitleLine:
        """The line with its bounds."""
        left, _, right, _ = line.quad.bounds
        height, middle = max(line.quad.height, 1.0), line.quad.center[1]
        top, bottom = middle - height / 2, middle + height / 2
        return cls((index,), line.text, line.confidence, left, top, right, bottom, height)

    def with_part(self, other: TitleLine) -> TitleLine:
        """The line with another part of it, which stands to its right."""
        return TitleLine(
            (*self.indices, *other.indices),
            f"{self.text} {other.text}",
            min(self.confidence, other.confidence),
            self.left,
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
            max(self.height, other.height),
        )

    @property
    def box_height(self) -> float:
        """Height of the box."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half-way between top and bottom."""
        return (self.top + self.bottom) / 2

    @property
    def center(self) -> float:
        """Half-way between left and right."""
        return (self.left + self.right) / 2

    @property
    def has_words(self) -> bool:
        """Whether it holds letters, and not only a few among numbers and signs."""
        return _has_words(self.text)

    @property
    def has_phrase(self) -> bool:
        """Whether it holds two words, or as much in Chinese, Japanese or Korean: no logo."""
        return _has_phrase(self.text)

    @property
    def has_bullet(self) -> bool:
        """Whether it begins with a bullet or a number."""
        return _BULLET.match(self.text) is not None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Lines that may be the title.

    Attributes:
        lines: From the top down.
        following: The next line that may continue it, or None.
    """

    lines: tuple[TitleLine, ...]
    following: TitleLine | None

    @property
    def text(self) -> str:
        """Its lines, joined by spaces."""
        return " ".join(line.text for line in self.lines)

    @property
    def indices(self) -> tuple[int, ...]:
        """The indices of its lines, in their order."""
        return tuple(index for line in self.lines for index in line.indices)


@functools.lru_cache(CACHED_TEXTS)
def _has_words(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    return letters >= MIN_WORD_LETTERS and (
        letters >= MIN_LETTER_SHARE * len(text.replace(" ", ""))
    )


@functools.lru_cache(CACHED_TEXTS)
def _has_phrase(text: str) -> bool:
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text.split()) > 1 or wide >= MIN_PHRASE_SIGNS


def title_lines(lines: Sequence[FlatLine], roles: Sequence[Role]) -> list[TitleLine]:
    """The lines of the body that may be titles: no tag alone, as of an event, no way to a poll."""
    pairs = zip(lines, roles, strict=True)
    body = [
        TitleLine.of(i, line)
        for i, (line, role) in enumerate(pairs)
        if role == "body" and not _is_vertical(line) and not _is_notice(line.text)
    ]
    return _with_letter_sizes(body)


def _is_notice(text: str) -> bool:
    return is_tag(text) or _POLL.search(text) is not None


def _with_letter_sizes(body: Sequence[TitleLine]) -> list[TitleLine]:
    """The lines with heights that heed how wide their letters are, too.

    A box is higher with accents and descenders, and where the detector drew it loosely; its width
    is not. The height is the geometric mean of that of the box and of what the width tells.
    """
    sizes = [_letter_size(line) for line in body]
    ratios = [line.height / size for line, size in zip(body, sizes, strict=True) if size]
    if len(ratios) < 2:
        return list(body)
    usual = statistics.median(ratios)
    return [
        line
        if size is None
        else replace(line, height=line.height * _correction(line, usual * size))
        for line, size in zip(body, sizes, strict=True)
    ]


def _correction(line: TitleLine, height_by_width: float) -> float:
    ratio = height_by_width / line.height
    return math.sqrt(min(max(ratio, 1 / MAX_LETTER_SIZE_RATIO), MAX_LETTER_SIZE_RATIO))


def _letter_size(line: TitleLine) -> float | None:
    """The size of its letters by the line's width; None for a few signs and for a logo."""
    if _is_capital_word(line) or len(line.text) < MIN_SIZED_CHARS:
        return None
    return (line.right - line.left) / em_width(line.text)


def without_logos(body: Sequence[TitleLine], width: float, height: float) -> list[TitleLine]:
    """The lines without logos of a company, a school, an event.

    These are single words at the top right, and in the lower corners.

    Args:
        body: All lines of the body.
        width: The slide's width, pixels.
        height: The slide's height, pixels.
    """
    upper = [line for line in body if not _is_in_lower_corner(line, width, height)]
    body = upper if any(line.has_words for line in upper) else body
    if is_rtl(" ".join(line.text for line in body)):
        return list(body)
    phrases = [line for line in body if line.has_phrase]
    first = min((line.bottom for line in body if not _is_at_right(line, width)), default=0.0)
    return [
        line
        for line in body
        if not _is_at_right(line, width) or line.top > first or not _is_above(line, phrases)
    ]


def _is_at_right(line: TitleLine, width: float) -> bool:
    return (
        line.has_words
        and not line.has_phrase
        and line.left >= MIN_LOGO_LEFT_SHARE * width
        and line.right >= MIN_LOGO_RIGHT_SHARE * width
    )


def _is_in_lower_corner(line: TitleLine, width: float, height: float) -> bool:
    return (
        not line.has_phrase
        and line.middle >= MIN_CORNER_DEPTH_SHARE * height
        and line.right - line.left <= MAX_CORNER_WIDTH_SHARE * width
        and min(line.left, width - line.right) <= MAX_CORNER_MARGIN_SHARE * width
    )


def _is_above(line: TitleLine, phrases: Sequence[TitleLine]) -> bool:
    """Whether a line stands above all phrases of its width and more, and begins none of them."""
    wide = [other for other in phrases if other.right - other.left >= line.right - line.left]
    return bool(wide) and not any(
        line.middle >= other.middle or may_continue(line, other) for other in wide
    )


def _is_vertical(line: FlatLine) -> bool:
    """Whether a line runs up or down, as labels of axes do."""
    return len(line.text) > 1 and line.quad.height >= MIN_VERTICAL_RATIO * line.quad.width


def candidates(body: Sequence[TitleLine]) -> list[Candidate]:
    """All candidates: each line with words, alone and with lines that may continue it."""
    rows = [row for line in body if (row := _row(line, body)) is not None]
    starts = [line for line in (*body, *rows) if line.has_words]
    if len(starts) > MAX_STARTS:
        largest = sorted(starts, key=lambda line: -line.height)[: MAX_STARTS // 2]
        uppermost = sorted(starts, key=lambda line: line.top)[: MAX_STARTS // 2]
        chosen = {line.indices for line in (*largest, *uppermost)}
        starts = [line for line in starts if line.indices in chosen]
    made = []
    for start in starts:
        run: tuple[TitleLine, ...] = (start,)
        while run:
            following = _following(run[-1], body)
            made.append(Candidate(run, following))
            may_grow = following is not None and len(run) < MAX_TITLE_LINES
            run = (*run, following) if following is not None and may_grow else ()
    return made


def _row(line: TitleLine, body: Sequence[TitleLine]) -> TitleLine | None:
    """The line together with the part to its right, if one text may be parted there."""
    parts = [other for other in body if _is_beside(line, other)]
    nearest = min(parts, key=lambda other: other.left, default=None)
    return None if nearest is None else line.with_part(nearest)


def _is_beside(left: TitleLine, right: TitleLine) -> bool:
    low, high = sorted((left.box_height, right.box_height))
    shared = min(left.bottom, right.bottom) - max(left.top, right.top)
    return (
        left.left < right.left
        and high <= MAX_ROW_SIZE_RATIO * low
        and shared >= MIN_ROW_OVERLAP * low
        and -low < right.left - left.right <= MAX_ROW_GAP * low
        and not right.has_bullet
        and (left.has_phrase or right.has_phrase)
    )


def _following(line: TitleLine, body: Sequence[TitleLine]) -> TitleLine | None:
    """The nearest line below that may continue a line."""
    below = [other for other in body if may_continue(line, other)]
    return min(below, key=lambda other: other.top, default=None)


def may_continue(upper: TitleLine, lower: TitleLine) -> bool:
    """Whether the lower line is close below, aligned, hardly smaller, and no point of its own."""
    low, high = sorted((upper.height, lower.height))
    offset = min(
        abs(upper.left - lower.left),
        abs(upper.right - lower.right),
        abs(upper.center - lower.center),
    )
    return (
        lower.middle > upper.middle + 0.3 * upper.height
        and high <= MAX_TITLE_SIZE_RATIO * low
        and (upper.height <= MAX_SHRINK_RATIO * lower.height or _is_capital_word(lower))
        and -MAX_TITLE_OVERLAP * high < lower.top - upper.bottom < MAX_TITLE_GAP * high
        and min(upper.right, lower.right) > max(upper.left, lower.left)
        and offset < MAX_TITLE_OFFSET * high
        and not lower.has_bullet
    )


def _is_capital_word(line: TitleLine) -> bool:
    return line.text.isupper() and not line.has_phrase


def inner_gap(candidate: Candidate) -> float | None:
    """The largest gap between its lines, pixels; None for a single line."""
    return max(
        (lower.top - upper.bottom for upper, lower in pairwise(candidate.lines)), default=None
    )
