"""Adds slides that mean what a query asks to the ranking of a search."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from slidescan.core.records import Options
from slidescan.core.text import words
from slidescan.errors import EmbedderUnavailable
from slidescan.search.indexes.protocol import SearchIndex
from slidescan.search.indexes.records import Filter
from slidescan.search.query import And, ImageFilter, Node, is_plain, restrictions
from slidescan.store.catalogue import Catalogue

if TYPE_CHECKING:
    from slidescan.search.meaning.nearest import Near

MIN_QUESTION_WORDS = 4
"""From so many words on, besides function words, a query is a question: slides that have most of
its words, but not all, are ranked with those that mean the same. In shorter ones, words come
first."""

RANK_OFFSET = 10
"""Softens the difference between the first ranks when two rankings are joined (Cormack et al.
2009)."""

LOOSE_WORDS_WEIGHT = 0.1
"""Weight of the ranking by most words, relative to the ranking by meaning."""


def near_in_meaning(
    catalogue: Catalogue,
    index: SearchIndex,
    options: Options,
    text: str,
    query: Node,
    within: Filter,
    limit: int,
) -> tuple[Sequence[Near], str]:
    """Returns the slides nearest to what a query asks, or none and a hint how to have them.

    Phrases, fields, beginnings and OR mean the words themselves, so they find nothing by meaning.
    Filters and excluded words hold.

    Args:
        catalogue: The catalogue.
        index: Its full-text index, which applies the filters.
        options: The options of the encoder.
        text: The query as typed.
        query: The parsed query.
        within: The slides that the search may return.
        limit: The most slides.
    """
    from slidescan.search.meaning.hits import (  # lazy: most searches find enough words
        open_meaning,
        question_text,
    )

    if not is_plain(query):
        return (), ""
    meaning, hint = open_meaning(catalogue, options)
    if meaning is None:
        return (), hint
    question = question_text(text)
    floor = meaning.embedder.min_similarity(len(words(question)))
    conditions = restrictions(query)

    is_unfiltered = not conditions and within == Filter(textless=within.textless)
    accepted = replace(within, textless=True) if is_unfiltered else within

    def accept(images: Sequence[str]) -> Collection[str]:
        # Also without a filter: after an ingest, the vectors may be newer than the opened index.
        restricted = And((ImageFilter(tuple(images)), *conditions))
        matches = index.search(restricted, limit=len(images), within=accepted)
        return {match.image for match in matches.best}

    try:
        return meaning.hits(meaning.embedder.query(question), limit, floor, accept), ""
    except EmbedderUnavailable as error:
        return (), f"slides are not found by meaning: {error}"


def fuse(by_words: Sequence[str], near: Sequence[Near]) -> list[tuple[str, float]]:
    """Joins slides with most words of a question and slides near to it, by reciprocal ranks.

    Returns:
        The slides and their scores, the best first.
    """
    scores: dict[str, float] = {}
    for rank, image in enumerate(by_words):
        scores[image] = LOOSE_WORDS_WEIGHT / (RANK_OFFSET + rank)
    for rank, each in enumerate(near):
        scores[each.image] = scores.get(each.image, 0.0) + 1 / (RANK_OFFSET + rank)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
