"""The nearest vectors of an archive."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from slidescan.search.meaning import nearest
from slidescan.search.meaning.nearest import MemoryVectors
from slidescan.search.meaning.quantization import to_codes, to_text

RANDOM = np.random.default_rng(5)


def archive(slides: int, dimensions: int = 64) -> tuple[MemoryVectors, dict[str, np.ndarray]]:
    centres = RANDOM.normal(size=(12, dimensions))
    vectors = {
        f"{n:05d}.jpg": (
            centres[RANDOM.integers(12)] + RANDOM.normal(size=(1 + n % 3, dimensions))
        ).astype(np.float32)
        for n in range(slides)
    }
    rows = [(image, to_text(to_codes(v))) for image, v in vectors.items()]
    return MemoryVectors.of(rows), vectors


def by_brute_force(vectors: dict[str, np.ndarray], query: np.ndarray, limit: int) -> list[str]:
    def score(v: np.ndarray) -> float:
        def cosine(vector: np.ndarray) -> float:
            return float(vector @ query / np.linalg.norm(vector))

        units = [vector / np.linalg.norm(vector) for vector in v]
        pairs = [a + b for a, b in pairwise(units)] or units
        return (
            max(map(cosine, units))
            + nearest.PAIR_WEIGHT * max(map(cosine, pairs))
            + nearest.ALL_PASSAGES_WEIGHT * cosine(sum(units))
        )

    return sorted(vectors, key=lambda image: -score(vectors[image]))[:limit]


def test_the_nearest_slides_come_first_with_their_passage() -> None:
    vectors, true = archive(60)
    query = true["00008.jpg"][1] / np.linalg.norm(true["00008.jpg"][1])
    found = vectors.nearest(query.astype(np.float32), 5)
    assert (found[0].image, found[0].passage) == ("00008.jpg", 1)
    assert found[0].similarity == pytest.approx(1, abs=1e-3)
    assert [near.image for near in found[:3]] == by_brute_force(true, query, 3)
    assert len({near.image for near in found}) == 5


def test_a_matter_that_two_neighbouring_passages_share_is_near() -> None:
    whole = np.array([1, 1, 0, 0], dtype=np.float32) / np.sqrt(2)
    halves = np.array([[1, 0, 0.5, 0], [0, 1, 0, 0.5]], dtype=np.float32)
    apart = np.array([[1, 0, 0.5, 0], [0, 0, 0, 1], [0, 1, 0, 0.5]], dtype=np.float32)
    vectors = MemoryVectors.of(
        [("a.jpg", to_text(to_codes(apart))), ("b.jpg", to_text(to_codes(halves)))]
    )
    near = vectors.nearest(whole, 2)
    assert [each.image for each in near] == ["b.jpg", "a.jpg"]
    assert near[0].similarity == pytest.approx(near[1].similarity, abs=0.01)


def test_bits_leave_hardly_any_near_slide_out() -> None:
    vectors, true = archive(3000, 256)
    hits = 0
    for image in list(true)[:20]:
        query = (true[image][0] + 0.5 * RANDOM.normal(size=256)).astype(np.float32)
        query /= np.linalg.norm(query)
        found = {near.image for near in vectors.nearest(query, 10)}
        hits += len(found & set(by_brute_force(true, query, 10)))
    assert hits >= 190


def test_slides_without_vectors_and_of_another_length_are_left_out() -> None:
    one = to_text(to_codes(np.ones((1, 8), dtype=np.float32)))
    other = to_text(to_codes(np.ones((1, 16), dtype=np.float32)))
    vectors = MemoryVectors.of([("a.jpg", one), ("b.jpg", "0 "), ("c.jpg", other)])
    query = np.full(8, 8**-0.5, dtype=np.float32)
    assert [near.image for near in vectors.nearest(query, 5)] == ["a.jpg"]
    assert vectors.nearest(np.ones(16, dtype=np.float32), 5) == ()
    assert MemoryVectors.of([]).nearest(query, 5) == ()
