"""Reads lines in scripts that the first reader doesn't know.

Tesseract reads them with the installed data, using one language per script, and English for the
words in Latin letters among them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from slidescan.core.geometry import FlatQuad
from slidescan.core.languages import is_in_script, script_of
from slidescan.core.records import TextBox
from slidescan.ocr.engines import tesseract
from slidescan.ocr.protocol import Languages, LineReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIN_FALLBACK_CONFIDENCE = 0.6
"""The minimum confidence of a line that Tesseract reads: its script is known already."""

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
    """A first reader, and Tesseract for the lines that are in another script."""

    def __init__(self, first: LineReader, languages: Languages) -> None:
        """Prepares Tesseract for some languages; raises the errors of `TesseractReader`."""
        self.name = first.name
        self._first = first
        self._readers = {
            script_of(code): tesseract.TesseractReader((code, "en")) for code in languages
        }

    def read_lines(
        self, pixels: NDArray[np.uint8], quads: Sequence[FlatQuad]
    ) -> Sequence[TextBox | None]:
        """See `LineReader.read_lines`."""
        boxes = list(self._first.read_lines(pixels, quads))
        for script, reader in self._readers.items():
            numbers = [i for i, box in enumerate(boxes) if box and box.unread_script == script]
            if not numbers:
                continue
            second = reader.read_lines(pixels, [quads[i] for i in numbers])
            for i, box in zip(numbers, second, strict=True):
                boxes[i] = accepted(boxes[i], box, script)
        return boxes


def accepted(first: TextBox | None, second: TextBox | None, script: str) -> TextBox | None:
    """The second reading of a line in `script`, or the first, marked as unread, if that is unsure.

    Tesseract is sure enough of a line, and finds letters of its script in it.
    """
    is_reading = (
        second is not None
        and second.confidence >= MIN_FALLBACK_CONFIDENCE
        and any(is_in_script(character, script) for character in second.text)
    )
    return second if is_reading else first
