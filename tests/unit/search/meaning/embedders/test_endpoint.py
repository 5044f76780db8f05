"""An encoder behind an OpenAI-compatible endpoint, answered by a real local server."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.endpoints import Asked, endpoint

from slidescan.errors import EmbedderUnavailable, UsageError
from slidescan.search.meaning.embedders.endpoint import EndpointEmbedder, configured_endpoint


def test_vectors_come_in_the_order_of_the_texts_with_length_one() -> None:
    def reversed_rows(asked: Asked) -> Any:
        texts = asked.content["input"]
        rows = [{"index": n, "embedding": [float(len(t)), 0.0]} for n, t in enumerate(texts)]
        rows[0]["embedding"] = [3.0, 4.0]
        return {"data": rows[::-1]}

    with endpoint(reversed_rows) as url:
        vectors = EndpointEmbedder(url, "m").passages(["a", "bb", "ccc"])
    assert np.allclose(vectors, np.array([[0.6, 0.8], [1.0, 0.0], [1.0, 0.0]]))


@pytest.mark.parametrize(
    "answer",
    [
        {"data": []},
        {"data": [{"embedding": []}]},
        {"data": [{"embedding": ["x"]}]},
        {"data": [{"index": 7, "embedding": [1.0]}]},
        {"nothing": 1},
        [1],
    ],
)
def test_a_malformed_answer_is_an_error_of_one_line(answer: Any) -> None:
    with endpoint(lambda _: answer) as url, pytest.raises(EmbedderUnavailable) as error:
        EndpointEmbedder(url, "m").query("text")
    assert "\n" not in str(error.value)


def test_a_refusal_names_the_status() -> None:
    with endpoint(lambda _: {}, 401) as url, pytest.raises(EmbedderUnavailable, match="401"):
        EndpointEmbedder(url, "m").query("text")


def test_an_endpoint_needs_an_address_and_a_model() -> None:
    with pytest.raises(UsageError):
        configured_endpoint("http://localhost:1", None)
