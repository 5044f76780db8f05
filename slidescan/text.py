"""Words: how text is cut into search terms, folded, cleaned and compared.

Indexing, querying and marking of words all go through `tokens`, so that what is found is
what is marked. Pure standard library.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
_WORD = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+(?:['’][^\W_{_CJK}]+)*")
_IS_CJK = re.compile(rf"[{_CJK}]")
_CAMEL = re.compile(
    r"[A-ZÀ-ÖØ-Þ]{2,}(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])|[A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]+|[A-ZÀ-ÖØ-Þ]+|\d+|[^\W\d_]+"
)
MAX_TERM = 64
"""Longer runs of letters are no words; they are cut."""


@dataclass(frozen=True, slots=True)
class Token:
    """A search term and where it stands.

    Attributes:
        term: Folded: lower case, accents removed.
        start: Index of its first character in the text.
        end: Index after its last.
        position: Its number among the words of the text; parts of a word share the word's.
    """

    term: str
    start: int
    end: int
    position: int


def fold(text: str) -> str:
    """Lower case, compatibility forms resolved, accents and possessive apostrophes removed."""
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("’", "'"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    # Voiced kana were taken apart by NFKD: their marks are part of the letter.
    if _IS_CJK.search(text):
        plain = unicodedata.normalize("NFKC", text)
    return plain.casefold().replace("'s", "").replace("'", "")


def tokens(text: str, *, parts: bool = True) -> Iterator[Token]:
    """The search terms of `text`, in order.

    A word is a run of letters and digits; runs of Han and kana give overlapping pairs of
    characters. With `parts`, the parts of a compound in camel case or of letters and digits
    (`CodePipeline`, `EC2`) follow the whole word at the same position.
    """
    position = 0
    for match in _WORD.finditer(text):
        word, start = match.group()[:MAX_TERM], match.start()
        if _IS_CJK.match(word):
            for i in range(max(1, len(word) - 1)):
                pair = word[i : i + 2]
                yield Token(fold(pair), start + i, start + i + len(pair), position)
                position += 1
            continue
        whole = fold(word)
        if whole:
            yield Token(whole, start, start + len(word), position)
        if parts:
            for part in _parts(word):
                folded = fold(part.group())
                if folded != whole and len(folded) > 1:
                    yield Token(folded, start + part.start(), start + part.end(), position)
        position += 1


def _parts(word: str) -> list[re.Match[str]]:
    # A plain word in upper or lower case has no parts.
    if word.isalpha() and (word.islower() or word.isupper() or word[1:].islower()):
        return []
    found = list(_CAMEL.finditer(word))
    return found if len(found) > 1 else []


def words(text: str) -> list[str]:
    """The folded words of `text`, without parts of compounds."""
    return [token.term for token in tokens(text, parts=False)]


def clean(text: str) -> str:
    """`text` without control characters, surrogates and odd spaces, in NFC.

    What engines, posts and EXIF give is untrusted: terminal escapes must not reach a terminal.
    """
    kept = (
        " " if unicodedata.category(c) in ("Cc", "Zs", "Zl", "Zp") else c
        for c in unicodedata.normalize("NFC", text)
        if unicodedata.category(c) not in ("Cs", "Co", "Cn", "Cf")
    )
    return " ".join("".join(kept).split())


def shorten(text: str, most: int) -> str:
    """`text` cut at a word's end to at most `most` characters, `…` counted."""
    if len(text) <= most:
        return text
    cut = text[: max(0, most - 1)]
    space = cut.rfind(" ")
    if space > most * 0.6:
        cut = cut[:space]
    return cut.rstrip(" ,;:.–-") + "…"


def similarity(a: str, b: str) -> float:
    """Likeness of two texts by their words, 0..1 (Ratcliff and Obershelp 1988)."""
    import difflib

    return difflib.SequenceMatcher(
        None, " ".join(words(a)), " ".join(words(b)), autojunk=False
    ).ratio()
