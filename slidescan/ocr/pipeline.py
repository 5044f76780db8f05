"""An engine with two stages: a detector finds lines, then a reader reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from slidescan.core.records import TextBox
from slidescan.imaging.inference import open_session
from slidescan.ocr.model_files import model_paths

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from slidescan.ocr.protocol import LineReader


class TwoStageEngine:
    """Finds lines of any script with the PP-OCRv6 detector and passes them to a reader."""

    def __init__(self, reader: LineReader, model: str) -> None:
        """Loads the detector.

        Args:
            reader: Reads the lines; gives the engine its name.
            model: See `OcrEngine.model`.

        Raises:
            EngineUnavailable: No inference runtime is installed, or the models are missing.
        """
        # Photos have many sizes, so cached shapes would rarely be used again.
        self._detector = open_session(model_paths().detector, cache_shapes=False)
        self._reader = reader
        self.name, self.model = reader.name, model

    def read(self, pixels: NDArray[np.uint8]) -> Sequence[TextBox]:
        """See `OcrEngine.read`."""
        from slidescan.ocr.parts import detect_lines  # lazy: cv2, status asks engines without it

        quads = detect_lines(self._detector, pixels)
        boxes = self._reader.read_lines(pixels, quads)
        return tuple(box or TextBox("", 0.0, quad) for box, quad in zip(boxes, quads, strict=True))
