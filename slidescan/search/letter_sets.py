"""The letters of each word of an index, as bits, which leave out words unlike another."""

from __future__ import annotations

from typing import Any

import numpy as np

LETTER_BITS = 31
"""The part of a letter's code that chooses its bit of 32."""


class LetterSets:
    """The letters of some words.

    Args:
        text: The words in the form of `vocabulary.MemoryTerms.text`.
    """

    def __init__(self, text: str) -> None:
        self._sets = _letter_sets(text)

    def near(self, term: str, edits: int, start: int, end: int) -> list[int]:
        """Returns the indices, from `start` to `end`, of words that may be near a word.

        An edit removes at most one letter and adds at most one.
        """
        typed, sets = _letter_sets(f"\n{term}\n"), self._sets[start:end]
        removed, added = np.bitwise_count(typed & ~sets), np.bitwise_count(sets & ~typed)
        indices: list[int] = (
            np.flatnonzero((removed <= edits) & (added <= edits)) + start
        ).tolist()
        return indices


def _letter_sets(text: str) -> Any:  # noqa: ANN401 - an array
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    is_break = codes == ord("\n")
    bits = np.left_shift(np.uint32(1), codes & np.uint32(LETTER_BITS), dtype=np.uint32)
    bits[is_break] = 0
    return np.bitwise_or.reduceat(bits, np.flatnonzero(is_break)[:-1])
