"""Vectors in 8 bits and as bits."""

from __future__ import annotations

import numpy as np
import pytest

from slidescan.errors import IndexDamaged
from slidescan.search.meaning import quantization
from slidescan.search.meaning.quantization import (
    differing_bits,
    from_text,
    lengths,
    smallest,
    to_bits,
    to_codes,
    to_text,
)

RANDOM = np.random.default_rng(3)


@pytest.mark.parametrize("dimensions", [1, 3, 64, 100, 512])
def test_vectors_keep_their_direction(dimensions: int) -> None:
    vectors = RANDOM.normal(size=(20, dimensions)).astype(np.float32)
    codes = from_text(to_text(to_codes(vectors)))
    units = codes / lengths(codes)[:, None]
    expected = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    assert np.einsum("ij,ij->i", units, expected) == pytest.approx(np.ones(20), abs=1e-3)


def test_a_vector_of_zeros_stays_one() -> None:
    codes = to_codes(np.zeros((1, 8), dtype=np.float32))
    assert not codes.any()
    assert lengths(codes) == pytest.approx([1.0])


def test_no_vectors_are_a_text_as_well() -> None:
    assert len(from_text("0 ")) == 0


@pytest.mark.parametrize("text", ["x AAAA", "3 !!!!", "0 AAAA", "-1 AA==", "5 AAAA", "3 AAA"])
def test_a_malformed_text_is_refused(text: str) -> None:
    with pytest.raises(IndexDamaged):
        from_text(text)


@pytest.mark.parametrize("dimensions", [1, 64, 65, 512])
def test_bits_count_different_signs(dimensions: int) -> None:
    vectors = RANDOM.normal(size=(30, dimensions)).astype(np.float32)
    query = RANDOM.normal(size=dimensions).astype(np.float32)
    expected = ((vectors > 0) != (query > 0)).sum(axis=1)
    assert (differing_bits(to_bits(vectors), to_bits(query[None])[0]) == expected).all()


def test_bits_are_counted_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.random.default_rng(5).normal(size=(10, 128))
    together = differing_bits(to_bits(vectors), to_bits(vectors[:1])[0])
    monkeypatch.setattr(quantization, "COUNTED_BLOCK_ROWS", 4)
    assert (differing_bits(to_bits(vectors), to_bits(vectors[:1])[0]) == together).all()
    assert together[0] == 0 < together[1:].min()


def test_the_smallest_counts_take_their_equals_along() -> None:
    counts = np.array([5, 1, 3, 3, 9, 3, 0], dtype=np.uint16)
    assert smallest(counts, 1).tolist() == [6]
    assert smallest(counts, 2).tolist() == [1, 6]
    assert smallest(counts, 3).tolist() == [1, 2, 3, 5, 6]
    assert smallest(counts, 7).tolist() == list(range(7))


def test_many_equal_counts_are_cut() -> None:
    counts = np.array([2] * 50 + [1], dtype=np.uint16)
    assert smallest(counts, 5).tolist() == [0, 1, 2, 3, 4, 50]
