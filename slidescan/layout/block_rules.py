"""Rules that find tables, code and charts in a stretch of lines."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from itertools import pairwise

from slidescan.layout.blocks import Block, Chart, Code, Table
from slidescan.layout.boxes import columns_of, is_table, rows_of
from slidescan.layout.positions import PositionedLine, Stretch

MAX_LINES_AROUND_TABLE = 3
"""At most this many other lines come before a table in a stretch, and as many after it."""

MIN_LEVEL_SHARE = 0.5
"""Cells of a header overlap vertically by more than this share of the lower one."""

MIN_TABLE_CELLS = 6
"""A table has at least this many cells."""

MIN_FIGURE_SHARE = 0.25
"""At least this share of a table's cells has figures; other grids are logos or picture captions."""

MIN_CODE_LINES, MIN_CODE_SHARE = 4, 0.6
"""The minimum number, and share, of lines with the syntax of code in a block of code."""

MAX_INDENT_CHARS = 40
"""The deepest indentation of code."""

MIN_LABELS = 4
"""An axis has at least this many different labels."""

MIN_AXIS_CONFIDENCE, MIN_ORDERED_SHARE, MAX_ORDINAL = 0.85, 0.75, 30
"""Labels read with less confidence show no axis. Along an axis, this share of the numbers grows.
Numbers up to the last that go up one by one count points."""

MAX_LABEL_OFFSET = 0.8
"""The ends of a vertical axis's labels are closer than this, in heights of a label."""

_FIGURE = re.compile(r"\d\d|\d[.,]\d|\d\s?[%a-zA-Z$€£]|[$€£]\s?\d|^(?:yes|no|✓|✗|n/a|-)$", re.I)
_CODE = re.compile(
    r"[{};]\s*$|^\s*(?:def|class|import|from|function|const|let|var|return|public|private|package"
    r"|SELECT|FROM|INSERT|apiVersion|metadata|spec)\b|^\s*[$#>]\s+\w+\s|=>|->|::|\w+\(.*\)\s*[;{:]?$"
    r"|^\s*-?\s*[\w.-]+:(?:\s+[\w./:\"'-]+|\s*[\[{].*[\]}])?$|^\s*[a-z]+_[a-z_]+:\s?\S+$|^\s*</?\w+[^>]*>|^\s*(?://|#)\s|^\s*[(\[{']*\((?:def\w*|let|ns|fn|->>?|loop|cond|require|map|filter|if|when)[\s*]|[)\]}]{2,};?$|\w\s*[!=+]=\s*\S"
)
_LABEL = re.compile(
    r"^[~≈<>+-]?\s?[$€£¥]?\s?\d[\d.,]*\s?(?:%|[kKMBGT]|ms|s|[KMGT]i?B|[$€£¥])?$"
    r"|^(?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*[-\s.'’]*\d{0,4}$"
    r"|^(?:Q[1-4]|H[12])[-\s.'’]*\d{0,4}$",
    re.IGNORECASE,
)


_NUMBER = re.compile(r"[~≈<>+]?\s?[$€£¥]?\s?(-?\d[\d.,]*)\s?(%|[kKMBGT]|ms|s|[KMGT]i?B|[$€£¥])?")
_FACTORS = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "G": 1e9, "T": 1e12, "ms": 1e-3} | {
    prefix + unit: factor
    for prefix, factor in (("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12))
    for unit in ("B", "iB")
}
"""What a number of each unit is multiplied by: labels of an axis may have several units."""


def table(lines: Stretch) -> list[Block | Stretch]:
    """Splits the lines at the largest table among them."""
    for trimmed in range(2 * MAX_LINES_AROUND_TABLE + 1):
        for before in range(
            max(0, trimmed - MAX_LINES_AROUND_TABLE), min(trimmed, MAX_LINES_AROUND_TABLE) + 1
        ):
            after = len(lines) - (trimmed - before)
            part = lines[before:after]
            if len(part) >= MIN_TABLE_CELLS and is_table(part) and _holds_figures(part):
                start = _header_start(lines, before)
                made = _table(part, lines[start:before])
                return [lines[:start], made, lines[before + len(part) :]]
    return [lines]


def _holds_figures(part: Stretch) -> bool:
    figures = sum(_FIGURE.search(line.text) is not None for line in part)
    return figures >= MIN_FIGURE_SHARE * len(part)


def _header_start(lines: Stretch, before: int) -> int:
    """Where the header begins: lines before the table that are level with its first one."""
    first, start = lines[before], before
    while start and _is_level(lines[start - 1], first):
        start -= 1
    return start


def _is_level(line: PositionedLine, other: PositionedLine) -> bool:
    shared = min(line.bottom, other.bottom) - max(line.top, other.top)
    return shared > MIN_LEVEL_SHARE * min(line.height, other.height)


def _table(part: Stretch, heads: Stretch) -> Table:
    """The table of a stretch.

    Args:
        part: Its lines.
        heads: Further cells of its header, which stand in no column, as centred ones.
    """
    columns = columns_of(part)
    rows = [[_cell(row, column) for column in columns] for row in rows_of(part)]
    for head in heads:
        middles = [statistics.fmean(line.center for line in column) for column in columns]
        nearest = min(range(len(columns)), key=lambda i: abs(middles[i] - head.center))
        rows[0][nearest] = f"{rows[0][nearest]} {head.clean_text}".strip()
    lines = tuple(line.line for line in (*heads, *part))
    return Table(tuple(map(tuple, rows)), lines)


def _cell(row: Sequence[PositionedLine], column: Sequence[PositionedLine]) -> str:
    return " ".join(line.clean_text for line in row if any(line is other for other in column))


def code(lines: Stretch) -> list[Block | Stretch]:
    """Takes all lines as code if most of them look like code."""
    matches = sum(looks_like_code(line.text) for line in lines)
    if matches < MIN_CODE_LINES or matches < MIN_CODE_SHARE * len(lines):
        return [lines]
    return [Code(_indented(lines), tuple(line.line for line in lines))]


def looks_like_code(text: str) -> bool:
    """Whether a line has the syntax of code."""
    return _CODE.search(text) is not None


def _indented(lines: Stretch) -> str:
    """The code, indented by the distance from the leftmost line in widths of a letter."""
    left = min(line.left for line in lines)
    letter = statistics.median(line.width / max(1, len(line.text)) for line in lines) or 1.0
    return "\n".join(
        " " * min(MAX_INDENT_CHARS, round((line.left - left) / letter)) + line.clean_text
        for line in lines
    )


def chart(lines: Stretch) -> list[Block | Stretch]:
    """Takes out the labels of a chart's axes and all other numbers, which are its values."""
    labels = [line for line in lines if is_axis_label(line.clean_text)]
    axes = (_rows_with(label, labels) for label in labels)
    if not any(_is_axis(beside) or _is_axis(above, rises=True) for beside, above in axes):
        return [lines]
    others = [line for line in lines if not is_axis_label(line.clean_text)]
    texts = tuple(label.clean_text for label in labels)
    return [others, Chart(texts, tuple(label.line for label in labels))]


def is_axis_label(text: str) -> bool:
    """Whether a text may be a label of an axis: a figure or a date."""
    return _LABEL.match(text) is not None


def _rows_with(label: PositionedLine, labels: Stretch) -> tuple[Stretch, Stretch]:
    """The labels beside a label, and the labels above and below it; both include the label."""
    beside = [o for o in labels if abs(o.top + o.bottom - label.top - label.bottom) < label.height]
    offset = MAX_LABEL_OFFSET * label.height
    above = [
        o
        for o in labels
        if abs(o.right - label.right) < offset or abs(o.left - label.left) < offset
    ]
    return beside, above


def _is_axis(labels: Stretch, *, rises: bool = False) -> bool:
    """Whether labels in a row or a column are those of an axis: few break the order of numbers.

    Args:
        labels: The labels.
        rises: Whether they stand one above another: the highest number is at the top.
    """
    labels = [label for label in labels if label.line.confidence >= MIN_AXIS_CONFIDENCE]
    if len({label.clean_text for label in labels}) < MIN_LABELS:
        return False
    row = sorted(labels, key=lambda line: -line.top if rises else line.left)
    numbers = [_number(label.clean_text) for label in row]
    plain = [number for number in numbers if number is not None]
    if len(plain) < len(row):  # dates
        return True
    ordered = sum(a < b for a, b in pairwise(plain))
    return ordered >= MIN_ORDERED_SHARE * (len(plain) - 1) and _is_spread(plain)


def _is_spread(numbers: Sequence[float]) -> bool:
    """Whether numbers are no ordinals: 1 to 6 count steps, also where they stand side by side."""
    return not all(b - a == 1 and a < MAX_ORDINAL for a, b in pairwise(numbers))


def _number(text: str) -> float | None:
    """The number of a label, in units: `20k` is 20,000; None for a date."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    digits = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", match[1]).replace(",", ".")
    try:
        return float(digits) * _FACTORS.get(match[2] or "", 1.0)
    except ValueError:
        return None
