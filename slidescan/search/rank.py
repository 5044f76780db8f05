"""Ranks hits by where the words of a query stand on a slide.

An index only counts words (BM25F). Among its best hits, a slide ranks higher if the words stand
close together, in the order of the query, in the title, and in lines read with high confidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from slidescan.core.names import has_essential_sign
from slidescan.core.records import Slide
from slidescan.core.text import tokens
from slidescan.search.analysis import stems
from slidescan.search.query import And, Node, Not, Or, Phrase, Term, included_terms
from slidescan.store.stored import Gist

CLOSENESS_BONUS = 0.3
"""Gain of a score, as a share, if the words stand side by side."""

ORDER_BONUS = 0.1
"""Gain of a score, as a share, if the words stand in the order of the query."""

TITLE_BONUS = 0.15
"""Gain of a score, as a share, if all words stand in the title."""

ZERO_CONFIDENCE_FACTOR = 0.5
"""Factor of a score for words read with confidence 0; it rises to 1 with confidence 1."""

OTHER_NAME_FACTOR = 0.4
"""Factor of a score if a word stands only in another name: `C` in `C++`, `net` in `.NET`."""

OTHER_FORM_WEIGHT, SIMILAR_WORD_WEIGHT = 0.9, 0.6
"""Weights of another form of a word (`servers`) and of a similar word (`serverless`) where a slide
lacks some words of the query, relative to the word itself."""


@dataclass(frozen=True, slots=True)
class Ranker:
    """Rates the positions of a query's words on a slide.

    Attributes:
        forms: Each word of the query with its stems.
        prefixes: The prefix of each word that is one, such as `lak*`; None for a plain word.
        languages: Languages of the stems.
    """

    forms: tuple[frozenset[str], ...]
    prefixes: tuple[str | None, ...]
    languages: tuple[str, ...]
    _numbers: dict[str, Sequence[int]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, query: Node, languages: tuple[str, ...]) -> Ranker:
        """Returns the ranker of a query that isn't rewritten yet."""
        forms: list[frozenset[str]] = []
        prefixes: list[str | None] = []
        for node in included_terms(query):
            for word in node.words:
                forms.append(stems(word, languages) | {word})
                prefixes.append(word if isinstance(node, Term) and node.prefix else None)
        return cls(tuple(forms), tuple(prefixes), languages)

    def factor(self, slide: Gist) -> float:
        """Returns the factor for a slide's score; 1 if the slide has none of the words.

        Text outside the slide doesn't count.
        """
        matches: list[tuple[int, int]] = []
        confidences: list[float] = []
        in_title: set[int] = set()
        in_other_terms: set[int] = set()
        alone: set[int] = set()
        start = 0
        cache = self._numbers
        for text, confidence, role in slide.lines:
            if role == "outside":
                continue
            last = start
            terms = list(tokens(text))
            with_sign = {t.position for t in terms if has_essential_sign(t.term)}
            for token in terms:
                last = start + token.position
                numbers = cache.get(token.term)
                if numbers is None:
                    numbers = cache[token.term] = self._matching(token.term)
                is_name_part = token.position in with_sign and not has_essential_sign(token.term)
                (in_other_terms if is_name_part else alone).update(numbers)
                for number in numbers:
                    matches.append((last, number))
                    confidences.append(confidence)
                    if role == "title":
                        in_title.add(number)
            start = last + 1
        if not matches:
            return 1.0
        confidence = sum(confidences) / len(confidences)
        titled = len(in_title) / len(self.forms)
        close, in_order = _closeness(matches, len(self.forms))
        factor = 1.0 + CLOSENESS_BONUS * close + ORDER_BONUS * in_order + TITLE_BONUS * titled
        if in_other_terms - alone:
            factor *= OTHER_NAME_FACTOR
        return factor * (ZERO_CONFIDENCE_FACTOR + (1 - ZERO_CONFIDENCE_FACTOR) * confidence)

    def _matching(self, term: str) -> Sequence[int]:
        """Returns the numbers of the query's words of which a term is a form."""
        # A stem shares its word's first letter, which rules out most terms without stemming.
        if not any(form[0] == term[0] for forms in self.forms for form in forms):
            return ()
        term_forms = stems(term, self.languages) | {term}
        return [
            number
            for number, (forms, prefix) in enumerate(zip(self.forms, self.prefixes, strict=True))
            if forms & term_forms or (prefix is not None and term.startswith(prefix))
        ]


def _closeness(matches: Sequence[tuple[int, int]], words: int) -> tuple[float, bool]:
    """Returns how close the words stand, 0..1, and whether all follow the order of the query.

    The measure is the shortest span with as many different words as the whole slide has.

    Args:
        matches: Positions on the slide, ascending, and the numbers of the query's words there.
        words: The number of words in the query.
    """
    different = len({number for _, number in matches})
    if words < 2 or different < 2:
        return 0.0, False
    best, in_order = len(matches) + matches[-1][0], False
    counts: dict[int, int] = {}
    first = 0
    for at, number in matches:
        counts[number] = counts.get(number, 0) + 1
        while len(counts) == different:
            begin, other = matches[first]
            length = at - begin + 1
            if length < best:
                span = [n for p, n in matches if begin <= p <= at]
                best, in_order = length, span == sorted(span)
            counts[other] -= 1
            if not counts[other]:
                del counts[other]
            first += 1
    close = min(1.0, different / max(1, best)) * different / words
    return close, in_order and different == words


def match_weights(
    slide: Gist, parts: Sequence[Node], languages: tuple[str, ...]
) -> tuple[float, ...]:
    """Returns how well a slide, or its posts' titles and tags, match each part of a query.

    Args:
        slide: The slide.
        parts: The parts; in an OR, words like the first one follow it.
        languages: Languages of the stems.

    Returns:
        1 for the words themselves, less for other forms and for similar words, 0 for none.
    """
    texts = (*(text for text, _, _ in slide.lines), *slide.about)
    exact = {token.term for text in texts for token in tokens(text)}
    # A stem shares its word's first letter.
    initials = {word[0] for part in parts for node in included_terms(part) for word in node.words}
    forms = exact | {s for term in exact if term[0] in initials for s in stems(term, languages)}
    return tuple(_match_weight(part, exact, forms, languages) for part in parts)


def _match_weight(
    node: Node, exact: set[str], forms: set[str], languages: tuple[str, ...]
) -> float:
    if isinstance(node, Or):
        typed, *others = node.parts
        weight = _match_weight(typed, exact, forms, languages)
        if weight < SIMILAR_WORD_WEIGHT and any(_matches(o, forms, languages) for o in others):
            return SIMILAR_WORD_WEIGHT
        return weight
    if _matches(node, exact, ()):
        return 1.0
    return OTHER_FORM_WEIGHT if _matches(node, forms, languages) else 0.0


def _matches(node: Node, terms: set[str], languages: tuple[str, ...]) -> bool:
    if isinstance(node, Term):
        if node.prefix:
            return any(term.startswith(node.text) for term in terms)
        return not terms.isdisjoint(stems(node.text, languages) | {node.text})
    if isinstance(node, Phrase):
        return "".join(node.words) in terms or terms.issuperset(node.words)
    if isinstance(node, Or):
        return any(_matches(part, terms, languages) for part in node.parts)
    if isinstance(node, And):
        return all(_matches(part, terms, languages) for part in node.parts)
    # The index has already applied the filters.
    return not isinstance(node, Not) or not _matches(node.part, terms, languages)


def photo_quality(slide: Slide) -> tuple[float, float, str]:
    """Returns the sort key for photos of one slide: letters read with confidence, then pixels."""
    letters = sum(
        line.confidence**2 * sum(c.isalnum() for c in line.text)
        for line in slide.reading.lines
        if not line.is_outside
    )
    quad = slide.detection.quad
    size = quad.area if quad else slide.photo.width * slide.photo.height
    return round(letters), size, slide.image
