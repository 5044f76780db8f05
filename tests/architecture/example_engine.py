"""An OCR engine in one file: Tesseract over the whole picture, word by word.

Its row: `ENGINES["example"] = "example_engine"` in `slidescan/ocr/registry.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytesseract
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad
from slidescan.core.languages import tesseract_name
from slidescan.core.records import EngineStatus, TextBox
from slidescan.errors import EngineUnavailable
from slidescan.ocr.protocol import EngineSpec, Languages
from slidescan.ocr.registry import status as status_of

MIN_WORD_CONFIDENCE = 0.4


class WholePageEngine:
    """Reads a picture as one sparse page."""

    name, model = "example", "tesseract, whole page"

    def __init__(self, languages: Languages) -> None:
        self._languages = "+".join(tesseract_name(code) for code in languages or ("en",))

    def read(self, pixels: NDArray[np.uint8]) -> Sequence[TextBox]:
        """See `OcrEngine.read`."""
        data: dict[str, list[Any]] = pytesseract.image_to_data(
            np.ascontiguousarray(pixels[:, :, ::-1]),
            lang=self._languages,
            config="--psm 11",
            output_type=pytesseract.Output.DICT,
        )
        rows = zip(
            *(data[k] for k in ("text", "conf", "left", "top", "width", "height")), strict=True
        )
        return [
            TextBox(text, confidence / 100, FlatQuad.rectangle(width, height).moved(left, top))
            for text, confidence, left, top, width, height in rows
            if text.strip() and confidence / 100 >= MIN_WORD_CONFIDENCE
        ]


def _refusal(languages: Languages) -> EngineUnavailable:
    return EngineUnavailable(f"no data for {', '.join(languages)}", "install the language's data")


def _status() -> EngineStatus:
    found = status_of("tesseract")
    return EngineStatus("example", found.available, found.model, found.languages, found.remedy)


ENGINE = EngineSpec(_status, _refusal, lambda _: WholePageEngine.model, WholePageEngine)
