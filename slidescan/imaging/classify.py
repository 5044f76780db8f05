"""Classifies photos: photographed slides, born-digital pictures, whiteboards, documents, pictures.

Photos have soft edges and noisy surfaces; pictures made by computers have sharp edges and areas of
exactly one colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import PhotoQuad, Quad
from slidescan.core.records import Detection, Kind, Line, Photo
from slidescan.imaging.corners.text_frames import text_lines
from slidescan.imaging.corners.working_copy import WorkingCopy
from slidescan.imaging.decode import Upright

FLAT_RUN_PIXELS = 24
"""Length of a flat run, in which neighbouring pixels hardly differ: three blocks of a JPEG."""

MIN_FLAT_SHARE = 0.45
"""The smallest share of flat runs in a born-digital picture."""

MIN_EDGE_SHARPNESS = 0.6
"""In a born-digital picture, the median edge takes at least this share of its step in one pixel."""

MIN_EDGE_LEVELS = 90
"""Sharpness is measured only on edges with at least this step, grey levels."""

MAX_SURFACE_LEVELS = 12
"""The surfaces on both sides of such an edge change by at most this much, grey levels."""

MIN_EDGE_COUNT = 40
"""With fewer edges, sharpness can't be measured."""

MIN_DRAWN_FLAT_SHARE, MIN_PLAIN_BORDER_SHARE = 0.2, 0.5
"""A picture may be born digital, though scaling or compression blurred it, if it has this share of
flat runs, or if this share of its border has one colour."""

BORDER_WIDTH, BORDERED_SIDE = 3, 320
"""The width of the border, and of the copy on which it is measured, pixels."""

MAX_BORDER_LEVELS = 16
"""Pixels have one colour if each channel differs by less, 0..255."""

MIN_TEXT_SUM = 0.2
"""A photo may hold text if the sum of its `WorkingCopy.text_cells` is greater."""

MIN_LARGE_TEXT_SHARE = 0.026
"""Lines that are smaller, as a share of the slide's height, are made to be read from near."""

MAX_PORTRAIT_RATIO = 0.95
"""Flip charts and documents are narrower than this; width over height."""

MIN_PAPER_LEVEL = 120.0
"""Paper and whiteboards are at least this bright, 0..255."""

MAX_PAPER_CHROMA = 40.0
"""The colour channels of paper and whiteboards differ by at most this much, 0..255."""

MIN_PRINTED_CONFIDENCE = 0.955
"""Lines that are read with at least this confidence, in the median, are no handwriting."""

MIN_DOCUMENT_LINES = 12
"""A page with at least this many lines is a document."""

MAX_LOGO_SIDE = 640
"""The maximum length of a logo's longer side, pixels."""

MAX_DIAGRAM_WORDS, MAX_LOGO_WORDS = 3, 6
"""A large born-digital picture with at most 3 words is a diagram, a small one with 6 a logo."""

MIN_SCREENSHOT_LINES = 25
"""A born-digital picture with at least this many lines is a screenshot."""

SLIDE_RATIOS = (16 / 9, 16 / 10, 4 / 3)
"""Aspect ratios of exported slides."""

MIN_TITLE_RATIO = 1.25
"""The largest line of an exported slide is higher than this, in median line heights."""

MIN_BASELINE_SHARE = 0.6
"""A line is handwritten if a smaller share of its letters is on the baseline."""

MAX_BASELINE_LINES = 12
"""Baselines are measured on at most this many lines."""

MIN_BASELINE_LETTERS = 6
"""With fewer letters, a line's baseline can't be measured."""

BASELINE_HEIGHT = 48
"""Height of the rectified line on which the baseline is measured, pixels."""

WORD_HEIGHTS = 3.0
"""The usual width of a word with the space after it, in heights of its line."""

MAX_BASELINE_WIDTH = 4000
"""The maximum width of that line, pixels."""


def is_born_digital(upright: Upright) -> bool:
    """Whether a computer made the picture: a screenshot, a slide saved as an image, a logo."""
    if upright.is_from_camera:
        return False
    flatness, sharpness = flatness_and_sharpness(upright.pixels)
    return flatness >= MIN_FLAT_SHARE and sharpness >= MIN_EDGE_SHARPNESS


def may_be_drawn(upright: Upright) -> bool:
    """Whether a computer may have made the picture: no camera is named, and much of it is plain."""
    if upright.is_from_camera:
        return False
    flatness, _ = flatness_and_sharpness(upright.pixels)
    return flatness >= MIN_DRAWN_FLAT_SHARE or (
        _border_plainness(upright.pixels) >= MIN_PLAIN_BORDER_SHARE
    )


def _border_plainness(pixels: NDArray[np.uint8]) -> float:
    """The share of a picture's border that has its median colour, 0..1."""
    height, width = pixels.shape[:2]
    rows = max(2 * BORDER_WIDTH, round(BORDERED_SIDE * height / width))
    small = cv2.resize(pixels, (BORDERED_SIDE, rows), interpolation=cv2.INTER_AREA)
    inner = small[BORDER_WIDTH:-BORDER_WIDTH]
    border = np.concatenate(
        [
            part.reshape(-1, 3).astype(np.int16)
            for part in (
                small[:BORDER_WIDTH],
                small[-BORDER_WIDTH:],
                inner[:, :BORDER_WIDTH],
                inner[:, -BORDER_WIDTH:],
            )
        ]
    )
    change = np.abs(border - np.median(border, axis=0)).max(axis=1)
    return float((change < MAX_BORDER_LEVELS).mean())


def flatness_and_sharpness(pixels: NDArray[np.uint8]) -> tuple[float, float]:
    """The share of flat runs and the sharpness of edges, both 0..1.

    Args:
        pixels: Height × width × 3, BGR, as decoded: scaling would change both.
    """
    blue, green, red = cv2.split(pixels[:: max(1, pixels.shape[0] // 300)])
    rows = cv2.max(cv2.max(blue, green), red).astype(np.int16)
    if rows.shape[1] < 2 * FLAT_RUN_PIXELS:
        return 0.0, 0.0
    change = np.abs(np.diff(rows, axis=1))
    steady = np.cumsum(np.pad(change <= 1, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    runs = steady[:, FLAT_RUN_PIXELS:] - steady[:, :-FLAT_RUN_PIXELS] == FLAT_RUN_PIXELS
    # Clean edges: a large step within eight pixels, flat on both sides.
    left, right = rows[:, 3:-8], rows[:, 11:]
    before, after = np.abs(rows[:, :-11] - left), np.abs(rows[:, 11:] - rows[:, 8:-3])
    step = np.abs(right - left)
    is_flat = (before <= MAX_SURFACE_LEVELS) & (after <= MAX_SURFACE_LEVELS)
    clean = (step >= MIN_EDGE_LEVELS) & is_flat
    steepest = np.max([change[:, 3 + k : 3 + k + step.shape[1]] for k in range(8)], axis=0)
    if clean.sum() < MIN_EDGE_COUNT:
        return float(runs.mean()), 1.0 if runs.mean() > 0.9 else 0.0
    return float(runs.mean()), float(np.median(steepest[clean] / step[clean]))


def may_hold_text(pixels: NDArray[np.uint8]) -> bool:
    """Whether anything on a photo looks like text.

    Args:
        pixels: The upright photo, height × width × 3, BGR.
    """
    copy = WorkingCopy.of(pixels)
    return bool(copy.text_cells[1].sum() > MIN_TEXT_SUM) or bool(text_lines(copy))


def classify_photo(
    photo: Photo,
    pixels: NDArray[np.uint8],
    detection: Detection,
    lines: Sequence[Line],
    flat: NDArray[np.uint8],
    *,
    digital: bool,
    unread: Sequence[PhotoQuad] = (),
) -> Kind:
    """The kind of a photo.

    Args:
        photo: The file.
        pixels: The upright photo, height × width × 3, BGR.
        detection: The slide's corners.
        lines: The lines that OCR read.
        flat: The flat slide or the uncropped photo, height × width × 3, BGR.
        digital: Whether the picture is born digital.
        unread: Lines in scripts that OCR doesn't know: text like any other.
    """
    height = _slide_height(photo, detection)
    heights = [quad.height / height for quad in (*(n.quad for n in lines), *unread)] or [0.0]
    word_count = sum(len(line.text.split()) for line in lines)
    word_count += sum(max(1, round(q.width / (WORD_HEIGHTS * q.height + 1))) for q in unread)
    ratio = flat.shape[1] / flat.shape[0]
    if digital:
        return _born_digital_kind(photo, heights, word_count, ratio)
    if not lines and not unread:
        return "picture"
    is_portrait = ratio < MAX_PORTRAIT_RATIO
    if _is_handwritten(pixels, lines, flat):
        return "flip-chart" if is_portrait else "whiteboard"
    has_much_text = len(lines) >= MIN_DOCUMENT_LINES or median(heights) < MIN_LARGE_TEXT_SHARE
    if is_portrait and has_much_text and _background(flat)[0] > MIN_PAPER_LEVEL:
        return "document"
    return "slide"


def _slide_height(photo: Photo, detection: Detection) -> float:
    """The height of the slide in pixels of the photo; without corners, of the rotated photo."""
    if detection.quad is not None:
        return detection.quad.height
    return float(photo.width if detection.turn in (90, 270) else photo.height)


def _born_digital_kind(
    photo: Photo, heights: Sequence[float], word_count: int, ratio: float
) -> Kind:
    """The kind of a born-digital picture.

    Args:
        photo: The file.
        heights: Heights of the lines, as shares of the slide's.
        word_count: Number of words.
        ratio: Width over height.
    """
    is_small = max(photo.width, photo.height) <= MAX_LOGO_SIDE
    if word_count <= MAX_DIAGRAM_WORDS or (is_small and word_count <= MAX_LOGO_WORDS):
        return "logo" if is_small or word_count == 0 else "diagram"
    is_large_text = median(heights) >= MIN_LARGE_TEXT_SHARE
    has_slide_ratio = any(abs(ratio / a - 1) < 0.02 for a in SLIDE_RATIOS)
    has_title = max(heights) > MIN_TITLE_RATIO * median(heights)
    if is_large_text and has_slide_ratio and has_title:
        return "exported-slide"
    if not is_large_text or len(heights) >= MIN_SCREENSHOT_LINES:
        return "screenshot"
    return "diagram"


def _is_handwritten(
    pixels: NDArray[np.uint8], lines: Sequence[Line], flat: NDArray[np.uint8]
) -> bool:
    """Whether the background is light and colourless, and letters don't share a baseline.

    Text that was read very surely is printed: a projected slide, curved or out of focus.
    """
    if lines and median(line.confidence for line in lines) >= MIN_PRINTED_CONFIDENCE:
        return False
    level, chroma = _background(flat)
    if level < MIN_PAPER_LEVEL or chroma > MAX_PAPER_CHROMA:
        return False
    shares = [_baseline_share(pixels, line) for line in lines[:MAX_BASELINE_LINES]]
    measured = [share for share in shares if share is not None]
    return len(measured) >= 2 and median(measured) < MIN_BASELINE_SHARE


def _baseline_share(pixels: NDArray[np.uint8], line: Line) -> float | None:
    """The share of a line's letters that end at the same height; None for a short line."""
    if len(line.text) < MIN_BASELINE_LETTERS:
        return None
    height = BASELINE_HEIGHT
    width = round(line.quad.width * height / max(1.0, line.quad.height))
    if not MIN_BASELINE_LETTERS * 8 < width < MAX_BASELINE_WIDTH:
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
    bottoms = np.array(
        [
            top + letter_height
            for _, top, _, letter_height, area in stats[1:]
            if letter_height > 0.25 * height and area > 20 and letter_height < height
        ]
    )
    if len(bottoms) < MIN_BASELINE_LETTERS:
        return None
    is_near = np.abs(bottoms[:, None] - bottoms[None]) <= 0.06 * height
    return float(is_near.mean(axis=1).max())


def _background(flat: NDArray[np.uint8]) -> tuple[float, float]:
    """The background's brightness (the median) and the chroma of pixels about as bright, 0..255."""
    small = cv2.resize(flat, (64, 48), interpolation=cv2.INTER_AREA).reshape(-1, 3)
    value = small.max(axis=1)
    level = float(np.median(value))
    near = small[np.abs(value - level) < 25]
    chroma = float(np.median(near.max(axis=1) - near.min(axis=1))) if len(near) else 0.0
    return level, chroma
