"""Softens text in capitals: sentences get sentence case, names get capital initials.

Abbreviations stay in capitals. A dictionary and the other slides of the event tell them from words.
"""

from __future__ import annotations

import re

from slidescan.alt.lexicon import SHORT_WORD_CHARS, Lexicon

ELIDING_LANGUAGES = ("fr", "it")
"""Languages in which small words lose their vowel before a word: d'action, l'avion."""

MIN_SENTENCE_WORDS = 3
"""Without a dictionary, fewer words in capitals may be a name, and stay in capitals."""

MAX_NAME_WORDS = 3
"""At most this many words, one of which no dictionary knows well, are a name."""

MIN_WORD_CHARS, MIN_LONE_WORD_CHARS = 5, 6
"""An unknown word with at least this many letters is a word and no abbreviation; alone, it has
more."""

MAX_CONSONANTS = 4
"""A word that can be spoken has at most this many consonants in a row."""

_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|dell|nell|all|sull|un)['’](?=\w)", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_NAME_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*\.?")
_SURNAME_LAST = re.compile(r"[A-ZÀ-Ý][a-zß-ÿ]+(?:-[A-ZÀ-Ý][a-zß-ÿ]+)? ([A-ZÀ-Ý-]+)")
_VOWEL = re.compile("[AEIOUYÀ-ÆÈ-ÏÒ-ÖØ-Ý]")
_CONSONANTS = re.compile(rf"[^\WAEIOUYÀ-ÆÈ-ÏÒ-ÖØ-Ý\d_]{{{MAX_CONSONANTS + 1},}}")
_ONSET = re.compile(
    r"(?:[BCDFGHJKLMNPQRSTVWXZ]?|[BCFGKPVZ][LR]|[DT][RW]|[CGPRSTW]H|CHR|[PTS]HR|[GKP]N|PS|QU|SCH[LMNRW]?"
    r"|S[CKLMNPQTVW]|S[CKPT]R|SPL|T[SZ]|WR)(?=[AEIOUYÀ-ÆÈ-ÏÒ-ÖØ-Ý])"
)
"""What a word may begin with before its first vowel: `VMWARE` and `NGINX` are no plain words."""

_SMALL_WORDS = frozenset(
    """a an and apps are as at be but by can did do for from get had has have how if in into is it
    its may more most new no nor not now of off on one or our out over own set so than that the then
    they this to two up use via vs was we what when who why will with you your
    das dem den der des die ein eine für im ist mit und von was wie zu zum zur
    au aux ce de des du en est et la le les ou par pour qui sur un une
    con del el los las para por que y""".split()  # noqa: SIM905 - a list to be read
)
"""Words that are lower case within a sentence, without a look at the dictionary."""


def sentence_case(text: str, language: str, lexicon: Lexicon) -> str:
    """`text` in sentence case if all its letters are capitals; a name in capital initials.

    Words with digits and abbreviations stay in capitals.
    """
    tokens = text.split()
    if not _is_shouted(text):
        return name_case(text) if _has_shouted_surname(text) else text
    if len(tokens) < MIN_SENTENCE_WORDS and not lexicon.dictionaries:
        return text
    cases = [_normal_case(token, language, lexicon, is_alone=len(tokens) == 1) for token in tokens]
    if _is_name(tokens, cases):
        return name_case(text)
    sentence = " ".join(cases)
    return sentence[:1].upper() + sentence[1:]


def name_case(text: str) -> str:
    """A person's name with its words in capitals softened: `Océane GILLARD`, `ADA LINDQVIST`."""
    return " ".join(
        _LETTERS.sub(lambda match: match[0][0] + match[0][1:].lower(), token)
        if token.isupper() and len(token.strip(".")) > 1
        else token
        for token in text.split()
    )


def _has_shouted_surname(text: str) -> bool:
    """Whether a text is a first name and a surname in capitals, as French speakers write it."""
    match = _SURNAME_LAST.fullmatch(text)
    return match is not None and _is_pronounceable(match[1]) and len(match[1]) >= MIN_WORD_CHARS


def _is_shouted(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and all(c.isupper() for c in letters)


def _is_name(tokens: list[str], cases: list[str]) -> bool:
    """Whether a few words, one of which is in no dictionary, are a name, as `AIR LIQUIDE` is."""
    if not 1 < len(tokens) <= MAX_NAME_WORDS or not all(map(_NAME_TOKEN.fullmatch, tokens)):
        return False
    if any(token.lower() in _SMALL_WORDS for token in tokens):
        return False
    is_short = any(
        len(token) <= SHORT_WORD_CHARS and token == case
        for token, case in zip(tokens, cases, strict=True)
    )
    return not is_short and any(case[:1].isupper() for case in cases)


def _normal_case(token: str, language: str, lexicon: Lexicon, *, is_alone: bool) -> str:
    """A word in capitals, with its punctuation, as spelled in a sentence."""
    word = token.strip(".,:;!?()[]“”\"'")
    if any(c.isdigit() for c in word):
        return token
    if word.lower() in _SMALL_WORDS:
        return token if is_alone else token.lower()
    if language in ELIDING_LANGUAGES and (elided := _ELIDED.match(token)):
        rest = token[elided.end() :]
        return elided.group().lower() + _normal_case(rest, language, lexicon, is_alone=False)
    if not lexicon.dictionaries:
        return token if len(word) <= SHORT_WORD_CHARS else token.lower()

    def softened(match: re.Match[str]) -> str:
        case = lexicon.normal_case(match[0], language)
        least = MIN_LONE_WORD_CHARS if is_alone else MIN_WORD_CHARS
        is_word = case.isupper() and len(case) >= least and _is_pronounceable(case)
        is_abbreviation = lexicon.spells_in_capitals(match[0])
        return case[0] + case[1:].lower() if is_word and not is_abbreviation else case

    return _LETTERS.sub(softened, token)


def _is_pronounceable(word: str) -> bool:
    """Whether a word in capitals has the sounds of a word, not the letters of an abbreviation."""
    return (
        _ONSET.match(word) is not None
        and len(_VOWEL.findall(word)) > 1
        and _CONSONANTS.search(word) is None
    )
