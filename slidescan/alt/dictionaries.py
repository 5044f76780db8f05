"""The words of languages, as pyspellchecker's dictionaries list them.

Its files are read without its class, which looks at each letter of each word: that takes three
times as long.
"""

from __future__ import annotations

import gzip
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache

import msgspec

from slidescan.core.text import fold

DICTIONARIES = ("de", "en", "es", "fr", "it", "nl", "pt")
"""Languages with a dictionary, ISO 639-1."""

USUAL_WORD_SHARE = 4e-7
"""A word with a smaller share is rare; the German dictionary gives most of its words just more."""


def word_share(word: str, language: str) -> float:
    """The share of a lower-case word among all words in running text, 0..1; 0 if it isn't listed.

    Args:
        word: The word.
        language: One of `DICTIONARIES`, which then stays in memory.
    """
    counts, total = _dictionary(language)
    return counts.get(word, 0) / total


def is_usual(word: str, language: str) -> bool:
    """Whether a lower-case word is no rare word of a language with a dictionary."""
    hashes = _usual_words(language)
    wanted = hash(word)
    position = bisect_left(hashes, wanted)
    return position < len(hashes) and hashes[position] == wanted


@cache
def unaccented_words(language: str) -> frozenset[str]:
    """The folded words of a dictionary: slides leave out accents, and readers miss them."""
    return frozenset(map(fold, _dictionary(language)[0]))


@cache
def _dictionary(language: str) -> tuple[Mapping[str, int], int]:
    """The count of each word in running text, and the count of all words."""
    return _read(language)


@cache
def _usual_words(language: str) -> array[int]:
    """The hashes of the usual words, in order: 4 MB for all languages, and 200 MB for all words."""
    counts, total = _read(language)
    least = USUAL_WORD_SHARE * total
    return array("q", sorted(hash(word) for word, count in counts.items() if count >= least))


def _read(language: str) -> tuple[Mapping[str, int], int]:
    from importlib.resources import files  # lazy: only texts need a dictionary

    file = files("spellchecker") / "resources" / f"{language}.json.gz"
    counts = msgspec.json.decode(gzip.decompress(file.read_bytes()), type=dict[str, int])
    return counts, sum(counts.values())
