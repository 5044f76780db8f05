"""Sentences for a table."""

from __future__ import annotations

from slidescan.alt.draft import Draft
from slidescan.alt.patterns.points import block_phrases
from slidescan.alt.phrases import Wording
from slidescan.layout.structures.table import DataTable


def draft(structure: DataTable, title: str, wording: Wording) -> Draft:
    """The title, then what the slide says in reading order."""
    return Draft(title, tuple(block_phrases(structure.blocks, wording)))
