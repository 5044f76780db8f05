"""The engine `tesseract`: reads all lines of a slide as one page, in one thread.

Tesseract expects pages: dark letters of one size on a light background, line below line. So the
detector's lines are laid out as a page (`page_layout`).
"""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from slidescan.core.geometry import FlatQuad
from slidescan.core.languages import from_tesseract, tesseract_name, tesseract_package
from slidescan.core.records import EngineStatus, TextBox, WordSpans
from slidescan.errors import EngineUnavailable
from slidescan.ocr.model_files import describe_models
from slidescan.ocr.pipeline import TwoStageEngine
from slidescan.ocr.protocol import EngineSpec, Languages

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "tesseract"

INSTALL_REMEDY = "apt install tesseract-ocr (Debian, Ubuntu) or brew install tesseract (macOS)"

PROBE_SECONDS = 20
"""The time limit for `tesseract --version`."""

SINGLE_BLOCK_MODE = 6
"""Tesseract's page segmentation mode for one block of lines."""

LINE_HEIGHT = 40
"""Height of a line on the page, pixels."""

LINE_GAP = 24
"""Space between lines on the page, pixels."""

PAGE_MARGIN = 40
"""Space to the left and right of the lines on the page, pixels."""

MAX_PAGE_LINES = 100
"""The maximum number of lines on a page; Tesseract also limits its height to 32,767 pixels."""

MIN_WORD_CONFIDENCE = 0.4
"""The minimum confidence of a word."""

MIN_HANGUL_SPACE = 9.0
"""The minimum width of a space between Hangul syllables, pixels of the page."""

_GREEK = re.compile("[\u0370-\u03ff]")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")


class _Word(NamedTuple):
    """A word on the page: text, confidence (0..1), and start and end along the line in pixels."""

    text: str
    confidence: float
    left: float
    right: float


class TesseractReader:
    """Reads lines with the language data installed on this machine."""

    name = NAME

    def __init__(self, languages: Languages = ()) -> None:
        """Prepares Tesseract.

        Args:
            languages: ISO 639-1 codes; English if empty.

        Raises:
            EngineUnavailable: The program isn't installed.
        """
        if not _status().available:
            raise EngineUnavailable("Tesseract is not installed", INSTALL_REMEDY)
        self._languages = _language_codes(languages)

    def read_lines(
        self, pixels: NDArray[np.uint8], quads: Sequence[FlatQuad]
    ) -> Sequence[TextBox | None]:
        """See `LineReader.read_lines`."""
        pages = [quads[i : i + MAX_PAGE_LINES] for i in range(0, len(quads), MAX_PAGE_LINES)]
        return [box for page in pages for box in self._read_page(pixels, page)]

    def _read_page(
        self, pixels: NDArray[np.uint8], quads: Sequence[FlatQuad]
    ) -> list[TextBox | None]:
        import pytesseract  # lazy: optional, imports numpy and PIL

        from slidescan.ocr.page_layout import lay_out_page

        # Workers share the cores. pytesseract passes its environment on to Tesseract.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        page, widths = lay_out_page(
            pixels, quads, line_height=LINE_HEIGHT, gap=LINE_GAP, margin=PAGE_MARGIN
        )
        table: dict[str, list[Any]] = pytesseract.image_to_data(
            page,
            lang=self._languages,
            config=f"--psm {SINGLE_BLOCK_MODE}",
            output_type=pytesseract.Output.DICT,
        )
        words = _words_by_line(table)
        return [
            _text_box(words[i], quad, width)
            for i, (quad, width) in enumerate(zip(quads, widths, strict=True))
        ]


def _words_by_line(table: Mapping[str, Sequence[Any]]) -> dict[int, list[_Word]]:
    """The words in Tesseract's table, by the index of their line on the page."""
    words: dict[int, list[_Word]] = defaultdict(list)
    columns = ("text", "conf", "left", "width", "top", "height")
    for raw, percent, x, width, top, height in zip(*(table[c] for c in columns), strict=True):
        text, confidence = str(raw).strip(), float(percent) / 100
        if text and confidence >= MIN_WORD_CONFIDENCE:
            line = int((top + height / 2 - LINE_GAP / 2) // (LINE_HEIGHT + LINE_GAP))
            left = x - PAGE_MARGIN
            words[line].append(_Word(text, min(1.0, confidence), left, left + width))
    return words


def _text_box(words: Sequence[_Word], quad: FlatQuad, width: int) -> TextBox | None:
    """The text of a line; None if it has no letters or digits: specks look like punctuation."""
    text, spans = _joined(words, width)
    if not any(c.isalnum() for c in text):
        return None
    letter_count = sum(len(word.text) for word in words)
    confidence = sum(word.confidence * len(word.text) for word in words) / letter_count
    return TextBox(text, confidence, quad, spans)


def _joined(words: Sequence[_Word], width: int) -> tuple[str, WordSpans]:
    """The text of a line, and the span of each word between spaces, as shares of its width."""
    text = ""
    spans: list[tuple[float, float]] = []
    previous_right = 0.0
    for word in words:
        start, end = max(0.0, word.left / width), min(1.0, word.right / width)
        if text and _is_one_word(text[-1], word.text[0], word.left - previous_right):
            text += word.text
            spans[-1] = min(spans[-1][0], start), max(spans[-1][1], end)
        else:
            text += f" {word.text}" if text else word.text
            spans.append((start, end))
        previous_right = word.right
    if _GREEK.search(text):
        text = text.replace("\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}")
    return text, tuple(spans) if all(start <= end for start, end in spans) else ()


def _is_one_word(last: str, first: str, gap: float) -> bool:
    """Whether two of Tesseract's words, `gap` pixels apart, are one word.

    In scripts without spaces, Tesseract reads nearly every character as a word. In Hangul, which
    has spaces, it does so with some syllables.

    Args:
        last: The last character of the first word.
        first: The first character of the second word.
        gap: Distance between the words, pixels of the page.
    """
    if _UNSPACED.match(last) and _UNSPACED.match(first):
        return True
    hangul = _HANGUL.match(last) and _HANGUL.match(first)
    return bool(hangul) and -MIN_HANGUL_SPACE < gap < MIN_HANGUL_SPACE


def describe(languages: Languages) -> str:
    """Release, languages and settings, for `OcrEngine.model`."""
    codes = _language_codes(languages)
    return f"{_status().model} {codes} psm {SINGLE_BLOCK_MODE} {LINE_HEIGHT}"


def _language_codes(languages: Languages) -> str:
    """Tesseract's codes for languages, joined by +; English if empty."""
    return "+".join(tesseract_name(code) for code in languages or ("en",))


@functools.cache
def _status() -> EngineStatus:
    program = shutil.which("tesseract")
    if program is None or importlib.util.find_spec("pytesseract") is None:
        return EngineStatus(NAME, False, "", (), INSTALL_REMEDY)
    try:
        listing = _output(program, "--list-langs")
        release = _output(program, "--version")[0].strip()
    except (OSError, subprocess.SubprocessError) as error:
        return EngineStatus(NAME, False, "", (), f"tesseract does not run: {error}")
    codes = {code for name in listing[1:] if (code := from_tesseract(name.strip()))}
    return EngineStatus(NAME, True, release, tuple(sorted(codes)))


def _output(program: str, option: str) -> list[str]:
    """The lines that a program prints."""
    done = subprocess.run(
        [program, option], capture_output=True, text=True, timeout=PROBE_SECONDS, check=True
    )
    return (done.stdout + done.stderr).splitlines()


def _refusal(languages: Languages) -> EngineUnavailable:
    packages = " ".join(tesseract_package(code) for code in languages)
    return EngineUnavailable(
        f"Tesseract has no data for {', '.join(languages)}",
        f"apt install {packages} (Debian, Ubuntu) or brew install tesseract-lang (macOS)",
    )


def _model(languages: Languages) -> str:
    return f"{describe(languages)} on {describe_models()}"


def _load(languages: Languages) -> TwoStageEngine:
    return TwoStageEngine(TesseractReader(languages), _model(languages))


ENGINE = EngineSpec(_status, _refusal, _model, _load)
