"""Sentences for points, and the phrases of blocks in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.phrases import Wording
from slidescan.layout.blocks import Block, Chart, Code, Points, Table
from slidescan.layout.structures.point_list import PointList
from slidescan.layout.structures.text import PlainText


def draft(structure: PointList | PlainText, title: str, wording: Wording) -> Draft:
    """The title, then the points in reading order."""
    return Draft(title, tuple(block_phrases(structure.blocks, wording)))


def block_phrases(blocks: Iterable[Block], wording: Wording) -> list[Phrase]:
    """The phrases of blocks in reading order, without repetitions."""
    phrases: dict[str, Phrase] = {}
    for block in blocks:
        for phrase in _phrases_of(block, wording):
            if phrase.text:
                phrases.setdefault(phrase.text.casefold(), phrase)
    return list(phrases.values())


def _phrases_of(block: Block, wording: Wording) -> Iterator[Phrase]:
    match block:
        case Points():
            for point in block.points:
                yield Phrase(wording.phrase(point), point.level)
        case Table():
            for row in block.rows:
                text = ", ".join(cell for cell in row if cell)
                yield Phrase(wording.cell(text, block.lines))
        case Code():
            for line in block.lines:
                yield Phrase(wording.code_line(line))
        case Chart():
            return
