"""Sentences for tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.patterns.points import block_phrases
from slidescan.alt.phrases import Wording
from slidescan.alt.punctuation import Punctuation, punctuation_of
from slidescan.core.records import Line
from slidescan.layout.structures.table import DataTable

MIN_FIGURED_ROW_SHARE = 0.6
"""If this share of the first values are figures, rows may be said with them alone."""

RANK_HEADS = 10
"""Rows with a doubtful cell come after the others, with their heads alone."""

RANK_BESIDE_TABLE = 60
"""What stands around a table comes after its cells."""

_FIGURE = re.compile(r"\d")


def draft(structure: DataTable, title: str, wording: Wording) -> Draft:
    """The title, the heads of the columns, then the rows with all of their values.

    Of a row with a doubtful cell, only the head is said.
    """
    table = structure.table
    header, *rows = [
        [wording.cell(cell, _lines_of(cell, table.lines)) for cell in row] for row in table.rows
    ]
    punctuation = punctuation_of(wording.language, "".join(cell for row in rows for cell in row))
    with_heads = [row for row in rows if row[0]]  # a row without a head can't be understood
    phrases = [Phrase(punctuation.comma.join(filter(None, header)))] if all(header[1:]) else []
    last = len(with_heads) - 1
    phrases += [
        Phrase(forms[0], _rank(i, last, forms, with_heads), -1, forms[1:], joint="; ")
        for i, forms in enumerate(_rows(with_heads, punctuation))
    ]
    around = [block for block in structure.blocks if block is not table]
    phrases += [
        Phrase(p.text, RANK_BESIDE_TABLE + p.level, p.parent, p.shorter)
        for p in block_phrases(around, wording, len(phrases))
    ]
    return Draft(title, tuple(phrases))


def _rows(rows: Sequence[Sequence[str]], punctuation: Punctuation) -> list[tuple[str, ...]]:
    """The forms of each row, the longest first: all of its values, its first figure, or its head.

    Whose column a cell is in isn't certain if other cells of its row are empty.
    """
    figures = sum(len(row) > 1 and _FIGURE.search(row[1]) is not None for row in rows)
    has_figures = figures >= MIN_FIGURED_ROW_SHARE * len(rows)
    made: list[tuple[str, ...]] = []
    for head, *cells in rows:
        forms = [cells] if cells and all(cells) else []
        forms += [cells[:1]] if has_figures and cells[0] and len(cells) > 1 else []
        texts = tuple(f"{head} {punctuation.comma.join(form)}" for form in forms)
        made.append(texts or (head,))
    return made


def _rank(i: int, last: int, forms: tuple[str, ...], rows: Sequence[Sequence[str]]) -> int:
    """The rank of a row: the first one, the last one, the others, then heads without values."""
    if forms[0] == rows[i][0]:
        return RANK_HEADS
    return 2 if i == 0 else 3 if i == last else 4


def _lines_of(cell: str, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines that a cell may be made of; all lines if that is unclear."""
    return [line for line in lines if line.text == cell or line.text in cell.split()] or lines
