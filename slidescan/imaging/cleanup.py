"""A flat slide made good to look at: even light, neutral white, full contrast, less moiré.

Nothing is sharpened and nothing is invented: a smooth field of light is divided out, three
gains and one straight line are applied, and single spatial frequencies are taken down. For
people, not for readers: OCR gains nothing from it (see docs/reading.md).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Field = NDArray[np.float32]


def clean_up(flat: Pixels) -> Pixels:
    """The flat slide, height × width × 3, BGR, cleaned up."""
    light = flat.astype(np.float32)
    light = remove_moire(light)
    light = flatten_light(light)
    light = balance_white(light)
    light = stretch_contrast(light)
    result: Pixels = np.rint(light.clip(0, 255)).astype(np.uint8)
    return result


MOST_LIGHT = 1.6
"""How much darker or lighter a corner may be than the middle, for it to be put right."""

GROUND = 0.25
"""Share of a slide that must be its ground, for its light to be known."""


def flatten_light(pixels: Field) -> Field:
    """Divide out vignetting, hot spots and a lamp's falloff.

    They are smooth: a surface of the second order is fitted to the logarithm of the ground's
    light by iteratively reweighted least squares; ink and pictures weigh nothing.
    """
    height, width = pixels.shape[:2]
    small = cv2.resize(pixels, (96, 72), interpolation=cv2.INTER_AREA)
    level = np.log(small.max(axis=2).astype(np.float64) + 4).ravel()
    y, x = (v.ravel() for v in np.mgrid[-1:1:72j, -1:1:96j])
    design = np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=1)
    counts, edges = np.histogram(level, bins=48)
    # The ground is the level that most of the slide has, a bin's neighbours with it.
    peak = int(np.convolve(counts, [1, 2, 3, 2, 1], "same").argmax())
    middle = (edges[peak] + edges[peak + 1]) / 2
    weights = (np.abs(level - middle) < 0.45).astype(float)
    surface = np.full_like(level, middle)
    for width_ in (0.2, 0.1, 0.07, 0.07):
        if weights.sum() < GROUND * len(level) or not _everywhere(weights.reshape(72, 96)):
            return pixels
        found = np.linalg.lstsq(design * weights[:, None], level * weights, rcond=None)[0]
        surface = design @ found
        weights = (np.abs(level - surface) < 2 * width_).astype(float)
    gain = np.exp(np.median(surface) - surface).clip(1 / MOST_LIGHT, MOST_LIGHT).reshape(72, 96)
    whole = cv2.resize(gain.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    lit: Field = (pixels * whole[..., None]).astype(np.float32)
    return lit


def _everywhere(ground: NDArray[np.float64]) -> bool:
    """Whether there is ground in nearly every ninth of a slide: nothing is extrapolated far."""
    cells = cv2.resize(ground, (3, 3), interpolation=cv2.INTER_AREA)
    return bool((cells > 0.12).sum() >= 8)


MOST_CAST = 1.35
"""How strong a cast may be, for it to be the camera's and not the slide's own colour."""


def balance_white(pixels: Field) -> Field:
    """Make the brightest large area neutral where it is nearly so: white paper, white letters."""
    small = cv2.resize(pixels, (256, 192), interpolation=cv2.INTER_AREA).reshape(-1, 3)
    value = small.max(axis=1)
    bright = small[value >= np.quantile(value, 0.97)]
    white = np.maximum(np.median(bright, axis=0), 1.0)
    gains = white.max() / white
    if gains.max() > MOST_CAST or white.max() < 60:
        return pixels
    neutral: Field = (pixels * gains.astype(np.float32)).astype(np.float32)
    return neutral


MOST_CONTRAST = 2.2


def stretch_contrast(pixels: Field) -> Field:
    """Spread the levels over the whole range by one straight line for all colours."""
    value = pixels[::4, ::4].max(axis=2)
    low, high = (float(v) for v in np.quantile(value, (0.005, 0.995)))
    # The black of a projector is never quite black; what is grey by design stays so.
    low = min(low, 60.0)
    gain = min(MOST_CONTRAST, 247 / max(1.0, high - low))
    return ((pixels - low) * gain + 4).astype(np.float32)


PEAK, PLAIN_PEAK = 2.4, 3.0
"""How far (natural logarithm) a frequency must stand out of those around it to belong to moiré,
and how far one of them must, for there to be any."""

MOST_PEAKS = 60

MOST_SWING = 0.24
"""Share of the ground's light that moiré swings by, at most; what swings more is the slide's."""


def remove_moire(pixels: Field) -> Field:
    """Take away single spatial frequencies of the grounds: the beat of two grids of pixels.

    Moiré is faint and lies on everything, so it is looked for where there is nothing else: edges
    and print are masked. Peaks of the Fourier transform of what remains are the interference
    (Sidorov and Kokaram 2002), and that alone is taken away; letters are not filtered.
    """
    height, width = int(pixels.shape[0]), int(pixels.shape[1])
    size = cv2.getOptimalDFTSize(height), cv2.getOptimalDFTSize(width)
    grey = pixels.mean(axis=2).astype(np.float32)
    rest = grey - cv2.blur(grey, (31, 31))
    swing = float(np.median(np.abs(rest[::3, ::3])))
    own = np.abs(rest) > max(8.0, min(3.5 * swing, MOST_SWING * float(np.median(grey))))
    busy = cv2.dilate(own.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    if busy.mean() > 0.7:
        return pixels
    rest[busy] = 0.0
    spectrum = np.fft.rfft2(rest, size)
    log = np.log1p(np.abs(spectrum)).astype(np.float32)
    fy = np.abs(np.fft.fftfreq(size[0])).reshape(-1, 1)
    fx = np.fft.rfftfreq(size[1]).reshape(1, -1)
    coarse = np.hypot(fx, fy) < 0.04
    stands_out = np.where(coarse, 0.0, log - cv2.blur(log, (31, 31)))
    tops = (stands_out > PEAK) & (stands_out >= cv2.dilate(stands_out, np.ones((9, 9))))
    places = np.argwhere(tops)
    strength = stands_out[tops]
    if not len(places) or strength.max() < PLAIN_PEAK:
        return pixels
    places = places[np.argsort(-strength, kind="stable")[:MOST_PEAKS]]
    passed: Field = np.zeros((len(spectrum), size[1] // 2 + 1), np.float32)
    radius = 7
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    bell = np.exp(-(x * x + y * y) / (2 * (radius / 2.5) ** 2)).astype(np.float32)
    for row, column in places:
        rows = (np.arange(row - radius, row + radius + 1)) % size[0]
        columns = np.arange(column - radius, column + radius + 1)
        inside = (columns >= 0) & (columns < size[1] // 2 + 1)
        place = np.ix_(rows, columns[inside])
        passed[place] = np.maximum(passed[place], bell[:, inside])
    moire = np.fft.irfft2(spectrum * passed, size)[:height, :width]
    # It is a share of the light: on a dark ground there is less of it.
    share = grey / np.maximum(1.0, float(np.median(grey[~busy])))
    clean: Field = (pixels - (moire * share.clip(0, 1.3))[..., None]).astype(np.float32)
    return clean
