"""Two opinions: each line read twice, the surer reading kept, the other beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from slidescan.core.geometry import Quad
from slidescan.core.records import TextBox
from slidescan.core.text import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from slidescan.ocr.registry import LineReader

LEAD = 0.05
"""By how much the second reader must be surer for its reading to be kept: it is right less often
where both are as sure."""

ALONE = 0.9
"""Least confidence of the second reader where the first reads nothing."""


class TwoReaders:
    """A first reader that is right more often, and a second one."""

    name = "both"

    def __init__(self, first: LineReader, second: LineReader) -> None:
        """Join two readers."""
        self._first, self._second = first, second

    def read_lines(
        self, pixels: NDArray[np.uint8], quads: Sequence[Quad]
    ) -> Sequence[TextBox | None]:
        """As the Protocol says; `other` is what the reader that was less sure read."""
        first = self._first.read_lines(pixels, quads)
        second = self._second.read_lines(pixels, quads)
        return [better(one, other) for one, other in zip(first, second, strict=True)]


def better(one: TextBox | None, other: TextBox | None) -> TextBox | None:
    """The surer of two readings of a line, with the other where it has other words.

    Args:
        one: Of the reader that is right more often.
        other: Of the other one.
    """
    if one is None or other is None:
        alone = one or other
        return alone if one is not None or (other and other.confidence >= ALONE) else None
    kept, left = (other, one) if other.confidence > one.confidence + LEAD else (one, other)
    return replace(kept, other=left.text) if words(left.text) != words(kept.text) else kept
