"""An encoder behind an OpenAI-compatible endpoint, if the user has one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slidescan.core.endpoint import Endpoint, Question
from slidescan.errors import EmbedderUnavailable, UsageError
from slidescan.search.meaning.protocol import Vectors

EMBED_KEY_VARIABLE = "SLIDESCAN_EMBED_KEY"
"""The environment variable that holds the key for the endpoint."""

EMBED_TIMEOUT_SECONDS = 60.0
MAX_VECTOR_BYTES = 64_000_000
"""The longest answer; more is no answer to a batch."""

BATCH_TEXTS = 64
"""Texts in one request."""

MAX_DIMENSIONS = 8_192

_EMBEDDINGS = Question(
    "embeddings", "vectors", EMBED_TIMEOUT_SECONDS, MAX_VECTOR_BYTES, EmbedderUnavailable
)


@dataclass(frozen=True)
class EndpointEmbedder:
    """A model behind `URL/embeddings`, as in Ollama, llama.cpp, vLLM and others.

    Attributes:
        url: Base address of the endpoint, such as `http://localhost:11434/v1`.
        model: Name of the model at the endpoint.
        key: The bearer token to send; empty for none.
    """

    url: str
    model: str
    key: str = ""

    @property
    def name(self) -> str:
        """Implements the Protocol: endpoint and model."""
        return f"{self.url.rstrip('/')} {self.model}"

    def min_similarity(self, words: int) -> float:
        """Implements the Protocol; each model has its own scale."""
        del words
        return -1.0

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Implements the Protocol."""
        import numpy as np  # lazy: costs 0.1 s

        batches = [
            self._ask(texts[start : start + BATCH_TEXTS])
            for start in range(0, len(texts), BATCH_TEXTS)
        ]
        if len({len(row) for batch in batches for row in batch}) > 1:
            reason = "they differ in length"
            raise Endpoint(self.url).unavailable(_EMBEDDINGS, reason)
        vectors = np.array([row for batch in batches for row in batch], dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
        return unit

    def query(self, text: str) -> Vectors:
        """Implements the Protocol."""
        vector: Vectors = self.passages([text])[0]
        return vector

    def _ask(self, texts: Sequence[str]) -> list[list[float]]:
        content = {"model": self.model, "input": list(texts)}
        return Endpoint(self.url, self.key).ask(
            _EMBEDDINGS, content, lambda answer: _rows(answer, len(texts))
        )


def _rows(data: Any, count: int) -> list[list[float]]:  # noqa: ANN401 - from outside
    """Returns the vectors of an answer in the order of the texts.

    Raises:
        ValueError, KeyError, TypeError: The answer is malformed.
    """
    rows: dict[int, list[float]] = {}
    for number, entry in enumerate(data["data"]):
        vector = [float(value) for value in entry["embedding"]]
        if not 1 <= len(vector) <= MAX_DIMENSIONS or any(v != v or abs(v) > 1e6 for v in vector):
            raise ValueError("a vector is malformed")
        rows[int(entry.get("index", number))] = vector
    if sorted(rows) != list(range(count)):
        raise ValueError(f"{count} texts got {len(rows)} vectors")
    return [rows[number] for number in range(count)]


def configured_endpoint(url: str | None, model: str | None) -> EndpointEmbedder:
    """Returns the encoder from the options.

    Raises:
        UsageError: No endpoint is configured.
    """
    if not url or not model:
        raise UsageError("no encoder's endpoint is configured", "set embed_url and embed_model")
    return EndpointEmbedder(url, model, os.environ.get(EMBED_KEY_VARIABLE, ""))
