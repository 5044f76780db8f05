"""Decides whether a line continues the point above it, by `CONTINUATION_RULES`."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

from slidescan.core.text import without_bullet
from slidescan.layout.positions import PositionedLine, Stretch

MAX_POINT_SIZE_RATIO, MAX_ALIGNED_SIZE_RATIO = 1.5, 1.25
"""The maximum ratio of the heights of two lines of a point: in general, and if only alignment and
spacing show that they belong together."""

MAX_POINT_OVERLAP, MAX_POINT_GAP = 0.6, 0.9
"""The maximum overlap of two lines of a point, and the maximum gap between them, in heights of the
smaller line."""

MAX_OPEN_GAP = 1.6
"""The maximum gap between the lines of a sentence whose upper line can't be its end, in heights of
the smaller line."""

MAX_OPEN_GAP_RATIO = 2.0
"""A gap this many times as wide as the median sets a head apart, although it ends with `from`."""

MIN_COMMON_WIDTH = 0.3
"""A line is below another if they overlap in at least this share of the narrower line's width."""

MAX_POINT_INDENT = 1.5
"""The maximum distance of the left ends of two lines of a point, in heights of the larger line."""

MAX_CENTER_OFFSET = 0.8
"""The maximum distance between the centres of centred lines, in heights of a line."""

MIN_CENTERED_INDENT = 0.5
"""The minimum distance between their left ends, in heights of a line; aligned lines are closer."""

MIN_CENTERED_CHARS, MAX_CENTERED_GAP = 16, 0.6
"""Centred text is wrapped if its lines have at least this many characters and at most this gap, in
heights of a line."""

MAX_LABEL_GAP, MAX_LABEL_OFFSET, MIN_LABEL_INDENT, MAX_LABEL_LINE_WORDS = 0.25, 0.35, 0.2, 2
"""The lines of a box's label: their maximum gap, the maximum distance of their centres, the minimum
distance of their left ends, in heights of a line, and their words."""

MIN_LIST_GAP, MIN_LIST_GAP_RATIO, MIN_LIST_GAPS = 0.45, 0.85, 3
"""The minimum gap between the points of a list, in heights of a line and in median gaps, and the
minimum number of gaps."""

MIN_LINES_PER_SMALL_START = 3
"""A list has at least this many lines for each line that begins with a small letter."""

MIN_ROOM = 2.0
"""If a line has more room at its end, it was broken on purpose; in widths of the next line's first
word."""

MAX_TIGHT_GAP, MIN_GAP_DIFFERENCE = 0.75, 0.35
"""The maximum gap within a point, and how much wider the gaps around the point are, in heights."""

MAX_CAPTION_GAP, MIN_CAPTION_LETTERS = 0.45, 3
"""The maximum gap between two lines that stand alone, in heights, and the letters each needs."""

MAX_IDEOGRAPHIC_ROOM = 1.6
"""A Chinese or Japanese line is full if it ends this close to the right edge, in its heights."""

MIN_IDEOGRAPHIC_CHARS, MAX_IDEOGRAPHIC_GAP = 12, 0.6
"""A full Chinese or Japanese line has at least this many characters, and the line that continues it
is at most this far below, in heights of a line; the points of a list are farther apart."""

MIN_PROSE_CHARS, MAX_PROSE_ROOM = 20, 3.0
"""A Chinese or Japanese line of at least so many characters with a comma or the end of a sentence
in it is prose. It may have so much room at its end, in its heights: corners are found to within a
few pixels, and a paragraph may be wider than the next one."""

MIN_FULL_LINE_CHARS = 60
"""Only a line with at least this many characters may go on with a capital letter."""

MAX_HANGING_INDENT = 3.0
"""The text after a number begins so far from the number at most, in heights of a line."""

_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")
_SMALL_START = re.compile(r"[a-zß-öø-ÿ(&+/]")
_SLOGAN = re.compile(r"(?:[^\W\d_]+[.!]\s*){2,}")
_LABEL = re.compile(r"[^\W\d_][\w -]{2,30}:\s")
_TERM = re.compile(r"[^\W\d_][\w-]*:\s")
_QUANTITY_END = re.compile(r"\d\s?(?:[%€$£]|[^\W\d_]{1,3}(?:/[^\W\d_]{1,3})?)$")
_BRACKETED = re.compile(r"[^\W\d_][^()]*\([^()]{2,}\)")
_FIRST_NAME = re.compile(r"(?=[^\W\d_]*[A-Z])[^\W_]{2,} (?=[A-Z])")
_OPEN_START = re.compile(r"[(&+/]")
_NUMBERED = re.compile(r"\d{1,2}[.)]\s")
_HYPHENATED = re.compile(r"[^\W\d_]-$")
_OPEN_END = re.compile(
    r"(?:[,&/–-]|\b(?:and|or|of|the|a|an|to|for|with|in|on|by|from|is|are|that|which|your|our|their"
    r"|between|into|onto|through|within|across|than|be|can|will|must|should|have|has|its|these|those"
    r"|this|each|every|how|what|when|where|if|because|while|using|per|via|as|at|not"
    r"|und|oder|der|die|das|den|dem|ein|eine|einer|von|vom|zu|zum|zur|für|mit|im"
    r"|et|ou|le|la|les|un|une|de|des|du|au|aux|à|en|pour|par|sur|avec|que|qui"
    r"|y|o|el|los|las|del|al|para|con|por|e|il|gli|di|della|dei|per|che|os|as|do|da|dos|em"
    r"|het|een|van|voor|met|op))$",
    re.IGNORECASE,
)
_IDEOGRAPHIC_END = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff，、A-Za-z0-9]$")
_SIDE_BY_SIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff] +[\u3040-\u30ff\u3400-\u9fff]")
_INNER_PAUSE = re.compile("[\u3040-\u30ff\u3400-\u9fff][，、。；].")
_IDEOGRAPHIC_START = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff，、。]")


def is_prose(text: str) -> bool:
    """Whether a Chinese or Japanese line is a part of running text."""
    return len(text) >= MIN_PROSE_CHARS and _INNER_PAUSE.search(text) is not None


@dataclass(frozen=True)
class Break:
    """A line break: a line, and the point that it may continue.

    Attributes:
        lines: All lines of the stretch.
        group: The lines of the point so far.
        lower: The line.
    """

    lines: Stretch
    group: Stretch
    lower: PositionedLine

    @property
    def upper(self) -> PositionedLine:
        """The last line of the point so far."""
        return self.group[-1]

    @cached_property
    def text(self) -> str:
        """The text of the line."""
        return self.lower.clean_text

    @cached_property
    def text_above(self) -> str:
        """The text of the line above."""
        return self.upper.clean_text

    @property
    def gap(self) -> float:
        """Space between the two lines, pixels."""
        return self.lower.top - self.upper.bottom

    @property
    def heights(self) -> tuple[float, float]:
        """Heights of the smaller and the larger line, pixels."""
        small, large = sorted((self.upper.height, self.lower.height))
        return small, large

    @cached_property
    def column(self) -> Stretch:
        """The line and all lines above and below it, from top to bottom."""
        line = self.lower
        column = [
            o
            for o in self.lines
            if min(o.right, line.right) - max(o.left, line.left)
            > MIN_COMMON_WIDTH * min(o.width, line.width)
        ]
        return sorted(column, key=lambda o: o.top)

    @property
    def first_word_width(self) -> float:
        """Width of the line's first word and a space, pixels; a line of Han may break anywhere."""
        if _IDEOGRAPHIC_START.match(self.text):
            return self.lower.width / len(self.text)
        first, *_ = self.text.split() or [""]
        return self.lower.width * (len(first) + 1) / max(1, len(self.text))

    @property
    def is_centered(self) -> bool:
        """Whether the two lines have the same centre and different ends."""
        height = self.heights[0]
        return (
            abs(self.upper.center - self.lower.center) < MAX_CENTER_OFFSET * height
            and abs(self.upper.left - self.lower.left) > MIN_CENTERED_INDENT * height
        )


ContinuationRule: TypeAlias = Callable[[Break], bool | None]
"""Whether a line continues the point above it; None if the rule doesn't apply."""


def continues(at: Break) -> bool:
    """Whether the line continues the point above it."""
    for rule in CONTINUATION_RULES:
        answer = rule(at)
        if answer is not None:
            return answer
    return False


def _new_bullet(at: Break) -> bool | None:
    return False if without_bullet(at.text) != at.text else None


def _finished(at: Break) -> bool | None:
    return False if at.text_above.endswith((*_SENTENCE_ENDS, ";", ":")) else None


def _same_label(at: Break) -> bool | None:
    """`Rule: …` below `Rule: …` is another point; so is a line of short sentences."""
    if _SLOGAN.fullmatch(at.text):
        return False
    label = _LABEL.match(at.text)
    return False if label and at.group[0].clean_text.startswith(label[0]) else None


def _two_results(at: Break) -> bool | None:
    """A line that ends with a quantity is whole if the next one, with a capital, has its own."""
    are_results = all(_QUANTITY_END.search(text) for text in (at.text_above, at.text))
    return False if are_results and at.text[:1].isupper() else None


def _same_form(at: Break) -> bool | None:
    """Two names with brackets, or with the same first word, are two: `AWS Config`, `AWS X-Ray`."""
    texts = (at.text_above, at.text)
    if all(_BRACKETED.fullmatch(text) for text in texts):
        return False
    first, second = (_FIRST_NAME.match(text) for text in texts)
    is_repeated = first is not None and second is not None and first[0] == second[0]
    return False if is_repeated and not _OPEN_END.search(at.text_above) else None


def _other_size(at: Break) -> bool | None:
    small, large = at.heights
    return False if large > MAX_POINT_SIZE_RATIO * small else None


def _hyphenated(at: Break) -> bool | None:
    """A word parted at the line's end goes on, even on loosely spaced lines."""
    is_hyphenated = _HYPHENATED.search(at.text_above) and at.text[:1].islower()
    return True if is_hyphenated and _is_below(at) else None


def _open_end(at: Break) -> bool | None:
    """A point goes on if its last line ends with a comma or a preposition."""
    if not _OPEN_END.search(at.text_above) or not _is_below(at):
        return None
    gaps = sorted(lower.top - upper.bottom for upper, lower in pairwise(at.column))
    is_apart = len(gaps) >= MIN_LIST_GAPS and at.gap > MAX_OPEN_GAP_RATIO * gaps[len(gaps) // 2]
    return None if is_apart and at.gap > MAX_POINT_GAP * at.heights[0] else True


def _is_below(at: Break) -> bool:
    """Whether the line is the next one below, aligned, not too far away."""
    small, large = at.heights
    is_aligned = abs(at.upper.left - at.lower.left) < MAX_POINT_INDENT * large or at.is_centered
    return is_aligned and -MAX_POINT_OVERLAP * small < at.gap < MAX_OPEN_GAP * small


def _open_start(at: Break) -> bool | None:
    """A line that begins with a bracket or a sign goes on from the one above."""
    small = at.heights[0]
    is_tight = -MAX_POINT_OVERLAP * small < at.gap < MAX_POINT_GAP * small
    return True if _OPEN_START.match(at.text) and is_tight and _is_below(at) else None


def _ideographic(at: Break) -> bool | None:
    """A full line of Chinese or Japanese goes on below; words are parted anywhere."""
    if not _IDEOGRAPHIC_START.match(at.text) or not _IDEOGRAPHIC_END.search(at.text_above):
        return None
    if at.text[0] in "，、。":
        return True if _is_below(at) else None
    if any(_SIDE_BY_SIDE.search(text) and not is_prose(text) for text in (at.text_above, at.text)):
        return False  # the labels of two boxes, read as one line
    reach = MAX_POINT_INDENT * at.heights[1]
    edge = max(o.right for o in at.column if abs(o.left - at.lower.left) < reach)
    most = MAX_PROSE_ROOM if is_prose(at.text_above) else MAX_IDEOGRAPHIC_ROOM
    is_full = edge - at.upper.right < most * at.upper.height
    is_long = len(at.text_above) >= MIN_IDEOGRAPHIC_CHARS
    is_tight = at.gap < MAX_IDEOGRAPHIC_GAP * at.heights[0]
    return True if is_full and is_long and is_tight and _is_below(at) else None


def _centered(at: Break) -> bool | None:
    """A centred line goes on below if the next word had no room on it."""
    if not at.is_centered or len(at.text_above) < MIN_CENTERED_CHARS:
        return None
    if not -MAX_POINT_OVERLAP * at.heights[0] < at.gap < MAX_CENTERED_GAP * at.heights[0]:
        return None
    if _is_staircase(at):
        return None
    widest = max(o.width for o in at.column if abs(o.center - at.upper.center) < at.upper.height)
    has_room = at.upper.width + at.first_word_width <= widest
    is_same_size = at.heights[1] <= MAX_ALIGNED_SIZE_RATIO * at.heights[0]
    return True if is_same_size and not has_room else None


def _is_staircase(at: Break) -> bool:
    """Whether the two lines and the next one begin at three levels, as a list in a list does."""
    below = [o for o in at.column if o.top > at.lower.top]
    if not below:
        return False
    step = MIN_CENTERED_INDENT * at.heights[0]
    lefts = (at.upper.left, at.lower.left, below[0].left)
    is_off_center = abs(below[0].center - at.lower.center) > MAX_CENTER_OFFSET * at.heights[0]
    return is_off_center and all(b - a > step for a, b in pairwise(lefts))


def _box_label(at: Break) -> bool | None:
    """Short centred lines close to each other are the label of one box."""
    small, large = at.heights
    is_tight = -MAX_POINT_OVERLAP * small < at.gap < MAX_LABEL_GAP * small
    is_centered = (
        abs(at.upper.center - at.lower.center) < MAX_LABEL_OFFSET * small
        and abs(at.upper.left - at.lower.left) > MIN_LABEL_INDENT * small
    )
    is_short = max(len(at.text.split()), len(at.text_above.split())) <= MAX_LABEL_LINE_WORDS
    has_letters = min(sum(map(str.isalpha, text)) for text in (at.text, at.text_above)) > 1
    is_one_size = large <= MAX_ALIGNED_SIZE_RATIO * small
    return True if is_tight and is_centered and is_short and has_letters and is_one_size else None


def _far(at: Break) -> bool | None:
    small = at.heights[0]
    return None if -MAX_POINT_OVERLAP * small < at.gap < MAX_POINT_GAP * small else False


def _beside(at: Break) -> bool | None:
    common = min(at.upper.right, at.lower.right) - max(at.upper.left, at.lower.left)
    width = min(at.upper.width, at.lower.width)
    return False if common < MIN_COMMON_WIDTH * width else None


def _hanging(at: Break) -> bool | None:
    """A line with a small first letter that is indented below a numbered point goes on from it."""
    is_numbered = _NUMBERED.match(at.group[0].clean_text) and not _NUMBERED.match(at.text)
    indent = at.lower.left - at.group[0].left
    is_hanging = MAX_CENTER_OFFSET < indent / at.heights[0] < MAX_HANGING_INDENT
    return True if is_numbered and is_hanging and at.text[:1].islower() else None


def _list(at: Break) -> bool | None:
    """Evenly spaced lines are separate points if few of them begin with a small letter."""
    height = at.heights[0]
    gaps = [lower.top - upper.bottom for upper, lower in pairwise(at.column)]
    wrapped = sum(_SMALL_START.match(line.clean_text) is not None for line in at.column)
    is_list = (
        len(gaps) >= MIN_LIST_GAPS
        and at.gap >= MIN_LIST_GAP * height
        and at.gap >= MIN_LIST_GAP_RATIO * statistics.median(gaps)
        and MIN_LINES_PER_SMALL_START * wrapped <= len(at.column)
    )
    return False if is_list else None


def _small_letter(at: Break) -> bool | None:
    """A line with a small first letter goes on below a bullet, or if there was no room above."""
    if not _SMALL_START.match(at.text):
        return None
    if _is_small_list(at):
        return False
    return without_bullet(at.text_above) != at.text_above or not _had_room(at)


def _had_room(at: Break) -> bool:
    """Whether the line's first word had room on the line above; False for centred lines."""
    if at.is_centered:
        return False
    reach = MAX_POINT_INDENT * at.lower.height
    aligned = [
        o for o in at.column if min(abs(o.left - p.left) for p in (at.upper, at.lower)) < reach
    ]
    edge = max(o.right for o in aligned)
    return len(aligned) > 2 and edge - at.upper.right > MIN_ROOM * at.first_word_width


def _is_small_list(at: Break) -> bool:
    """Whether all lines below a head with a colon begin with small letters, and are points.

    Some explain a term, or had room for a word of the next one.
    """
    reach = MAX_POINT_INDENT * at.lower.height
    heads = [o for o in at.column if o.top < at.upper.top and o.clean_text.endswith((":", "："))]
    top = max((head.top for head in heads), default=math.inf)
    below = [o for o in at.column if o.top > top and any(map(str.isalpha, o.text))]
    listed = [o for o in below if abs(o.left - at.lower.left) < reach]
    if len(listed) < MIN_LIST_GAPS or not all(_SMALL_START.match(o.clean_text) for o in listed):
        return False
    if sum(_TERM.match(o.clean_text) is not None for o in listed) > 1:
        return True
    edge = max(o.right for o in listed)
    return any(
        edge - upper.right > Break(at.lines, [upper], lower).first_word_width
        for upper, lower in pairwise(listed)
    )


def _not_aligned(at: Break) -> bool | None:
    small, large = at.heights
    aligned = abs(at.upper.left - at.lower.left) < MAX_POINT_INDENT * large or at.is_centered
    return False if not aligned or large > MAX_ALIGNED_SIZE_RATIO * small else None


def _close_together(at: Break) -> bool | None:
    """Lines belong to one point if they are closer to each other than to the lines around them."""
    gap, height = at.gap, at.heights[0]
    first = at.group[0]
    above = [o for o in at.column if o.top < first.top and o is not first]
    below = [o for o in at.column if o.top > at.lower.top]
    gaps = [first.top - above[-1].bottom] if above else []
    gaps += [below[0].top - at.lower.bottom] if below else []
    if not gaps:  # two short lines alone: a caption
        letters = min(sum(c.isalpha() for c in line.text) for line in (at.upper, at.lower))
        is_close = gap < MAX_CAPTION_GAP * height and letters >= MIN_CAPTION_LETTERS
    else:
        is_close = (
            gap < MAX_TIGHT_GAP * height and min(gaps) > max(gap, 0.0) + MIN_GAP_DIFFERENCE * height
        )
    return True if is_close else None


def _full_line(at: Break) -> bool | None:
    """A long line goes on if it had no room for the next word and others end at the same edge."""
    edge = max(o.right for o in at.column)
    full = [o for o in at.column if edge - o.right < at.first_word_width and o is not at.lower]
    is_full = len(full) > 1 and any(o is at.upper for o in full)
    return True if is_full and len(at.text_above) >= MIN_FULL_LINE_CHARS else None


CONTINUATION_RULES: tuple[ContinuationRule, ...] = (
    _new_bullet,
    _finished,
    _same_label,
    _two_results,
    _same_form,
    _other_size,
    _hyphenated,
    _open_end,
    _open_start,
    _ideographic,
    _centered,
    _box_label,
    _far,
    _beside,
    _hanging,
    _list,
    _small_letter,
    _not_aligned,
    _close_together,
    _full_line,
)
"""The rules in the order in which they are tried; the first one that applies decides. If no rule
applies, the line begins a new point."""
