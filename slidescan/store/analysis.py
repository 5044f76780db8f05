"""Words to terms for Whoosh: folded words, parts of compounds, and stems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from whoosh.analysis import Analyzer, Token

from slidescan.text import tokens

STEMMED = ("da", "de", "en", "es", "fi", "fr", "hu", "it", "nl", "no", "pt", "ro", "ru", "sv")
"""Languages that Whoosh's Snowball stemmers know."""


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    from whoosh.lang import stemmer_for_language

    stem: Callable[[str], str] = stemmer_for_language(language)
    return stem


def stems(term: str, languages: tuple[str, ...]) -> frozenset[str]:
    """The stems of a folded word in each of `languages`, without the word itself."""
    if not term.isalpha() or not term.isascii() or len(term) < 4:
        return frozenset()
    return frozenset(_stemmer(language)(term) for language in languages) - {term}


class Terms(Analyzer):  # type: ignore[misc]
    """Cuts a text into terms; those of one word share its position."""

    def __init__(self, languages: tuple[str, ...], *, stemming: bool = True) -> None:
        self.languages = languages
        self.stemming = stemming

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **kwargs: Any,  # noqa: ANN401 - Whoosh hands on what it likes
    ) -> Iterator[Any]:
        """Yield Whoosh tokens; the parameters are Whoosh's."""
        del removestops, kwargs
        found = Token(positions, chars, removestops=False, mode=mode)
        for token in tokens(value, parts=self.stemming):
            terms = [token.term]
            if self.stemming:
                terms += sorted(stems(token.term, self.languages))
            for term in terms:
                found.text = term
                found.boost = 1.0
                found.stopped = False
                if keeporiginal:
                    found.original = term
                if positions:
                    found.pos = start_pos + token.position
                if chars:
                    found.startchar = start_char + token.start
                    found.endchar = start_char + token.end
                yield found
