"""Lines that recur in one position on a talk's slides: logos, notices, page furniture.

The engine reads such a line many times, so the readings vote: an unclear, cut-off or joined copy
takes the text of the others. An engine drops marks and spaces but doesn't invent them, so among
readings with the same letters, the fullest one that occurs twice wins.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from statistics import median

from slidescan.core.geometry import FlatQuad, homography, map_point
from slidescan.core.records import Line
from slidescan.core.text import fold
from slidescan.ingest.picture_groups import PictureGroups
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
class _Copy:
    """A line of one slide; the other fields are as in `RecurringLine`."""

    line: Line
    key: str
    left: float | None
    right: float | None
    depth: float


def recurring_lines(readings: Iterable[StoredReading]) -> tuple[RecurringLine, ...]:
    """Finds the lines that recur at the edge of many of these slides.

    Copies of one picture, in other sizes or formats, have one vote.
    """
    by_key: dict[str, list[_Copy]] = defaultdict(list)
    voters: dict[str, set[int]] = defaultdict(set)
    pictures = PictureGroups()
    for stored in readings:
        copies = _copies(stored)
        voter = pictures.add(stored.detection.fingerprint, [copy.key for copy in copies])
        seen = set()
        for copy in copies:
            if copy.key in seen:
                continue
            if _may_recur(copy):
                seen.add(copy.key)
                by_key[copy.key].append(copy)
                voters[copy.key].add(voter)
    min_slides = max(MIN_RECURRING_SLIDES, MIN_RECURRING_SHARE * len(pictures))
    return tuple(
        RecurringLine(
            _consensus([copy.line for copy in copies]),
            key,
            _median(copy.left for copy in copies),
            _median(copy.right for copy in copies),
            median(copy.depth for copy in copies),
        )
        for key, copies in by_key.items()
        if len(voters[key]) >= min_slides
    )


def _median(values: Iterable[float | None]) -> float | None:
    present = [value for value in values if value is not None]
    return median(present) if present else None


def _consensus(lines: Sequence[Line]) -> str:
    """The text with the most words among those that occur twice; summed confidence breaks ties."""
    counts = Counter(line.text for line in lines)
    confidence: Mapping[str, float] = {
        text: sum(line.confidence for line in lines if line.text == text) for text in counts
    }
    repeated = [text for text in counts if counts[text] >= 2] or list(counts)
    return max(repeated, key=lambda text: (len(_WORD.findall(text)), confidence[text], text))


def apply_consensus(stored: StoredReading, recurring: Sequence[RecurringLine]) -> tuple[Line, ...]:
    """The lines of a reading; those that recur become footers and take the consensus text."""
    lines = []
    for copy in _copies(stored):
        line = copy.line
        if _may_recur(copy):
            original = _original(copy, recurring)
            if original is not None:
                raw_text = line.text if line.text != original.text else ""
                line = replace(line, text=original.text, role="footer", raw_text=raw_text)
        lines.append(line)
    return tuple(lines)


def _may_recur(copy: _Copy) -> bool:
    """Whether a line has letters or digits and is at the edge of the slide, not outside it."""
    return bool(copy.key) and not copy.line.is_outside and is_at_edge(copy.depth)


def _original(copy: _Copy, recurring: Sequence[RecurringLine]) -> RecurringLine | None:
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


def _is_near(copy: _Copy, original: RecurringLine) -> bool:
    """Whether a clear copy is near the recurring line's position, if that is known."""
    if copy.left is None or original.left is None or copy.right is None or original.right is None:
        return True
    offset = min(abs(copy.left - original.left), abs(copy.right - original.right))
    return (
        offset <= 2 * MAX_OFFSET_SHARE and abs(copy.depth - original.depth) <= 2 * MAX_OFFSET_SHARE
    )


def _similarity(copy: _Copy, original: RecurringLine) -> float:
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


def _copies(stored: StoredReading) -> list[_Copy]:
    """The lines of a reading with their positions on the slide."""
    lines, quad = stored.reading.lines, stored.detection.quad
    if quad is not None:
        to_slide = homography(quad, FlatQuad.rectangle(1.0, 1.0))
        copies = []
        for line in lines:
            corners = [map_point(to_slide, corner) for corner in line.quad.corners]
            left, right = min(x for x, _ in corners), max(x for x, _ in corners)
            depth = map_point(to_slide, line.quad.center)[1]
            copies.append(_Copy(line, key_of(line.text), left, right, depth))
        return copies
    # Without a quad, assume that the text spans the slide's height.
    down = {0: (0, 1), 90: (1, 0), 180: (0, -1), 270: (-1, 0)}[stored.detection.turn]
    heights = [line.quad.center[0] * down[0] + line.quad.center[1] * down[1] for line in lines]
    top, bottom = min(heights, default=0.0), max(heights, default=0.0)
    return [
        _Copy(line, key_of(line.text), None, None, (y - top) / ((bottom - top) or 1.0))
        for line, y in zip(lines, heights, strict=True)
    ]
