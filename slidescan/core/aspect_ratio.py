"""The aspect ratio of the slide that a camera sees as a quad."""

from __future__ import annotations

import math
from collections.abc import Sequence

from slidescan.core.geometry import Quad

COMMON_RATIOS = (16 / 9, 16 / 10, 4 / 3)
"""Aspect ratios that projectors and slide programs use."""

MAX_SNAP_LOG_RATIO = 0.06
"""A slide takes the nearest common ratio if the logarithms of the two ratios differ by less."""

MIN_RATIO, MAX_RATIO = 0.25, 4.0
"""The narrowest and the widest slide."""

MIN_FOCAL_DIAGONALS, MAX_FOCAL_DIAGONALS = 0.4, 4.0
"""Focal lengths of real cameras, in diagonals of the photo; others come from noisy corners."""

PHONE_FOCAL_DIAGONALS = 0.85
"""Focal length of a phone's main camera, in diagonals of the photo."""


def aspect_ratio(quad: Quad, width: float, height: float, focal: float | None = None) -> float:
    """Width over height of the rectangle that a camera sees as `quad`.

    Assumes square pixels and a principal point at the photo's centre (Zhang and He, Whiteboard
    scanning and image enhancement, 2007). Without `focal`, the focal length is computed from the
    quad if the view is oblique enough. For a quad that no camera can see, the ratio is that of
    the mean side lengths.

    Args:
        quad: The rectangle's image, in pixels of the upright photo.
        width: The upright photo's width, pixels.
        height: The upright photo's height, pixels.
        focal: Focal length in pixels (from EXIF), if known.
    """
    mean_ratio = quad.width / max(quad.height, 1e-9)
    u0, v0 = width / 2, height / 2
    # In the paper's order: m1 top-left, m2 top-right, m3 bottom-left, m4 bottom-right.
    m1, m2, m3, m4 = ((x - u0, y - v0, 1.0) for x, y in (quad.tl, quad.tr, quad.bl, quad.br))
    denominator2 = _dot(_cross(m2, m4), m3)
    denominator3 = _dot(_cross(m3, m4), m2)
    if abs(denominator2) < 1e-9 or abs(denominator3) < 1e-9:
        return mean_ratio
    k2 = _dot(_cross(m1, m4), m3) / denominator2
    k3 = _dot(_cross(m1, m4), m2) / denominator3
    n2 = [k2 * b - a for a, b in zip(m1, m2, strict=True)]
    n3 = [k3 * b - a for a, b in zip(m1, m3, strict=True)]
    if abs(n2[2] * n3[2]) > 1e-6:
        f2 = -(n2[0] * n3[0] + n2[1] * n3[1]) / (n2[2] * n3[2])
    else:
        f2 = -1.0
    diagonal = math.hypot(width, height)
    if focal is not None:
        f2 = focal * focal
    elif not (MIN_FOCAL_DIAGONALS * diagonal) ** 2 < f2 < (MAX_FOCAL_DIAGONALS * diagonal) ** 2:
        f2 = (PHONE_FOCAL_DIAGONALS * diagonal) ** 2
    across = (n2[0] ** 2 + n2[1] ** 2) / f2 + n2[2] ** 2
    down = (n3[0] ** 2 + n3[1] ** 2) / f2 + n3[2] ** 2
    if across <= 0 or down <= 0:
        return mean_ratio
    return math.sqrt(across / down)


def _cross(a: Sequence[float], b: Sequence[float]) -> tuple[float, float, float]:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def slide_aspect_ratio(quad: Quad, width: int, height: int, focal: float | None = None) -> float:
    """Width over height of the slide behind `quad`, snapped to a nearby common ratio.

    Args:
        quad: The slide's corners in an upright photo of `width` × `height` pixels.
        width: The photo's width, pixels.
        height: The photo's height, pixels.
        focal: Focal length, pixels, if known.
    """
    ratio = min(MAX_RATIO, max(MIN_RATIO, aspect_ratio(quad, width, height, focal)))
    nearest = min(COMMON_RATIOS, key=lambda a: abs(math.log(a / ratio)))
    return nearest if abs(math.log(nearest / ratio)) < MAX_SNAP_LOG_RATIO else ratio


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
