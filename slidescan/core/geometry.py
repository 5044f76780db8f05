"""Plane geometry of quads and homographies, in pure Python.

No numpy here: a quad maps in a microsecond, importing numpy costs a tenth of a second, and
`slidescan search` needs the one without the other. Points are (x, y) in pixels, x to the
right, y down; which frame they belong to is said by whoever holds them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Homography: TypeAlias = tuple[
    tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]
]
"""A 3×3 projective map, rows first, acting on column vectors (x, y, 1)."""

IDENTITY: Homography = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Quad:
    """Four corners: top-left, top-right, bottom-right, bottom-left, as seen by a reader."""

    tl: Point
    tr: Point
    br: Point
    bl: Point

    @classmethod
    def of(cls, points: Iterable[Sequence[float]]) -> Quad:
        """Make a quad of four points that are in order already.

        Raises:
            ValueError: There are not exactly four points of two finite numbers.
        """
        corners = [(float(x), float(y)) for x, y in points]
        if len(corners) != 4:
            raise ValueError(f"a quad has 4 corners, not {len(corners)}")
        if not all(math.isfinite(v) for corner in corners for v in corner):
            raise ValueError("a quad's corners are finite numbers")
        return cls(*corners)

    @classmethod
    def from_any_order(cls, points: Iterable[Sequence[float]]) -> Quad:
        """Make a quad of four points in any order: clockwise, starting at the top left.

        The start is the corner with the least x + y, which holds for turns under 45°.
        """
        corners = [(float(x), float(y)) for x, y in points]
        cx = sum(x for x, _ in corners) / len(corners)
        cy = sum(y for _, y in corners) / len(corners)
        corners.sort(key=lambda p: math.atan2(p[1] - cy, p[0] - cx))
        start = min(range(len(corners)), key=lambda i: corners[i][0] + corners[i][1])
        return cls.of(corners[start:] + corners[:start])

    @classmethod
    def rectangle(cls, width: float, height: float) -> Quad:
        """The quad of an upright picture of `width` × `height` pixels."""
        return cls((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """The corners, top-left first, clockwise."""
        return (self.tl, self.tr, self.br, self.bl)

    @property
    def sides(self) -> tuple[tuple[Point, Point], ...]:
        """Top, right, bottom, left, each from corner to corner, clockwise."""
        return (
            (self.tl, self.tr),
            (self.tr, self.br),
            (self.br, self.bl),
            (self.bl, self.tl),
        )

    @property
    def side_lengths(self) -> tuple[float, float, float, float]:
        """Lengths of top, right, bottom and left, pixels."""
        top, right, bottom, left = (math.dist(a, b) for a, b in self.sides)
        return top, right, bottom, left

    @property
    def area(self) -> float:
        """Area in square pixels; negative where the corners run counter-clockwise."""
        return polygon_area(self.corners)

    @property
    def width(self) -> float:
        """Mean length of top and bottom, pixels."""
        return (math.dist(self.tl, self.tr) + math.dist(self.bl, self.br)) / 2

    @property
    def height(self) -> float:
        """Mean length of left and right, pixels."""
        return (math.dist(self.tl, self.bl) + math.dist(self.tr, self.br)) / 2

    @property
    def center(self) -> Point:
        """Mean of the corners."""
        return (
            sum(x for x, _ in self.corners) / 4,
            sum(y for _, y in self.corners) / 4,
        )

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the upright rectangle around the quad."""
        xs = [x for x, _ in self.corners]
        ys = [y for _, y in self.corners]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def is_convex(self) -> bool:
        """Whether the corners run clockwise around a convex area."""
        points = self.corners
        for i in range(4):
            (ax, ay), (bx, by), (cx, cy) = points[i], points[(i + 1) % 4], points[(i + 2) % 4]
            if (bx - ax) * (cy - by) - (by - ay) * (cx - bx) <= 0:
                return False
        return True

    def contains(self, point: Point) -> bool:
        """Whether `point` lies inside or on the edge (convex quads only)."""
        x, y = point
        return all(
            (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0 for (ax, ay), (bx, by) in self.sides
        )

    def scaled(self, factor: float) -> Quad:
        """The same quad in a picture resized by `factor`."""
        return Quad.of((x * factor, y * factor) for x, y in self.corners)

    def stretched(self, x: float, y: float) -> Quad:
        """Every corner's coordinates times `x` and `y`."""
        return Quad(*((px * x, py * y) for px, py in self.corners))

    def mapped(self, homography: Homography) -> Quad:
        """The quad seen through `homography`."""
        return Quad.of(map_point(homography, corner) for corner in self.corners)

    def slice(self, start: float, end: float) -> Quad:
        """The part of the quad between two shares (0..1) of its width, left to right."""
        (tl, tr, br, bl) = self.corners
        return Quad(
            _between(tl, tr, start),
            _between(tl, tr, end),
            _between(bl, br, end),
            _between(bl, br, start),
        )

    def to_json(self) -> list[list[float]]:
        """`[[x, y] × 4]`, to a tenth of a pixel."""
        return [[round(x, 1), round(y, 1)] for x, y in self.corners]


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def polygon_area(points: Sequence[Point]) -> float:
    """Area by the shoelace formula; positive where the points run clockwise (y down)."""
    total = 0.0
    for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
        total += ax * by - bx * ay
    return total / 2


def clip_convex(subject: Sequence[Point], clip: Sequence[Point]) -> list[Point]:
    """Intersection of a polygon with a convex clockwise one (Sutherland and Hodgman 1974)."""
    output = list(subject)
    for (ax, ay), (bx, by) in zip(clip, [*clip[1:], clip[0]], strict=True):
        points, output = output, []

        def side(p: Point, ax: float = ax, ay: float = ay, bx: float = bx, by: float = by) -> float:
            return (bx - ax) * (p[1] - ay) - (by - ay) * (p[0] - ax)

        for i, current in enumerate(points):
            previous = points[i - 1]
            here, before = side(current), side(previous)
            if (here >= 0) != (before >= 0):
                output.append(_between(previous, current, before / (before - here)))
            if here >= 0:
                output.append(current)
    return output


def jaccard(a: Quad, b: Quad, within: Quad | None = None) -> float:
    """Jaccard index of two convex quads: area shared by both over area covered by either, 0..1.

    Args:
        a: One quad.
        b: The other.
        within: Only what lies in this one counts, such as the photo that shows both.
    """
    first, second = list(a.corners), list(b.corners)
    if within is not None:
        first, second = (clip_convex(points, within.corners) for points in (first, second))
        if len(first) < 3 or len(second) < 3:
            return 0.0
    both = clip_convex(first, second)
    shared = polygon_area(both) if len(both) > 2 else 0.0
    union = polygon_area(first) + polygon_area(second) - shared
    return max(0.0, shared / union) if union > 0 else 0.0


def homography(source: Quad, target: Quad) -> Homography:
    """The projective map that takes each corner of `source` to that of `target`.

    Solves the eight linear equations of the four correspondences (Hartley and Zisserman,
    Multiple View Geometry, 4.1) by Gaussian elimination with pivoting.

    Raises:
        ValueError: Three corners of a quad lie on one line.
    """
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(source.corners, target.corners, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    size = 8
    for column in range(size):
        pivot = max(range(column, size), key=lambda r: abs(rows[r][column]))
        if abs(rows[pivot][column]) < 1e-12:
            raise ValueError("three corners of a quad lie on one line")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        lead = rows[column][column]
        rows[column] = [value / lead for value in rows[column]]
        for r in range(size):
            factor = rows[r][column]
            if r != column and factor:
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[column], strict=True)]
    h = [row[size] for row in rows]
    return ((h[0], h[1], h[2]), (h[3], h[4], h[5]), (h[6], h[7], 1.0))


def inverse(matrix: Homography) -> Homography:
    """The map back.

    Raises:
        ValueError: The map has no inverse.
    """
    (a, b, c), (d, e, f), (g, h, i) = matrix
    determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    if abs(determinant) < 1e-15:
        raise ValueError("the homography has no inverse")
    s = 1.0 / determinant
    return (
        ((e * i - f * h) * s, (c * h - b * i) * s, (b * f - c * e) * s),
        ((f * g - d * i) * s, (a * i - c * g) * s, (c * d - a * f) * s),
        ((d * h - e * g) * s, (b * g - a * h) * s, (a * e - b * d) * s),
    )


def composed(outer: Homography, inner: Homography) -> Homography:
    """The map that applies `inner` first, then `outer`."""
    rows = [[sum(outer[i][k] * inner[k][j] for k in range(3)) for j in range(3)] for i in range(3)]
    (a, b, c), (d, e, f), (g, h, i) = rows
    return ((a, b, c), (d, e, f), (g, h, i))


def map_point(matrix: Homography, point: Point) -> Point:
    """Where `matrix` takes `point`."""
    x, y = point
    (a, b, c), (d, e, f), (g, h, i) = matrix
    w = g * x + h * y + i
    if abs(w) < 1e-12:
        w = math.copysign(1e-12, w)
    return (a * x + b * y + c) / w, (d * x + e * y + f) / w


def aspect_ratio(quad: Quad, width: float, height: float, focal: float | None = None) -> float:
    """Width over height of the rectangle that a camera sees as `quad`.

    From one view with square pixels and the principal point at the photo's centre (Zhang and
    He, Whiteboard scanning and image enhancement, 2007). Where the view is too frontal for the
    focal length to be recovered from the quad itself, `focal` decides; without it, the mean
    side lengths do.

    Args:
        quad: The rectangle's picture, in pixels of the upright photo.
        width: The upright photo's width, pixels.
        height: The upright photo's height, pixels.
        focal: Focal length in pixels (from EXIF), if known.
    """
    plain = quad.width / max(quad.height, 1e-9)
    u0, v0 = width / 2, height / 2
    # In the paper's order: m1 top-left, m2 top-right, m3 bottom-left, m4 bottom-right.
    m1, m2, m3, m4 = ((x - u0, y - v0, 1.0) for x, y in (quad.tl, quad.tr, quad.bl, quad.br))
    denominator2 = _dot(_cross(m2, m4), m3)
    denominator3 = _dot(_cross(m3, m4), m2)
    if abs(denominator2) < 1e-9 or abs(denominator3) < 1e-9:
        return plain
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
    elif not (0.4 * diagonal) ** 2 < f2 < (4 * diagonal) ** 2:
        # No camera has such a lens: the corners are too noisy. A phone's is near this.
        f2 = (0.85 * diagonal) ** 2
    across = (n2[0] ** 2 + n2[1] ** 2) / f2 + n2[2] ** 2
    down = (n3[0] ** 2 + n3[1] ** 2) / f2 + n3[2] ** 2
    if across <= 0 or down <= 0:
        return plain
    return math.sqrt(across / down)


def _cross(a: Sequence[float], b: Sequence[float]) -> tuple[float, float, float]:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


ASPECTS = (16 / 9, 16 / 10, 4 / 3)
"""Proportions that projectors and slide programs use."""

SNAP = 0.06
"""How near to one of them (log ratio) recovered proportions are taken to be it."""


def proportions(quad: Quad, width: int, height: int, focal: float | None = None) -> float:
    """Width over height of the slide behind `quad`, snapped to 16:9, 16:10 or 4:3 when near.

    Args:
        quad: Its corners in an upright photo of `width` × `height` pixels.
        width: The photo's width, pixels.
        height: The photo's height, pixels.
        focal: Focal length, pixels, if known.
    """
    ratio = min(4.0, max(0.25, aspect_ratio(quad, width, height, focal)))
    nearest = min(ASPECTS, key=lambda a: abs(math.log(a / ratio)))
    return nearest if abs(math.log(nearest / ratio)) < SNAP else ratio


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
