"""Tesseract as an engine, through pytesseract, one thread."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from slidescan.errors import EngineUnavailable
from slidescan.geometry import Quad
from slidescan.ocr import languages as iso
from slidescan.ocr.engine import INSTALL_TESSERACT, status
from slidescan.records import Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SPARSE = 11
"""Tesseract's page segmentation mode for text in no particular order: a slide is no page."""

HEIGHT = 1400
"""Height to which a flat slide is brought, pixels: Tesseract reads best at 20–40 px a letter."""

MIN_CONFIDENCE = 0.3


def _names(languages: tuple[str, ...]) -> str:
    return "+".join(iso.tesseract_name(code) for code in languages or ("en",))


def describe(languages: tuple[str, ...]) -> str:
    """The model: release, languages and settings."""
    return f"{status('tesseract').model} {_names(languages)} psm {SPARSE} {HEIGHT}"


class TesseractEngine:
    """Tesseract with the language data installed on this machine."""

    name = "tesseract"

    def __init__(self, languages: tuple[str, ...] = ("en",)) -> None:
        """Prepare Tesseract.

        Args:
            languages: ISO 639-1 codes; English when empty.

        Raises:
            EngineUnavailable: The program isn't installed.
        """
        if not status("tesseract").available:
            raise EngineUnavailable("Tesseract is not installed", INSTALL_TESSERACT)
        self._languages = _names(languages)
        self.model = describe(languages)

    def glance(self, pixels: NDArray[np.uint8]) -> bool:
        """As the Protocol says; Tesseract has no quick look, so there always may be text."""
        del pixels
        return True

    def read(self, pixels: NDArray[np.uint8]) -> Sequence[Word]:
        """As the Protocol says."""
        import pytesseract

        # One thread a process: several processes share the cores. Tesseract reads this from
        # its environment, which pytesseract hands on.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        picture, scale = _prepared(pixels)
        table: dict[str, list[Any]] = pytesseract.image_to_data(
            picture,
            lang=self._languages,
            config=f"--psm {SPARSE}",
            output_type=pytesseract.Output.DICT,
        )
        words = []
        for i, text in enumerate(table["text"]):
            confidence = float(table["conf"][i]) / 100
            if not str(text).strip() or confidence < MIN_CONFIDENCE:
                continue
            left, top = table["left"][i] / scale, table["top"][i] / scale
            right = left + table["width"][i] / scale
            bottom = top + table["height"][i] / scale
            words.append(
                (
                    (table["block_num"][i], table["par_num"][i], table["line_num"][i]),
                    Word(
                        str(text).strip(),
                        min(1.0, confidence),
                        Quad((left, top), (right, top), (right, bottom), (left, bottom)),
                    ),
                )
            )
        lines: dict[tuple[int, int, int], list[Word]] = defaultdict(list)
        for key, word in words:
            lines[key].append(word)
        return tuple(_joined(line) for line in lines.values() if _plausible(line))


def _prepared(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """The picture in grey, dark on light, at a size that suits Tesseract; and its scale."""
    import cv2
    import numpy as np

    grey = pixels.max(axis=2) if pixels.mean() < 110 else cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    scale = min(2.0, max(0.5, HEIGHT / grey.shape[0]))
    resized = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    if float(np.median(resized)) < 110:
        resized = 255 - resized
    return resized.astype(np.uint8), scale


def _plausible(line: list[Word]) -> bool:
    """Whether a line holds anything but specks that look like punctuation."""
    text = "".join(word.text for word in line)
    return any(c.isalnum() for c in text)


def _joined(line: list[Word]) -> Word:
    left = min(word.quad.tl[0] for word in line)
    top = min(word.quad.tl[1] for word in line)
    right = max(word.quad.br[0] for word in line)
    bottom = max(word.quad.br[1] for word in line)
    width = max(right - left, 1e-9)
    letters = sum(len(word.text) for word in line)
    return Word(
        " ".join(word.text for word in line),
        sum(word.confidence * len(word.text) for word in line) / letters,
        Quad((left, top), (right, top), (right, bottom), (left, bottom)),
        tuple(
            ((word.quad.tl[0] - left) / width, (word.quad.tr[0] - left) / width) for word in line
        ),
    )
