"""Reads slides in scripts that the first reader doesn't know, if no language is set.

Tesseract reads them with the installed data, using one language per script.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from slidescan.core.geometry import FlatQuad
from slidescan.core.languages import script_of
from slidescan.core.records import TextBox
from slidescan.ocr.engines import tesseract
from slidescan.ocr.protocol import Languages, LineReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIN_FIRST_CONFIDENCE = 0.9
"""A line with less confidence may be in a script that the first reader doesn't know."""

MIN_ILLEGIBLE_SHARE = 0.5
"""The fallback reads a slide if at least this share of its lines has less confidence."""

MIN_FALLBACK_CONFIDENCE = 0.88
"""The minimum confidence of the fallback's lines: correct lines had at least 0.90, Latin lines read
as Cyrillic at most 0.81."""

LAST_LATIN_CODE_POINT = 0x24F
"""The last letter of Latin Extended-B."""

PREFERRED_LANGUAGES = ("ru", "ar", "hi", "el", "ko", "he", "th")
"""If data for several languages of a script is installed, the language listed here is used.
Tesseract gets the languages in this order."""

describe = tesseract.describe
"""Describes the fallback's model for languages, for `OcrEngine.model`."""


def fallback_languages(scripts: Collection[str]) -> Languages:
    """One language for each script that Tesseract reads on this machine, except the given ones."""
    return one_per_script(tesseract.ENGINE.status().languages, scripts)


def one_per_script(languages: Collection[str], excluded_scripts: Collection[str]) -> Languages:
    """One language for each script.

    Args:
        languages: ISO 639-1 codes of languages that can be read.
        excluded_scripts: Scripts to leave out.
    """
    chosen: dict[str, str] = {}
    for code in (*(c for c in PREFERRED_LANGUAGES if c in languages), *sorted(languages)):
        if script_of(code) not in excluded_scripts:
            chosen.setdefault(script_of(code), code)
    return tuple(chosen.values())


class ScriptFallbackReader:
    """A first reader, and Tesseract for slides that the first can hardly read."""

    def __init__(self, first: LineReader, fallback_languages: Languages) -> None:
        """Prepares Tesseract; raises the errors of `TesseractReader`."""
        self.name = first.name
        self._first = first
        self._fallback = tesseract.TesseractReader(fallback_languages)

    def read_lines(
        self, pixels: NDArray[np.uint8], quads: Sequence[FlatQuad]
    ) -> Sequence[TextBox | None]:
        """See `LineReader.read_lines`."""
        boxes = list(self._first.read_lines(pixels, quads))
        illegible = sum(box is None or box.confidence < MIN_FIRST_CONFIDENCE for box in boxes)
        if illegible <= MIN_ILLEGIBLE_SHARE * len(boxes):
            return boxes
        # Reads all lines: the first reader can be confident about letters that it doesn't know.
        for i, box in enumerate(self._fallback.read_lines(pixels, quads)):
            if box and box.confidence >= MIN_FALLBACK_CONFIDENCE and _is_foreign(box.text):
                boxes[i] = box
        return boxes


def _is_foreign(text: str) -> bool:
    """Whether most letters are not Latin."""
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(ord(c) > LAST_LATIN_CODE_POINT for c in letters) > len(letters)
