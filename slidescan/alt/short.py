"""The alt text of a slide: one sentence that starts with what matters.

The title comes first, then the slide's points in the author's words and order. Footers, dates,
page numbers, addresses, chart ticks and doubtful lines are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.kind_words import kind_word
from slidescan.alt.lexicon import NULL_LEXICON, Lexicon
from slidescan.alt.patterns.points import MAX_ACRONYM_CHARS, RANK_AT_EDGE
from slidescan.alt.patterns.registry import pattern_of
from slidescan.alt.phrases import MAX_LABEL_WORDS, Wording
from slidescan.alt.placeholder import is_wordless
from slidescan.alt.punctuation import punctuation_of
from slidescan.alt.sentence import fitting_sentence
from slidescan.alt.shorten import ends_inside
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import DEFAULT_ALT_LENGTH, Kind, Line
from slidescan.core.text import clean, words
from slidescan.layout.outline import Outline
from slidescan.layout.points import joined_title
from slidescan.layout.structure import outline

MIN_ALT_CHARS = 8
"""The lowest limit that an option may set."""

TITLE_REPEAT_PHRASES = 3
"""A title is left out if one of this many first phrases repeats it."""

ANNOUNCED_KINDS: tuple[Kind, ...] = (
    "diagram", "screenshot", "whiteboard", "flip-chart", "document", "logo",
)  # fmt: skip
"""Kinds of photos that an alt text announces, unless its structure is announced."""


PROGRAM_KINDS: tuple[Kind, ...] = ("screenshot", "document")
"""Kinds of photos whose labels, without a title or a sentence, say nothing."""

MIN_UNKNOWN_SHARE = 0.4
"""Labels without a title say nothing if at least this share of their words is unknown."""

MIN_COUNTS = 2
"""With at least so many counts, labels say something."""

_COUNT = re.compile(r"[+~>≈]?\d[\d.,]*\s?[kKM%+]?\s+[^\W\d_]{3,}")
"""Matches a number and what it counts: `46 events`."""


def title_of(lines: Sequence[Line]) -> str | None:
    """The title lines joined; None if the slide has no title."""
    parts = [line.text for line in lines if line.role == "title"]
    return clean(joined_title(parts)) or None


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
    with_title: bool = True,
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
        with_title: Whether the title comes first; False where it stands beside the image. Empty if
            nothing else is worth saying.

    Raises:
        ValueError: `most` is below `MIN_ALT_CHARS`.
    """
    if most < MIN_ALT_CHARS:
        raise ValueError(f"an alt text needs room for at least {MIN_ALT_CHARS} characters")
    wording = Wording(language, lexicon)
    draft = _draft(structure or outline(lines, frame, kind=kind), kind, wording)
    if _has_labels_alone(draft, kind, wording):
        return ""
    if not with_title:
        draft = replace(draft, title="")
    if all(is_wordless(text) for text in (draft.title, *(p.text for p in draft.phrases))):
        return ""
    text = " ".join((draft.title, *(phrase.text for phrase in draft.phrases)))
    sentence = fitting_sentence(
        draft.starting_with(first_phrases), most, punctuation_of(language, text)
    )
    return sentence if with_title else sentence[:1].upper() + sentence[1:]


def _has_labels_alone(draft: Draft, kind: Kind, wording: Wording) -> bool:
    """Whether all that was read are labels: those of a program, or words that nobody knows."""
    texts = [phrase.text for phrase in draft.phrases]
    if draft.title or not texts or not all(text.isascii() for text in texts):
        return False
    labels = [[term for term in words(text) if term.isalpha()] for text in texts]
    if any(len(label) > MAX_LABEL_WORDS for label in labels):
        return False
    terms = {term for label in labels for term in label}
    lexicon = replace(wording.lexicon, seen=frozenset())  # names that the slide repeats
    unknown = sum(not lexicon.knows(term, wording.language) for term in terms)
    if sum(_COUNT.match(text) is not None for text in texts) >= MIN_COUNTS:
        return False
    return kind in PROGRAM_KINDS or unknown >= MIN_UNKNOWN_SHARE * len(terms)


def outer_phrases(
    structure: Outline, kind: Kind, language: str, lexicon: Lexicon = NULL_LEXICON
) -> list[str]:
    """The phrases besides the title that add to no other phrase, in order."""
    draft = _draft(structure, kind, Wording(language, lexicon))
    return [phrase.text for phrase in draft.phrases if phrase.parent < 0]


def _draft(structure: Outline, kind: Kind, wording: Wording) -> Draft:
    """What the alt text may say."""
    pattern = pattern_of(structure.structure)
    draft = without_repeated_title(
        pattern.draft(structure.structure, wording.title(structure.title), wording)
    )
    word = pattern.word or (kind if kind in ANNOUNCED_KINDS else "")
    lead = kind_word(word, wording.language) if word and not draft.lead else draft.lead
    return replace(draft, lead="" if lead.casefold() in words(draft.title) else lead)


def without_redundant_labels(draft: Draft) -> Draft:
    """The draft without words that the title says, acronyms in other phrases, and logos."""
    roots = [phrase for phrase in draft.phrases if phrase.parent < 0]
    parents = {phrase.parent for phrase in draft.phrases}
    has_parts = {id(draft.phrases[i]) for i in parents if i >= 0}
    in_title = frozenset(words(draft.title))
    longer = [*in_title]
    for phrase in draft.phrases:
        if len(phrase.text.split()) > 1:
            longer += words(phrase.text)
    others = sum(phrase.level < RANK_AT_EDGE for phrase in roots)
    in_longer = frozenset(longer)

    def is_redundant(phrase: Phrase) -> bool:
        if phrase.parent >= 0 or id(phrase) in has_parts:
            return False
        is_at_edge = phrase.level >= RANK_AT_EDGE and others > 1
        terms = words(phrase.text)
        is_acronym = phrase.text.isupper() and len(phrase.text) <= MAX_ACRONYM_CHARS
        repeated_in = in_longer if is_acronym else in_title
        is_repeated = (
            len(phrase.text.split()) == 1 and bool(terms) and repeated_in.issuperset(terms)
        )
        return is_at_edge or is_repeated

    return draft.without(is_redundant)


def without_repeated_title(draft: Draft) -> Draft:
    """The draft without a title that a phrase begins with, or phrases that are the title."""
    title = draft.title.casefold()
    if not title:
        return draft
    if ends_inside(draft.title) and draft.phrases:
        return replace(draft, title="")
    draft = draft.without(lambda phrase: phrase.text.casefold() == title)
    draft = without_redundant_labels(draft)
    first = [phrase.text.casefold() for phrase in draft.phrases[:TITLE_REPEAT_PHRASES]]
    if any(text.startswith(title + " ") for text in first):
        return replace(draft, title="")  # a logo, or the beginning of that phrase
    return draft
