"""The words of an index, and which of them are like a word that it doesn't hold."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from slidescan.core.text import look_of_term

SHORTEST_ALIKE = 4
"""Letters of a word for which others are looked up: shorter ones are like too many."""

MOST_ALIKE, LEAST_ALIKE = 24, 3
"""Words like those asked for, at most in all, and for each."""

SHORTEST_HALF = 2
"""Letters of a word that another may have been run together with."""


class Words(Protocol):
    """Folded words, each once."""

    def __contains__(self, term: str) -> bool: ...

    def looking_like(self, word: str) -> Iterable[str]:
        """Those that look the same; see `text.look`."""
        ...

    def holding(self, word: str) -> Iterable[str]:
        """Those that hold it, the shortest first, `MOST_ALIKE` at most."""
        ...

    def near(self, word: str, edits: int) -> Sequence[str]:
        """Those that may be so few edits away, and perhaps others."""
        ...


@dataclass(frozen=True)
class ListedWords:
    """Words in memory, the shortest first.

    Attributes:
        text: The words between newlines, with one before the first and one after the last: so
            that a hundred thousand of them are loaded and looked through in milliseconds.
    """

    text: str

    @cached_property
    def terms(self) -> Sequence[str]:
        """All words."""
        return self.text.split("\n")[1:-1]

    @cached_property
    def _looks(self) -> str:
        # All at once: the letters of a word are never changed into a newline.
        return look_of_term(self.text)

    def __contains__(self, term: str) -> bool:
        at = bisect_left(self.terms, by_length(term), key=by_length)
        return at < len(self.terms) and self.terms[at] == term

    def looking_like(self, word: str) -> Iterator[str]:
        """As the Protocol says."""
        look = f"\n{look_of_term(word)}\n"
        at = self._looks.find(look)
        while at >= 0:
            # Looks may be shorter than their words: lines are counted, not letters.
            yield self.terms[self._looks.count("\n", 0, at)]
            at = self._looks.find(look, at + 1)

    def holding(self, word: str) -> Iterator[str]:
        """As the Protocol says."""
        at = self.text.find(word)
        for _ in range(MOST_ALIKE):
            if at < 0:
                return
            start, end = self.text.rfind("\n", 0, at) + 1, self.text.find("\n", at)
            yield self.text[start:end]
            at = self.text.find(word, end)

    def near(self, word: str, edits: int) -> Sequence[str]:
        """As the Protocol says: those about as long."""
        start = bisect_left(self.terms, len(word) - edits, key=len)
        return self.terms[start : bisect_right(self.terms, len(word) + edits, key=len)]


@dataclass(frozen=True)
class Vocabulary:
    """The words that slides say.

    Attributes:
        words: All of them.
        frequency: How many slides say a word.
    """

    words: Words
    frequency: Callable[[str], int]

    @classmethod
    def of(cls, terms: Iterable[str], frequency: Callable[[str], int]) -> Vocabulary:
        """The vocabulary of some words."""
        return cls(ListedWords(joined(terms)), frequency)

    def __contains__(self, term: str) -> bool:
        return term in self.words

    def suggest(self, words: Iterable[str]) -> dict[str, str]:
        """For words that no slide says, the likest that some do: `kinesis`, `data lake`.

        A word one edit away comes first, then two that were run together, then one two edits
        away; of several, the one that more slides say.
        """
        found = {}
        for word in words:
            if len(word) < 3 or word in self:
                continue
            near = self._near(word, 1 if len(word) < 5 else 2)[:MOST_ALIKE]
            known = [(2 * edits, -self.frequency(term), term) for edits, term in near]
            for a, b in self.halves([word]).get(word, ()):
                if min(len(a), len(b)) >= 3:
                    known.append((3, -min(self.frequency(a), self.frequency(b)), f"{a} {b}"))
            likest = min((each for each in known if each[1]), default=None)
            if likest:
                found[word] = likest[2]
        return found

    def alike(self, words: Iterable[str], *, far: bool) -> dict[str, tuple[str, ...]]:
        """Words like those asked for: that look the same, hold them, or are misspelt.

        Args:
            words: Folded.
            far: Whether words two edits away count, and short ones one edit away.
        """
        long = [word for word in dict.fromkeys(words) if len(word) >= SHORTEST_ALIKE]
        long = long[:MOST_ALIKE]
        most = max(LEAST_ALIKE, MOST_ALIKE // max(1, len(long)))
        found = {}
        for word in long:
            likest = [*self.words.looking_like(word), *self.words.holding(word)]
            edits = _edits(word, far=far)
            if edits:
                likest += [term for _, term in self._near(word, edits) if term[:1].isalpha()]
            others = [term for term in dict.fromkeys(likest) if term != word]
            if others:
                found[word] = tuple(others[:most])
        return found

    def halves(self, words: Iterable[str]) -> dict[str, tuple[tuple[str, str], ...]]:
        """The two words of the index that each may have been run together of: `datalake`."""
        found = {}
        for word in dict.fromkeys(words):
            if not word.isalpha() or len(word) < SHORTEST_ALIKE or word in self:
                continue
            cuts = range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1)
            two = tuple((word[:i], word[i:]) for i in cuts if word[:i] in self and word[i:] in self)
            if two:
                found[word] = two[:MOST_ALIKE]
        return found

    def _near(self, word: str, edits: int) -> list[tuple[int, str]]:
        """Words a few edits away (Damerau 1964; neighbours may be swapped), nearest first."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        some = self.words.near(word, edits)
        likest = extract(word, some, scorer=OSA.distance, score_cutoff=edits, limit=None)
        near = ((int(distance), abs(len(t) - len(word)), t) for t, distance, _ in likest)
        return [(distance, term) for distance, _, term in sorted(near)]


def _edits(word: str, *, far: bool) -> int:
    """How many letters a reader or a person may have got wrong in a word."""
    if far:
        return 1 if len(word) < 7 else 2
    return 1 if len(word) > 5 else 0


def joined(terms: Iterable[str]) -> str:
    """Words as `ListedWords.text` holds them, in order."""
    return "\n".join(("", *sorted(set(terms), key=by_length), ""))


def by_length(term: str) -> tuple[int, str]:
    """What words are put in order by."""
    return len(term), term
