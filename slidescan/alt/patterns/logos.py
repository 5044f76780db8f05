"""Sentences for walls of logos."""

from __future__ import annotations

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.phrases import Wording
from slidescan.layout.structures.logos import LogoWall

MIN_LOGO_CONFIDENCE = 0.97
"""A logo is said only if it was read with at least this confidence, or is known."""

MIN_LOGO_LETTERS = 3
"""A logo with fewer letters may be a piece of one."""


def draft(structure: LogoWall, title: str, wording: Wording) -> Draft:
    """The title, then the names that were read surely."""
    phrases = []
    for point in structure.texts:
        text = wording.phrase(point)
        is_certain = all(line.confidence >= MIN_LOGO_CONFIDENCE for line in point.lines)
        if text and is_certain and sum(c.isalpha() for c in text) >= MIN_LOGO_LETTERS:
            phrases.append(Phrase(text, joint=", "))
    return Draft(title, tuple(phrases))
