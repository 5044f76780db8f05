"""Titles that go on in the line below, as `Write perfect code` / `with Standard and ESLint`.

So does the first line of a Chinese or Japanese paragraph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from slidescan.alt.direction_words import is_transition
from slidescan.alt.draft import Draft
from slidescan.alt.punctuation import SENTENCE_ENDS
from slidescan.layout.continuation import is_prose

MIN_CONTINUED_WORDS = 3
"""A phrase with which a title goes on has at least this many words."""

_OPENERS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "with without in on of for from to by using through under between across",
        "de": "mit ohne im in auf für von aus zu zur zum bei durch",
        "fr": "avec sans dans sur pour de du des par chez",
        "es": "con sin en para por de del",
        "it": "con senza in per di del della da",
        "pt": "com sem em para por de do da",
        "nl": "met zonder in op voor van door",
    }.items()
}
"""Words with which a title goes on, by language."""


def with_continued_title(draft: Draft, language: str) -> Draft:
    """The draft with the first phrase as a part of the title, if the title goes on in it."""
    first = draft.phrases[0] if draft.phrases else None
    if not draft.title or first is None or draft.title.endswith((*SENTENCE_ENDS, ":", "：")):
        return draft
    if is_prose(draft.title):
        return replace(
            draft.without(lambda phrase: phrase is first), title=draft.title + first.text
        )
    if is_transition(first.text, language):
        return draft  # a point of its own, as `Jest -> Vitest`
    words = first.text.split()
    opens = words[0] in _OPENERS.get(language, ()) and len(words) >= MIN_CONTINUED_WORDS
    if not opens or any(phrase.parent == 0 for phrase in draft.phrases):
        return draft
    return replace(
        draft.without(lambda phrase: phrase is first), title=f"{draft.title} {first.text}"
    )
