"""The engine `rapidocr`: PP-OCRv6 small from RapidOCR's wheel, on OpenVINO or onnxruntime."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from slidescan.core.geometry import FlatQuad
from slidescan.core.languages import languages_in
from slidescan.core.records import EngineStatus, TextBox
from slidescan.errors import EngineUnavailable
from slidescan.imaging.inference import open_session, runtime
from slidescan.ocr.engines import script_fallback
from slidescan.ocr.model_files import describe_models, model_paths
from slidescan.ocr.pipeline import TwoStageEngine
from slidescan.ocr.protocol import EngineSpec, Languages, LineReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "rapidocr"

SCRIPTS = frozenset({"latin", "vietnamese", "han", "japanese"})
"""Scripts that the model reads: 18,708 characters. It also has some Greek letters, but misses half
of them."""

MIN_LINE_CONFIDENCE = 0.5
"""The minimum confidence of a line."""


class RapidOcrReader:
    """Reads lines with the recognition network in RapidOCR's wheel."""

    name = NAME

    def __init__(self) -> None:
        """Loads the network, which reads all languages of its scripts.

        Raises:
            EngineUnavailable: No inference runtime is installed, or the models are missing.
        """
        from slidescan.ocr import recognizer  # lazy: cv2, status imports this module

        # Lines have only some fifty widths.
        session = open_session(model_paths().recognizer, cache_shapes=True)
        self._recognizer = recognizer.LineRecognizer(session)
        self._word_spans = recognizer.word_spans

    def read_lines(
        self, pixels: NDArray[np.uint8], quads: Sequence[FlatQuad]
    ) -> Sequence[TextBox | None]:
        """See `LineReader.read_lines`."""
        lines = self._recognizer.recognize(pixels, quads)
        return [
            TextBox(line.text, line.confidence, quad, self._word_spans(line, quad))
            if line.text.strip() and line.confidence >= MIN_LINE_CONFIDENCE
            else None
            for quad, line in zip(quads, lines, strict=True)
        ]


def line_reader(languages: Languages) -> LineReader:
    """The reader; without languages, also reads slides in other scripts with Tesseract."""
    fallback = _fallback_languages(languages)
    if not fallback:
        return RapidOcrReader()
    return script_fallback.ScriptFallbackReader(RapidOcrReader(), fallback)


def _fallback_languages(languages: Languages) -> Languages:
    return () if languages else script_fallback.fallback_languages(SCRIPTS)


@functools.cache
def _status() -> EngineStatus:
    runtime_name = runtime()
    try:
        release = version("rapidocr")
    except PackageNotFoundError:
        return EngineStatus(NAME, False, "", (), "pip install rapidocr")
    if runtime_name is None:
        return EngineStatus(NAME, False, "", (), "pip install openvino (or onnxruntime)")
    model = f"rapidocr {release} PP-OCRv6 small, {runtime_name}"
    return EngineStatus(NAME, True, model, languages_in(SCRIPTS))


def _refusal(languages: Languages) -> EngineUnavailable:
    return EngineUnavailable(
        f"RapidOCR's model doesn't know {', '.join(languages)}",
        "use --engine auto or --engine tesseract",
    )


def _model(languages: Languages) -> str:
    fallback = _fallback_languages(languages)
    suffix = f" or {script_fallback.describe(fallback)}" if fallback else ""
    return describe_models() + suffix


def _load(languages: Languages) -> TwoStageEngine:
    return TwoStageEngine(line_reader(languages), _model(languages))


ENGINE = EngineSpec(_status, _refusal, _model, _load)
