"""The order of slides that an index found, by what it doesn't know: where the words stand.

An index counts words (BM25F). Of the slides that it finds best, those come first on which the
words stand close together, in the order asked for, and in lines that were read surely.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from slidescan.core.text import tokens
from slidescan.search.analysis import stems
from slidescan.search.query import And, Node, Not, Or, Phrase, Word, wanted
from slidescan.store.stored import Gist

CLOSE, IN_ORDER, IN_TITLE = 0.3, 0.1, 0.15
"""How much more a slide counts whose words stand side by side, in order, or in its title."""

UNSURE = 0.5
"""What is left of a slide's score where the words asked for were read with no confidence."""


@dataclass(frozen=True, slots=True)
class Ranker:
    """Knows where the words of a query stand on a slide.

    Attributes:
        wanted: The words asked for, each with its stems.
        prefixes: Whether a word is a beginning.
        languages: Languages whose stems count.
    """

    wanted: tuple[frozenset[str], ...]
    prefixes: tuple[str | None, ...]
    languages: tuple[str, ...]
    _known: dict[str, Sequence[int]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, query: Node, languages: tuple[str, ...]) -> Ranker:
        """The ranker for a query as it was asked."""
        found: list[frozenset[str]] = []
        prefixes: list[str | None] = []
        for node in wanted(query):
            for word in _words(node):
                found.append(stems(word, languages) | {word})
                prefixes.append(word if isinstance(node, Word) and node.prefix else None)
        return cls(tuple(found), tuple(prefixes), languages)

    def factor(self, slide: Gist) -> float:
        """By how much the score of a slide is to be multiplied."""
        places: list[tuple[int, int]] = []
        sure: list[float] = []
        in_title: set[int] = set()
        start = 0
        known = self._known
        for text, confidence, role in slide.lines:
            last = start
            for token in tokens(text):
                last = start + token.position
                which = known.get(token.term)
                if which is None:
                    which = known[token.term] = self._which(token.term)
                for number in which:
                    places.append((last, number))
                    sure.append(confidence)
                    if role == "title":
                        in_title.add(number)
            start = last + 1
        if not places:
            return 1.0
        surely = sum(sure) / len(sure)
        titled = len(in_title) / len(self.wanted)
        close, in_order = _closeness(places, len(self.wanted))
        factor = 1.0 + CLOSE * close + IN_ORDER * in_order + IN_TITLE * titled
        return factor * (UNSURE + (1 - UNSURE) * surely)

    def _which(self, term: str) -> Sequence[int]:
        """The words of the query that a term is a form of, by their numbers."""
        # A stem begins as its word does: most terms are told from those asked for by that.
        if not any(form[0] == term[0] for asked in self.wanted for form in asked):
            return ()
        forms = stems(term, self.languages) | {term}
        return [
            number
            for number, (asked, prefix) in enumerate(zip(self.wanted, self.prefixes, strict=True))
            if asked & forms or (prefix is not None and term.startswith(prefix))
        ]


def _closeness(places: Sequence[tuple[int, int]], words: int) -> tuple[float, bool]:
    """How close different words stand, 0..1, and whether they do so in the order asked for.

    Measured by the shortest stretch that holds as many different words as any.

    Args:
        places: Positions of words, in order, and their numbers in the query.
        words: How many were asked for.
    """
    different = len({number for _, number in places})
    if words < 2 or different < 2:
        return 0.0, False
    best, ordered = len(places) + places[-1][0], False
    counts: dict[int, int] = {}
    first = 0
    for at, number in places:
        counts[number] = counts.get(number, 0) + 1
        while len(counts) == different:
            begin, other = places[first]
            length = at - begin + 1
            if length < best:
                stretch = [n for p, n in places if begin <= p <= at]
                best, ordered = length, stretch == sorted(stretch)
            counts[other] -= 1
            if not counts[other]:
                del counts[other]
            first += 1
    close = min(1.0, different / max(1, best)) * different / words
    return close, ordered and different == words


def says(slide: Gist, parts: Sequence[Node], languages: tuple[str, ...]) -> int:
    """How many of some parts of a query a slide, or what shows it, answers."""
    texts = (*(text for text, _, _ in slide.lines), *slide.about)
    terms = {token.term for text in texts for token in tokens(text)}
    # A stem begins as its word does.
    initials = {word[0] for part in parts for node in wanted(part) for word in _words(node)}
    terms |= {s for term in terms if term[0] in initials for s in stems(term, languages)}
    return sum(_says(part, terms, languages) for part in parts)


def _words(node: Word | Phrase) -> tuple[str, ...]:
    return node.words if isinstance(node, Phrase) else (node.text,)


def _says(node: Node, terms: set[str], languages: tuple[str, ...]) -> bool:
    if isinstance(node, Word):
        if node.prefix:
            return any(term.startswith(node.text) for term in terms)
        return not terms.isdisjoint(stems(node.text, languages) | {node.text})
    if isinstance(node, Phrase):
        return "".join(node.words) in terms or terms.issuperset(node.words)
    if isinstance(node, Or):
        return any(_says(part, terms, languages) for part in node.parts)
    if isinstance(node, And):
        return all(_says(part, terms, languages) for part in node.parts)
    return not isinstance(node, Not) or not _says(node.part, terms, languages)
