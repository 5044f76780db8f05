"""An encoder for tests: words of one matter mean the same, in any language."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from slidescan.core.text import words
from slidescan.search.meaning import hits, registry
from slidescan.search.meaning.protocol import Vectors

MATTERS = (
    ("dog", "hound", "hund", "chien", "puppy"),
    ("money", "cost", "geld", "prix", "expensive"),
    ("storage", "disk", "platte", "disque", "drives"),
    ("boat", "ship", "schiff", "bateau", "sails"),
)


class MatterEmbedder:
    """Counts the words of each matter; a text without any is near to nothing."""

    def __init__(self, name: str = "matters-1", dimensions: int = 72) -> None:
        self._name = name
        self._dimensions = dimensions
        self.encoded: list[str] = []

    @property
    def name(self) -> str:
        return self._name

    def min_similarity(self, words: int) -> float:
        return 0.3 if words else 1.0

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return np.stack([self._vector(text) for text in texts])

    def query(self, text: str) -> Vectors:
        return self._vector(text)

    def _vector(self, text: str) -> Vectors:
        vector = np.full(self._dimensions, -0.01, dtype=np.float32)
        for word in words(text):
            for number, matter in enumerate(MATTERS):
                if word in matter:
                    vector[number] += 1
        # Other words make texts differ a little.
        vector[len(MATTERS) + sum(map(ord, text)) % 60] += 0.2
        return vector / np.linalg.norm(vector)


def use(monkeypatch: pytest.MonkeyPatch, embedder: MatterEmbedder | None) -> None:
    """Makes an encoder the only one that is installed; None for none."""
    kinds = (
        ()
        if embedder is None
        else (registry.EmbedderKind("matters", lambda _: True, "install it", lambda _: embedder),)
    )
    monkeypatch.setattr(registry, "EMBEDDERS", kinds)
    monkeypatch.setattr(hits, "_EMBEDDERS", hits._EmbedderCache())
