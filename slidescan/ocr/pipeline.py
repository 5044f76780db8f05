"""An engine of two parts: lines are found, and read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from slidescan.core.records import TextBox
from slidescan.ocr.inference import open_session
from slidescan.ocr.model_files import models

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from slidescan.ocr.registry import LineReader


class LineEngine:
    """Finds lines of any script, and has them read."""

    def __init__(self, reader: LineReader, model: str) -> None:
        """Load the detector.

        Args:
            reader: What reads the lines.
            model: As the Protocol says.

        Raises:
            EngineUnavailable: No inference runtime is installed, or the models are not there.
        """
        # Photos come in any size.
        self._detector = open_session(models()[0], keep_shapes=False)
        self._reader = reader
        self.name, self.model = reader.name, model

    def read(self, pixels: NDArray[np.uint8]) -> Sequence[TextBox]:
        """As the Protocol says."""
        from slidescan.ocr.detector import detect

        quads = detect(self._detector, pixels)
        return tuple(word for word in self._reader.read_lines(pixels, quads) if word is not None)
