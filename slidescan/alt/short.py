"""The alt text of a slide: one sentence that starts with what matters.

The title comes first, then the slide's points in the author's words and order. Footers, dates,
page numbers, addresses, chart ticks and doubtful lines are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slidescan.alt.kind_words import kind_word
from slidescan.alt.lexicon import NULL_LEXICON, Lexicon
from slidescan.alt.phrases import body_phrases, title_phrase
from slidescan.alt.placeholder import is_wordless
from slidescan.alt.sentence import fitting_sentence
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import DEFAULT_ALT_LENGTH, Kind, Line
from slidescan.core.text import clean, words
from slidescan.layout.blocks import Block, Chart, Code, Outline, Table
from slidescan.layout.structure import outline

MIN_ALT_CHARS = 8
"""The lowest limit that an option may set."""

TITLE_REPEAT_PHRASES = 3
"""A title is left out if one of this many first phrases repeats it."""

BLOCK_WORDS: Mapping[type[Block], str] = {Table: "table", Code: "code", Chart: "chart"}
"""Words for the blocks that an alt text announces; the first block of a slide counts."""

ANNOUNCED_KINDS: tuple[Kind, ...] = (
    "diagram", "screenshot", "whiteboard", "flip-chart", "document", "logo",
)  # fmt: skip
"""Kinds of photos that an alt text announces, unless it announces a block."""


def title_of(lines: Sequence[Line]) -> str | None:
    """The title lines joined; None if the slide has no title."""
    parts = [line.text for line in lines if line.role == "title"]
    return clean(" ".join(parts)) or None


def alt_text(
    lines: Sequence[Line],
    *,
    most: int = DEFAULT_ALT_LENGTH,
    kind: Kind = "slide",
    language: str = "en",
    frame: PhotoQuad | None = None,
    lexicon: Lexicon = NULL_LEXICON,
    first_phrases: Sequence[str] = (),
    structure: Outline | None = None,
) -> str:
    """The slide in one sentence of at most `most` characters: its title, then its points.

    Adds phrases in order while they fit, outer levels before inner ones. Cuts a phrase only if
    nothing else fits. Empty if no words were read without doubt: a person must look at the photo.

    Args:
        lines: In reading order, with roles.
        most: The most characters.
        kind: What the photo shows; see `ANNOUNCED_KINDS`.
        language: Language of the slide, ISO 639-1.
        frame: The slide's corners in the frame of the lines; None if the lines are flat.
        lexicon: The known words.
        first_phrases: Phrases that go first, to distinguish slides with the same alt text.
        structure: The outline of the lines, if it is known already.

    Raises:
        ValueError: `most` is below `MIN_ALT_CHARS`.
    """
    if most < MIN_ALT_CHARS:
        raise ValueError(f"an alt text needs room for at least {MIN_ALT_CHARS} characters")
    structure = structure or outline(lines, frame)
    title = title_phrase(structure, language, lexicon)
    phrases = body_phrases(structure, language, lexicon)
    if title:
        phrases = [p for p in phrases if p.text.casefold() != title.casefold()]
        start = title.casefold() + " "
        if any(p.text.casefold().startswith(start) for p in phrases[:TITLE_REPEAT_PHRASES]):
            title = ""  # a logo, or the beginning of that phrase
    if all(is_wordless(text) for text in (title, *(phrase.text for phrase in phrases))):
        return ""
    phrases.sort(key=lambda phrase: phrase.text not in first_phrases)
    return fitting_sentence(_prefix(structure, kind, language, title), title, phrases, most)


def _prefix(structure: Outline, kind: Kind, language: str, title: str) -> str:
    """The word that announces what the picture shows, unless the title contains it."""
    announced = next((BLOCK_WORDS[block] for block in BLOCK_WORDS if structure.has(block)), None)
    if announced is None and kind in ANNOUNCED_KINDS:
        announced = kind
    if announced is None:
        return ""
    word = kind_word(announced, language)
    return "" if word.casefold() in words(title) else f"{word}: "
