"""Lines read by RapidOCR's model (PP-OCRv6), on OpenVINO or onnxruntime, one thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from slidescan.core.geometry import Quad
from slidescan.core.records import TextBox, WordSpans
from slidescan.ocr.inference import open_session
from slidescan.ocr.model_files import models

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from slidescan.ocr.recognizer import Recognized

LEAST = 0.5
"""Least confidence of a line."""

SPACE = 0.4
"""How wide a space is at least, in letters."""


class RapidReader:
    """The recognizer inside RapidOCR's wheel."""

    name = "rapidocr"

    def __init__(self) -> None:
        """Load the model, which reads all languages of its scripts.

        Raises:
            EngineUnavailable: No inference runtime is installed, or the models are not there.
        """
        from slidescan.ocr.recognizer import alphabet

        # Lines come in some fifty widths.
        self._recognizer = open_session(models()[1], keep_shapes=True)
        self._characters = alphabet(self._recognizer)

    def read_lines(
        self, pixels: NDArray[np.uint8], quads: Sequence[Quad]
    ) -> Sequence[TextBox | None]:
        """As the Protocol says."""
        from slidescan.ocr.recognizer import recognize

        lines = recognize(self._recognizer, self._characters, pixels, quads)
        return [
            TextBox(line.text, line.confidence, quad, _places(line, quad))
            if line.text.strip() and line.confidence >= LEAST
            else None
            for quad, line in zip(quads, lines, strict=True)
        ]


def _places(line: Recognized, quad: Quad) -> WordSpans:
    """Where the words of a line stand, by where the recognizer saw their letters.

    Args:
        line: What was read.
        quad: Its corners; the recognizer sees tall ones turned, and these have no places.
    """
    from slidescan.ocr.recognizer import TALL

    if quad.height > TALL * quad.width:
        return ()
    words = line.text.split()
    middles = [place for c, place in zip(line.text, line.places, strict=True) if not c.isspace()]
    usual = (middles[-1] - middles[0]) / max(1, len(line.text.strip()) - 1) if middles else 0.0
    places: list[tuple[float, float]] = []
    at = 0
    for word in words:
        first, last = middles[at], middles[at + len(word) - 1]
        half = ((last - first) / (len(word) - 1) if len(word) > 1 else usual) / 2
        start = first - half
        if places and start - places[-1][1] < SPACE * usual:
            # Narrow letters at a word's end leave less than they are given here.
            between = (start + places[-1][1]) / 2
            places[-1] = places[-1][0], between - SPACE * usual / 2
            start = between + SPACE * usual / 2
        places.append((start, last + half))
        at += len(word)
    return tuple((max(0.0, start), min(1.0, end)) for start, end in places)
