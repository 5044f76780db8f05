"""What a photo is of: what must be straightened, what was made on a computer, what says nothing.

Told by what every camera does and no computer does: its edges are soft, its grounds are uneven.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import Quad
from slidescan.core.records import Detection, Kind, Line, Photo
from slidescan.imaging.corners.text_frames import text_lines
from slidescan.imaging.corners.working_copy import WorkingCopy
from slidescan.imaging.decode import Upright

FLAT_RUN = 24
"""Pixels in a row without any change: three blocks of a JPEG."""

FLAT_SHARE = 0.45
"""Share of such rows from which a picture may come from a computer…"""

SHARP = 0.6
"""… if its edges, at the median, take so much of their step within one pixel."""


def is_born_digital(upright: Upright) -> bool:
    """Whether a picture was made on a computer: a screenshot, a slide saved as an image, a logo."""
    if upright.camera:
        return False
    flat, sharp = flatness_and_sharpness(upright.pixels)
    return flat >= FLAT_SHARE and sharp >= SHARP


def flatness_and_sharpness(pixels: NDArray[np.uint8]) -> tuple[float, float]:
    """How flat the flat parts of a picture are, and how sharp its edges: shares, 0..1.

    Args:
        pixels: Height × width × 3, BGR, as they came out of the file.
    """
    rows = pixels[:: max(1, pixels.shape[0] // 300)].max(axis=2).astype(np.int16)
    if rows.shape[1] < 2 * FLAT_RUN:
        return 0.0, 0.0
    change = np.abs(np.diff(rows, axis=1))
    steady = np.cumsum(np.pad(change <= 1, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    runs = steady[:, FLAT_RUN:] - steady[:, :-FLAT_RUN] == FLAT_RUN
    # Clean steps: flat on both sides, far apart in level.
    left, right = rows[:, 3:-8], rows[:, 11:]
    before, after = np.abs(rows[:, :-11] - left), np.abs(rows[:, 11:] - rows[:, 8:-3])
    step = np.abs(right - left)
    clean = (step >= 90) & (before <= 12) & (after <= 12)
    steepest = np.max([change[:, 3 + k : 3 + k + step.shape[1]] for k in range(8)], axis=0)
    if clean.sum() < 40:
        return float(runs.mean()), 1.0 if runs.mean() > 0.9 else 0.0
    return float(runs.mean()), float(np.median(steepest[clean] / step[clean]))


def may_hold_text(pixels: NDArray[np.uint8]) -> bool:
    """Whether anything on a photo looks like print; False only where nothing does.

    Args:
        pixels: The upright photo, height × width × 3, BGR.
    """
    scene = WorkingCopy.of(pixels)
    return bool(scene.print[1].sum() > 0.2) or bool(text_lines(scene))


def classify_photo(
    photo: Photo,
    pixels: NDArray[np.uint8],
    detection: Detection,
    lines: Sequence[Line],
    flat: NDArray[np.uint8],
    *,
    digital: bool,
) -> Kind:
    """What a photo is of.

    Args:
        photo: The file.
        pixels: The upright photo, height × width × 3, BGR.
        detection: Where the slide is in it.
        lines: What was read.
        flat: The slide laid flat, or the whole photo: height × width × 3, BGR.
        digital: Whether it was made on a computer.
    """
    height = _height(photo, detection)
    sizes = [line.quad.height / height for line in lines] or [0.0]
    words = sum(len(line.text.split()) for line in lines)
    ratio = flat.shape[1] / flat.shape[0]
    if digital:
        return _digital_kind(photo, sizes, words, ratio)
    if not lines:
        return "picture"
    if _by_hand(pixels, lines, flat):
        return "flip-chart" if ratio < PORTRAIT else "whiteboard"
    small = median(sizes) < SMALL_PRINT
    if ratio < PORTRAIT and (len(lines) >= 12 or small) and _ground(flat)[0] > PAPER:
        return "document"
    return "slide"


SMALL_PRINT = 0.026
"""Line height, as a share of the slide's, below which it is print to be read from near."""

PORTRAIT = 0.95
PAPER = 120.0


def _height(photo: Photo, detection: Detection) -> float:
    if detection.quad is not None:
        return detection.quad.height
    return float(photo.width if detection.turn in (90, 270) else photo.height)


def _digital_kind(photo: Photo, sizes: Sequence[float], words: int, ratio: float) -> Kind:
    """What a picture that was made on a computer is."""
    small = max(photo.width, photo.height) <= 640
    if words <= 3 or (small and words <= 6):
        return "logo" if small or words == 0 else "diagram"
    slide_like = any(abs(ratio / a - 1) < 0.02 for a in (16 / 9, 16 / 10, 4 / 3))
    if median(sizes) >= SMALL_PRINT and slide_like and max(sizes) > 1.25 * median(sizes):
        return "exported-slide"
    if median(sizes) < SMALL_PRINT or len(sizes) >= 25:
        return "screenshot"
    return "diagram"


def _by_hand(pixels: NDArray[np.uint8], lines: Sequence[Line], flat: NDArray[np.uint8]) -> bool:
    """Whether a light ground bears letters that stand on no line and are of no size."""
    level, color = _ground(flat)
    if level < PAPER or color > MOST_COLOR:
        return False
    shares = [share for line in lines[:12] if (share := _on_base_line(pixels, line)) is not None]
    return len(shares) >= 2 and median(shares) < PRINTED


PRINTED = 0.6
"""Share of a line's letters that stand on its base line, at least, where it is printed."""

MOST_COLOR = 40.0
FEWEST_LETTERS = 6


def _on_base_line(pixels: NDArray[np.uint8], line: Line) -> float | None:
    """The share of a line's letters whose feet are at the same height; None for a short line."""
    if len(line.text) < FEWEST_LETTERS:
        return None
    width, height = round(line.quad.width * 48 / max(1.0, line.quad.height)), 48
    if not FEWEST_LETTERS * 8 < width < 4000:
        return None
    box = Quad.rectangle(width, height).corners
    warp = cv2.getPerspectiveTransform(
        np.array(line.quad.corners, np.float32), np.array(box, np.float32)
    )
    strip = cv2.cvtColor(cv2.warpPerspective(pixels, warp, (width, height)), cv2.COLOR_BGR2GRAY)
    _, ink = cv2.threshold(strip, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    if (ink > 0).mean() > 0.5:
        ink = cv2.bitwise_not(ink)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    feet = np.array(
        [
            top + tall
            for _, top, _, tall, area in stats[1:]
            if tall > 0.25 * height and area > 20 and tall < height
        ]
    )
    if len(feet) < FEWEST_LETTERS:
        return None
    near = np.abs(feet[:, None] - feet[None]) <= 0.06 * height
    return float(near.mean(axis=1).max())


def _ground(flat: NDArray[np.uint8]) -> tuple[float, float]:
    """Level and chroma (0..255) of what most of a slide's area is."""
    small = cv2.resize(flat, (64, 48), interpolation=cv2.INTER_AREA).reshape(-1, 3)
    value = small.max(axis=1)
    level = float(np.median(value))
    near = small[np.abs(value - level) < 25]
    color = float(np.median(near.max(axis=1) - near.min(axis=1))) if len(near) else 0.0
    return level, color
