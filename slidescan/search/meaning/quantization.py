"""Vectors as small integers, as the catalogue stores them, and as bits, for a first look."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from slidescan.errors import IndexDamaged
from slidescan.search.meaning.protocol import Vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes: TypeAlias = NDArray[np.int8]
    Words: TypeAlias = NDArray[np.uint64]
else:
    Codes = Words = Any

CODE_LIMIT = 127
"""The largest component of a vector in 8 bits."""

WORD_BITS = 64

COUNTED_BLOCK_ROWS = 16_384
"""Rows whose bits are counted at once; 1 MiB of 512 bits each."""


def to_codes(vectors: Vectors) -> Codes:
    """Returns vectors (rows) in 8 bits a component; the largest component of each is 127."""
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    scaled = vectors * (CODE_LIMIT / np.where(largest > 0, largest, np.float32(1)))
    codes: Codes = np.rint(scaled).astype(np.int8)
    return codes


def lengths(codes: Codes) -> Vectors:
    """Returns the length of each vector in 8 bits, at least 1."""
    squares = np.einsum("ij,ij->i", codes, codes, dtype=np.int32)
    norms: Vectors = np.maximum(np.sqrt(squares.astype(np.float32)), np.float32(1))
    return norms


def to_text(codes: Codes) -> str:
    """Returns vectors in 8 bits as text: the number of dimensions, and base64."""
    return f"{codes.shape[1]} {base64.b64encode(codes.tobytes()).decode()}"


def from_text(text: str) -> Codes:
    """Returns the vectors in 8 bits that a text holds.

    Raises:
        IndexDamaged: The text holds none.
    """
    size, _, data = text.partition(" ")
    try:
        raw = base64.b64decode(data, validate=True)
        if not raw:
            return np.zeros((0, 1), dtype=np.int8)
        codes: Codes = np.frombuffer(raw, dtype=np.int8).reshape(-1, int(size))
    except (ValueError, binascii.Error) as error:
        raise IndexDamaged("a vector is damaged", "run slidescan ingest --refresh") from error
    return codes


def to_bits(vectors: Any) -> Words:  # noqa: ANN401 - floats or codes
    """Returns the signs of vectors (rows) as bits, in whole words of 64 bits."""
    signs = np.packbits(np.asarray(vectors) > 0, axis=1)
    padding = -signs.shape[1] % (WORD_BITS // 8)
    if padding:
        signs = np.pad(signs, ((0, 0), (0, padding)))
    words: Words = np.ascontiguousarray(signs).view(np.uint64)
    return words


def differing_bits(words: Words, query: Words) -> Any:  # noqa: ANN401 - an array of counts
    """Returns in how many bits each row differs from a query."""
    total = np.zeros(len(words), dtype=np.uint16)
    # A block stays in the processor's cache while its columns are counted one by one.
    for start in range(0, len(words), COUNTED_BLOCK_ROWS):
        block = words[start : start + COUNTED_BLOCK_ROWS]
        counts = total[start : start + COUNTED_BLOCK_ROWS]
        for column in range(words.shape[1]):
            counts += np.bitwise_count(block[:, column] ^ query[column])
    return total


def smallest(counts: Any, number: int) -> Any:  # noqa: ANN401 - arrays
    """Returns the indices of the smallest counts, ascending.

    All that equal the last of them belong to them, up to as many again; which of them an order
    puts first is chance.

    Args:
        counts: Small whole numbers, at least `number` of them.
        number: How many indices.
    """
    limit = int(np.searchsorted(np.cumsum(np.bincount(counts)), number))
    chosen = counts <= limit
    if np.count_nonzero(chosen) > 2 * number:
        chosen[np.flatnonzero(counts == limit)[number:]] = False
    return np.flatnonzero(chosen)
