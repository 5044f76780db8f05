"""Groups copies of one picture: other sizes of it, and other formats."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

MAX_COPY_BITS = 6
"""The hashes of copies differ by at most this many bits: scaling to a third changed 0 to 4."""

MIN_COMMON_SHARE = 0.5
"""Copies have this share of the shorter one's lines in common: small copies are misread."""

FIRST_ROWS = 256
"""Rows of the first array of hashes; it doubles when it is full."""


class PictureGroups:
    """Groups of pictures that are copies of each other, numbered as they come."""

    def __init__(self) -> None:
        self._hashes = np.zeros(FIRST_ROWS, np.uint64)
        self._lines: list[frozenset[str]] = []

    def __len__(self) -> int:
        """The number of groups."""
        return len(self._lines)

    def add(self, fingerprint: str, lines: Iterable[str]) -> int:
        """Adds a picture; returns the number of its group.

        Args:
            fingerprint: Its perceptual hash, hexadecimal; empty if unknown.
            lines: The letters of its lines, in any order.
        """
        keys = frozenset(line for line in lines if line)
        count = len(self._lines)
        value = np.uint64(int(fingerprint or "0", 16))
        if fingerprint:
            distances = np.bitwise_count(self._hashes[:count] ^ value)
            for group in (distances <= MAX_COPY_BITS).nonzero()[0]:
                if _are_copies(keys, self._lines[group]):
                    return int(group)
        if count == len(self._hashes):
            self._hashes = np.concatenate([self._hashes, np.zeros_like(self._hashes)])
        self._hashes[count] = value
        # Without lines, nothing counts as a copy of a picture whose hash is unknown.
        self._lines.append(keys if fingerprint else frozenset())
        return count


def _are_copies(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether the lines of two pictures with nearly the same hash are those of one picture."""
    return bool(a) and bool(b) and len(a & b) >= MIN_COMMON_SHARE * min(len(a), len(b))
