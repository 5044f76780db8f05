"""The networks' files, inside RapidOCR's wheel; nothing is ever fetched."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from importlib.metadata import version
from pathlib import Path

from slidescan.errors import EngineUnavailable
from slidescan.ocr.inference import runtime

SETTINGS = 3
"""Raised when lines are looked for or read in another way: what was read is then outdated."""


def models() -> tuple[Path, Path]:
    """The detector's and the recognizer's files.

    Raises:
        EngineUnavailable: They are not there.
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
    """The models: release, files and their digest, runtime and settings."""
    detector, recognizer = models()
    digest = hashlib.sha256(detector.read_bytes() + recognizer.read_bytes()).hexdigest()[:12]
    return (
        f"rapidocr {version('rapidocr')} {detector.stem}+{recognizer.stem} {digest} "
        f"{runtime()} {SETTINGS}"
    )
