"""The engine `rapidocr`: PP-OCRv6 small from RapidOCR's wheel, on OpenVINO or onnxruntime."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import replace
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

    from slidescan.ocr import recognizer

NAME = "rapidocr"

SCRIPTS = frozenset({"latin", "vietnamese", "han", "japanese"})
"""Scripts that the model reads: 18,708 characters. It also has some Greek letters, but misses half
of them."""

MIN_LINE_CONFIDENCE = 0.5
"""The minimum confidence of a line."""

LOOKALIKES = frozenset("AaBbCcEeHIiJjKkMNnOoPprTtuvXxYyZ036")
"""Letters and digits that look like letters of other alphabets: “Схема” is read as “Cxea”."""

HANGUL = "hangul"
"""The script of Korean."""

MIN_READABLE_WORD_CONFIDENCE, MIN_READABLE_WORD_CHARS = 0.9, 2
"""A word of a line in another script is read if it has this confidence and this many characters:
one word in another script makes the network lose the whole line."""

_COUNTER = re.compile(r"\d[\d.,]*(?:7?H|TH|L)")
"""Numbers with 개 (of things) or 년 (years), as the network reads them."""


class RapidOcrReader:
    """Reads lines with the recognition network in RapidOCR's wheel."""

    name = NAME

    def __init__(self) -> None:
        """Loads the network, which reads all languages of its scripts.

        Raises:
            EngineUnavailable: No inference runtime is installed, or the models are missing.
        """
        from slidescan.ocr import (  # lazy: cv2, status imports this module
            leading_strokes,
            recognizer,
            scripts,
            word_gaps,
        )

        # Lines have only some fifty widths.
        session = open_session(model_paths().recognizer, cache_shapes=True)
        self.recognizer = recognizer.LineRecognizer(session, SCRIPTS)
        self._word_spans = recognizer.word_spans
        self._column_count = recognizer.column_count
        self._part_spans = word_gaps.part_spans
        self._agree = scripts.agree
        self._with_leading_signs = leading_strokes.with_leading_signs

    def read_lines(
        self, pixels: NDArray[np.uint8], quads: Sequence[FlatQuad]
    ) -> Sequence[TextBox | None]:
        """See `LineReader.read_lines`."""
        lines = self.recognizer.recognize(pixels, quads)
        quads, lines = self._with_leading_signs(self.recognizer, pixels, quads, lines)
        columns = sum(self._column_count(quad) for quad in quads)
        scripts = self._agree([line.vote for line in lines], columns)
        has_hangul = HANGUL in scripts
        return [
            self._in_script(pixels, quad, line, script)
            if script
            else self._text_box(line, quad, has_hangul=has_hangul)
            if line.text.strip() and line.confidence >= MIN_LINE_CONFIDENCE
            else None
            for quad, line, script in zip(quads, lines, scripts, strict=True)
        ]

    def _text_box(
        self, line: recognizer.RecognizedLine, quad: FlatQuad, *, has_hangul: bool
    ) -> TextBox:
        """A line in scripts that the model reads; on a Korean slide, without Korean counters."""
        spans = self._word_spans(line, quad)
        words = line.text.split()
        remaining = [i for i, word in enumerate(words) if not (has_hangul and is_counter(word))]
        if len(remaining) == len(words):
            return TextBox(line.text, line.confidence, quad, spans)
        text = " ".join(words[i] for i in remaining)
        confidence = line.confidence if remaining else 0.0
        spans = tuple(spans[i] for i in remaining) if spans else ()
        return TextBox(text, confidence, quad, spans, unread_script=HANGUL)

    def _in_script(
        self,
        pixels: NDArray[np.uint8],
        quad: FlatQuad,
        line: recognizer.RecognizedLine,
        script: str,
    ) -> TextBox:
        """A line in another script, or with a part in it, and what the model reads of it."""
        part = line.readable
        if part is not None and (part.confidence >= MIN_LINE_CONFIDENCE or not part.text):
            box = self._text_box(part, quad, has_hangul=script == HANGUL)
            return replace(box, unread_script=script)
        return self._readable_words(pixels, quad, script)

    def _readable_words(self, pixels: NDArray[np.uint8], quad: FlatQuad, script: str) -> TextBox:
        """A line in another script, with the words of it that the model reads, if any."""
        spans = self._part_spans(pixels, quad)
        spans = spans if len(spans) > 1 else ()
        parts = [quad.slice(*span) for span in spans]
        lines = self.recognizer.recognize(pixels, parts)
        readable = [
            (line, part, span)
            for line, part, span in zip(lines, parts, spans, strict=True)
            if line.vote is None
            and line.confidence >= MIN_READABLE_WORD_CONFIDENCE
            and is_readable_word(line.text)
            and not (script == HANGUL and is_counter(line.text))
        ]
        confidence = min((line.confidence for line, _, _ in readable), default=0.0)
        text = " ".join(line.text.strip() for line, _, _ in readable)
        word_spans = tuple(
            (left + start * (right - left), left + end * (right - left))
            for line, part, (left, right) in readable
            for start, end in self._word_spans(line, part)
        )
        is_complete = len(word_spans) == len(text.split())
        return TextBox(
            text, confidence, quad, word_spans if is_complete else (), unread_script=script
        )


def is_readable_word(text: str) -> bool:
    """Whether a word beside words in another script is in a script that the model knows.

    It has no Greek letter, which the model mistakes for others, and some sign that doesn't look
    like a Cyrillic or Greek letter.
    """
    signs = [c for c in text if c.isalnum()]
    return (
        len(signs) >= MIN_READABLE_WORD_CHARS
        and not any("\u0370" <= c <= "\u03ff" for c in signs)
        and any(c not in LOOKALIKES for c in signs)
    )


def is_counter(text: str) -> bool:
    """Whether a word of a Korean slide is a number with a counter: 577개 is read as “5777H”."""
    return _COUNTER.fullmatch(text.strip()) is not None


def line_reader() -> LineReader:
    """The reader; lines in other scripts are read with Tesseract, if it has their data."""
    fallback = script_fallback.fallback_languages(SCRIPTS)
    if not fallback:
        return RapidOcrReader()
    return script_fallback.ScriptFallbackReader(RapidOcrReader(), fallback)


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


def _model(_: Languages) -> str:
    fallback = script_fallback.fallback_languages(SCRIPTS)
    suffix = f" or {script_fallback.describe(fallback)}" if fallback else ""
    return describe_models() + suffix


def _load(languages: Languages) -> TwoStageEngine:
    return TwoStageEngine(line_reader(), _model(languages))


ENGINE = EngineSpec(_status, _refusal, _model, _load)
