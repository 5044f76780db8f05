"""How much the words of a photo speak for a page: weighted by how few pages have them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from slidescan.core.records import DeckPage, Line
from slidescan.core.text import words

MAX_MISREAD_SHARE = 0.34
"""The highest share of a word's characters that OCR may have misread."""

MIN_CORRECTED_CHARS = 4
"""Shorter words are not corrected: too many words are one letter away."""

MISREAD_WEIGHT = 0.6
"""The weight of a word that was corrected to one of the deck, of a word that was read as it is."""

UNREAD_WEIGHT = 0.12
"""The weight of a page's word that isn't on the photo, of one that is: OCR misses words, and a
build may not have brought them yet."""

MAX_UNREAD_NATS = 2.0
"""The most that unread words speak against a page: OCR reads little on a small or blurred slide."""

FOREIGN_WEIGHT = 0.3
"""The weight of a photo's word that isn't on the page, of one that is: pictures on slides have
words that the deck's text lacks."""

MAX_WORD_NATS = 3.0
"""The most that one word speaks for a page, in nats."""


@dataclass(frozen=True)
class WordEvidence:
    """How much the words of one photo speak for each page.

    Attributes:
        log_odds: For and against each page, in nats; without words, 0.
        matched: The weight of the words on both, in nats, page by page.
        explained: The share of the photo's words that each page has, by weight.
        covered: The share of each page's words that the photo has, by weight.
    """

    log_odds: NDArray[np.float64]
    matched: NDArray[np.float64]
    explained: NDArray[np.float64]
    covered: NDArray[np.float64]


class DeckWords:
    """The words of all pages of a deck."""

    def __init__(self, pages: Sequence[DeckPage]) -> None:
        self._counts = [page_words(page) for page in pages]
        self._vocabulary = sorted({word for counts in self._counts for word in counts})
        self._index = {word: i for i, word in enumerate(self._vocabulary)}
        self._pages = len(pages)
        self._table = np.zeros((self._pages, len(self._vocabulary)), np.float32)
        for row, counts in enumerate(self._counts):
            for word, count in counts.items():
                self._table[row, self._index[word]] = count
        spread = (self._table > 0).sum(axis=0)
        self._nats = np.minimum(MAX_WORD_NATS, np.log((self._pages + 1.0) / (spread + 0.5))).clip(
            0.02
        )
        self.totals: NDArray[np.float64] = self._table @ self._nats
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._vocabulary:
            self._by_length[len(word)].append(word)

    def evidence(self, lines: Sequence[Line]) -> WordEvidence:
        """How much the lines of a photo speak for each page."""
        weights: dict[int, float] = defaultdict(float)
        foreign = 0.0
        stranger_nats = min(MAX_WORD_NATS, math.log(2.0 * (self._pages + 1)))
        for line in lines:
            if line.is_outside:
                continue
            for word in words(line.text):
                index, weight = self._nearest(word)
                if index is not None:
                    weights[index] += weight
                elif len(word) > 1:
                    foreign += line.confidence * stranger_nats
        columns = list(weights)
        counts = np.array([weights[i] for i in columns], np.float64)
        table = self._table[:, columns].astype(np.float64)
        nats = self._nats[columns]
        matched = np.minimum(table, counts) @ nats
        beside = np.maximum(counts - table, 0.0) @ nats + foreign
        unread = np.maximum(self.totals - matched, 0.0)
        log_odds = matched - FOREIGN_WEIGHT * beside
        log_odds -= np.minimum(UNREAD_WEIGHT * unread, MAX_UNREAD_NATS)
        return WordEvidence(
            log_odds,
            matched,
            matched / np.maximum(matched + beside, 1e-9),
            matched / np.maximum(self.totals, 1e-9),
        )

    def _nearest(self, word: str) -> tuple[int | None, float]:
        """The index of the word, or of one that it may be a misreading of, and its weight."""
        index = self._index.get(word)
        if index is not None:
            return index, 1.0
        if len(word) < MIN_CORRECTED_CHARS or any(c.isdigit() for c in word):
            return None, 0.0
        most = max(1, int(len(word) * MAX_MISREAD_SHARE))
        choices = [
            w for n in range(len(word) - most, len(word) + most + 1) for w in self._by_length[n]
        ]
        match = process.extractOne(word, choices, scorer=Levenshtein.distance, score_cutoff=most)
        if match is None:
            return None, 0.0
        return self._index[match[0]], MISREAD_WEIGHT


def page_words(page: DeckPage) -> Counter[str]:
    """The words of a page, with those of its footer: a page number tells pages apart."""
    return Counter(word for line in page.lines for word in words(line.text))
