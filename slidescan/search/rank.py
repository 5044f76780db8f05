"""Ranks hits by where the words of a query stand on a slide.

An index only counts words (BM25F). Among its best hits, a slide ranks higher if the words stand
close together, in the order of the query, in the title, and in lines read with high confidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from slidescan.core.names import has_essential_sign
from slidescan.core.records import Slide
from slidescan.core.text import positioned_terms, tokens
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

UNREAD_WORD_WEIGHT = 0.4
"""Weight of a word that a slide lacks, relative to the word itself, if nearly all of the slide was
misread. On two blogs, 71 pairs of neighbouring words of which one was not read are found with a
mean reciprocal rank of 0.75; with 0 it is 0.69; from 0.3 to 0.8 it hardly changes."""

HALF_MISREAD_WORDS = 4.0
"""Misread words on a slide that make a word half as likely to stand there unread as it can be."""


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
    _initials: frozenset[str]
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
        initials = frozenset(form[0] for each in forms for form in each)
        return cls(tuple(forms), tuple(prefixes), languages, initials)

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
            terms = positioned_terms(text)
            first, start = start, start + (terms[-1][0] if terms else 0) + 1
            # Most terms are known not to match.
            hits = [
                (position, term, numbers)
                for position, term in terms
                if cache.get(term, True) and (numbers := self._matching(term))
            ]
            if not hits:
                continue
            with_sign = {at for at, other in terms if has_essential_sign(other)}
            for position, term, numbers in hits:
                is_name_part = position in with_sign and not has_essential_sign(term)
                (in_other_terms if is_name_part else alone).update(numbers)
                for number in numbers:
                    matches.append((first + position, number))
                    confidences.append(confidence)
                    if role == "title":
                        in_title.add(number)
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
        numbers = self._numbers.get(term)
        if numbers is None:
            numbers = self._numbers[term] = self._compare(term)
        return numbers

    def _compare(self, term: str) -> Sequence[int]:
        # A stem shares its word's first letter, which rules out most terms without stemming.
        if term[0] not in self._initials:
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
    slides: Iterable[Gist], parts: Sequence[Node], languages: tuple[str, ...]
) -> Iterator[tuple[float, ...]]:
    """Yields how well each slide, or its posts' titles and tags, match each part of a query.

    Args:
        slides: The slides.
        parts: The parts; in an OR, words like the first one follow it.
        languages: Languages of the stems.

    Yields:
        1 for the words themselves, less for other forms and for similar words, 0 for none.
    """
    # A stem shares its word's first letter.
    initials = {word[0] for part in parts for node in included_terms(part) for word in node.words}
    for slide in slides:
        lines = tuple(text for text, _, _ in slide.lines)
        exact = frozenset(t for text in (*lines, *slide.about) for _, t in positioned_terms(text))
        stemmed = [stems(term, languages) for term in exact if term[0] in initials]
        texts = " ".join(lines), *slide.about
        slide_words = _SlideWords(texts, exact, exact.union(*stemmed), languages)
        yield tuple(slide_words.weight(part) for part in parts)


@dataclass(frozen=True, slots=True)
class _SlideWords:
    """The words of a slide, and of its posts' titles and tags.

    Attributes:
        texts: The slide's text, and each of the titles and tags.
        exact: All terms as they stand.
        forms: These, and their stems.
        languages: Languages of the stems.
    """

    texts: Sequence[str]
    exact: frozenset[str]
    forms: frozenset[str]
    languages: tuple[str, ...]

    def weight(self, node: Node) -> float:
        """Returns how well the words match a part of a query."""
        if isinstance(node, Or):
            typed, *others = node.parts
            weight = self.weight(typed)
            if weight < SIMILAR_WORD_WEIGHT and any(self._matches(o) for o in others):
                return SIMILAR_WORD_WEIGHT
            return weight
        if self._matches(node, exact=True):
            return 1.0
        return OTHER_FORM_WEIGHT if self._matches(node) else 0.0

    def _matches(self, node: Node, *, exact: bool = False) -> bool:
        terms = self.exact if exact else self.forms
        if isinstance(node, Term):
            if node.prefix:
                return any(term.startswith(node.text) for term in terms)
            return not terms.isdisjoint(self._forms(node.text, exact=exact))
        if isinstance(node, Phrase):
            return "".join(node.words) in terms or self._side_by_side(node.words, exact=exact)
        if isinstance(node, Or):
            return any(self._matches(part, exact=exact) for part in node.parts)
        if isinstance(node, And):
            return all(self._matches(part, exact=exact) for part in node.parts)
        # The index has already applied the filters.
        return not isinstance(node, Not) or not self._matches(node.part, exact=exact)

    def _forms(self, word: str, *, exact: bool) -> frozenset[str]:
        return frozenset((word,)) if exact else stems(word, self.languages) | {word}

    def _side_by_side(self, words: Sequence[str], *, exact: bool) -> bool:
        """Tells whether words follow one another; the parts of a compound do."""
        forms = [self._forms(word, exact=exact) for word in words]
        terms = self.exact if exact else self.forms
        if any(terms.isdisjoint(each) for each in forms):
            return False
        return any(self._follow(text, forms, exact=exact) for text in self.texts)

    def _follow(self, text: str, forms: Sequence[frozenset[str]], *, exact: bool) -> bool:
        terms = tuple(tokens(text))
        positions = [
            {
                token.position
                for token in terms
                if not each.isdisjoint(self._forms(token.term, exact=exact))
            }
            for each in forms
        ]
        ends = positions[0]
        for others in positions[1:]:
            ends = {at for at in others if at in ends or at - 1 in ends}
        return bool(ends)


def unread_weight(slide: Gist) -> float:
    """Returns the weight of a word that a slide lacks: how likely it stands there unread.

    The confidences of a slide's lines tell how many of its words were misread.
    """
    misread = sum(
        (1 - confidence) * len(text.split())
        for text, confidence, role in slide.lines
        if role != "outside"
    )
    return UNREAD_WORD_WEIGHT * misread / (misread + HALF_MISREAD_WORDS)


def weighted_share(weights: Sequence[float], shares: Sequence[float], missing: float) -> float:
    """Returns the mean of how well the words of a query match, 0..1; 0 for no words.

    Args:
        weights: How well each word matches; see `match_weights`.
        shares: What each word counts.
        missing: What a word that the slide lacks counts; see `unread_weight`.
    """
    total = sum(share * (weight or missing) for weight, share in zip(weights, shares, strict=True))
    return total / (sum(shares) or 1.0)


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
