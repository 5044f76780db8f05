"""The language of a slide; none is claimed unless its words show it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from slidescan.alt.dictionaries import DICTIONARIES, is_usual
from slidescan.core.languages import UNDETERMINED, language_by_script, languages_in
from slidescan.core.stop_words import (
    ALSO_ENGLISH,
    FURTHER_STOP_WORDS,
    OTHER_FUNCTION_WORDS,
    STOP_WORDS,
)
from slidescan.core.text import guess_language, natural_words

MIN_WORD_CHARS = 4
"""Shorter words are those of many languages, or abbreviations, unless they are stop words."""

MIN_LEAD_WORDS, MIN_LEAD, MIN_USUAL_SHARE = 2, 1.6, 0.5
"""A language has so many different words of a slide more than any other one, so many times as many,
and this share of all."""

MIN_GUESSED_SHARE, MIN_WORDS = 0.25, 4
"""Of at least so many words, this share is usual in a language, or its stop words are those of
another language, too."""

MIN_FUNCTION_WORDS = 2
"""A text of function words alone has at least so many."""

PRONOUNS = {"en": "am i me"}
"""Function words that are too short for a search, by language."""

_NOT_ENGLISH = re.compile(r"\b[a-z\u0100-\u017f]*[\u0100-\u0130\u0132-\u017f][a-z\u0100-\u017f]*\b")
"""Matches a word in small letters with a letter of Polish, Czech, Turkish or their neighbours."""


def slide_language(text: str, given: Sequence[str] = ()) -> str:
    """The language of a slide's text: an ISO 639-1 code, or `und` if it isn't certain.

    Args:
        text: The lines of the slide, without code.
        given: The languages in which the photo was read, as people or the site give them.
    """
    words = set(natural_words(text))
    usual = {code: sum(_is_of(word, code) for word in words) for code in DICTIONARIES}
    long = sum(len(word) >= MIN_WORD_CHARS for word in words)

    def is_refuted(code: str) -> bool:
        is_foreign = code == "en" and _NOT_ENGLISH.search(text) is not None
        return is_foreign or (
            code in usual and long >= MIN_WORDS and usual[code] < MIN_GUESSED_SHARE * long
        )

    guess = guess_language(text) or language_by_script(text) or _by_function_words(words)
    if guess:
        return UNDETERMINED if is_refuted(guess) else guess
    best, second = sorted(usual, key=usual.__getitem__, reverse=True)[:2]
    rival = max(usual[second], _foreign(words, best))
    lead = max(rival + MIN_LEAD_WORDS, MIN_LEAD * rival, MIN_USUAL_SHARE * long)
    if usual[best] >= lead:
        return best
    return given[0] if given and not is_refuted(given[0]) else UNDETERMINED


def wording_language(language: str) -> str:
    """The language in which a slide's words are checked and its alt text is worded.

    It is English where the language isn't certain, or is written in Latin letters and has no
    dictionary: a misread word of it can't be told from others.
    """
    is_unchecked = language in languages_in(frozenset(("latin",))) and language not in DICTIONARIES
    return "en" if language == UNDETERMINED or is_unchecked else language


def _by_function_words(words: set[str]) -> str | None:
    """The language of which all words are function words, if one is of no other: `Who am I?`."""
    if len(words) < MIN_FUNCTION_WORDS:
        return None
    listed = _function_words()
    for language in (code for code, each in listed.items() if words <= each):
        if words.difference(*(each for code, each in listed.items() if code != language)):
            return language
    return None


@cache
def _function_words() -> dict[str, frozenset[str]]:
    """The function words of each language."""
    more = {"en": " ".join(sorted(ALSO_ENGLISH))}
    return {
        language: listed.union(
            *(each.get(language, "").split() for each in (OTHER_FUNCTION_WORDS, PRONOUNS, more))
        )
        for language, listed in (STOP_WORDS | FURTHER_STOP_WORDS).items()
    }


def _foreign(words: set[str], language: str) -> int:
    """How many words are stop words of a language without a dictionary, and not of this one."""
    return max(
        sum(word in listed and not is_usual(word, language) for word in words)
        for code, listed in (STOP_WORDS | FURTHER_STOP_WORDS).items()
        if code not in DICTIONARIES
    )


def _is_of(word: str, language: str) -> bool:
    """Whether a word is a stop word of a language, or a long word that is usual in it."""
    if len(word) >= MIN_WORD_CHARS and is_usual(word, language):
        return True
    return word in STOP_WORDS[language]
