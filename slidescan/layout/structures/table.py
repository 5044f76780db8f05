"""A table with a header."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Table
from slidescan.layout.structures.flat_slide import FlatSlide


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table, and what is around it.

    Attributes:
        table: The table; its first row is the header.
        blocks: All lines of the body.
        confidence: Certainty, 0..1.
    """

    table: Table
    blocks: tuple[Block, ...]
    confidence: float
    kind: ClassVar[str] = "table"

    def summary(self) -> SlideStructure:
        """The header and the other rows; the first cells of the rows are the nodes."""
        header, *rows = self.table.rows
        nodes = tuple(row[0] for row in rows)
        return SlideStructure(self.kind, self.confidence, nodes, header=header, rows=tuple(rows))


def recognise(slide: FlatSlide) -> DataTable | None:
    """Takes a slide with a table among its blocks."""
    table = next((block for block in slide.blocks if isinstance(block, Table)), None)
    return None if table is None else DataTable(table, slide.blocks, 0.9)
