"""Sentences for the screens of programs."""

from __future__ import annotations

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.kind_words import kind_word
from slidescan.alt.patterns import code, points
from slidescan.alt.patterns.code import RANK_BESIDE_CODE
from slidescan.alt.phrases import MAX_LABEL_WORDS, Wording
from slidescan.layout.structures.code import CodeListing, language_of
from slidescan.layout.structures.screenshot import Screenshot
from slidescan.layout.structures.text import PlainText

MIN_CODE_LINES = 3
"""With at least so many lines of code, a screen shows code."""


def _is_panel_label(phrase: Phrase) -> bool:
    """Labels beside the code are those of tabs, panels and buttons; panels cut their lines."""
    if phrase.level <= RANK_BESIDE_CODE:
        return phrase.text.isalpha()
    is_cut = any(phrase.text.count(a) != phrase.text.count(b) for a, b in ("()", "[]", "{}"))
    return is_cut or len(phrase.text.split()) <= MAX_LABEL_WORDS


def draft(structure: Screenshot, title: str, wording: Wording) -> Draft:
    """The program, the title, then its code or its texts."""
    lead = kind_word(structure.frame, wording.language)
    if structure.frame != "browser" and len(structure.lines) >= MIN_CODE_LINES:
        language = language_of(structure.lines)
        listing = CodeListing(structure.lines, language, structure.blocks, structure.confidence)
        made = code.listing_draft(listing, title, wording).without(_is_panel_label)
    else:
        made = points.draft(PlainText(structure.blocks), title, wording)
        if any(len(phrase.text.split()) > MAX_LABEL_WORDS for phrase in made.phrases):
            made = made.without(lambda phrase: len(phrase.text.split()) <= MAX_LABEL_WORDS)
    return Draft(made.title, made.phrases, lead, keeps_first=True)
