"""Sentences for matrices."""

from __future__ import annotations

from slidescan.alt.draft import Draft
from slidescan.alt.patterns.layers import boxes_draft
from slidescan.alt.phrases import Wording
from slidescan.layout.structures.matrix import Matrix


def draft(structure: Matrix, title: str, wording: Wording) -> Draft:
    """The title, then the cells row by row."""
    return boxes_draft(structure.cells, structure.others, title, wording)
