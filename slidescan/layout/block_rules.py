"""Rules that find tables, code and charts in a stretch of lines."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence

from slidescan.layout.blocks import Block, Chart, Code, Table
from slidescan.layout.boxes import columns_of, is_table, rows_of
from slidescan.layout.positions import PositionedLine, Stretch

MAX_LINES_AROUND_TABLE = 3
"""At most this many other lines come before a table in a stretch, and as many after it."""

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

MAX_LABEL_OFFSET = 0.8
"""The ends of a vertical axis's labels are closer than this, in heights of a label."""

_FIGURE = re.compile(r"\d\d|\d[.,]\d|\d\s?[%a-zA-Z$€£]|[$€£]\s?\d|^(?:yes|no|✓|✗|n/a|-)$", re.I)
_CODE = re.compile(
    r"[{};]\s*$|^\s*(?:def|class|import|from|function|const|let|var|return|public|private|package"
    r"|SELECT|FROM|INSERT|apiVersion|metadata|spec)\b|^\s*[$#>]\s+\w+\s|=>|->|::|\w+\(.*\)\s*[;{:]?$"
    r"|^\s*-?\s*[\w.-]+:(?:\s+[\w./:\"'-]+|\s*[\[{].*[\]}])?$|^\s*[a-z]+_[a-z_]+:\s?\S+$|^\s*</?\w+[^>]*>|^\s*(?://|#)\s|\w\s*[!=+]=\s*\S"
)
_LABEL = re.compile(
    r"^[~≈<>+-]?\s?[$€£¥]?\s?\d[\d.,]*\s?(?:%|[kKMBGT]|ms|s|[KMGT]i?B|[$€£¥])?$"
    r"|^(?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*[-\s.'’]*\d{0,4}$"
    r"|^(?:Q[1-4]|H[12])[-\s.'’]*\d{0,4}$",
    re.IGNORECASE,
)


def table(lines: Stretch) -> list[Block | Stretch]:
    """Splits the lines at the largest table among them."""
    for trimmed in range(2 * MAX_LINES_AROUND_TABLE + 1):
        for before in range(
            max(0, trimmed - MAX_LINES_AROUND_TABLE), min(trimmed, MAX_LINES_AROUND_TABLE) + 1
        ):
            after = len(lines) - (trimmed - before)
            part = lines[before:after]
            if len(part) >= MIN_TABLE_CELLS and is_table(part) and _holds_figures(part):
                return [lines[:before], _table(part), lines[before + len(part) :]]
    return [lines]


def _holds_figures(part: Stretch) -> bool:
    figures = sum(_FIGURE.search(line.text) is not None for line in part)
    return figures >= MIN_FIGURE_SHARE * len(part)


def _table(part: Stretch) -> Table:
    columns = columns_of(part)
    rows = tuple(tuple(_cell(row, column) for column in columns) for row in rows_of(part))
    return Table(rows, tuple(line.line for line in part))


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
    if not any(_is_axis(row) for label in labels for row in _rows_with(label, labels)):
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


def _is_axis(row: Stretch) -> bool:
    return len({label.text for label in row}) >= MIN_LABELS
