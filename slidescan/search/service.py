"""Searches slides: parses a query, asks the index, ranks, highlights."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import log1p
from typing import TYPE_CHECKING

from slidescan.core.collection import without_collection
from slidescan.core.records import Hit, Options, Results, Slide
from slidescan.core.text import is_stop_word, tokens
from slidescan.search import manager
from slidescan.search.by_meaning import MIN_QUESTION_WORDS, fuse, near_in_meaning
from slidescan.search.filters import FILTERS
from slidescan.search.indexes.protocol import SearchIndex
from slidescan.search.indexes.records import Filter, Match, Matches, Order
from slidescan.search.matched_in import match_outside
from slidescan.search.meaning.passages import passage_text
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
    in_field,
    included_terms,
    is_plain,
    leaves,
)
from slidescan.search.rank import (
    Ranker,
    match_weights,
    photo_quality,
    unread_weight,
    weighted_share,
)
from slidescan.search.rewrite import expand, fuzzy, optional_and_required, wildcards
from slidescan.search.snippet import Highlighter, boxes, snippet
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import Gist

if TYPE_CHECKING:
    from slidescan.search.meaning.nearest import Near

MIN_EXACT_HITS = 5
"""With fewer exact hits, slides with similar words follow them."""

AUTHOR_FIELD = "author"
"""The field of what authors wrote about a photo."""

MAX_FUZZY_TERMS = 8
"""The longest query, in words, whose every word gets similar words. In longer queries, only
unknown words do."""

FUZZY_SCORE_SHARE = 0.5
"""The best fuzzy hit's score as a share of the last exact hit's."""

INDEX_SCORE_SHARE = 0.25
"""The index's score where slides lack some words, relative to the words that they have. It adds up
all similar words, so it only orders slides that have the same."""

FUNCTION_WORDS_SHARE = 0.2
"""What the function words of a query count together, relative to its other words, where slides
lack some of these."""

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
    meaning: Options | None = None,
) -> Results:
    """Returns the slides that match a query; see `Library.search`.

    Args:
        catalogue: The catalogue.
        text: The query.
        within: The slides that the search may return.
        limit: The most hits.
        order: Best first, or latest first.
        among: Only these photos; None for all.
        meaning: The options of the encoder that finds slides by meaning. With None, words alone
            count, and slides without one of them don't follow those with all.
    """
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
        with without_collection():
            results = manager.answer(
                catalogue,
                lambda index: _Search(catalogue, index, within, limit, order, meaning).answer(
                    results, query
                ),
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
        meaning: Options | None,
    ) -> None:
        self._catalogue = catalogue
        self._index = index
        self._within = within
        self._limit = limit
        self._order = order
        self._meaning = meaning
        self._incomplete = meaning is not None and order == "score"
        self._missing: dict[str, tuple[str, ...]] = {}
        self._passages: dict[str, int] = {}
        self._gist_cache: dict[str, Gist] = {}
        self._ranking: dict[str, float] = {}
        self._highlighters: dict[str, Highlighter] = {}

    def _gists(self, images: Sequence[str]) -> Iterator[Gist]:
        """Returns the gists of some slides; loads each gist once."""
        missing = tuple(image for image in images if image not in self._gist_cache)
        self._gist_cache |= {gist.image: gist for gist in self._catalogue.gists(missing)}
        return (self._gist_cache[image] for image in images if image in self._gist_cache)

    def answer(self, results: Results, query: Node) -> Results:
        """Returns slides with the exact words, then with similar words, then by their meaning."""
        query = wildcards(query, self._matching)
        expanded = expand(query)
        exact = self._matches(expanded)
        self._add(self._ranked(exact, query), expanded)
        few = exact.total < max(self._limit, 2 * MIN_EXACT_HITS)
        halves = self._halves(query) if few else {}
        if halves:
            # `datalake` and “data lake” are one word, however a slide has it.
            joined_or_split = expand(fuzzy(query, {}, halves))
            exact = self._matches(joined_or_split)
            self._add(self._ranked(exact, query), joined_or_split)
        pictures = self._pictures(expanded) if exact.total < self._limit else Matches(0, ())
        self._add_below(self._ranked(pictures, query), expanded)
        total = exact.total + pictures.total
        needs_other_words = not total
        notice, hint = results.notice, ""
        if total < self._limit:
            # With enough slides that have the words, the encoder needn't be loaded.
            near, hint = (
                self._near_in_meaning(results.query, query) if total < MIN_EXACT_HITS else ((), "")
            )
            more, has_others = self._add_inexact(query, near, total)
            if not total and self._ranking:
                notice = notice or _inexact_notice(by_words=has_others, by_meaning=bool(near))
                # What was found by its meaning alone needs no other words.
                needs_other_words = has_others or not near
            total = max(total, more, len(self._ranking))
        suggestion = _suggestion(self._index, results.query, query) if needs_other_words else None
        hits = tuple(self._hits())
        return replace(
            results, total=total, hits=hits, suggestion=suggestion, notice=notice, hint=hint
        )

    def _near_in_meaning(self, text: str, query: Node) -> tuple[Sequence[Near], str]:
        """Returns the slides that mean what is asked, and a hint if none can be found so."""
        if self._meaning is None or self._order != "score":
            return (), ""
        return near_in_meaning(
            self._catalogue, self._index, self._meaning, text, query, self._within, self._limit
        )

    def _add_inexact(self, query: Node, near: Sequence[Near], exact_hits: int) -> tuple[int, bool]:
        """Adds slides with similar words, with most words, and of like meaning.

        Returns:
            The number of slides by their words, and whether there are any.
        """
        matches, loose = self._fuzzy_matches(query, exact_hits)
        ranked = self._ranked(matches, query)
        incomplete = self._incomplete_slides(query, loose, exact_hits, matches.total)
        by_words = {*self._ranking, *(image for image, _ in ranked)}
        content = [leaf for leaf in included_terms(query) if not _is_function_word(leaf)]
        if near and len(content) >= MIN_QUESTION_WORDS:
            ranked = fuse([image for image, _ in ranked if image not in self._ranking], near)
        self._add_below(ranked, loose)
        if incomplete:
            self._add_below(fuse([i for i in incomplete if i not in self._ranking], near), loose)
            by_words.update(incomplete)
        self._add_below([(n.image, 1 / (1 + rank)) for rank, n in enumerate(near)], loose)
        self._passages = {n.image: n.passage for n in near if n.image not in by_words}
        return matches.total, bool(by_words)

    def _incomplete_slides(
        self, query: Node, loose: Node, exact_hits: int, fuzzy_hits: int
    ) -> Sequence[str]:
        """Returns slides with most of the words, the best first, to follow a few with all of them.

        OCR may have missed a word on a slide. Who types phrases, fields or OR means all of it. A
        word in a post's title or tags alone says nothing about one slide.
        """
        parts = optional_and_required(loose)
        has_few = exact_hits and max(exact_hits, fuzzy_hits) < min(self._limit, MIN_EXACT_HITS)
        if not (self._incomplete and has_few and parts and is_plain(query)):
            return ()
        best = sorted(self._with_most_words(*parts).best, key=lambda each: -each.score)
        texts = [replace(gist, about=()) for gist in self._gists(tuple(m.image for m in best))]
        words = [part for part in parts[0] if not _is_function_word(part)] or parts[0]
        languages = self._index.languages
        weights = match_weights(texts, words, languages)
        having = {gist.image for gist, each in zip(texts, weights, strict=True) if any(each)}
        return [match.image for match in best if match.image in having]

    def _add(self, ranked: Sequence[tuple[str, float]], query: Node) -> None:
        """Adds slides to the ranking, and the words to highlight in them; the first words stay."""
        highlighter = Highlighter.of(query, self._index.languages)
        for image, score in ranked:
            self._ranking[image] = score
            self._highlighters.setdefault(image, highlighter)

    def _add_below(self, ranked: Sequence[tuple[str, float]], query: Node) -> bool:
        """Adds slides that the ranking lacks below all others; returns whether there are any."""
        others = [(image, score) for image, score in ranked if image not in self._ranking]
        if others:
            ceiling = FUZZY_SCORE_SHARE * min(self._ranking.values(), default=1.0)
            top = max(score for _, score in others) or 1.0
            self._add([(image, ceiling * score / top) for image, score in others], query)
        return bool(others)

    def _pictures(self, query: Node) -> Matches:
        """Returns photos without text for which authors wrote the words, such as an alt text."""
        if self._within.textless or not any(True for _ in included_terms(query)):
            return Matches(0, ())
        words = in_field(query, AUTHOR_FIELD)
        return self._matches(
            And((words, PropertyFilter("is", "textless"))), replace(self._within, textless=True)
        )

    def _matches(self, node: Node, within: Filter | None = None) -> Matches:
        limit = max(MAX_RERANKED_HITS, 2 * self._limit)
        within = within or self._within
        return self._index.search(node, limit=limit, within=within, order=self._order)

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

    def _matching(self, pattern: str) -> Iterable[str]:
        """Returns the words that fit a pattern; the vocabulary is loaded only for one."""
        return self._index.vocabulary.terms.matching(pattern)

    def _halves(self, query: Node) -> dict[str, tuple[tuple[str, str], ...]]:
        """Returns the halves of words that no slide has joined."""
        words = [word for node in included_terms(query) for word in _unquoted(node)]
        return self._index.vocabulary.halves(words)

    def _fuzzy_matches(self, query: Node, exact_hits: int) -> tuple[Matches, Node]:
        """Returns slides with similar words, or else with most words, and the query for them.

        With enough exact hits, only words that look the same are similar.
        """
        words = [word for node in included_terms(query) for word in _unquoted(node)]
        vocabulary = self._index.vocabulary
        if exact_hits >= min(self._limit, MIN_EXACT_HITS):
            lookalikes = vocabulary.lookalikes(words)
            loose = fuzzy(query, lookalikes, {})
            matches = self._matches(expand(loose)) if lookalikes else Matches(0, ())
            return matches, expand(loose)
        if len(words) > MAX_FUZZY_TERMS:
            # In a long query, other words make up for a missing one.
            words = [word for word in words if word not in vocabulary]
        similar = vocabulary.similar(words, two_edits=not exact_hits)
        loose = fuzzy(query, similar, vocabulary.halves(words))
        matches = self._matches(expand(loose))
        parts = None if matches.total else optional_and_required(loose)
        if parts is not None:
            matches = self._with_most_words(*parts)
        return matches, expand(loose)

    def _with_most_words(self, words: Sequence[Node], required: Sequence[Node]) -> Matches:
        """Returns slides with at least half of the words; more words score higher.

        Function words need not match, unless there are no others.
        """
        function_words = [part for part in words if _is_function_word(part)]
        if len(function_words) < len(words):
            words = [part for part in words if part not in function_words]
        else:
            function_words = []
        # The rarest words say most and are searched fastest. A slide with half of all words has
        # one of any `enough` of them.
        enough = len(words) // 2 + 1
        rarest = sorted(words, key=self._frequency)[: min(enough, MAX_FUZZY_TERMS)]
        matches = self._matches(And((Or(tuple(rarest)), *required)))
        parts = (*words, *function_words)
        shares = [1 / (1 + log1p(self._frequency(part))) for part in words]
        share_of_each = FUNCTION_WORDS_SHARE * sum(shares) / max(1, len(function_words))
        shares += [share_of_each] * len(function_words)
        top = max((match.score for match in matches.best), default=0.0) or 1.0
        best = []
        scores = {match.image: match.score for match in matches.best}
        gists = tuple(self._gists(tuple(scores)))
        weights_of = match_weights(gists, parts, self._index.languages)
        for gist, weights in zip(gists, weights_of, strict=True):
            if 2 * sum(map(bool, weights[: len(words)])) < len(words):
                continue
            share = weighted_share(weights, shares, unread_weight(gist))
            score = share**2 * (1 + INDEX_SCORE_SHARE * scores[gist.image] / top)
            self._missing[gist.image] = tuple(
                " ".join(next(included_terms(part)).words)
                for part, weight in zip(words, weights, strict=False)
                if not weight
            )
            best.append(Match(gist.image, score))
        return Matches(len(best), tuple(best))

    def _frequency(self, part: Node) -> int:
        """Returns the number of slides with the most frequent word of a part."""
        frequency = self._index.vocabulary.frequency
        return max((frequency(w) for node in included_terms(part) for w in node.words), default=0)

    def _hits(self) -> Iterator[Hit]:
        """Yields the first hits: each slide once, with its best photo and other matching photos."""
        scores = dict(sorted(self._ranking.items(), key=lambda pair: -pair[1]))
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
            group = [slide]
            if same:
                group = sorted((slide, *self._catalogue.slides(tuple(same))), key=photo_quality)
            folded.update(each.image for each in group)
            best = group[-1]
            highlighter = self._highlighters[best.image]
            others = tuple(each.image for each in reversed(group[:-1]))
            passage = self._passages.get(slide.image)
            matches = boxes(best, highlighter)
            yield Hit(
                best,
                score,
                snippet(best, highlighter, passage_text(slide, passage)),
                matches,
                others,
                "words" if passage is None else "meaning",
                *(("slide", ()) if matches else match_outside(best, highlighter)),
                () if passage is not None else self._missing.get(slide.image, ()),
            )

    def _slides(self, images: Sequence[str]) -> Iterator[Slide]:
        """Yields slides, and loads about a page of them at a time."""
        for start in range(0, len(images), self._limit + 1):
            yield from self._catalogue.slides(images[start : start + self._limit + 1])


def _is_function_word(part: Node) -> bool:
    # The first word is the typed one; words like it follow.
    first = next(included_terms(part), None)
    return first is not None and all(map(is_stop_word, first.words))


def _inexact_notice(*, by_words: bool, by_meaning: bool) -> str:
    likes = [text for text, is_so in (("words", by_words), ("a meaning", by_meaning)) if is_so]
    return f"no slide has these words: shown are slides with {' or '.join(likes)} like them"


def _unquoted(node: Term | Phrase) -> tuple[str, ...]:
    """Returns the words that similar words may replace."""
    exact = node.prefix if isinstance(node, Term) else node.quoted
    return () if exact else node.words


def _is_filtered(before: str) -> bool:
    """Tells whether a word with this text before it is the value of a filter, as in `is:logo`."""
    *_, start = re.split(r"[\s()]", before)
    name, colon, _ = start.lstrip("-").partition(":")
    return bool(colon) and name in FILTERS


def _suggestion(index: SearchIndex, text: str, root: Node) -> str | None:
    """Returns `text` with each unknown word replaced by the likeliest word of the index."""
    words = [word for node in included_terms(root) for word in node.words]
    suggestions = index.vocabulary.suggest(words)
    if not suggestions:
        return None
    parts, at = [], 0
    for token in tokens(text, parts=False):
        # A misspelt field's name must not become another field, nor a filter get another value.
        is_field = text[token.end : token.end + 1] == ":"
        if token.term in suggestions and not is_field and not _is_filtered(text[: token.start]):
            parts += [text[at : token.start], suggestions[token.term]]
            at = token.end
    return "".join([*parts, text[at:]]) if parts else None
