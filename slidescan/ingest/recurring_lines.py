"""Lines that recur in one position on a talk's slides: logos, notices, page furniture.

The engine reads such a line many times, so the readings vote: an unclear, cut-off or joined copy
takes the text of the others. An engine drops marks and spaces but doesn't invent them, so among
readings with the same letters, the fullest one that occurs twice wins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from math import ceil, isfinite

from slidescan.core.geometry import FlatQuad, homography, map_point
from slidescan.core.records import Line
from slidescan.core.text import fold
from slidescan.store.stored import StoredReading

MIN_RECURRING_SHARE = 0.25
"""A line recurs if at least this share of a folder's slides show it."""

MIN_RECURRING_SLIDES = 4
"""A line recurs only if at least this many slides show it."""

FOOTER_DEPTH_SHARE, HEADER_DEPTH_SHARE = 0.8, 0.06
"""Recurring lines are below the first or above the second, as shares of the slide's height."""

MAX_OFFSET_SHARE = 0.05
"""How far apart unclear copies of a line may be, as a share of the slide's width or height."""

MIN_COPY_SIMILARITY = 0.5
"""The lowest similarity, 0..1, of an unclear copy and the recurring line at its position."""

MIN_CUT_COPY_SIMILARITY = 0.7
"""The lowest similarity of a cut-off copy and the beginning or end of the recurring line."""

MIN_UNCLEAR_KEY_CHARS = 3
"""With fewer letters and digits, only a clear copy counts."""

POSITION_PARTS = 1000
"""Positions are counted in thousandths of the slide."""

MAX_POSITION_SHARE = 9.0
"""How far outside the slide a position may be, as a share of its width or height."""

CONFIDENCE_PARTS = 10_000
"""Confidences are summed in ten-thousandths."""

_WORD = re.compile(r"[^\W_]+")
_SAME_SHAPES = str.maketrans({"l": "i", "1": "i", "|": "i", "0": "o"})


@dataclass(frozen=True, slots=True)
class RecurringLine:
    """A line that recurs.

    Attributes:
        text: The consensus of its readings.
        key: Its letters and digits, with characters of the same shape unified.
        left: Left end, share of the slide's width; None if unknown.
        right: Right end, share of the slide's width; None if unknown.
        depth: Middle of the line, share of the slide's height from the top.
    """

    text: str
    key: str
    left: float | None
    right: float | None
    depth: float


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """A line at the edge of one slide; the other fields are as in `RecurringLine`.

    Attributes:
        confidence: How sure the engine is, in ten-thousandths, whose sums are exact.
    """

    text: str
    confidence: int
    key: str
    left: float | None
    right: float | None
    depth: float


class LineVotes:
    """The copies of one line on many slides; copies can be added and removed in any order.

    Attributes:
        voters: The number of slides that vote for it.
        texts: How often it reads so, and the sum of the confidences, by text.
        lefts, rights, depths: How often it lies there, by thousandths of the slide.
    """

    __slots__ = ("depths", "lefts", "rights", "texts", "voters")

    def __init__(self, voters: int = 0, copies: str = "[{}, {}, {}, {}]") -> None:
        self.voters = voters
        texts, *positions = json.loads(copies)
        self.texts: dict[str, tuple[int, int]] = {
            text: (n, sum_) for text, (n, sum_) in texts.items()
        }
        self.lefts, self.rights, self.depths = (
            {int(at): int(count) for at, count in each.items()} for each in positions
        )

    def add(self, line: EdgeLine, sign: int, *, votes: bool) -> None:
        """Adds a copy, or removes it with a sign of -1.

        Args:
            line: The copy.
            sign: 1 or -1.
            votes: Whether its slide votes.
        """
        self.voters += sign * votes
        count, confidence = self.texts.get(line.text, (0, 0))
        count, confidence = count + sign, confidence + sign * line.confidence
        self.texts[line.text] = count, confidence
        if not count:
            del self.texts[line.text]
        for positions, at in (
            (self.lefts, line.left), (self.rights, line.right), (self.depths, line.depth),
        ):  # fmt: skip
            if at is not None:
                part = round(at * POSITION_PARTS)
                positions[part] = positions.get(part, 0) + sign
                if not positions[part]:
                    del positions[part]

    @property
    def is_empty(self) -> bool:
        """Whether no copy is left."""
        return not (self.voters or self.texts)

    def to_json(self) -> str:
        """The copies as the catalogue stores them."""
        return json.dumps(
            [self.texts, self.lefts, self.rights, self.depths], ensure_ascii=False, sort_keys=True
        )

    def recurring(self) -> RecurringLine:
        """The line that the copies agree on."""
        text = self._consensus()
        depth = _median(self.depths)
        return RecurringLine(
            text, key_of(text), _median(self.lefts), _median(self.rights), depth or 0.0
        )

    def _consensus(self) -> str:
        """The text with the most words among those that occur twice; confidence breaks ties."""
        repeated = [text for text, (count, _) in self.texts.items() if count >= 2]
        return max(
            repeated or self.texts,
            key=lambda text: (len(_WORD.findall(text)), self.texts[text][1], text),
        )


def _median(counts: Mapping[int, int]) -> float | None:
    """The median of counted positions, in hundredths: one copy more rarely moves it."""
    total, before = sum(counts.values()), 0
    for part in sorted(counts):
        before += counts[part]
        if 2 * before >= total:
            return round(part / POSITION_PARTS, 2)
    return None


def min_voters(pictures: int) -> int:
    """The votes that make a line recur on so many pictures."""
    return max(MIN_RECURRING_SLIDES, ceil(MIN_RECURRING_SHARE * pictures))


def apply_consensus(stored: StoredReading, recurring: Sequence[RecurringLine]) -> tuple[Line, ...]:
    """The lines of a reading; those that recur become footers and take the consensus text.

    Those at the foot are read last: a logo in a corner stands below no column.
    """
    lines, foot, outside = list[Line](), list[Line](), list[Line]()
    for line, copy in _copies(stored):
        original = original_of(copy, recurring) if _may_recur(line, copy) else None
        if original is not None:
            raw_text = line.text if line.text != original.text else ""
            line = replace(line, text=original.text, role="footer", raw_text=raw_text)
        is_low = original is not None and copy.depth > FOOTER_DEPTH_SHARE
        (foot if is_low else outside if line.is_outside else lines).append(line)
    return (*lines, *foot, *outside)


def edge_lines(stored: StoredReading) -> tuple[EdgeLine, ...]:
    """The lines of a reading that may recur."""
    return tuple(copy for line, copy in _copies(stored) if _may_recur(line, copy))


def _may_recur(line: Line, copy: EdgeLine) -> bool:
    """Whether a line has letters or digits and is at the edge of the slide, not outside it."""
    return bool(copy.key) and not line.is_outside and is_at_edge(copy.depth)


def original_of(copy: EdgeLine, recurring: Sequence[RecurringLine]) -> RecurringLine | None:
    """The recurring line of which a line is a copy."""
    for original in recurring:
        if original.key == copy.key and _is_near(copy, original):
            return original
    best, best_similarity = None, 0.0
    for original in recurring:
        similarity = _similarity(copy, original)
        if similarity > best_similarity:
            best, best_similarity = original, similarity
    return best


def _is_near(copy: EdgeLine, original: RecurringLine) -> bool:
    """Whether a clear copy is near the recurring line's position, if that is known."""
    if copy.left is None or original.left is None or copy.right is None or original.right is None:
        return True
    offset = min(abs(copy.left - original.left), abs(copy.right - original.right))
    return (
        offset <= 2 * MAX_OFFSET_SHARE and abs(copy.depth - original.depth) <= 2 * MAX_OFFSET_SHARE
    )


def _similarity(copy: EdgeLine, original: RecurringLine) -> float:
    """The similarity of an unclear copy, 0..1; 0 if its position or its text differs too much."""
    if copy.left is None or original.left is None:
        return 0.0
    if abs(copy.depth - original.depth) > MAX_OFFSET_SHARE:
        return 0.0
    if copy.right is None or original.right is None or len(copy.key) < MIN_UNCLEAR_KEY_CHARS:
        return 0.0
    at_left = abs(copy.left - original.left) <= MAX_OFFSET_SHARE
    at_right = abs(copy.right - original.right) <= MAX_OFFSET_SHARE
    if at_left and at_right:
        similarity = _ratio(copy.key, original.key)
        return similarity if similarity >= MIN_COPY_SIMILARITY else 0.0
    if len(copy.key) < len(original.key) and (at_left or at_right):
        part = original.key[: len(copy.key)] if at_left else original.key[-len(copy.key) :]
        similarity = _ratio(copy.key, part)
        return similarity if similarity >= MIN_CUT_COPY_SIMILARITY else 0.0
    return 0.0


def _ratio(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def is_at_edge(depth: float) -> bool:
    """Whether a line is in the area of page furniture; `depth` is a share of the slide's height."""
    return depth > FOOTER_DEPTH_SHARE or depth < HEADER_DEPTH_SHARE


def key_of(text: str) -> str:
    """A line's letters and digits, with characters of the same shape unified."""
    return "".join(_WORD.findall(fold(text))).translate(_SAME_SHAPES)


def _copies(stored: StoredReading) -> Iterator[tuple[Line, EdgeLine]]:
    """The lines of a reading with their positions on the slide."""
    lines, quad = stored.reading.lines, stored.detection.quad
    if quad is not None:
        to_slide = homography(quad, FlatQuad.rectangle(1.0, 1.0))
        for line in lines:
            corners = [map_point(to_slide, corner) for corner in line.quad.corners]
            left, right = min(x for x, _ in corners), max(x for x, _ in corners)
            depth = map_point(to_slide, line.quad.center)[1]
            yield line, _copy(line, _share(left), _share(right), _share(depth))
        return
    # Without a quad, assume that the text spans the slide's height.
    down = {0: (0, 1), 90: (1, 0), 180: (0, -1), 270: (-1, 0)}[stored.detection.turn]
    heights = [line.quad.center[0] * down[0] + line.quad.center[1] * down[1] for line in lines]
    top, bottom = min(heights, default=0.0), max(heights, default=0.0)
    for line, y in zip(lines, heights, strict=True):
        yield line, _copy(line, None, None, _share((y - top) / ((bottom - top) or 1.0)))


def _copy(line: Line, left: float | None, right: float | None, depth: float) -> EdgeLine:
    confidence = round(line.confidence * CONFIDENCE_PARTS)
    return EdgeLine(line.text, confidence, key_of(line.text), left, right, depth)


def _share(value: float) -> float:
    """A position in thousandths; one far outside the slide is at a fixed distance from it."""
    if not isfinite(value):
        return MAX_POSITION_SHARE
    return round(max(-MAX_POSITION_SHARE, min(value, MAX_POSITION_SHARE)), 3)
