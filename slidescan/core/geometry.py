"""Plane geometry in pure Python: quads, polygons, homographies.

`slidescan search` maps quads, which takes a microsecond each, and must not import numpy, which
takes a tenth of a second. Points are (x, y) in pixels, x to the right, y down. A quad's type
tells its frame: `PhotoQuad`, `FlatQuad`, `RelativeQuad` or `PageQuad`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from typing_extensions import Self

Point: TypeAlias = tuple[float, float]
Homography: TypeAlias = tuple[
    tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]
]
"""The rows of a 3×3 projective map, which acts on column vectors (x, y, 1)."""

MIN_PIVOT, MIN_DETERMINANT = 1e-12, 1e-15
"""Smaller pivots and determinants count as 0: floats have 15 to 17 digits."""

MIN_DEPTH = 1e-12
"""Points on the horizon are mapped as if they were this far from it."""

IDENTITY: Homography = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Quad:
    """Four corners as a reader sees them: top-left, top-right, bottom-right, bottom-left.

    A plain `Quad` has no particular frame. Every method except `mapped` stays in the same frame.
    """

    tl: Point
    tr: Point
    br: Point
    bl: Point

    @classmethod
    def of(cls, points: Iterable[Sequence[float]]) -> Self:
        """The quad with these corners: top-left, top-right, bottom-right, bottom-left.

        Raises:
            ValueError: There are not exactly four points, or a coordinate is not finite.
        """
        corners = [(float(x), float(y)) for x, y in points]
        if len(corners) != 4:
            raise ValueError(f"a quad has 4 corners, not {len(corners)}")
        if not all(math.isfinite(v) for corner in corners for v in corner):
            raise ValueError("a quad's corners are finite numbers")
        return cls(*corners)

    @classmethod
    def from_any_order(cls, points: Iterable[Sequence[float]]) -> Self:
        """The quad with these four corners, given in any order.

        The top-left corner is the one with the smallest x + y; this is right for rotations
        under 45°.
        """
        corners = [(float(x), float(y)) for x, y in points]
        cx = sum(x for x, _ in corners) / len(corners)
        cy = sum(y for _, y in corners) / len(corners)
        corners.sort(key=lambda p: math.atan2(p[1] - cy, p[0] - cx))
        start = min(range(len(corners)), key=lambda i: corners[i][0] + corners[i][1])
        return cls.of(corners[start:] + corners[:start])

    @classmethod
    def rectangle(cls, width: float, height: float) -> Self:
        """The quad around an upright picture of `width` × `height` pixels."""
        return cls((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """The corners, top-left first, clockwise."""
        return (self.tl, self.tr, self.br, self.bl)

    @property
    def sides(self) -> tuple[tuple[Point, Point], ...]:
        """The top, right, bottom and left sides, each as its two corners, clockwise."""
        return (
            (self.tl, self.tr),
            (self.tr, self.br),
            (self.br, self.bl),
            (self.bl, self.tl),
        )

    @property
    def side_lengths(self) -> tuple[float, float, float, float]:
        """The lengths of the top, right, bottom and left sides, pixels."""
        top, right, bottom, left = (math.dist(a, b) for a, b in self.sides)
        return top, right, bottom, left

    @property
    def area(self) -> float:
        """Area in square pixels; negative if the corners run counter-clockwise."""
        return polygon_area(self.corners)

    @property
    def width(self) -> float:
        """The mean length of the top and bottom sides, pixels."""
        return (math.dist(self.tl, self.tr) + math.dist(self.bl, self.br)) / 2

    @property
    def height(self) -> float:
        """The mean length of the left and right sides, pixels."""
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
        """Left, top, right and bottom of the quad's bounding box."""
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

    def scaled(self, factor: float) -> Self:
        """The same quad in a picture resized by `factor`."""
        return self.stretched(factor, factor)

    def stretched(self, x: float, y: float) -> Self:
        """The quad with its coordinates multiplied by the factors `x` and `y`."""
        return self.of((px * x, py * y) for px, py in self.corners)

    def moved(self, x: float, y: float) -> Self:
        """The quad shifted by `x` to the right and `y` down, pixels."""
        return self.of((px + x, py + y) for px, py in self.corners)

    def slice(self, start: float, end: float) -> Self:
        """The part of the quad from `start` to `end`, shares (0..1) of its width from the left."""
        return self._part((start, end), (start, end))

    def slice_in_perspective(self, start: float, end: float, nearness: Sequence[float]) -> Self:
        """The part of the quad from `start` to `end`, shares (0..1) of its width on the flat slide.

        Args:
            start: The left end.
            end: The right end.
            nearness: That of each corner; see `nearness`.
        """
        tl, tr, br, bl = nearness
        return self._part(
            (_seen_share(start, tl, tr), _seen_share(end, tl, tr)),
            (_seen_share(start, bl, br), _seen_share(end, bl, br)),
        )

    def _part(self, top: tuple[float, float], bottom: tuple[float, float]) -> Self:
        """The quad between two points of the top side and two of the bottom side, as shares."""
        tl, tr, br, bl = self.corners
        return type(self)(
            _interpolate(tl, tr, top[0]),
            _interpolate(tl, tr, top[1]),
            _interpolate(bl, br, bottom[1]),
            _interpolate(bl, br, bottom[0]),
        )

    def nearness(self, point: Point) -> float:
        """The depth of the top left corner of the slide that the quad shows, over that of a point.

        It is linear in the point. At the corners it is the inverse of the denominator of the map
        from the unit square (Heckbert, Fundamentals of texture mapping and image warping, 1989,
        2.2.3).

        Raises:
            ValueError: Three corners lie on one line.
        """
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = self.corners
        ax, ay, bx, by = x1 - x2, y1 - y2, x3 - x2, y3 - y2
        cx, cy = x0 - x1 + x2 - x3, y0 - y1 + y2 - y3
        ux, uy, vx, vy = x1 - x0, y1 - y0, x3 - x0, y3 - y0
        opposite, area = ax * by - bx * ay, ux * vy - vx * uy
        if not opposite or not area:
            raise ValueError("three corners of a quad lie on one line")
        right = opposite + cx * by - bx * cy
        below = opposite + ax * cy - cx * ay
        if not right or not below:
            raise ValueError("three corners of a quad lie on one line")
        px, py = point[0] - x0, point[1] - y0
        u, v = (px * vy - vx * py) / area, (ux * py - px * uy) / area
        return 1 + u * (opposite / right - 1) + v * (opposite / below - 1)

    def mapped(self, homography: Homography, frame: type[AnyQuad]) -> AnyQuad:
        """The image of the quad under `homography`, as a quad of the type `frame`."""
        return frame.of(map_point(homography, corner) for corner in self.corners)

    def to_json(self) -> list[list[float]]:
        """The corners as `[[x, y] × 4]`, rounded to a tenth of a pixel."""
        return [[round(x, 1), round(y, 1)] for x, y in self.corners]


AnyQuad = TypeVar("AnyQuad", bound=Quad)


# Plain subclasses inherit what `dataclass` generated; decorating them again would add half a
# millisecond to every start.


class PhotoQuad(Quad):
    """A quad in pixels of the upright photo (after its EXIF orientation is applied)."""

    __slots__ = ()


class FlatQuad(Quad):
    """A quad in pixels of the rectified slide, or of the uncropped photo with upright text."""

    __slots__ = ()


class RelativeQuad(Quad):
    """A quad in shares of the upright photo's width and height, valid after a resize."""

    __slots__ = ()

    @classmethod
    def of_photo(cls, quad: PhotoQuad, width: float, height: float) -> RelativeQuad:
        """A quad in a photo of `width` × `height` pixels, as shares of the photo's size."""
        return cls(*quad.stretched(1 / width, 1 / height).corners)

    def in_photo(self, width: float, height: float) -> PhotoQuad:
        """The quad in a photo of `width` × `height` pixels."""
        return PhotoQuad(*self.stretched(width, height).corners)


class PageQuad(Quad):
    """A quad in shares of the width and height of a deck's page."""

    __slots__ = ()


def _interpolate(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _seen_share(share: float, left: float, right: float) -> float:
    """A share of a segment as a camera sees it, given the nearness of the segment's ends."""
    return share * left / ((1 - share) * right + share * left or MIN_DEPTH)


def polygon_area(points: Sequence[Point]) -> float:
    """Area by the shoelace formula; positive if the points run clockwise (y down)."""
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
                output.append(_interpolate(previous, current, before / (before - here)))
            if here >= 0:
                output.append(current)
    return output


def jaccard(a: Quad, b: Quad, within: Quad | None = None) -> float:
    """The Jaccard index of two convex quads, 0..1: the area of their overlap over their union's.

    Args:
        a: One quad.
        b: The other.
        within: If given, only the area inside this quad counts, such as the photo.
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
    """The projective map that takes each corner of `source` to the same corner of `target`.

    Solves the eight linear equations for the four pairs of corners (Hartley and Zisserman,
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
        if abs(rows[pivot][column]) < MIN_PIVOT:
            raise ValueError("three corners of a quad lie on one line")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        lead = rows[column][column]
        # What stands left of the column is 0 already, or isn't needed any longer.
        scaled = rows[column][column:] = [value / lead for value in rows[column][column:]]
        for r in range(size):
            factor = rows[r][column]
            if r != column and factor:
                rest = rows[r][column:]
                rows[r][column:] = [a - factor * b for a, b in zip(rest, scaled, strict=True)]
    h = [row[size] for row in rows]
    return ((h[0], h[1], h[2]), (h[3], h[4], h[5]), (h[6], h[7], 1.0))


def inverse(matrix: Homography) -> Homography:
    """The inverse map.

    Raises:
        ValueError: The map has no inverse.
    """
    (a, b, c), (d, e, f), (g, h, i) = matrix
    determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    if abs(determinant) < MIN_DETERMINANT:
        raise ValueError("the homography has no inverse")
    s = 1.0 / determinant
    return (
        ((e * i - f * h) * s, (c * h - b * i) * s, (b * f - c * e) * s),
        ((f * g - d * i) * s, (a * i - c * g) * s, (c * d - a * f) * s),
        ((d * h - e * g) * s, (b * g - a * h) * s, (a * e - b * d) * s),
    )


def compose(outer: Homography, inner: Homography) -> Homography:
    """The map that applies `inner`, then `outer`."""
    rows = [[sum(outer[i][k] * inner[k][j] for k in range(3)) for j in range(3)] for i in range(3)]
    (a, b, c), (d, e, f), (g, h, i) = rows
    return ((a, b, c), (d, e, f), (g, h, i))


def map_point(matrix: Homography, point: Point) -> Point:
    """The image of `point` under `matrix`."""
    x, y = point
    (a, b, c), (d, e, f), (g, h, i) = matrix
    w = g * x + h * y + i
    if abs(w) < MIN_DEPTH:
        w = math.copysign(MIN_DEPTH, w)
    return (a * x + b * y + c) / w, (d * x + e * y + f) / w
