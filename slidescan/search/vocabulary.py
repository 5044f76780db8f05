"""The words of an index, and the search for similar ones."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain, count, islice
from typing import TYPE_CHECKING, Protocol

from slidescan.core.names import has_sign
from slidescan.core.text import folded_lookalike_key, is_stop_word

if TYPE_CHECKING:
    from slidescan.search.letter_sets import LetterSets

MIN_SIMILAR_LENGTH = 4
"""The shortest word that gets similar words, in letters; shorter ones resemble too many."""

MAX_SIMILAR_TERMS = 24
"""Similar words of a whole query."""

MAX_WILDCARD_TERMS = 64
"""Words that a word with wildcards stands for."""

MIN_SIMILAR_PER_TERM = 3
"""Similar words that each word of a long query still gets."""

MIN_HALF_LENGTH = 2
"""The shortest half of a joined word, in letters."""

MIN_SUGGESTED_LENGTH = 3
"""The shortest word that gets a suggestion, and the shortest half in a suggestion, in letters."""

MIN_NUMBERED_LENGTH = 5
"""The shortest word with digits that gets a suggestion, in letters and digits: `l4mbda` may be
misspelt, but `k8s` and `ec3` are names."""


UNPREPARED_LOOKS = 16
"""Words for which a process looks through all words of similar length. If more are asked for, it
prepares the letters of all words, which takes as long as a few of these looks, and loads numpy."""


class TermList(Protocol):
    """Folded words, each once."""

    def __contains__(self, term: str) -> bool: ...

    def lookalikes(self, term: str) -> Iterable[str]:
        """Returns words that look the same; see `core.text.folded_lookalike_key`."""
        ...

    def containing(self, term: str) -> Iterable[str]:
        """Returns at most `MAX_SIMILAR_TERMS` words that contain a word, the shortest first."""
        ...

    def matching(self, pattern: str) -> Iterable[str]:
        """Returns at most `MAX_WILDCARD_TERMS` words that fit a pattern, the shortest first.

        In it, `?` stands for one letter, and `*` for any number of letters.
        """
        ...

    def near(self, term: str, edits: int) -> Sequence[str]:
        """Returns all words within an edit distance, and perhaps others."""
        ...


@dataclass(frozen=True)
class MemoryTerms:
    """A `TermList` in memory.

    Attributes:
        text: All words, the shortest first, each between newlines; a hundred thousand words
            load and scan in milliseconds.
    """

    text: str
    _looks_so_far: Iterator[int] = field(default_factory=count, compare=False, repr=False)

    @cached_property
    def terms(self) -> Sequence[str]:
        """All words, the shortest first."""
        return self.text.split("\n")[1:-1]

    @cached_property
    def _looks(self) -> str:
        # One call folds all words, as no letter becomes a newline.
        return folded_lookalike_key(self.text)

    def __contains__(self, term: str) -> bool:
        at = bisect_left(self.terms, term_order(term), key=term_order)
        return at < len(self.terms) and self.terms[at] == term

    def lookalikes(self, term: str) -> Iterator[str]:
        """Implements the Protocol."""
        look = f"\n{folded_lookalike_key(term)}\n"
        at = self._looks.find(look)
        while at >= 0:
            # A key may be shorter than its word, so this counts lines, not letters.
            yield self.terms[self._looks.count("\n", 0, at)]
            at = self._looks.find(look, at + 1)

    def containing(self, term: str) -> Iterator[str]:
        """Implements the Protocol."""
        at = self.text.find(term)
        for _ in range(MAX_SIMILAR_TERMS):
            if at < 0:
                return
            start, end = self.text.rfind("\n", 0, at) + 1, self.text.find("\n", at)
            yield self.text[start:end]
            at = self.text.find(term, end)

    def matching(self, pattern: str) -> Iterator[str]:
        """Implements the Protocol."""
        signs = {"?": "[^\n]", "*": "[^\n]*"}
        fitting = "".join(signs.get(sign) or re.escape(sign) for sign in pattern)
        fits = re.finditer(rf"(?<=\n){fitting}(?=\n)", self.text)
        return (match.group() for match in islice(fits, MAX_WILDCARD_TERMS))

    def near(self, term: str, edits: int) -> Sequence[str]:
        """Implements the Protocol: words of similar length and, if many are asked for, letters."""
        start = bisect_left(self.terms, len(term) - edits, key=len)
        end = bisect_right(self.terms, len(term) + edits, key=len)
        if next(self._looks_so_far) < UNPREPARED_LOOKS:
            return self.terms[start:end]
        return [self.terms[at] for at in self._letters.near(term, edits, start, end)]

    @cached_property
    def _letters(self) -> LetterSets:
        from slidescan.search import letter_sets  # lazy: loads numpy, for many searches only

        return letter_sets.LetterSets(self.text)


@lru_cache(maxsize=2)
def memory_terms(text: str) -> MemoryTerms:
    """Returns the terms of a text in the form of `MemoryTerms.text`.

    One search after another gets the same object, with all that the former has computed.
    """
    return MemoryTerms(text)


@dataclass(frozen=True)
class CombinedTerms:
    """A `TermList` made of two others that share no word."""

    first: TermList
    second: TermList

    def __contains__(self, term: str) -> bool:
        return term in self.first or term in self.second

    def lookalikes(self, term: str) -> Iterator[str]:
        """Implements the Protocol."""
        return chain(self.first.lookalikes(term), self.second.lookalikes(term))

    def containing(self, term: str) -> Iterator[str]:
        """Implements the Protocol."""
        both = chain(self.first.containing(term), self.second.containing(term))
        return islice(sorted(both, key=term_order), MAX_SIMILAR_TERMS)

    def matching(self, pattern: str) -> Iterator[str]:
        """Implements the Protocol."""
        both = chain(self.first.matching(pattern), self.second.matching(pattern))
        return islice(sorted(both, key=term_order), MAX_WILDCARD_TERMS)

    def near(self, term: str, edits: int) -> Sequence[str]:
        """Implements the Protocol."""
        return [*self.first.near(term, edits), *self.second.near(term, edits)]


@dataclass(frozen=True)
class Vocabulary:
    """The words of all slides' titles and bodies.

    Attributes:
        terms: All words.
        frequency: The number of slides with a word.
    """

    terms: TermList
    frequency: Callable[[str], int]

    @classmethod
    def of(cls, terms: Iterable[str], frequency: Callable[[str], int]) -> Vocabulary:
        """Returns the vocabulary of some words."""
        return cls(MemoryTerms(join_terms(terms)), frequency)

    def __contains__(self, term: str) -> bool:
        return term in self.terms

    def suggest(self, words: Iterable[str]) -> dict[str, str]:
        """Returns the likeliest word of the index for each misspelt word: `kinesis`, `data lake`.

        Numbers, short names with digits (`k8s`) and function words (`who`) aren't misspelt. One
        edit ranks before two joined words, and these before two edits; among equals, the more
        frequent word wins.
        """
        suggestions = {}
        for word in words:
            if word in self or not _may_be_misspelt(word):
                continue
            near = self._near(word, _max_edits(word, two_edits=True))[:MAX_SIMILAR_TERMS]
            ranked = [
                (2 * edits, -self.frequency(term), term)
                for edits, term in near
                if term[:1].isalpha()
            ]
            for a, b in self.halves([word]).get(word, ()):
                if min(len(a), len(b)) >= MIN_SUGGESTED_LENGTH:
                    ranked.append((3, -min(self.frequency(a), self.frequency(b)), f"{a} {b}"))
            best = min((each for each in ranked if each[1]), default=None)
            if best:
                suggestions[word] = best[2]
        return suggestions

    def similar(self, words: Collection[str], *, two_edits: bool) -> dict[str, tuple[str, ...]]:
        """Returns similar words of the index: lookalikes, longer words, misspellings.

        Args:
            words: Folded words.
            two_edits: Whether long words may differ by two edits and short ones by one.
        """
        long = [word for word in dict.fromkeys(words) if len(word) >= MIN_SIMILAR_LENGTH]
        long = long[:MAX_SIMILAR_TERMS]
        limit = max(MIN_SIMILAR_PER_TERM, MAX_SIMILAR_TERMS // max(1, len(long)))
        similar = {}
        for word in long:
            candidates = [*self.terms.lookalikes(word), *self.terms.containing(word)]
            edits = _max_edits(word, two_edits=two_edits)
            if edits and len({*candidates} - {word}) < limit:
                candidates += [term for _, term in self._near(word, edits) if term[:1].isalpha()]
            others = [term for term in dict.fromkeys(candidates) if term != word]
            if others:
                similar[word] = tuple(others[:limit])
        short = (w for w in islice(dict.fromkeys(words), MAX_SIMILAR_TERMS) if w not in long)
        return self.lookalikes(short) | similar

    def lookalikes(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Returns words of the index that look the same: `al` for `ai`, `modem` for `modern`."""
        lookalikes = {}
        for word in islice(dict.fromkeys(words), MAX_SIMILAR_TERMS):
            others = [t for t in self.terms.lookalikes(word) if t != word]
            if others:
                lookalikes[word] = tuple(others[:MIN_SIMILAR_PER_TERM])
        return lookalikes

    def halves(self, words: Iterable[str]) -> dict[str, tuple[tuple[str, str], ...]]:
        """Returns pairs of words of the index that together form an unknown word: `datalake`."""
        halves = {}
        for word in dict.fromkeys(words):
            if not word.isalpha() or len(word) < MIN_SIMILAR_LENGTH or word in self:
                continue
            cuts = range(MIN_HALF_LENGTH, len(word) - MIN_HALF_LENGTH + 1)
            pairs = [(word[:i], word[i:]) for i in cuts if word[:i] in self and word[i:] in self]
            if pairs:
                halves[word] = tuple(pairs[:MAX_SIMILAR_TERMS])
        return halves

    def _near(self, word: str, edits: int) -> list[tuple[int, str]]:
        """Returns near words by edit distance (optimal string alignment, Damerau 1964)."""
        from rapidfuzz import distance, process  # lazy: only searches with few hits need it

        candidates = self.terms.near(word, edits)
        scorer = distance.OSA.distance
        matches = process.extract(word, candidates, scorer=scorer, score_cutoff=edits, limit=None)
        near = ((int(edits_), abs(len(t) - len(word)), t) for t, edits_, _ in matches)
        return [(edits_, term) for edits_, _, term in sorted(near)]


def _may_be_misspelt(word: str) -> bool:
    if len(word) < MIN_SUGGESTED_LENGTH or has_sign(word) or is_stop_word(word):
        return False
    return word.isalpha() or (len(word) >= MIN_NUMBERED_LENGTH and any(map(str.isalpha, word)))


def _max_edits(word: str, *, two_edits: bool) -> int:
    """Returns how many letters of a word the OCR or a person may have got wrong."""
    if two_edits:
        return 1 if len(word) < 7 else 2
    return 1 if len(word) > 5 else 0


def join_terms(terms: Iterable[str]) -> str:
    """Returns words in the form of `MemoryTerms.text`."""
    return "\n".join(("", *sorted(set(terms), key=term_order), ""))


def term_order(term: str) -> tuple[int, str]:
    """Returns the sort key of words: shorter ones first."""
    return len(term), term
