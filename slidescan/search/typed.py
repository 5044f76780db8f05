"""What people type, in the forms that the parser knows: quotes, addresses, wildcards, articles."""

from __future__ import annotations

import re

from slidescan.core.text import fold

MAX_PARSED_CHARS = 10_000
"""The part of a query that is read; more is pasted by mistake."""

MAX_STARS = 2
"""The most `*` in a word; each of them multiplies the time to try a word of the index."""

MIN_WILDCARD_LETTERS = 2
"""The fewest letters of a word with wildcards; fewer fit too many words."""

_PLAIN_SIGNS = str.maketrans("“”„‟«»＂：（）＊？－｜", '""""""":()*?-|')
_SCHEME = re.compile(
    r"^(?:(?:https?|ftp|file)://|mailto:)?(?:www\.(?=\w+\.))?(?=\w)", re.IGNORECASE
)
_WILDCARDS = re.compile(r"[^\W_*?]*[*?][\w*?]*")
# Lucene's articles and pronouns of French, Italian and Catalan that lose their vowel.
_ELIDED = re.compile(
    r"(?:[cdjlmnstv]|qu|jusqu|quoiqu|lorsqu|puisqu|un|gl"
    r"|(?:a|da|de|ne|su|co)ll|(?:a|da|de|ne|su)gl)['’](?=\w{3})",
    re.IGNORECASE,
)


def plain_signs(text: str) -> str:
    """A query with the quotes, brackets and colons of other keyboards as those of ASCII."""
    return text[:MAX_PARSED_CHARS].translate(_PLAIN_SIGNS)


def without_scheme(word: str) -> str:
    """An address without `https://` and `www.`, which a slide may leave out."""
    return _SCHEME.sub("", word, count=1)


def without_article(word: str) -> str:
    """A folded word without the elided article before it, `architecture` of `l'architecture`."""
    match = _ELIDED.match(word)
    return fold(word[match.end() :]) if match else ""


def wildcard_pattern(word: str) -> str:
    """The folded pattern of a word with `?` for one letter or `*` for any; empty if it has none.

    A `?` at the end is a question's, and a `*` at the end alone means the beginning of a word.
    """
    word = word.rstrip("?")
    stars = word.count("*") + word.count("?") - word.endswith("*")
    letters = sum(c.isalnum() for c in word)
    if not stars or letters < MIN_WILDCARD_LETTERS or not _WILDCARDS.fullmatch(word):
        return ""
    pattern = "".join(piece if piece in "*?" else fold(piece) for piece in re.split("([*?])", word))
    pattern = re.sub(r"\*+", "*", pattern)
    return pattern if pattern.count("*") <= MAX_STARS else ""
