"""Which enhancement helps OCR with which defect: python bench/enhance.py [--slides N].

Photographs made slides with one defect each, rectifies them by their true corners, enhances them
in one way, and reads them. Prints word F1, as in the table of docs/research/reading.md. Real
photos with known corners and texts are read as well if they are there.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "samples"))
from camera import Scene, photograph  # noqa: E402 - no package
from decks import random_slide  # noqa: E402

from slidescan.core.geometry import PhotoQuad  # noqa: E402
from slidescan.core.text import words  # noqa: E402
from slidescan.imaging import cleanup  # noqa: E402
from slidescan.imaging.decode import load as load_photo  # noqa: E402
from slidescan.imaging.rectify import rectify, uncropped  # noqa: E402
from slidescan.ocr.protocol import OcrEngine  # noqa: E402
from slidescan.ocr.registry import load as load_engine  # noqa: E402

Pixels = NDArray[np.uint8]
FIRST_SEED = 900_000

LOW_CONTRAST_LEVELS = 170
"""Levels between the darkest and the lightest hundredth below which contrast is low."""

DEFECTS: Mapping[str, Scene] = {
    "none": Scene(yaw=8, pitch=3),
    "small print": Scene(yaw=8, pitch=3, distance=0.3),
    "low contrast": Scene(yaw=8, pitch=3, distance=0.5, room=0.65, noise=5),
    "rainbow": Scene(yaw=8, pitch=3, distance=0.5, rainbow=0.9),
    "moiré": Scene(yaw=8, pitch=3, distance=0.5, moire=0.9),
    "motion": Scene(yaw=8, pitch=3, distance=0.5, motion=7),
    "out of focus": Scene(yaw=8, pitch=3, distance=0.5, blur=2.4),
    "noise": Scene(yaw=8, pitch=3, distance=0.5, noise=22),
    "glare": Scene(yaw=8, pitch=3, distance=0.5, glare=0.8),
}


def _stretched(pixels: Pixels) -> Pixels:
    low, high = np.percentile(pixels, (1, 99))
    wide = (pixels.astype(np.float32) - float(low)) * (255 / max(1.0, float(high - low)))
    stretched: Pixels = wide.clip(0, 255).astype(np.uint8)
    return stretched


def _stretched_where_low(pixels: Pixels) -> Pixels:
    low, high = np.percentile(pixels[::4, ::4], (1, 99))
    return _stretched(pixels) if high - low < LOW_CONTRAST_LEVELS else pixels


def _equalized(pixels: Pixels) -> Pixels:
    lab = cv2.cvtColor(pixels, cv2.COLOR_BGR2LAB)
    lab[..., 0] = cv2.createCLAHE(2.0, (8, 8)).apply(lab[..., 0])
    return cv2.cvtColor(lab, cv2.COLOR_LAB2BGR).astype(np.uint8)


def _sharpened(pixels: Pixels) -> Pixels:
    soft = cv2.GaussianBlur(pixels, (0, 0), 1.5)
    return cv2.addWeighted(pixels, 1.7, soft, -0.7, 0).astype(np.uint8)


def _without_background(pixels: Pixels) -> Pixels:
    background = cv2.GaussianBlur(pixels, (0, 0), max(pixels.shape[:2]) / 24).astype(np.float32)
    return (pixels / np.maximum(background, 1) * 160).clip(0, 255).astype(np.uint8)


def _without_moire(pixels: Pixels) -> Pixels:
    interference = cleanup.moire(cv2.split(pixels))
    if interference is None:
        return pixels
    clean: Pixels = (pixels - interference[..., None]).clip(0, 255).astype(np.uint8)
    return clean


ENHANCED: Mapping[str, Callable[[Pixels], Pixels]] = {
    "as it is": lambda pixels: pixels,
    "contrast stretched": _stretched,
    "contrast stretched if it is low": _stretched_where_low,
    "CLAHE": _equalized,
    "sharpened": _sharpened,
    "divided by its background": _without_background,
    "bilateral filter": lambda pixels: cv2.bilateralFilter(pixels, 5, 30, 3).astype(np.uint8),
    "median filter": lambda pixels: cv2.medianBlur(pixels, 3).astype(np.uint8),
    "moiré taken out": _without_moire,
    "cleaned up, as for people": cleanup.clean_up,
    "grey": lambda pixels: np.repeat(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)[..., None], 3, 2),
}

Score = tuple[int, int]
"""Twice the words that are right; and the true words plus the words read. F1 is their ratio."""


def _made(job: tuple[str, int]) -> tuple[str, dict[str, Score]]:
    defect, seed = job
    slide = random_slide(seed)
    photo, corners = photograph(slide.pixels(), DEFECTS[defect], seed)
    assert corners is not None
    flat = rectify(np.ascontiguousarray(photo[..., ::-1]), PhotoQuad.of(corners)).pixels
    return defect, _scores(flat, slide.lines)


def _real(
    job: tuple[str, str, list[list[float]] | None, list[str]],
) -> tuple[str, dict[str, Score]]:
    name, path, quad, lines = job
    upright = load_photo(Path(path))
    flat = rectify(upright.pixels, PhotoQuad.of(quad)) if quad else uncropped(upright.pixels)
    return name, _scores(flat.pixels, lines)


@cache
def _engine() -> OcrEngine:
    cv2.setNumThreads(1)
    return load_engine("rapidocr", ("en",))


def _scores(flat: Pixels, lines: Sequence[str]) -> dict[str, Score]:
    true = Counter(words("\n".join(lines)))
    scores = {}
    for name, enhance in ENHANCED.items():
        boxes = _engine().read(np.ascontiguousarray(enhance(flat)))
        ours = Counter(words("\n".join(box.text for box in boxes)))
        scores[name] = (2 * (true & ours).total(), true.total() + ours.total())
    return scores


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slides", type=int, default=12)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options = parser.parse_args()
    made = [(name, FIRST_SEED + i) for name in DEFECTS for i in range(options.slides)]
    real = [
        (dataset.parent.name, str(dataset.parent / "site" / t["image"]), t["quad"], t["lines"])
        for dataset in sorted(options.shared.glob("*/truth.json"))
        for t in json.loads(dataset.read_text())
    ]
    sums: dict[str, dict[str, list[int]]] = {}
    with multiprocessing.get_context("spawn").Pool() as pool:
        results = [*pool.imap_unordered(_made, made), *pool.imap_unordered(_real, real)]
    for defect, scores in results:
        for name, (right, both) in scores.items():
            total = sums.setdefault(defect, {}).setdefault(name, [0, 0])
            total[0], total[1] = total[0] + right, total[1] + both
    columns = [*DEFECTS, *dict.fromkeys(name for name, *_ in real)]
    print("| |", " | ".join(columns), "|")
    print("|---|", "--:|" * len(columns))
    for name in ENHANCED:
        cells = [sums[column][name] for column in columns]
        print(f"| {name} |", " | ".join(f"{a / max(1, b):.3f}" for a, b in cells), "|")


if __name__ == "__main__":
    main()
