"""Cleans up a flat slide for people: even light, neutral white, full contrast, less moiré.

Nothing is sharpened or invented: the slide is divided by a smooth light field, three gains and one
linear curve are applied, and single spatial frequencies are damped. OCR reads the slide before the
cleanup, which doesn't make it more accurate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Field = NDArray[np.float32]

LIGHT_FIELD_SIZE = (96, 72)
"""Width and height of the copy on which light is measured."""

WHITE_SAMPLE_SIZE = (256, 192)
"""Width and height of the copy on which white is measured."""

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
    """Cleans up a flat slide, height × width × 3, BGR.

    Light, white and contrast are measured on small copies, each after the step before it. Then one
    pass over the pixels applies all of them.
    """
    channels = cv2.split(flat)
    interference = moire(channels)
    if interference is not None:
        channels = [cv2.subtract(each, interference, dtype=cv2.CV_32F) for each in channels]
    sample: Field = np.dstack([each[::4, ::4] for each in channels]).astype(np.float32)
    small: Field = np.dstack([_shrunk(each, WHITE_SAMPLE_SIZE) for each in channels])
    field = light_gain(np.dstack([_shrunk(each, LIGHT_FIELD_SIZE) for each in channels]))
    if field is not None:
        sample, small = (each * _resized(field, each)[..., None] for each in (sample, small))
    gains = white_gains(small)
    low, contrast = contrast_curve(sample * gains)
    factors = gains * contrast
    full_field = None if field is None else _resized(field, flat)
    offset = 4 - low * contrast
    cleaned = [
        _applied(channel, full_field, float(factor), offset)
        for channel, factor in zip(channels, factors, strict=True)
    ]
    result: Pixels = cv2.merge(cleaned).astype(np.uint8, copy=False)
    return result


def _applied(
    channel: NDArray[Any], field: Field | None, factor: float, offset: float
) -> NDArray[Any]:
    """`channel × field × factor + offset`, rounded and saturated to 8 bit."""
    if field is not None:
        channel = cv2.multiply(channel, field, dtype=cv2.CV_32F)
    return cv2.addWeighted(channel, factor, channel, 0.0, offset, dtype=cv2.CV_8U)


def _shrunk(channel: NDArray[Any], size: tuple[int, int]) -> Field:
    shrunk: Field = cv2.resize(
        channel.astype(np.float32), size, interpolation=cv2.INTER_AREA
    ).astype(np.float32, copy=False)
    return shrunk


def _resized(field: Field, like: NDArray[Any]) -> Field:
    """The light's field at the size of a picture."""
    height, width = like.shape[:2]
    resized: Field = cv2.resize(field, (width, height), interpolation=cv2.INTER_CUBIC).astype(
        np.float32, copy=False
    )
    return resized


def light_gain(small: Field) -> Field | None:
    """The gains that divide out vignetting, hot spots and a lamp's falloff; None to change nothing.

    All three are smooth, so a quadratic surface is fitted to the logarithm of the background's
    light by iteratively reweighted least squares; ink and pictures have no weight.

    Args:
        small: A copy of the slide, of `LIGHT_FIELD_SIZE`.

    Returns:
        A factor for each pixel of `small`.
    """
    columns, rows = LIGHT_FIELD_SIZE
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
            return None
        # The weights are 0 or 1, so the normal equations are those of the background's points.
        chosen = design[weights > 0]
        fit = np.linalg.lstsq(chosen.T @ chosen, chosen.T @ level[weights > 0], rcond=None)[0]
        surface = design @ fit
        weights = (np.abs(level - surface) < 2 * band).astype(float)
    gain = np.exp(np.median(surface) - surface).clip(1 / MAX_LIGHT_GAIN, MAX_LIGHT_GAIN)
    factors: Field = gain.reshape(rows, columns).astype(np.float32)
    return factors


def _covers_slide(background: NDArray[np.float64]) -> bool:
    """Whether the background reaches eight of nine cells, so that little is extrapolated."""
    cells = cv2.resize(background, (3, 3), interpolation=cv2.INTER_AREA)
    return bool((cells > 0.12).sum() >= 8)


def white_gains(small: Field) -> Field:
    """Gains for the three channels that make the brightest large area neutral.

    All are 1 if that area is far from neutral: white paper and white letters are nearly so.

    Args:
        small: A copy of the slide, of `WHITE_SAMPLE_SIZE`.
    """
    pixels = small.reshape(-1, 3)
    value = pixels.max(axis=1)
    bright = pixels[value >= np.quantile(value, 0.97)]
    white = np.maximum(np.median(bright, axis=0), 1.0)
    gains = (white.max() / white).astype(np.float32)
    if gains.max() > MAX_COLOR_CAST or white.max() < MIN_WHITE_LEVEL:
        return np.ones(3, np.float32)
    neutral: Field = gains
    return neutral


def contrast_curve(sample: Field) -> tuple[float, float]:
    """The level to subtract and the factor that spread the levels over the full range."""
    low, high = (float(v) for v in np.quantile(sample.max(axis=2), (0.005, 0.995)))
    low = min(low, MAX_BLACK_LEVEL)
    return low, min(MAX_CONTRAST_GAIN, 247 / max(1.0, high - low))


def moire(channels: Sequence[NDArray[Any]]) -> Field | None:
    """The moiré of a slide: single spatial frequencies, the beat of two pixel grids.

    Moiré is faint and covers the slide evenly, so it is measured on the background: edges and text
    are masked. Peaks in the Fourier transform of the rest are the interference (Sidorov and
    Kokaram 2002). Only the interference is subtracted; letters are not filtered.

    Args:
        channels: Three, height × width each.

    Returns:
        The levels to subtract from each channel; None if there is no moiré.
    """
    blue, green, red = channels
    grey = cv2.add(cv2.add(blue, green, dtype=cv2.CV_32F), red, dtype=cv2.CV_32F) / 3
    height, width = grey.shape
    residue = grey - cv2.blur(grey, (31, 31))
    swing = float(np.median(np.abs(residue[::3, ::3])))
    middle = float(np.median(grey[::3, ::3]))
    max_swing = max(8.0, min(3.5 * swing, MAX_SWING_SHARE * middle))
    content = (np.abs(residue) > max_swing).astype(np.uint8)
    masked = cv2.dilate(content, np.ones((9, 9), np.uint8)) > 0
    if masked.mean() > MAX_CONTENT_SHARE:
        return None
    residue[masked] = 0.0
    # Even sizes, as the spectrum is unpacked in pairs.
    rows, columns = (2 * cv2.getOptimalDFTSize((side + 1) // 2) for side in (height, width))
    spectrum = real_spectrum(
        cv2.copyMakeBorder(
            residue, 0, rows - height, 0, columns - width, cv2.BORDER_CONSTANT, value=0
        ).astype(np.float32, copy=False)
    )
    peaks = _peaks(spectrum, (rows, columns))
    if not len(peaks):
        return None
    passed = spectrum * _pass_filter(peaks, (rows, columns))
    interference = np.fft.irfft2(passed, (rows, columns))[:height, :width]
    # Moiré is proportional to the light: weaker in dark areas.
    share = grey / np.maximum(1.0, float(np.median(grey[~masked])))
    levels: Field = (interference * share.clip(0, 1.3)).astype(np.float32)
    return levels


def real_spectrum(values: Field) -> NDArray[np.complex64]:
    """The Fourier transform as by `numpy.fft.rfft2`, in a sixth of its time.

    OpenCV packs the spectrum of real values into a matrix of the same size (documentation of
    `cv::dft`, the CCS format).

    Args:
        values: Rows × columns, both even.
    """
    packed = cv2.dft(values)
    rows, columns = values.shape
    half = columns // 2
    spectrum = np.empty((rows, half + 1), np.complex64)
    spectrum[:, 1:half] = np.ascontiguousarray(packed[:, 1:-1]).view(np.complex64)
    for column, at in ((packed[:, 0], 0), (packed[:, -1], half)):
        spectrum[0, at], spectrum[rows // 2, at] = column[0], column[-1]
        upper = np.ascontiguousarray(column[1:-1]).view(np.complex64)
        spectrum[1 : rows // 2, at] = upper
        spectrum[rows // 2 + 1 :, at] = upper[::-1].conj()
    return spectrum


def _peaks(spectrum: NDArray[np.complex64], size: tuple[int, int]) -> NDArray[np.intp]:
    """Rows and columns of a spectrum's peaks (n × 2), strongest first; empty if all are faint."""
    log = cv2.log(cv2.magnitude(spectrum.real, spectrum.imag) + 1)
    fy = np.abs(np.fft.fftfreq(size[0])).astype(np.float32).reshape(-1, 1)
    fx = np.fft.rfftfreq(size[1]).astype(np.float32).reshape(1, -1)
    prominence = log - cv2.blur(log, (31, 31))
    prominence[fx * fx + fy * fy < MIN_MOIRE_FREQUENCY**2] = 0.0
    if prominence.max() < MIN_STRONGEST_PEAK:
        return np.empty((0, 2), np.intp)
    is_peak = (prominence > MIN_PEAK) & (prominence >= cv2.dilate(prominence, np.ones((9, 9))))
    peaks, strength = np.argwhere(is_peak), prominence[is_peak]
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
