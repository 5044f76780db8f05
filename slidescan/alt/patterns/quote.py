"""Sentences for quotes."""

from __future__ import annotations

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.patterns.points import point_phrases
from slidescan.alt.phrases import Wording
from slidescan.layout.structures.quote import Quotes

RANK_BESIDE_QUOTES = 20
"""Other points come after all quotes."""


def draft(structure: Quotes, title: str, wording: Wording) -> Draft:
    """The title, then each quote and its author."""
    phrases: list[Phrase] = []
    for quote, author in zip(structure.quotes, structure.authors, strict=True):
        text = wording.phrase(quote)
        if not text:
            continue
        start = len(phrases)
        phrases.append(Phrase(text))
        name = wording.cell(author.text, author.lines) if author else ""
        if name:
            phrases.append(Phrase(name, 2, start, opener=" – "))
    others = point_phrases(structure.others, wording, len(phrases))
    phrases += [Phrase(p.text, RANK_BESIDE_QUOTES + p.level, p.parent, p.shorter) for p in others]
    return Draft(title, tuple(phrases))
