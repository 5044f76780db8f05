"""Checks wording that a model proposes for a slide's alt text: it may only rephrase the slide.

`WORDING_CHECKS` holds the checks. Each returns what is wrong as the end of a sentence whose subject
is the text: "is 212 characters long (at most 150)".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TypeAlias

from slidescan.alt.placeholder import is_placeholder
from slidescan.alt.wording_claims import (
    PERCENT_WORDS,
    dropped_negations,
    foreign_numbers,
    turned_directions,
)
from slidescan.alt.wording_flows import turned_flows
from slidescan.core.records import Slide
from slidescan.core.text import clean, fold, guess_language, words

MIN_COMPOUND_CHARS = 5
"""A word of at least this length may be one end of a compound on the slide."""

MIN_COMPOUND_REST_CHARS = 4
"""The rest of a compound has at least this length; a shorter one is a prefix such as `un`."""

MAX_JOINED_WORDS = 3
"""A word may be so many words of the slide, written as one."""

MAX_REFUSED_WORDS = 12
"""A refusal names at most this many words."""

CONNECTING_WORDS = {
    "en": "a an and are as at be between by each for from has have how in into is it its of on or"
    " shows slide than that the their then these this to using versus via was what when where"
    " which while who why will with titled table chart diagram code listing lists",
    "de": "als am an auf aus bei das dem den der des die ein eine einen einer folie für im in ist"
    " mit nach oder sind sowie tabelle titel und vom von wie zeigt zu zum zur über",
    "fr": "à au aux avec ce ces dans de des diapositive du en entre est et la le les montre ou par"
    " pour que qui sont sur tableau titre un une",
    "es": "a al como con de del diapositiva el en entre es la las los muestra o para por que se"
    " sobre son tabla título un una y",
}
"""Words that a text may add, by language. None of them denies anything."""

_TURNING_ENDS = ("anti", "counter", "contra", "gegen", "nicht", "less", "frei", "miss", "over")
"""Parts of a compound that turn the meaning of its other part."""

_PLAIN_SIGNS = frozenset(" .,;:!?()[]'\"’‘“”„«»‹›-–—…/&")
"""Signs that a text may add."""

WordingCheck: TypeAlias = Callable[[str, Slide, int], str]
"""Checks a text for a slide, of so many characters at most; returns what is wrong, or nothing."""


def refusals(text: str, slide: Slide, most: int) -> tuple[str, ...]:
    """All that is wrong with a text as the alt text of a slide; empty if nothing is.

    Args:
        text: The text.
        slide: The slide that it describes.
        most: The most characters.
    """
    for check in (_is_empty, _has_no_slide):
        wrong = check(text, slide, most)
        if wrong:
            return (wrong,)
    return tuple(filter(None, (check(text, slide, most) for check in WORDING_CHECKS)))


def unsupported_words(answer: str, slide: Slide) -> tuple[str, ...]:
    """Words of an answer that are neither on the slide nor connecting words."""
    slide_words = words(slide.text)
    on_slide = set(slide_words)
    joined = set(_joined(slide_words))
    language = guess_language(answer) or slide.language
    connecting = {
        fold(word)
        for code in {"en", language, slide.language}
        for word in CONNECTING_WORDS.get(code, "").split()
    }
    if "%" in slide.text:
        connecting |= PERCENT_WORDS
    return tuple(
        word
        for word in words(answer)
        if not (word in on_slide or word in joined or word in connecting)
        and not _is_in_compound(word, on_slide)
    )


def _joined(slide_words: list[str]) -> Iterator[str]:
    """Neighbouring words as one: a slide with “data lake” has “datalake”."""
    for size in range(2, MAX_JOINED_WORDS + 1):
        for start in range(len(slide_words) - size + 1):
            yield "".join(slide_words[start : start + size])


def _is_in_compound(word: str, on_slide: set[str]) -> bool:
    """Whether a word is one end of a compound whose other end doesn't turn its meaning."""
    if len(word) < MIN_COMPOUND_CHARS or not word.isalpha():
        return False
    for compound in on_slide:
        if compound.startswith(word):
            rest = compound[len(word) :]
        elif compound.endswith(word):
            rest = compound[: -len(word)]
        else:
            continue
        if len(rest) >= MIN_COMPOUND_REST_CHARS and rest not in _TURNING_ENDS:
            return True
    return False


def _is_empty(text: str, _slide: Slide, _most: int) -> str:
    return "" if words(text) else "says nothing"


def _has_no_slide(_text: str, slide: Slide, _most: int) -> str:
    return "can't be checked: no text was read on this slide" if slide.textless else ""


def _several_lines(text: str, _slide: Slide, _most: int) -> str:
    return "" if clean(text) == text else "isn't one plain line: it has control characters or gaps"


def _too_long(text: str, _slide: Slide, most: int) -> str:
    return f"is {len(text)} characters long (at most {most})" if len(text) > most else ""


def _placeholder(text: str, _slide: Slide, _most: int) -> str:
    return "is a placeholder" if is_placeholder(text) else ""


def _foreign_words(text: str, slide: Slide, _most: int) -> str:
    foreign = [word for word in unsupported_words(text, slide) if not word.isdecimal()]
    foreign = list(dict.fromkeys(foreign))
    if not foreign:
        return ""
    more = ", …" if len(foreign) > MAX_REFUSED_WORDS else ""
    return f"has words that are not on the slide: {', '.join(foreign[:MAX_REFUSED_WORDS])}{more}"


def _foreign_signs(text: str, slide: Slide, _most: int) -> str:
    """Signs other than punctuation say something too: a rising arrow, a check mark."""
    allowed = _PLAIN_SIGNS | set(slide.text)
    if slide.structure is not None and slide.structure.edges:
        allowed |= {"→"}
    foreign = [c for c in text if c not in allowed and not _is_letter(c)]
    listed = " ".join(dict.fromkeys(foreign[:MAX_REFUSED_WORDS]))
    return f"has signs that are not on the slide: {listed}" if foreign else ""


def _is_letter(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _numbers(text: str, slide: Slide, _most: int) -> str:
    foreign = foreign_numbers(text, slide)
    return f"has numbers that the slide doesn't show so: {', '.join(foreign)}" if foreign else ""


def _directions(text: str, slide: Slide, _most: int) -> str:
    turned = (*turned_directions(text, slide), *turned_flows(text, slide))
    return f"turns what the slide shows: {'; '.join(turned)}" if turned else ""


def _negations(text: str, slide: Slide, _most: int) -> str:
    dropped = dropped_negations(text, slide)
    return f"leaves out a denial of the slide: {'; '.join(dropped)}" if dropped else ""


def closed(answer: str) -> str:
    """The answer with final punctuation."""
    return answer if re.search(r"[.!?…。！？]$", answer) else answer + "."


WORDING_CHECKS: tuple[WordingCheck, ...] = (
    _several_lines,
    _too_long,
    _placeholder,
    _foreign_words,
    _foreign_signs,
    _numbers,
    _directions,
    _negations,
)
"""The checks of a text that says something, for a slide with text. All of them report."""
