"""The nearest vectors of an archive."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from slidescan.search.meaning import nearest, vector_file
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


def test_changed_vectors_take_the_place_of_earlier_ones(tmp_path: Path) -> None:
    """The file is, byte for byte, that of all vectors."""
    random = np.random.default_rng(8)

    def text() -> str:
        return to_text(to_codes(random.normal(size=(random.integers(1, 4), 16)).astype(np.float32)))

    rows = {f"{n:03d}.jpg": text() for n in range(40)}
    path = tmp_path / "vectors.bin"
    for step in range(30):
        vector_file.write(path, f"{step}", MemoryVectors.of(sorted(rows.items())))
        mapped = vector_file.read(path, f"{step}")
        assert mapped is not None
        changed: dict[str, str] = {}
        for _ in range(random.integers(0, 5)):
            image = f"{random.integers(-5, 60):03d}.jpg"
            rows.pop(image, None)
            changed[image] = ""
            if random.random() < 0.6:
                rows[image] = changed[image] = text()
        if step == 20:
            changed |= dict.fromkeys(rows, "")
            rows = {}
        patched = mapped.patched(changed)
        assert patched is not None
        vector_file.write(tmp_path / "patched.bin", "x", patched)
        vector_file.write(tmp_path / "all.bin", "x", MemoryVectors.of(sorted(rows.items())))
        if rows:
            assert (tmp_path / "patched.bin").read_bytes() == (tmp_path / "all.bin").read_bytes()
        else:
            assert not len(patched.images)
    vectors = MemoryVectors.of([("a.jpg", to_text(np.ones((1, 8), np.int8)))])
    assert vectors.patched({"b.jpg": to_text(np.ones((1, 4), np.int8))}) is None
