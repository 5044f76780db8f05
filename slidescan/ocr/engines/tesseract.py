"""Tesseract, through pytesseract, one thread: all lines of a slide at once, as lines of a page.

Tesseract reads pages: dark letters of one size on a light ground, line below line. So a page is
made of the lines that were found: each cut out, laid level, dark on light by its own ground, at
full contrast and of one height.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from slidescan.core import languages as iso
from slidescan.core.geometry import Quad
from slidescan.core.records import TextBox, WordSpans
from slidescan.errors import EngineUnavailable
from slidescan.ocr.registry import INSTALL_TESSERACT, status

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK = 6
"""Tesseract's page segmentation mode for one block of lines."""

HEIGHT, GAP, MARGIN = 40, 24, 40
"""Height of a line on the page, and what is left free between lines and beside them, pixels."""

MOST = 100
"""Most lines of a page; Tesseract takes none higher than 32,767 pixels either."""

LONGEST = 16_000
"""Most pixels of a line's width on the page; Tesseract takes no page wider than 32,767."""

MIN_CONFIDENCE = 0.4
"""Least confidence of a word."""


def _names(languages: tuple[str, ...]) -> str:
    return "+".join(iso.tesseract_name(code) for code in languages or ("en",))


def describe(languages: tuple[str, ...]) -> str:
    """The model: release, languages and settings."""
    return f"{status('tesseract').model} {_names(languages)} psm {BLOCK} {HEIGHT}"


class TesseractReader:
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

    def read_lines(
        self, pixels: NDArray[np.uint8], quads: Sequence[Quad]
    ) -> Sequence[TextBox | None]:
        """As the Protocol says."""
        pages = [quads[i : i + MOST] for i in range(0, len(quads), MOST)]
        return [word for page in pages for word in self._read_page(pixels, page)]

    def _read_page(self, pixels: NDArray[np.uint8], quads: Sequence[Quad]) -> list[TextBox | None]:
        import pytesseract

        # One thread a process: several processes share the cores. Tesseract reads this from
        # its environment, which pytesseract hands on.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        page, widths = _page(pixels, quads)
        table: dict[str, list[Any]] = pytesseract.image_to_data(
            page,
            lang=self._languages,
            config=f"--psm {BLOCK}",
            output_type=pytesseract.Output.DICT,
        )
        found: dict[int, list[_Part]] = defaultdict(list)
        for text, confidence, left, width, top, height in zip(
            table["text"],
            table["conf"],
            table["left"],
            table["width"],
            table["top"],
            table["height"],
            strict=True,
        ):
            if str(text).strip() and float(confidence) / 100 >= MIN_CONFIDENCE:
                line = int((top + height / 2 - GAP / 2) // (HEIGHT + GAP))
                place = (left - MARGIN, left + width - MARGIN)
                found[line].append((str(text).strip(), min(1.0, float(confidence) / 100), place))
        return [
            _word(found[i], quad, width)
            for i, (quad, width) in enumerate(zip(quads, widths, strict=True))
        ]


_Part = tuple[str, float, tuple[float, float]]
"""A word, its confidence, and where on its line it begins and ends, pixels."""


def _page(
    pixels: NDArray[np.uint8], quads: Sequence[Quad]
) -> tuple[NDArray[np.uint8], Sequence[int]]:
    """The lines below each other on white, and their widths, pixels."""
    import numpy as np

    from slidescan.ocr.recognizer import cut

    lines = [_evened(cut(pixels, quad)) for quad in quads]
    widths = [line.shape[1] for line in lines]
    size = (GAP + len(lines) * (HEIGHT + GAP), max(widths) + 2 * MARGIN)
    page = np.full(size, 255, np.uint8)
    for i, line in enumerate(lines):
        top = GAP + i * (HEIGHT + GAP)
        page[top : top + HEIGHT, MARGIN : MARGIN + line.shape[1]] = line
    return page, widths


def _evened(line: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A line in grey, dark on light, at full contrast, `HEIGHT` pixels high."""
    import cv2
    import numpy as np

    height, width = line.shape[:2]
    size = (min(LONGEST, max(8, round(width * HEIGHT / height))), HEIGHT)
    smaller = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    grey = cv2.resize(cv2.cvtColor(line, cv2.COLOR_BGR2GRAY), size, interpolation=smaller)
    low, high = (float(v) for v in np.percentile(grey, (2, 98)))
    full = ((grey.astype(np.float32) - low) * (255 / max(1.0, high - low))).clip(0, 255)
    # The ground is what runs along the upper and lower edge.
    if np.median(np.concatenate([full[:2], full[-2:]])) < 127:
        full = 255 - full
    return full.astype(np.uint8)


def _word(parts: Sequence[_Part], quad: Quad, width: int) -> TextBox | None:
    """What stands on a line; None where it is but specks that look like punctuation."""
    text, places = _joined(parts, width)
    if not any(c.isalnum() for c in text):
        return None
    letters = sum(len(part[0]) for part in parts)
    sure = sum(part[1] * len(part[0]) for part in parts) / letters
    return TextBox(text, sure, quad, places)


def _joined(parts: Sequence[_Part], width: int) -> tuple[str, WordSpans]:
    """Words as a line, and where each part between spaces stands."""
    text = ""
    places: list[tuple[float, float]] = []
    end = 0.0
    for word, _, (left, right) in parts:
        place = max(0.0, left / width), min(1.0, right / width)
        if text and _run_on(text[-1], word[0], left - end):
            text += word
            places[-1] = min(places[-1][0], place[0]), max(places[-1][1], place[1])
        else:
            text += f" {word}" if text else word
            places.append(place)
        end = right
    if _GREEK.search(text):
        text = text.replace("\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}")
    return text, tuple(places) if all(a <= b for a, b in places) else ()


_GREEK = re.compile("[\u0370-\u03ff]")

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")

SPACE = 9.0
"""Width of a space between syllables of Hangul, at least, pixels of the page."""


def _run_on(before: str, after: str, gap: float) -> bool:
    """Whether two of Tesseract's words are one.

    It makes a word of nearly each character of a script without spaces, and of many a syllable
    of Hangul, which has spaces.
    """
    if _UNSPACED.match(before) and _UNSPACED.match(after):
        return True
    hangul = _HANGUL.match(before) and _HANGUL.match(after)
    return bool(hangul) and -SPACE < gap < SPACE
