"""Slides in a script that nobody said: read by whatever language data is installed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from slidescan.core import languages as iso
from slidescan.core.geometry import Quad
from slidescan.core.records import TextBox

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from slidescan.ocr.registry import LineReader

DOUBTFUL = 0.9
"""Below this confidence a line may be in a script that its reader doesn't know."""

SHARE = 0.5
"""Share of the lines of a slide that must be doubtful for other scripts to be tried."""

CERTAIN = 0.88
"""Least confidence of a line in another script: right ones had 0.90 and more, lines in Latin
letters that were read as Cyrillic 0.81 at most."""

_WIDEST = ("ru", "ar", "hi", "el", "ko", "he", "th")
"""The language that is taken for its script where there are several, and the order of the rest."""


def one_of_each(languages: Collection[str], without: Collection[str]) -> tuple[str, ...]:
    """One language for each script.

    Args:
        languages: Those that can be read, ISO 639-1.
        without: Scripts that are not wanted.
    """
    chosen: dict[str, str] = {}
    for code in (*(c for c in _WIDEST if c in languages), *sorted(languages)):
        if iso.script(code) not in without:
            chosen.setdefault(iso.script(code), code)
    return tuple(chosen.values())


class AnyScript:
    """A reader of some scripts, and one of others for slides that the first can hardly read."""

    def __init__(self, first: LineReader, others: LineReader) -> None:
        """Join two readers."""
        self.name = first.name
        self._first, self._others = first, others

    def read_lines(
        self, pixels: NDArray[np.uint8], quads: Sequence[Quad]
    ) -> Sequence[TextBox | None]:
        """As the Protocol says."""
        found = list(self._first.read_lines(pixels, quads))
        doubtful = sum(word is None or word.confidence < DOUBTFUL for word in found)
        if doubtful <= SHARE * len(found):
            return found
        # All of them: the first reader may be sure of what it makes of letters it doesn't know.
        for i, other in enumerate(self._others.read_lines(pixels, quads)):
            if other is not None and other.confidence >= CERTAIN and _is_foreign(other.text):
                found[i] = other
        return found


def _is_foreign(text: str) -> bool:
    """Whether most letters are of no script that is written from left to right in Latin ones."""
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(ord(c) > LAST_LATIN for c in letters) > len(letters)


LAST_LATIN = 0x24F
"""The last of the Latin letters (Latin Extended-B)."""
