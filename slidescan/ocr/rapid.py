"""RapidOCR (PP-OCR models) as an engine, on OpenVINO or onnxruntime, one thread."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slidescan.errors import EngineUnavailable
from slidescan.geometry import Quad
from slidescan.ocr.engine import runtime
from slidescan.records import Places, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DETECTOR_SIDE = 1920
"""Longer side of the picture in which text is looked for, pixels: small print needs it."""

TALL = 1.5
"""Height over width from which RapidOCR turns a line before it reads it."""

SPACE = 0.4
"""How wide a space is at least, in letters."""

GLANCE_SIDE = 736
"""Longer side of the copy on which `glance` looks, pixels."""


class RapidEngine:
    """RapidOCR with the models inside its wheel; nothing is ever fetched."""

    name = "rapidocr"

    def __init__(self, languages: tuple[str, ...] = ()) -> None:
        """Load the models.

        Args:
            languages: Accepted for the Protocol's sake; one model reads all of them.

        Raises:
            EngineUnavailable: No inference runtime is installed, or the models are not in
                the wheel.
        """
        del languages
        found = runtime()
        if found is None:
            raise EngineUnavailable("RapidOCR has no runtime", "pip install openvino")
        _without_telemetry()
        import rapidocr

        engine_type = (
            rapidocr.EngineType.OPENVINO if found == "openvino" else rapidocr.EngineType.ONNXRUNTIME
        )
        detector, recognizer = _models()
        self.model = describe()
        self._engine: Any = rapidocr.RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.return_word_box": True,
                "Global.max_side_len": 4096,
                "Det.engine_type": engine_type,
                "Det.limit_type": "max",
                "Det.limit_side_len": DETECTOR_SIDE,
                "Det.model_path": str(detector),
                "Rec.engine_type": engine_type,
                "Rec.model_path": str(recognizer),
                "EngineConfig.openvino.inference_num_threads": 1,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

        self._engine.cal_rec_boxes = _shares

    def read(self, pixels: NDArray[np.uint8]) -> Sequence[Word]:
        """As the Protocol says: each word here is a run of words on one line."""
        found = self._engine(pixels, use_det=True, use_cls=False, use_rec=True)
        if found.boxes is None or found.txts is None:
            return ()
        characters = list(found.word_results or ())
        if len(characters) != len(found.txts):
            characters = [()] * len(found.txts)
        return tuple(
            Word(text, float(score), quad, _places(text, quad, of_line))
            for box, text, score, of_line in zip(
                found.boxes, found.txts, found.scores, characters, strict=True
            )
            for quad in (Quad.of(box.tolist()),)
            if text.strip()
        )

    def glance(self, pixels: NDArray[np.uint8]) -> bool:
        """As the Protocol says: the detector alone, on a small copy."""
        import cv2
        import numpy as np

        scale = GLANCE_SIDE / max(pixels.shape[:2])
        if scale < 1:
            small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            pixels = small.astype(np.uint8)
        found = self._engine(pixels, use_det=True, use_cls=False, use_rec=False)
        return found.boxes is not None and len(found.boxes) > 0


def _shares(imgs: object, boxes: object, found: Any, single: bool) -> Any:  # noqa: ANN401 - theirs
    """For each line its characters, and how far into the line each stands, 0..1.

    In place of RapidOCR's `CalRecBoxes`, which makes four corners of each character, at a tenth of
    a second a slide.
    """
    del imgs, boxes, single
    found.word_results = tuple(
        tuple(
            (character, 1.0, (column + 0.5) / line.line_txt_len)
            for word, columns in zip(line.words or (), line.word_cols or (), strict=True)
            for character, column in zip(word, columns, strict=True)
        )
        for line in found.word_results
    )
    return found


def _places(text: str, quad: Quad, characters: Sequence[tuple[str, float, float]]) -> Places:
    """Where the words of a line stand, by where the recognizer saw their letters (CTC).

    Args:
        text: What the line says.
        quad: Its corners; the recognizer sees tall ones turned.
        characters: As `_shares` gives them.
    """
    words = text.split()
    if "".join(words) != "".join(each[0] for each in characters):
        return ()
    if quad.height > TALL * quad.width:
        return ()
    middles = [each[2] for each in characters]
    usual = (middles[-1] - middles[0]) / max(1, len(text.strip()) - 1) if middles else 0.0
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


def _without_telemetry() -> None:
    """Keep OpenVINO from reporting its use to a server when it is imported.

    Its import sends a request unless its telemetry package is missing, for which it has a stub;
    so that package is made to look missing in this process. Nothing of slidescan's goes over
    the network.
    """
    if "openvino_telemetry" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]


def _models() -> tuple[Path, Path]:
    """The detector's and the recognizer's files inside the package.

    Raises:
        EngineUnavailable: They are not there; RapidOCR would fetch them from the network,
            which slidescan never does.
    """
    spec = importlib.util.find_spec("rapidocr")
    folder = Path(spec.origin or "").parent / "models" if spec else Path()
    detector = folder / "PP-OCRv6_det_small.onnx"
    recognizer = folder / "PP-OCRv6_rec_small.onnx"
    if not (detector.is_file() and recognizer.is_file()):
        raise EngineUnavailable(
            "RapidOCR's models are not in its package",
            "pip install --force-reinstall 'rapidocr>=3.10,<3.11'",
        )
    return detector, recognizer


@functools.cache
def describe() -> str:
    """The model: release, model files and their digest, runtime and settings."""
    detector, recognizer = _models()
    digest = hashlib.sha256(detector.read_bytes() + recognizer.read_bytes()).hexdigest()[:12]
    return (
        f"rapidocr {version('rapidocr')} {detector.stem}+{recognizer.stem} {digest} "
        f"{runtime()} {DETECTOR_SIDE}"
    )
