"""Sentences for tables."""

from __future__ import annotations

from collections.abc import Sequence

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.patterns.points import block_phrases
from slidescan.alt.phrases import Wording
from slidescan.core.records import Line
from slidescan.layout.structures.table import DataTable

RANK_BESIDE_TABLE = 60
"""What stands around a table comes after its cells."""


def draft(structure: DataTable, title: str, wording: Wording) -> Draft:
    """The title, the heads of the columns, then the rows: their heads first, then their values.

    Of a row with a doubtful cell, only the head is said.
    """
    table = structure.table
    header, *rows = [
        [wording.cell(cell, _lines_of(cell, table.lines)) for cell in row] for row in table.rows
    ]
    phrases = [Phrase(", ".join(cell for cell in header if cell), 1)]
    for row in rows:
        start = len(phrases)
        filled = [(column, cell) for column, cell in enumerate(row) if cell]
        if not filled or filled[0][0] > 0:  # a row without a head can't be understood
            continue
        phrases.append(Phrase(filled[0][1], 2, joint="; "))
        if len(filled) < len(header):  # whose column a cell is in isn't certain
            continue
        for rank, (column, cell) in enumerate(filled[1:]):
            opener = " " if column == 1 and rank == 0 else ", "
            phrases.append(Phrase(cell, 3 + column, start, opener=opener))
    around = [block for block in structure.blocks if block is not table]
    phrases += [
        Phrase(p.text, RANK_BESIDE_TABLE + p.level, p.parent, p.shorter)
        for p in block_phrases(around, wording, len(phrases))
    ]
    return Draft(title, tuple(phrase for phrase in phrases))


def _lines_of(cell: str, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines that a cell may be made of; all lines if that is unclear."""
    return [line for line in lines if line.text == cell or line.text in cell.split()] or lines
