"""The ensemble `both`: RapidOCR and Tesseract read each line; the more confident text wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import EngineStatus, TextBox
from slidescan.core.text import words
from slidescan.errors import EngineUnavailable
from slidescan.ocr.engines import rapidocr, tesseract
from slidescan.ocr.pipeline import TwoStageEngine
from slidescan.ocr.protocol import EngineSpec, Languages, LineReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "both"

PARTS = (rapidocr.ENGINE, tesseract.ENGINE)

MIN_CONFIDENCE_LEAD = 0.05
"""The second reader wins only if it is this much more confident: at equal confidence it is right
less often than the first reader."""

MIN_LONE_CONFIDENCE = 0.9
"""The second reader's minimum confidence for a line in which the first reader reads nothing."""


class EnsembleReader:
    """Combines two readers; the first is right more often."""

    name = NAME

    def __init__(self, first: LineReader, second: LineReader) -> None:
        """Takes the readers."""
        self._first, self._second = first, second

    def read_lines(
        self, pixels: NDArray[np.uint8], quads: Sequence[FlatQuad]
    ) -> Sequence[TextBox | None]:
        """See `LineReader.read_lines`; `alternative_text` is the text that loses."""
        first = self._first.read_lines(pixels, quads)
        second = self._second.read_lines(pixels, quads)
        return [combine(one, other) for one, other in zip(first, second, strict=True)]


def combine(first: TextBox | None, second: TextBox | None) -> TextBox | None:
    """The more confident text of a line; the other is its `alternative_text` if words differ.

    Args:
        first: The text of the reader that is right more often.
        second: The text of the other reader.
    """
    if first is None:
        return second if second and second.confidence >= MIN_LONE_CONFIDENCE else None
    if second is None or first.unread_script:
        return first
    second_wins = second.confidence > first.confidence + MIN_CONFIDENCE_LEAD
    winner, loser = (second, first) if second_wins else (first, second)
    if words(loser.text) == words(winner.text):
        return winner
    return replace(winner, alternative_text=loser.text)


def _status() -> EngineStatus:
    """The status: usable if all parts are, with the languages that all parts read."""
    parts = [part.status() for part in PARTS]
    for part in parts:
        if not part.available:
            return EngineStatus(NAME, False, "", (), part.remedy)
    shared = set.intersection(*(set(part.languages) for part in parts))
    return EngineStatus(NAME, True, " + ".join(p.model for p in parts), tuple(sorted(shared)))


def _refusal(languages: Languages) -> EngineUnavailable:
    return EngineUnavailable(
        f"RapidOCR and Tesseract don't both know {', '.join(languages)}", "use --engine auto"
    )


def _model(languages: Languages) -> str:
    return f"{rapidocr.ENGINE.model(languages)} + {tesseract.describe(languages)}"


def _load(languages: Languages) -> TwoStageEngine:
    reader = EnsembleReader(rapidocr.line_reader(), tesseract.TesseractReader(languages))
    return TwoStageEngine(reader, _model(languages))


ENGINE = EngineSpec(_status, _refusal, _model, _load, PARTS)
