"""A slide on which nodes and connectors are drawn, and what it says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np
from decks import Color, Theme, font
from PIL import Image, ImageDraw

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Head = Literal["filled", "open"]

SIZE = (1280, 720)
"""The size of a slide, pixels."""

OVERSAMPLING = 2
"""A slide is drawn this many times as large, then scaled down."""


@dataclass
class Node:
    """A node that was drawn: its name and its bounds."""

    name: str
    box: Box

    @property
    def center(self) -> Point:
        """Its middle."""
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2


@dataclass
class Style:
    """How a diagram is drawn.

    Attributes:
        theme: The colours.
        node: The form of its nodes.
        line: The width of its lines, pixels.
        head: The form of its arrowheads.
        head_size: Their length, pixels.
        gap: From a node to its connectors, pixels.
        dash: The length of dashes, pixels; 0 for solid lines.
        ink: The colour of the lines.
    """

    theme: Theme
    node: str
    line: int
    head: Head
    head_size: float
    gap: float
    dash: float
    ink: Color


@dataclass
class Diagram:
    """A slide with a diagram.

    Attributes:
        style: How it is drawn.
        texts: Each text with its bounds.
        edges: What leads to what, by name.
        mutual: Names that are connected in both directions.
        lines: Names that are connected without a direction.
    """

    style: Style
    texts: list[tuple[str, Box]] = field(default_factory=list)
    edges: list[tuple[str, str]] = field(default_factory=list)
    mutual: list[tuple[str, str]] = field(default_factory=list)
    lines: list[tuple[str, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        size = (SIZE[0] * OVERSAMPLING, SIZE[1] * OVERSAMPLING)
        self._image = Image.new("RGB", size, self.style.theme.ground)
        self._draw = ImageDraw.Draw(self._image)

    @property
    def pixels(self) -> np.ndarray:
        """The slide, height × width × 3, RGB."""
        return np.asarray(self._image.resize(SIZE, Image.Resampling.BOX))

    def write(
        self, at: Point, text: str, size: int, *, color: Color | None = None, anchor: str = "mm"
    ) -> None:
        """Writes one line and records it."""
        letters = font("sans", size * OVERSAMPLING)
        where = (at[0] * OVERSAMPLING, at[1] * OVERSAMPLING)
        self._draw.text(
            where, text, font=letters, fill=color or self.style.theme.ink, anchor=anchor
        )
        left, top, right, bottom = (
            v / OVERSAMPLING for v in self._draw.textbbox(where, text, font=letters, anchor=anchor)
        )
        self.texts.append((text, (left - 2, top - 3, right + 2, bottom + 3)))

    def title(self, text: str) -> None:
        """Writes the title."""
        self.write((64, 60), text, 44, color=self.style.theme.accent, anchor="lm")

    def shape(self, form: str, box: Box, fill: Color | None, outline: Color | None) -> None:
        """Draws a shape of a form."""
        left, top, right, bottom = (v * OVERSAMPLING for v in box)
        width = 3 * OVERSAMPLING
        middle, slope = (top + bottom) / 2, (bottom - top) / 3
        if form == "ellipse":
            self._draw.ellipse((left, top, right, bottom), fill, outline, width)
        elif form == "rounded":
            self._draw.rounded_rectangle((left, top, right, bottom), 28, fill, outline, width)
        elif form == "hexagon":
            corners = [
                *((left + slope, top), (right - slope, top), (right, middle)),
                *((right - slope, bottom), (left + slope, bottom), (left, middle)),
            ]
            self._draw.polygon(corners, fill, outline, width)
        else:
            self._draw.rectangle((left, top, right, bottom), fill, outline, width)

    def node(self, name: str, center: Point, size: tuple[float, float] = (170, 74)) -> Node:
        """Draws a node with its name."""
        theme, form = self.style.theme, self.style.node
        (x, y), (width, height) = center, size
        box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        if form == "text":
            self.write(center, name, 24)
            return Node(name, self.texts[-1][1])
        if form == "icon":
            side = height * 0.8
            icon = (x - side / 2, y - side / 2, x + side / 2, y + side / 2)
            self.shape("rounded", icon, theme.accent, None)
            inner = (x - side / 4, y - side / 4, x + side / 4, y + side / 4)
            self.shape("ellipse", inner, None, theme.ground)
            self.write((x, y + side / 2 + 16), name, 18)
            return Node(name, icon)
        is_outlined = form.startswith("outlined")
        fill = None if is_outlined else theme.soft
        self.shape(form.split()[-1], box, fill, theme.accent if is_outlined else None)
        self.write(center, name, 22)
        return Node(name, box)

    def connect(
        self, path: Sequence[Point], *, at_end: bool = True, at_start: bool = False
    ) -> None:
        """Draws a line through points, with arrowheads."""
        style = self.style
        points = list(path)
        if style.head == "filled":
            # The shaft ends within the head.
            if at_end:
                points[-1] = point_toward(points[-1], points[-2], style.head_size * 0.7)
            if at_start:
                points[0] = point_toward(points[0], points[1], style.head_size * 0.7)
        for start, stop in pairwise(points):
            self._line(start, stop)
        if at_end:
            self._head(path[-1], path[-2])
        if at_start:
            self._head(path[0], path[1])

    def _line(self, start: Point, stop: Point) -> None:
        dash, length = self.style.dash, math.dist(start, stop)
        pieces = [(0.0, length)]
        if dash:
            pieces = [(at, min(at + dash, length)) for at in np.arange(0, length, 1.7 * dash)]
        for first, last in pieces:
            ends = (point_toward(start, stop, first), point_toward(start, stop, last))
            flat = [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in ends]
            self._draw.line(flat, self.style.ink, self.style.line * OVERSAMPLING)

    def _head(self, tip: Point, back: Point) -> None:
        style = self.style
        size = style.head_size
        length = max(math.dist(tip, back), 1e-9)
        dx, dy = (tip[0] - back[0]) / length, (tip[1] - back[1]) / length
        half = size * 0.5
        base = (tip[0] - dx * size, tip[1] - dy * size)
        barbs = [
            (base[0] - dy * half, base[1] + dx * half),
            (base[0] + dy * half, base[1] - dx * half),
        ]
        flat = [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in (barbs[0], tip, barbs[1])]
        if style.head == "filled":
            self._draw.polygon(flat, style.ink)
        else:
            self._draw.line(flat, style.ink, style.line * OVERSAMPLING, joint="curve")

    def block(self, start: Point, stop: Point, breadth: float, *, both: bool = False) -> None:
        """Draws a block arrow."""
        length = math.dist(start, stop)
        dx, dy = (stop[0] - start[0]) / length, (stop[1] - start[1]) / length
        head = min(breadth * 0.9, length * 0.4)
        half, shaft = breadth / 2, breadth / 4
        outline = [(0.0, shaft), (length - head, shaft), (length - head, half), (length, 0.0)]
        if both:
            outline = [(0.0, 0.0), (head, half), (head, shaft), *outline[1:]]
        outline += [(t, -n) for t, n in reversed(outline) if n]
        flat = [
            (
                (start[0] + dx * t - dy * n) * OVERSAMPLING,
                (start[1] + dy * t + dx * n) * OVERSAMPLING,
            )
            for t, n in outline
        ]
        self._draw.polygon(flat, self.style.ink)

    def between(self, a: Node, b: Node) -> tuple[Point, Point]:
        """The ends of a straight connector between two nodes, with the style's gap."""
        return (
            _border(a, b.center, self.style.gap),
            _border(b, a.center, self.style.gap),
        )

    def join(self, a: Node, b: Node, *, both: bool = False, plain: bool = False) -> None:
        """Connects two nodes by a straight connector and records it."""
        start, stop = self.between(a, b)
        self.connect((start, stop), at_end=not plain, at_start=both)
        self.record(a, b, both=both, plain=plain)

    def record(self, a: Node, b: Node, *, both: bool = False, plain: bool = False) -> None:
        """Records a connection."""
        if plain:
            self.lines.append((a.name, b.name))
        else:
            (self.mutual if both else self.edges).append((a.name, b.name))


def point_toward(start: Point, stop: Point, distance: float) -> Point:
    """The point at a distance from one point on the way to another, pixels."""
    length = max(math.dist(start, stop), 1e-9)
    share = distance / length
    return start[0] + (stop[0] - start[0]) * share, start[1] + (stop[1] - start[1]) * share


def _border(node: Node, toward: Point, gap: float) -> Point:
    """The point at the border of a node's bounds on the way to another point."""
    (x, y), (left, top, right, bottom) = node.center, node.box
    dx, dy = toward[0] - x, toward[1] - y
    scale = min((right - left) / 2 / max(abs(dx), 1e-9), (bottom - top) / 2 / max(abs(dy), 1e-9))
    edge = (x + dx * scale, y + dy * scale)
    return point_toward(edge, toward, gap)
