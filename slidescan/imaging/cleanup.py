"""Cleans up a flat slide for people: even light, neutral white, full contrast, less moiré.

Nothing is sharpened or invented: the slide is divided by a smooth light field, three gains and one
linear curve are applied, and single spatial frequencies are damped. OCR reads the slide before the
cleanup, which doesn't make it more accurate.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Field = NDArray[np.float32]

LIGHT_FIELD_SIZE = (96, 72)
"""Width and height of the copy on which light is measured."""

MAX_LIGHT_GAIN = 1.6
"""The maximum correction of light: stronger differences belong to the slide."""

MIN_BACKGROUND_SHARE = 0.25
"""Light is measured only if the background covers at least this share of the slide."""

FIT_BANDS = (0.2, 0.1, 0.07, 0.07)
"""Half widths of the band around the fitted surface that counts as background, one per round."""

MAX_COLOR_CAST = 1.35
"""The strongest colour cast that comes from a camera; stronger ones are the slide's colour."""

MIN_WHITE_LEVEL = 60
"""White is balanced only if the brightest area is at least this bright, 0..255."""

MAX_CONTRAST_GAIN = 2.2
"""The maximum factor by which contrast is stretched."""

MAX_BLACK_LEVEL = 60.0
"""Levels above this are never made black: a projector's black is grey, but so are some designs."""

MAX_CONTENT_SHARE = 0.7
"""Moiré is measured only if edges and text cover at most this share of the slide."""

MIN_PEAK = 2.4
"""A frequency of moiré exceeds the frequencies around it by more than this, natural logarithm."""

MIN_STRONGEST_PEAK = 3.0
"""There is moiré only if the strongest frequency exceeds those around it by at least this."""

MIN_MOIRE_FREQUENCY = 0.04
"""The lowest frequency of moiré, cycles per pixel."""

MAX_PEAKS = 60
"""Only this many frequencies are damped, the strongest ones."""

PEAK_RADIUS = 7
"""Radius of the filter around a peak, bins of the spectrum."""

MAX_SWING_SHARE = 0.24
"""The maximum swing of moiré, as a share of the background's light; more belongs to the slide."""


def clean_up(flat: Pixels) -> Pixels:
    """Cleans up a flat slide, height × width × 3, BGR."""
    light = flat.astype(np.float32)
    for step in (remove_moire, flatten_light, balance_white, stretch_contrast):
        light = step(light)
    result: Pixels = np.rint(light.clip(0, 255)).astype(np.uint8)
    return result


def flatten_light(pixels: Field) -> Field:
    """Divides out vignetting, hot spots and a lamp's falloff.

    All three are smooth, so a quadratic surface is fitted to the logarithm of the background's
    light by iteratively reweighted least squares; ink and pictures have no weight.
    """
    height, width = pixels.shape[:2]
    columns, rows = LIGHT_FIELD_SIZE
    small = cv2.resize(pixels, LIGHT_FIELD_SIZE, interpolation=cv2.INTER_AREA)
    level = np.log(small.max(axis=2).astype(np.float64) + 4).ravel()
    y, x = (v.ravel() for v in np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j])
    design = np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=1)
    counts, edges = np.histogram(level, bins=48)
    # The background has the most frequent level, counted together with the neighbouring bins.
    peak = int(np.convolve(counts, [1, 2, 3, 2, 1], "same").argmax())
    middle = (edges[peak] + edges[peak + 1]) / 2
    weights = (np.abs(level - middle) < 0.45).astype(float)
    surface = np.full_like(level, middle)
    for band in FIT_BANDS:
        covers_slide = _covers_slide(weights.reshape(rows, columns))
        if weights.sum() < MIN_BACKGROUND_SHARE * len(level) or not covers_slide:
            return pixels
        fit = np.linalg.lstsq(design * weights[:, None], level * weights, rcond=None)[0]
        surface = design @ fit
        weights = (np.abs(level - surface) < 2 * band).astype(float)
    gain = np.exp(np.median(surface) - surface).clip(1 / MAX_LIGHT_GAIN, MAX_LIGHT_GAIN)
    field = gain.reshape(rows, columns).astype(np.float32)
    scaled = cv2.resize(field, (width, height), interpolation=cv2.INTER_CUBIC)
    lit: Field = (pixels * scaled[..., None]).astype(np.float32)
    return lit


def _covers_slide(background: NDArray[np.float64]) -> bool:
    """Whether the background reaches eight of nine cells, so that little is extrapolated."""
    cells = cv2.resize(background, (3, 3), interpolation=cv2.INTER_AREA)
    return bool((cells > 0.12).sum() >= 8)


def balance_white(pixels: Field) -> Field:
    """Makes the brightest large area neutral if it is nearly so: white paper, white letters."""
    small = cv2.resize(pixels, (256, 192), interpolation=cv2.INTER_AREA).reshape(-1, 3)
    value = small.max(axis=1)
    bright = small[value >= np.quantile(value, 0.97)]
    white = np.maximum(np.median(bright, axis=0), 1.0)
    gains = white.max() / white
    if gains.max() > MAX_COLOR_CAST or white.max() < MIN_WHITE_LEVEL:
        return pixels
    neutral: Field = (pixels * gains.astype(np.float32)).astype(np.float32)
    return neutral


def stretch_contrast(pixels: Field) -> Field:
    """Spreads the levels over the full range with one linear curve for all colours."""
    value = pixels[::4, ::4].max(axis=2)
    low, high = (float(v) for v in np.quantile(value, (0.005, 0.995)))
    low = min(low, MAX_BLACK_LEVEL)
    gain = min(MAX_CONTRAST_GAIN, 247 / max(1.0, high - low))
    return ((pixels - low) * gain + 4).astype(np.float32)


def remove_moire(pixels: Field) -> Field:
    """Removes moiré: single spatial frequencies, the beat of two pixel grids.

    Moiré is faint and covers the slide evenly, so it is measured on the background: edges and text
    are masked. Peaks in the Fourier transform of the rest are the interference (Sidorov and
    Kokaram 2002). Only the interference is subtracted; letters are not filtered.
    """
    height, width = int(pixels.shape[0]), int(pixels.shape[1])
    size = cv2.getOptimalDFTSize(height), cv2.getOptimalDFTSize(width)
    grey = pixels.mean(axis=2).astype(np.float32)
    residue = grey - cv2.blur(grey, (31, 31))
    swing = float(np.median(np.abs(residue[::3, ::3])))
    max_swing = max(8.0, min(3.5 * swing, MAX_SWING_SHARE * float(np.median(grey))))
    content = (np.abs(residue) > max_swing).astype(np.uint8)
    masked = cv2.dilate(content, np.ones((9, 9), np.uint8)) > 0
    if masked.mean() > MAX_CONTENT_SHARE:
        return pixels
    residue[masked] = 0.0
    spectrum = np.fft.rfft2(residue, size)
    peaks = _peaks(spectrum, size)
    if not len(peaks):
        return pixels
    moire = np.fft.irfft2(spectrum * _pass_filter(peaks, size), size)[:height, :width]
    # Moiré is proportional to the light: weaker in dark areas.
    share = grey / np.maximum(1.0, float(np.median(grey[~masked])))
    clean: Field = (pixels - (moire * share.clip(0, 1.3))[..., None]).astype(np.float32)
    return clean


def _peaks(spectrum: NDArray[np.complexfloating], size: tuple[int, int]) -> NDArray[np.intp]:
    """Rows and columns of a spectrum's peaks (n × 2), strongest first; empty if all are faint."""
    log = np.log1p(np.abs(spectrum)).astype(np.float32)
    fy = np.abs(np.fft.fftfreq(size[0])).reshape(-1, 1)
    fx = np.fft.rfftfreq(size[1]).reshape(1, -1)
    is_coarse = np.hypot(fx, fy) < MIN_MOIRE_FREQUENCY
    prominence = np.where(is_coarse, 0.0, log - cv2.blur(log, (31, 31)))
    is_top = prominence >= cv2.dilate(prominence, np.ones((9, 9)))
    is_peak = (prominence > MIN_PEAK) & is_top
    peaks, strength = np.argwhere(is_peak), prominence[is_peak]
    if not len(peaks) or strength.max() < MIN_STRONGEST_PEAK:
        return peaks[:0]
    return peaks[np.argsort(-strength, kind="stable")[:MAX_PEAKS]]


def _pass_filter(peaks: NDArray[np.intp], size: tuple[int, int]) -> Field:
    """A filter that passes the peaks of a spectrum, with a Gaussian around each."""
    passed: Field = np.zeros((size[0], size[1] // 2 + 1), np.float32)
    y, x = np.mgrid[-PEAK_RADIUS : PEAK_RADIUS + 1, -PEAK_RADIUS : PEAK_RADIUS + 1]
    bell = np.exp(-(x * x + y * y) / (2 * (PEAK_RADIUS / 2.5) ** 2)).astype(np.float32)
    for row, column in peaks:
        rows = (np.arange(row - PEAK_RADIUS, row + PEAK_RADIUS + 1)) % size[0]
        columns = np.arange(column - PEAK_RADIUS, column + PEAK_RADIUS + 1)
        inside = (columns >= 0) & (columns < size[1] // 2 + 1)
        window = np.ix_(rows, columns[inside])
        passed[window] = np.maximum(passed[window], bell[:, inside])
    return passed
