"""Lines that return at the same place of a talk's slides: logos, notices, page furniture.

They are read many times, so the readings vote: a copy that came out unclear, cut off or run
together takes what the others say. A reader loses marks and spaces, but doesn't make them up:
of the readings that have the same letters, the fullest that was seen twice wins.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from statistics import median

from slidescan.core.geometry import Quad, homography, map_point
from slidescan.core.records import Line
from slidescan.core.text import fold
from slidescan.store.stored import StoredReading

RETURNS = 0.25
"""Share of a folder's slides on which a line must stand to be one that returns…"""

RETURNS_LEAST = 4
"""… and on how many, at least."""

EDGE_BOTTOM, EDGE_TOP = 0.8, 0.06
"""Such lines stand below or above these shares of the slide's height."""

NEAR = 0.05
"""How far copies of a line may stand apart, shares of the slide's width or height."""

ALIKE = 0.5
"""How much of a copy must agree with what returns there, 0..1, for it to take the vote."""

ALIKE_CUT = 0.7
"""… where the copy is cut off: as much of the beginning or end."""

_WORD = re.compile(r"[^\W_]+")
_LOOK_ALIKE = str.maketrans({"l": "i", "1": "i", "|": "i", "0": "o"})


@dataclass(frozen=True, slots=True)
class RecurringLine:
    """A line that returns.

    Attributes:
        text: As the readings vote.
        key: Its letters and digits, those that look alike made one.
        left: Where it begins, share of the slide's width; None where that isn't known.
        right: Where it ends.
        depth: How far down its middle stands, share of the slide's height.
    """

    text: str
    key: str
    left: float | None
    right: float | None
    depth: float


@dataclass(frozen=True, slots=True)
class _Copy:
    line: Line
    key: str
    left: float | None
    right: float | None
    depth: float


def recurring_lines(readings: Iterable[StoredReading]) -> tuple[RecurringLine, ...]:
    """The lines that return at the edge of many of these slides."""
    by_key: dict[str, list[_Copy]] = defaultdict(list)
    total = 0
    for stored in readings:
        total += 1
        seen = set()
        for copy in _copies(stored):
            if copy.key and copy.key not in seen and at_edge(copy.depth):
                seen.add(copy.key)
                by_key[copy.key].append(copy)
    least = max(RETURNS_LEAST, RETURNS * total)
    return tuple(
        RecurringLine(
            _voted([copy.line for copy in copies]),
            key,
            _middle(copy.left for copy in copies),
            _middle(copy.right for copy in copies),
            median(copy.depth for copy in copies),
        )
        for key, copies in by_key.items()
        if len(copies) >= least
    )


def _middle(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _voted(lines: Sequence[Line]) -> str:
    counts = Counter(line.text for line in lines)
    sure: Mapping[str, float] = {
        text: sum(line.confidence for line in lines if line.text == text) for text in counts
    }
    often = [text for text in counts if counts[text] >= 2] or list(counts)
    return max(often, key=lambda text: (len(_WORD.findall(text)), sure[text], text))


def apply_consensus(stored: StoredReading, voted: Sequence[RecurringLine]) -> tuple[Line, ...]:
    """A reading's lines; those that return are footers, and say what the readings voted for."""
    lines = []
    for copy in _copies(stored):
        line = copy.line
        if copy.key and at_edge(copy.depth):
            found = _meant(copy, voted)
            if found is not None:
                read = line.text if line.text != found.text else ""
                line = replace(line, text=found.text, role="footer", read=read)
        lines.append(line)
    return tuple(lines)


def _meant(copy: _Copy, voted: Sequence[RecurringLine]) -> RecurringLine | None:
    """The returning line that a line is a copy of."""
    for returns in voted:
        if returns.key == copy.key and _near(copy, returns):
            return returns
    best, most = None, 0.0
    for returns in voted:
        alike = _alike(copy, returns)
        if alike > most:
            best, most = returns, alike
    return best


def _near(copy: _Copy, returns: RecurringLine) -> bool:
    """Whether a clear copy stands about where the line returns, as far as that is known."""
    if copy.left is None or returns.left is None or copy.right is None or returns.right is None:
        return True
    aside = min(abs(copy.left - returns.left), abs(copy.right - returns.right))
    return aside <= 2 * NEAR and abs(copy.depth - returns.depth) <= 2 * NEAR


def _alike(copy: _Copy, returns: RecurringLine) -> float:
    """How much an unclear copy agrees; 0 where it stands elsewhere or says something else."""
    if copy.left is None or returns.left is None or abs(copy.depth - returns.depth) > NEAR:
        return 0.0
    if copy.right is None or returns.right is None or len(copy.key) < 3:
        return 0.0
    at_left = abs(copy.left - returns.left) <= NEAR
    at_right = abs(copy.right - returns.right) <= NEAR
    if at_left and at_right:
        alike = _ratio(copy.key, returns.key)
        return alike if alike >= ALIKE else 0.0
    if len(copy.key) < len(returns.key) and (at_left or at_right):
        part = returns.key[: len(copy.key)] if at_left else returns.key[-len(copy.key) :]
        alike = _ratio(copy.key, part)
        return alike if alike >= ALIKE_CUT else 0.0
    return 0.0


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def at_edge(depth: float) -> bool:
    """Whether a line stands where page furniture does."""
    return depth > EDGE_BOTTOM or depth < EDGE_TOP


def key_of(text: str) -> str:
    """A line's letters and digits, those that look alike made one."""
    return "".join(_WORD.findall(fold(text))).translate(_LOOK_ALIKE)


def _copies(stored: StoredReading) -> list[_Copy]:
    """A reading's lines and their places on the slide."""
    lines, quad = stored.reading.lines, stored.detection.quad
    if quad is not None:
        to_slide = homography(quad, Quad.rectangle(1.0, 1.0))
        found = []
        for line in lines:
            corners = [map_point(to_slide, corner) for corner in line.quad.corners]
            left, right = min(x for x, _ in corners), max(x for x, _ in corners)
            depth = map_point(to_slide, line.quad.center)[1]
            found.append(_Copy(line, key_of(line.text), left, right, depth))
        return found
    # Without a quad, the slide reaches as far as its text.
    along = {0: (0, 1), 90: (1, 0), 180: (0, -1), 270: (-1, 0)}[stored.detection.turn]
    heights = [line.quad.center[0] * along[0] + line.quad.center[1] * along[1] for line in lines]
    top, bottom = min(heights, default=0.0), max(heights, default=0.0)
    return [
        _Copy(line, key_of(line.text), None, None, (y - top) / ((bottom - top) or 1.0))
        for line, y in zip(lines, heights, strict=True)
    ]
