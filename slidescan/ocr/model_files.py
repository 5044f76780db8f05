"""The networks' files, which are in RapidOCR's wheel; nothing is downloaded."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from slidescan.core.versions import OCR_VERSION
from slidescan.errors import EngineUnavailable
from slidescan.imaging.inference import runtime


class ModelPaths(NamedTuple):
    """The ONNX files of PP-OCRv6 small."""

    detector: Path
    recognizer: Path


def model_paths() -> ModelPaths:
    """The files of the detector and the recognizer.

    Raises:
        EngineUnavailable: The files are missing.
    """
    spec = importlib.util.find_spec("rapidocr")
    folder = Path(spec.origin or "").parent / "models" if spec else Path()
    paths = ModelPaths(folder / "PP-OCRv6_det_small.onnx", folder / "PP-OCRv6_rec_small.onnx")
    if not all(path.is_file() for path in paths):
        raise EngineUnavailable(
            "RapidOCR's models are not in its package",
            "pip install --force-reinstall 'rapidocr>=3.10,<3.11'",
        )
    return paths


@functools.cache
def describe_models() -> str:
    """Release, files, digest of the files, runtime and `OCR_VERSION`, for `OcrEngine.model`."""
    detector, recognizer = model_paths()
    digest = hashlib.sha256(detector.read_bytes() + recognizer.read_bytes()).hexdigest()[:12]
    return (
        f"rapidocr {version('rapidocr')} {detector.stem}+{recognizer.stem} {digest} "
        f"{runtime()} {OCR_VERSION}"
    )
