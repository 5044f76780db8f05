"""Many quads at once, as arrays: areas, proportions, maps to the unit square."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import Quad

Quads = NDArray[np.float64]
"""Quads × 4 corners × (x, y), in the pixels of the working copy."""

Line = tuple[float, float, float]
"""(a, b, c) with ax + by + c = 0 and a² + b² = 1."""

NO_QUADS: Quads = np.zeros((0, 4, 2))

MIN_AREA_SHARE = 0.007
"""A slide covers at least this share of the photo's area: a seventh of its width at 4:3."""

MAX_OVERHANG_SHARE = 0.25
"""A slide reaches at most this far beyond a border of the photo, as a share of its own extent: what
lies farther outside can't be read, and its corners can't be known."""

MIN_ANGLE_DEGREES = 38.0
"""The smallest angle at a corner of a slide; no camera at a seat sees a sharper one."""

MAX_SIDE_RATIO = 2.8
"""Of two opposite sides, the nearer one is at most this many times as long as the other."""

MIN_FOCAL2, PHONE_FOCAL2, MAX_FOCAL2 = 0.16, 0.7225, 16
"""Squared focal lengths, in diagonals of the photo: a camera's shortest (0.4 diagonals), a phone's
(0.85), a camera's longest (4)."""


def as_array(quads: Iterable[Quad]) -> Quads:
    """Converts `Quad`s to an array: quads × 4 × 2."""
    return np.array([quad.corners for quad in quads], float).reshape(-1, 4, 2)


def areas(quads: Quads) -> NDArray[np.float64]:
    """Area of each quad, square pixels."""
    x, y = quads[..., 0], quads[..., 1]
    area: NDArray[np.float64] = (x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)).sum(1) / 2
    return area


def convex(quads: Quads) -> NDArray[np.bool_]:
    """Whether each quad is convex and its corners run clockwise."""
    side = np.roll(quads, -1, axis=1) - quads
    next_side = np.roll(side, -1, axis=1)
    turn = side[..., 0] * next_side[..., 1] - side[..., 1] * next_side[..., 0]
    return np.asarray((turn > 1e-9).all(axis=1), bool)


def plausible(quads: Quads, width: float, height: float) -> NDArray[np.bool_]:
    """Whether a camera could see each quad as a slide that the photo shows.

    Args:
        quads: Quads × 4 × 2.
        width: Width of the photo, pixels.
        height: Height of the photo, pixels.
    """
    low, high = quads.min(1), quads.max(1)
    extent = np.maximum(high - low, 1e-6)
    beyond = np.maximum(-low, high - [width, height]) / extent
    side = np.roll(quads, -1, axis=1) - quads
    length = np.maximum(np.hypot(side[..., 0], side[..., 1]), 1e-6)
    ratio = np.abs(np.log(length[:, :2] / length[:, 2:]))
    next_side, next_length = np.roll(side, -1, axis=1), np.roll(length, -1, axis=1)
    sine = (side[..., 0] * next_side[..., 1] - side[..., 1] * next_side[..., 0]) / (
        length * next_length
    )
    result: NDArray[np.bool_] = (
        (beyond.max(1) <= MAX_OVERHANG_SHARE)
        & (ratio.max(1) <= np.log(MAX_SIDE_RATIO))
        & (sine.min(1) >= np.sin(np.radians(MIN_ANGLE_DEGREES)))
    )
    return result


def distances(quads: Quads, quad: NDArray[np.float64]) -> NDArray[np.float64]:
    """The largest distance between corresponding corners of each quad and `quad`.

    It is a share of the size of `quad`, which is the square root of its area.
    """
    size = np.sqrt(max(1.0, float(areas(quad[None])[0])))
    distance: NDArray[np.float64] = np.hypot(*np.moveaxis(quads - quad, -1, 0)).max(axis=1) / size
    return distance


def aspect_ratios(
    quads: Quads, width: float, height: float, focal: float | None = None
) -> NDArray[np.float64]:
    """Width over height of the rectangles that a camera sees as `quads`.

    Computes `core.aspect_ratio` (Zhang and He 2007) for many quads at once.

    Args:
        quads: Quads × 4 × 2.
        width: Width of the picture, pixels.
        height: Height of the picture, pixels.
        focal: Focal length in pixels of the picture, if known.
    """
    diagonal2 = width * width + height * height
    points = np.concatenate(
        [quads - [width / 2, height / 2], np.ones((*quads.shape[:2], 1))], axis=2
    )
    m1, m2, m4, m3 = (points[:, i] for i in range(4))
    with np.errstate(all="ignore"):
        k2 = _triple(m1, m4, m3) / _triple(m2, m4, m3)
        k3 = _triple(m1, m4, m2) / _triple(m3, m4, m2)
        n2, n3 = k2[:, None] * m2 - m1, k3[:, None] * m3 - m1
        f2 = -(n2[:, 0] * n3[:, 0] + n2[:, 1] * n3[:, 1]) / (n2[:, 2] * n3[:, 2])
        # Outside this range the corners are too noisy to tell the focal length.
        plausible = (f2 > MIN_FOCAL2 * diagonal2) & (f2 < MAX_FOCAL2 * diagonal2)
        f2 = np.where(plausible, f2, PHONE_FOCAL2 * diagonal2)
        if focal:
            f2 = np.full_like(f2, focal * focal)
        across = (n2[:, 0] ** 2 + n2[:, 1] ** 2) / f2 + n2[:, 2] ** 2
        down = (n3[:, 0] ** 2 + n3[:, 1] ** 2) / f2 + n3[:, 2] ** 2
        ratio = np.sqrt(across / down)
    side = np.hypot(*np.moveaxis(np.roll(quads, -1, axis=1) - quads, -1, 0))
    plain = (side[:, 0] + side[:, 2]) / np.maximum(side[:, 1] + side[:, 3], 1e-9)
    result: NDArray[np.float64] = np.where(np.isfinite(ratio) & (ratio > 0), ratio, plain)
    return result


def _triple(
    a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]
) -> NDArray[np.float64]:
    result: NDArray[np.float64] = (np.cross(a, b) * c).sum(axis=1)
    return result


def unit_square_maps(quads: Quads) -> NDArray[np.float64]:
    """The homography from the unit square to each quad, in closed form (Heckbert 1989).

    Returns:
        Quads × 3 × 3.
    """
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (quads[:, i].T for i in range(4))
    dx1, dx2, sx = x1 - x2, x3 - x2, x0 - x1 + x2 - x3
    dy1, dy2, sy = y1 - y2, y3 - y2, y0 - y1 + y2 - y3
    determinant = dx1 * dy2 - dx2 * dy1
    determinant = np.where(np.abs(determinant) < 1e-9, 1e-9, determinant)
    g, h = (sx * dy2 - dx2 * sy) / determinant, (dx1 * sy - sx * dy1) / determinant
    one = np.ones_like(g)
    rows = [
        [x1 - x0 + g * x1, x3 - x0 + h * x3, x0],
        [y1 - y0 + g * y1, y3 - y0 + h * y3, y0],
        [g, h, one],
    ]
    return np.moveaxis(np.array(rows), 2, 0)


def to_unit_square(
    maps: NDArray[np.float64], points: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Maps points of the working copy into the unit square of each quad.

    Args:
        maps: From `unit_square_maps`.
        points: n × 2, pixels of the working copy.

    Returns:
        u (to the right) and v (down), quads × n each; infinite behind a quad's horizon.
    """
    homogeneous = np.column_stack([points, np.ones(len(points))])
    mapped = homogeneous @ np.swapaxes(np.linalg.inv(maps), 1, 2)
    w = mapped[..., 2]
    behind = w <= 1e-9
    w = np.where(behind, 1.0, w)
    u, v = (np.where(behind, np.inf, mapped[..., i] / w) for i in (0, 1))
    return u, v


def map_unit_points(maps: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Maps points of the unit square (n × 2) to the working copy: quads × n × 2, pixels."""
    homogeneous = np.column_stack([points, np.ones(len(points))])
    mapped = homogeneous @ np.swapaxes(maps, 1, 2)
    w = mapped[..., 2:]
    w = np.where(np.abs(w) < 1e-6, 1e-6, w)
    result: NDArray[np.float64] = mapped[..., :2] / w
    return result


def cross_point(p: Line, q: Line, min_sine: float) -> tuple[float, float] | None:
    """The intersection of two lines; None if the sine of their angle is below `min_sine`."""
    determinant = p[0] * q[1] - p[1] * q[0]
    if abs(determinant) < min_sine:
        return None
    return (
        (p[1] * q[2] - p[2] * q[1]) / determinant,
        (p[2] * q[0] - p[0] * q[2]) / determinant,
    )
