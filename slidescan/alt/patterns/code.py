"""Sentences for program code."""

from __future__ import annotations

from slidescan.alt.draft import Draft
from slidescan.alt.patterns.points import block_phrases
from slidescan.alt.phrases import Wording
from slidescan.layout.structures.code import CodeListing


def draft(structure: CodeListing, title: str, wording: Wording) -> Draft:
    """The title, then what the slide says in reading order."""
    return Draft(title, tuple(block_phrases(structure.blocks, wording)))
