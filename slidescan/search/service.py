"""Searches slides: parses a query, asks the index, ranks, highlights."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from slidescan.core.records import Hit, Results, Slide
from slidescan.core.text import tokens
from slidescan.search import manager
from slidescan.search.indexes.protocol import SearchIndex
from slidescan.search.indexes.records import Filter, Match, Matches, Order
from slidescan.search.near import resolve_near
from slidescan.search.parser import parse
from slidescan.search.query import (
    And,
    ImageFilter,
    Node,
    Or,
    Phrase,
    PropertyFilter,
    Term,
    included_terms,
    leaves,
)
from slidescan.search.rank import Ranker, count_matches, photo_quality
from slidescan.search.rewrite import expand, fuzzy, optional_and_required
from slidescan.search.snippet import Highlighter, boxes, snippet
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import Gist

MIN_EXACT_HITS = 5
"""With fewer exact hits, slides with similar words follow them."""

MAX_FUZZY_TERMS = 8
"""The longest query, in words, whose every word gets similar words. In longer queries, only
unknown words do."""

FUZZY_SCORE_SHARE = 0.5
"""The best fuzzy hit's score as a share of the last exact hit's."""

MAX_RERANKED_HITS = 50
"""The index's best hits, which are ranked again by the positions of words."""


def search(
    catalogue: Catalogue,
    text: str,
    within: Filter,
    *,
    limit: int = 10,
    order: Order = "score",
    among: Sequence[str] | None = None,
) -> Results:
    """Returns the slides that match a query; see `Library.search`."""
    started = time.perf_counter()
    parsed = parse(text)
    if _asks_for_textless(parsed.root):
        within = replace(within, textless=True)
    results = Results(text, 0, (), 0.0, None, parsed.warning)
    if parsed.root is not None:
        query, warning = resolve_near(catalogue, parsed.root)
        if among is not None:
            query = And((query, ImageFilter(tuple(among))))
        results = replace(results, notice=parsed.warning or warning)
        results = manager.answer(
            catalogue,
            lambda index: _Search(catalogue, index, within, limit, order).answer(results, query),
        )
    elif text.strip() and not parsed.warning:
        results = replace(results, notice="there is no word to search for")
    return replace(results, took_ms=(time.perf_counter() - started) * 1000)


def _asks_for_textless(root: Node | None) -> bool:
    return any(leaf == PropertyFilter("is", "textless") for leaf in leaves(root))


class _Search:
    """One search in an open index."""

    def __init__(
        self,
        catalogue: Catalogue,
        index: SearchIndex,
        within: Filter,
        limit: int,
        order: Order,
    ) -> None:
        self._catalogue = catalogue
        self._index = index
        self._within = within
        self._limit = limit
        self._order = order
        self._gist_cache: dict[str, Gist] = {}

    def _gists(self, images: Sequence[str]) -> Iterator[Gist]:
        """Returns the gists of some slides; loads each gist once."""
        missing = tuple(image for image in images if image not in self._gist_cache)
        self._gist_cache |= {gist.image: gist for gist in self._catalogue.gists(missing)}
        return (self._gist_cache[image] for image in images if image in self._gist_cache)

    def answer(self, results: Results, query: Node) -> Results:
        """Returns slides with the exact words, then slides with similar words."""
        expanded = expand(query)
        exact = self._matches(expanded)
        ranked = self._ranked(exact, query)
        highlighter = Highlighter.of(expanded, self._index.languages)
        highlighters = {image: highlighter for image, _ in ranked}
        total, suggestion = exact.total, None
        if not exact.total:
            suggestion = _suggestion(self._index, results.query, query)
        if exact.total < min(self._limit, MIN_EXACT_HITS):
            more, loose = self._fuzzy_matches(query, exact)
            others = [pair for pair in self._ranked(more, query) if pair[0] not in highlighters]
            if others:
                ceiling = FUZZY_SCORE_SHARE * min((score for _, score in ranked), default=1.0)
                top = max(score for _, score in others) or 1.0
                highlighter = Highlighter.of(loose, self._index.languages)
                highlighters |= {image: highlighter for image, _ in others}
                ranked += [(image, ceiling * score / top) for image, score in others]
                total = max(more.total, len(ranked))
        if ranked and not exact.total and not results.notice:
            text = "no slide has these words: shown are slides with words like them"
            results = replace(results, notice=text)
        hits = tuple(self._hits(ranked, highlighters))
        return replace(results, total=total, hits=hits, suggestion=suggestion)

    def _matches(self, node: Node) -> Matches:
        limit = max(MAX_RERANKED_HITS, 2 * self._limit)
        return self._index.search(node, limit=limit, within=self._within, order=self._order)

    def _ranked(self, matches: Matches, query: Node) -> list[tuple[str, float]]:
        if self._order == "date":
            return [(match.image, match.score) for match in matches.best]
        ranker = Ranker.of(query, self._index.languages)
        scores = {match.image: match.score for match in matches.best}
        reranked = tuple(scores)[:MAX_RERANKED_HITS]
        for slide in self._gists(reranked):
            scores[slide.image] *= ranker.factor(slide)
        # The other hits follow the reranked ones.
        last = min((scores[image] for image in reranked), default=0.0)
        for match in matches.best[MAX_RERANKED_HITS:]:
            scores[match.image] = min(match.score, last)
        return sorted(scores.items(), key=lambda pair: -pair[1])

    def _fuzzy_matches(self, query: Node, exact: Matches) -> tuple[Matches, Node]:
        """Returns slides with similar words, or else with most words, and the query for them."""
        words = [word for node in included_terms(query) for word in _unquoted(node)]
        vocabulary = self._index.vocabulary
        if len(words) > MAX_FUZZY_TERMS:
            # In a long query, other words make up for a missing one.
            words = [word for word in words if word not in vocabulary]
        similar = vocabulary.similar(words, two_edits=not exact.total)
        loose = fuzzy(query, similar, vocabulary.halves(words))
        matches = self._matches(expand(loose))
        if not matches.total:
            parts = optional_and_required(loose)
            if parts is not None:
                matches = self._with_most_words(*parts)
        return matches, expand(loose)

    def _with_most_words(self, words: Sequence[Node], required: Sequence[Node]) -> Matches:
        """Returns slides with at least half of the words; more words score higher."""
        # The rarest words say most and are searched fastest. A slide with half of all words has
        # one of any `enough` of them.
        enough = len(words) // 2 + 1
        rarest = sorted(words, key=self._frequency)[: min(enough, MAX_FUZZY_TERMS)]
        matches = self._matches(And((Or(tuple(rarest)), *required)))
        counts = {
            slide.image: count_matches(slide, words, self._index.languages)
            for slide in self._gists(tuple(match.image for match in matches.best))
        }
        best = tuple(
            Match(match.image, match.score * (count / len(words)) ** 2)
            for match in matches.best
            if 2 * (count := counts.get(match.image, 0)) >= len(words)
        )
        return Matches(len(best), best)

    def _frequency(self, part: Node) -> int:
        """Returns the number of slides with the most frequent word of a part."""
        frequency = self._index.vocabulary.frequency
        return max((frequency(w) for node in included_terms(part) for w in node.words), default=0)

    def _hits(
        self, ranked: Sequence[tuple[str, float]], highlighters: Mapping[str, Highlighter]
    ) -> Iterator[Hit]:
        """Yields the first hits: each slide once, with its best photo and other matching photos."""
        scores = dict(ranked)
        folded: set[str] = set()
        count = 0
        for slide in self._slides(tuple(scores)):
            if count == self._limit:
                break
            if slide.image in folded:
                continue
            count += 1
            score = scores[slide.image]
            same = [image for image in slide.duplicates if image in scores and image not in folded]
            group = sorted((slide, *self._catalogue.slides(tuple(same))), key=photo_quality)
            folded.update(each.image for each in group)
            best = group[-1]
            highlighter = highlighters[best.image]
            others = tuple(each.image for each in reversed(group[:-1]))
            yield Hit(best, score, snippet(best, highlighter), boxes(best, highlighter), others)

    def _slides(self, images: Sequence[str]) -> Iterator[Slide]:
        """Yields slides, and loads about a page of them at a time."""
        for start in range(0, len(images), self._limit + 1):
            yield from self._catalogue.slides(images[start : start + self._limit + 1])


def _unquoted(node: Term | Phrase) -> tuple[str, ...]:
    """Returns the words that similar words may replace."""
    exact = node.prefix if isinstance(node, Term) else node.quoted
    return () if exact else node.words


def _suggestion(index: SearchIndex, text: str, root: Node) -> str | None:
    """Returns `text` with each unknown word replaced by the likeliest word of the index."""
    words = [word for node in included_terms(root) for word in node.words]
    suggestions = index.vocabulary.suggest(words)
    if not suggestions:
        return None
    parts, at = [], 0
    for token in tokens(text, parts=False):
        if token.term in suggestions:
            parts += [text[at : token.start], suggestions[token.term]]
            at = token.end
    return "".join([*parts, text[at:]])
