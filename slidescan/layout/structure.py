"""Lines to meaning: the title, points with their levels, tables, code, what a chart's axes say.

Places are measured where the slide is flat, in units of its own; lines that stand below each
other are one point where the second goes on in what the first began.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from slidescan.core.frames import is_rtl
from slidescan.core.geometry import FlatQuad, PhotoQuad, homography
from slidescan.core.records import Line, TextBox
from slidescan.core.text import clean, without_bullet
from slidescan.layout import reading_order as order

BlockKind: TypeAlias = Literal["points", "table", "code", "labels"]


@dataclass(frozen=True, slots=True)
class Point:
    """Something the slide says: a bullet, a caption, a paragraph.

    Attributes:
        text: Without its bullet.
        level: 1 for the outermost.
        lines: What it was read from.
        bulleted: Whether it begins with a bullet.
        at_edge: Whether it stands at the slide's upper or lower edge, as logos do.
    """

    text: str
    level: int
    lines: tuple[Line, ...]
    bulleted: bool = False
    at_edge: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the slide.

    Attributes:
        kind: What it is.
        points: Of `points`, and the ticks of a chart's axes (`labels`).
        rows: Of a `table`, cells from left to right, empty where nothing stands.
        code: Of `code`: its lines with their indentation.
        lines: What it was read from.
    """

    kind: BlockKind
    points: tuple[Point, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    code: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """A slide's content.

    Attributes:
        title: Its title lines.
        blocks: The rest, in reading order, without footers.
    """

    title: tuple[Line, ...]
    blocks: tuple[Block, ...]

    def has(self, kind: BlockKind) -> bool:
        """Whether a block is of this kind."""
        return any(block.kind == kind for block in self.blocks)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line and its upright bounds on the flat slide."""

    line: Line
    left: float
    top: float
    right: float
    bottom: float
    at_edge: bool

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 1e-6)

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def box(self) -> order.Box:
        quad = FlatQuad(
            (self.left, self.top),
            (self.right, self.top),
            (self.right, self.bottom),
            (self.left, self.bottom),
        )
        return order.Box.of(TextBox(self.line.text, self.line.confidence, quad))


def outline(lines: Sequence[Line], frame: PhotoQuad | None = None) -> Outline:
    """What a slide says, by its lines.

    Args:
        lines: In reading order, with roles.
        frame: The slide's corners in the frame of the lines; None where it is flat already.
    """
    title = tuple(line for line in lines if line.role == "title")
    placed = _placed([line for line in lines if line.role == "body"], frame)
    blocks: list[Block] = []
    found = _table(placed)
    if found is not None:
        first, last, rows = found
        parts = tuple(p.line for p in placed[first:last])
        blocks += _texts(placed[:first])
        blocks.append(Block("table", rows=rows, lines=parts))
        blocks += _texts(placed[last:])
    else:
        blocks += _texts(placed)
    return Outline(title, tuple(blocks))


EDGE = 0.12
"""Share of the slide's height, at its top and its bottom, in which logos stand."""


def _placed(lines: Sequence[Line], frame: PhotoQuad | None) -> list[_Placed]:
    flat = None
    if frame is not None:
        flat = homography(frame, FlatQuad.rectangle(max(frame.width, 1.0), max(frame.height, 1.0)))
    # What is written from the right begins there: its points are aligned and indented there.
    mirrored = is_rtl(" ".join(line.text for line in lines))
    placed = []
    for line in lines:
        quad = FlatQuad(*line.quad.corners) if flat is None else line.quad.mapped(flat, FlatQuad)
        # The height is the line's own, not that of its bounds: lines may run a little askew.
        (_, y), half = quad.center, max(quad.height, 1e-6) / 2
        at_edge = frame is not None and not EDGE < y / max(frame.height, 1.0) < 1 - EDGE
        left, _, right, _ = quad.bounds
        if mirrored:
            left, right = -right, -left
        placed.append(_Placed(line, left, y - half, right, y + half, at_edge))
    return placed


def _texts(placed: list[_Placed]) -> list[Block]:
    """Blocks of a stretch without a table: code, or ticks and points."""
    if not placed:
        return []
    if _is_code(placed):
        text = _indented(placed)
        return [Block("code", code=text, lines=tuple(p.line for p in placed))]
    ticks = _ticks(placed)
    blocks: list[Block] = []
    rest = [p for p in placed if id(p) not in ticks]
    points = _points(rest)
    if points:
        lines = tuple(line for point in points for line in point.lines)
        blocks.append(Block("points", points, lines=lines))
    if ticks:
        axis = tuple(Point(clean(p.line.text), 1, (p.line,)) for p in placed if id(p) in ticks)
        blocks.append(Block("labels", axis, lines=tuple(p.lines[0] for p in axis)))
    return blocks


# Tables

_TRIMMED = 3
"""Lines before and after a table that may not be part of it."""


def _table(placed: list[_Placed]) -> tuple[int, int, tuple[tuple[str, ...], ...]] | None:
    """The largest stretch of lines that stand in rows and columns: from, to, cells."""
    every = [p.box for p in placed]
    for trimmed in range(2 * _TRIMMED + 1):
        for before in range(max(0, trimmed - _TRIMMED), min(trimmed, _TRIMMED) + 1):
            part = placed[before : len(placed) - (trimmed - before)]
            boxes = every[before : len(placed) - (trimmed - before)]
            if len(boxes) >= 6 and order.is_table(boxes) and _says_more(part):
                columns = order.columns_of(boxes)
                rows = tuple(
                    tuple(_cell(row, column) for column in columns) for row in order.rows_of(boxes)
                )
                return before, before + len(part), rows
    return None


_FIGURE = re.compile(r"\d\d|\d[.,]\d|\d\s?[%a-zA-Z$€£]|[$€£]\s?\d|^(?:yes|no|✓|✗|n/a|-)$", re.I)


def _says_more(part: list[_Placed]) -> bool:
    """Whether cells hold more than logos or pictures' captions: figures."""
    figures = sum(_FIGURE.search(p.line.text) is not None for p in part)
    return figures >= 0.25 * len(part)


def _cell(row: Sequence[order.Box], column: Sequence[order.Box]) -> str:
    return " ".join(clean(box.word.text) for box in row if any(box is other for other in column))


# Code

_CODE = re.compile(
    r"[{};]\s*$|^\s*(?:def|class|import|from|function|const|let|var|return|public|private|package"
    r"|SELECT|FROM|INSERT|apiVersion|metadata|spec)\b|^\s*[$#>]\s+\w+\s|=>|->|::|\w+\(.*\)\s*[;{:]?$"
    r"|^\s*-?\s*[\w.-]+:(?:\s+[\w./:\"'-]+)?$|^\s*</?\w+[^>]*>|^\s*(?://|#)\s|\w\s*[!=+]=\s*\S"
)
CODE_SHARE, CODE_LEAST = 0.6, 4


def _is_code(placed: list[_Placed]) -> bool:
    hits = sum(_CODE.search(p.line.text) is not None for p in placed)
    return hits >= CODE_LEAST and hits >= CODE_SHARE * len(placed)


def _indented(placed: list[_Placed]) -> str:
    """Code with its indentation: what stands right of the leftmost line, in letters' widths."""
    left = min(p.left for p in placed)
    widths = [(p.right - p.left) / max(1, len(p.line.text)) for p in placed]
    letter = statistics.median(widths) or 1.0
    rows = []
    for p in placed:
        rows.append(" " * min(40, round((p.left - left) / letter)) + clean(p.line.text))
    return "\n".join(rows)


# Charts

_TICK = re.compile(
    r"^[~≈<>+-]?\s?[$€£¥]?\s?\d[\d.,]*\s?(?:%|[kKMBGT]|ms|s|[KMGT]i?B|[$€£¥])?$"
    r"|^(?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*[-\s.'’]*\d{0,4}$"
    r"|^(?:Q[1-4]|H[12])[-\s.'’]*\d{0,4}$",
    re.IGNORECASE,
)
TICKS = 4


def _ticks(placed: list[_Placed]) -> set[int]:
    """Which lines (by identity) label a chart's axes: four or more numbers or dates in a row."""
    numbers = [p for p in placed if _TICK.match(clean(p.line.text))]
    found: set[int] = set()
    for p in numbers:
        beside = [o for o in numbers if abs(o.top + o.bottom - p.top - p.bottom) < p.height]
        above = [
            o
            for o in numbers
            if abs(o.right - p.right) < 0.8 * p.height or abs(o.left - p.left) < 0.8 * p.height
        ]
        for row in (beside, above):
            if len(row) >= TICKS and len({o.line.text for o in row}) >= TICKS:
                found |= {id(o) for o in row}
    # Where there is an axis, other numbers are values of the chart.
    return found | {id(p) for p in numbers} if found else found


# Points

_ENDS_SENTENCE = (".", "!", "?", "…", "。", "！", "？")
_STARTS_LOW = re.compile(r"[a-zß-öø-ÿ(&+/]")
_OPEN_END = re.compile(r"(?:[,&/–-]|\b(?:and|or|of|the|a|an|to|for|with|in|on|by|from|und|oder))$")
FULL_LINE = 60
"""Characters of a line that may go on in one that begins with a capital."""

TIGHT = 0.75
"""Widest gap between two lines of a point, in heights of a line."""


def _points(placed: list[_Placed]) -> tuple[Point, ...]:
    groups: list[list[_Placed]] = []
    for i, p in enumerate(placed):
        if groups and _goes_on(placed, i, groups[-1]):
            groups[-1].append(p)
        else:
            groups.append([p])
    return tuple(_leveled(groups))


def _goes_on(placed: list[_Placed], i: int, group: list[_Placed]) -> bool:
    """Whether a line is the rest of what the one before it began."""
    upper, lower = group[-1], placed[i]
    text, above = clean(lower.line.text), clean(upper.line.text)
    if without_bullet(text) != text or above.endswith((*_ENDS_SENTENCE, ";", ":")):
        return False
    small, large = sorted((upper.height, lower.height))
    gap = lower.top - upper.bottom
    if large > 1.5 * small or not -0.6 * small < gap < 0.9 * small:
        return False
    overlap = min(upper.right, lower.right) - max(upper.left, lower.left)
    if overlap < 0.3 * min(upper.right - upper.left, lower.right - lower.left):
        return False
    if _OPEN_END.search(above):
        return True
    column = _column(placed, lower)
    if _evenly_spaced(column, gap, small):
        return False
    if without_bullet(above) != above and _STARTS_LOW.match(text):
        return True
    if _STARTS_LOW.match(text):
        return not _had_room(column, upper, lower)
    aligned = abs(upper.left - lower.left) < 1.5 * large or _centred(upper, lower)
    if not aligned or large > 1.25 * small:
        return False
    return _parted(column, group, lower) or _wrapped(column, upper, lower)


def _centred(upper: _Placed, lower: _Placed) -> bool:
    height = min(upper.height, lower.height)
    return (
        abs(upper.middle - lower.middle) < 0.8 * height
        and abs(upper.left - lower.left) > 0.5 * height
    )


def _column(placed: list[_Placed], p: _Placed) -> list[_Placed]:
    """Lines above and below a line, from the top down, itself among them."""
    column = [
        o
        for o in placed
        if min(o.right, p.right) - max(o.left, p.left)
        > 0.3 * min(o.right - o.left, p.right - p.left)
    ]
    return sorted(column, key=lambda o: o.top)


def _first_word(p: _Placed) -> float:
    """Width of a line's first word and the space before it."""
    text = clean(p.line.text)
    return (p.right - p.left) * (len(text.split()[0]) + 1) / max(1, len(text))


def _had_room(column: list[_Placed], upper: _Placed, lower: _Placed) -> bool:
    """Whether a line's first word would have fitted on the line before: it was broken on purpose.

    Of text that is centred or alone, nobody knows.
    """
    if _centred(upper, lower):
        return False
    reach = 1.5 * lower.height
    aligned = [o for o in column if min(abs(o.left - p.left) for p in (upper, lower)) < reach]
    edge = max(o.right for o in aligned)
    return len(aligned) > 2 and edge - upper.right > 2 * _first_word(lower)


def _evenly_spaced(column: list[_Placed], gap: float, height: float) -> bool:
    """Whether a gap is as wide as those between the points of a list, hardly any wrapped."""
    gaps = [b.top - a.bottom for a, b in pairwise(column)]
    low = sum(_STARTS_LOW.match(clean(p.line.text)) is not None for p in column)
    wide = gap >= 0.45 * height and gap >= 0.85 * statistics.median(gaps)
    return wide and len(gaps) >= 3 and 3 * low <= len(column)


def _parted(column: list[_Placed], group: list[_Placed], lower: _Placed) -> bool:
    """Whether two lines stand closer together than to what is above and below them."""
    upper = group[-1]
    gap = lower.top - upper.bottom
    height = min(upper.height, lower.height)
    above = [o for o in column if o.top < group[0].top and o is not group[0]]
    below = [o for o in column if o.top > lower.top]
    gaps = [group[0].top - above[-1].bottom] if above else []
    gaps += [below[0].top - lower.bottom] if below else []
    if not gaps:  # two short lines alone: a caption
        letters = min(sum(c.isalpha() for c in p.line.text) for p in (upper, lower))
        return gap < 0.45 * height and letters >= 3
    return gap < TIGHT * height and min(gaps) > max(gap, 0.0) + 0.35 * height


def _wrapped(column: list[_Placed], upper: _Placed, lower: _Placed) -> bool:
    """Whether the first word of a line had no room at the end of the one before it.

    Only where several lines end at the same edge: points of a list end where they like.
    """
    edge = max(o.right for o in column)
    first = _first_word(lower)
    full = [o for o in column if edge - o.right < first and o is not lower]
    return len(full) > 1 and upper in full and len(clean(upper.line.text)) >= FULL_LINE


def _leveled(groups: list[list[_Placed]]) -> list[Point]:
    """Points with levels, by where they begin beside those above them."""
    points: list[Point] = []
    stack: list[float] = []
    previous: list[_Placed] | None = None
    for group in groups:
        text = _joined([clean(p.line.text) for p in group])
        bare = without_bullet(text)
        left, height = group[0].left, group[0].height
        right = max(p.right for p in group)
        if previous is not None:
            over = min(right, max(p.right for p in previous)) - max(
                left, min(p.left for p in previous)
            )
            plain = bare == text and not (points and points[-1].bulleted)
            centred = plain and abs(group[0].middle - previous[-1].middle) < 0.8 * height
            if over <= 0 or group[0].top < previous[0].top:
                stack = []
            elif centred and stack and min(abs(left - level) for level in stack) > 0.8 * height:
                left = stack[-1]
        while stack and left < stack[-1] - 0.8 * height:
            stack.pop()
        if not stack or left > stack[-1] + 0.8 * height:
            stack.append(left)
        if bare.strip():
            lines = tuple(p.line for p in group)
            at_edge = all(p.at_edge for p in group)
            level = min(len(stack), 4)
            points.append(Point(bare.strip(), level, lines, bare != text, at_edge))
        previous = group
    return points


def _joined(texts: Sequence[str]) -> str:
    """Lines of one point; words parted at a line's end are put together."""
    joined = texts[0]
    for text in texts[1:]:
        if joined.endswith("-") and len(joined) > 2 and joined[-2].isalpha() and text[:1].islower():
            joined = joined[:-1] + text
        else:
            joined = f"{joined} {text}"
    return joined
