"""Renders slides whose shapes say how their texts belong together, and slides that only look so.

Each kind is a function. `kind` is the structure that a slide has; `text` where nothing may be
claimed but what the texts say.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from diagram_sheet import Diagram, Node
from diagrams import NAMES, random_style

__all__ = ["CLAIMING", "LOOKALIKES", "ShapeSlide", "random_shape_slide"]


@dataclass
class ShapeSlide:
    """A slide and what its shapes say.

    Attributes:
        sheet: The slide.
        kind: The kind of its structure.
        nodes: The names of its nodes in order.
        parents: For a hierarchy, the name above each name; empty for the root.
        rows: For a chart, categories and values.
    """

    sheet: Diagram
    kind: str
    nodes: tuple[str, ...] = ()
    parents: dict[str, str] = field(default_factory=dict)
    rows: tuple[tuple[str, str], ...] = ()


def _names(rng: np.random.Generator, count: int) -> list[str]:
    return [str(name) for name in rng.choice(NAMES, count, replace=False)]


def _boxed(sheet: Diagram) -> None:
    """Nodes are boxes or ellipses, and lines are solid."""
    if sheet.style.node in ("text", "icon"):
        sheet.style.node = "rounded"
    sheet.style.dash = 0.0


def tree(sheet: Diagram, rng: np.random.Generator) -> ShapeSlide:
    """A root with two or three branches, some with leaves, on lines without arrowheads."""
    _boxed(sheet)
    branches = int(rng.integers(2, 4))
    leaves = [int(rng.integers(0, 3)) for _ in range(branches)]
    leaves[int(rng.integers(branches))] = 2
    names = iter(_names(rng, 1 + branches + sum(leaves)))
    is_level = bool(rng.random() < 0.4)

    def at(along: float, depth: int) -> tuple[float, float]:
        return (180 + 400 * depth, along * 0.44 + 120) if is_level else (along, 190 + 200 * depth)

    size = (150.0, 46.0) if is_level else (150.0, 64.0)
    root = sheet.node(next(names), at(640, 0), size)
    order, parents = [root.name], {root.name: ""}
    slots = sum(max(1, count) for count in leaves)
    used = 0
    by_bus = bool(rng.random() < 0.5)
    for count in leaves:
        width = max(1, count)
        middle = 60 + 1160 * (used + width / 2) / slots
        branch = sheet.node(next(names), at(middle, 1), size)
        order.append(branch.name)
        parents[branch.name] = root.name
        _line(sheet, root, branch, is_level=is_level, by_bus=by_bus)
        for i in range(count):
            leaf = sheet.node(next(names), at(60 + 1160 * (used + i + 0.5) / slots, 2), size)
            order.append(leaf.name)
            parents[leaf.name] = branch.name
            _line(sheet, branch, leaf, is_level=is_level, by_bus=by_bus)
        used += width
    return ShapeSlide(sheet, "hierarchy", tuple(order), parents)


def _line(sheet: Diagram, upper: Node, lower: Node, *, is_level: bool, by_bus: bool) -> None:
    (x, y), (u, v) = upper.center, lower.center
    if is_level:
        start, stop = (upper.box[2], y), (lower.box[0], v)
        middle = (start[0] + stop[0]) / 2
        bends = [(middle, y), (middle, v)]
    else:
        start, stop = (x, upper.box[3]), (u, lower.box[1])
        middle = (start[1] + stop[1]) / 2
        bends = [(x, middle), (u, middle)]
    path = [start, *bends, stop] if by_bus else [start, stop]
    sheet.connect(path, at_end=False)


def stack(sheet: Diagram, rng: np.random.Generator) -> ShapeSlide:
    """Three to six wide boxes one on another, some with more texts or boxes in them."""
    theme = sheet.style.theme
    count = int(rng.integers(3, 7))
    names = _names(rng, count)
    left, right = (200, 1080) if rng.random() < 0.5 else (90, 760)
    step = 540 / count
    gap = float(rng.choice([0.03, 0.08, 0.15])) * step
    is_outlined = bool(rng.random() < 0.4)
    has_parts = bool(rng.random() < 0.4)
    for i, name in enumerate(names):
        box = (left, 130 + i * step, right, 130 + (i + 1) * step - gap)
        fill = None if is_outlined else theme.soft
        sheet.shape("rectangle", box, fill, theme.accent if is_outlined else None)
        middle = (box[1] + box[3]) / 2
        if has_parts:
            sheet.write((left + 30, middle), name, 24, anchor="lm")
            parts = " and ".join(_names(rng, 2)).lower()
            sheet.write((left + 260 + 31 * (i % 3), middle), parts, 20, anchor="lm")
        else:
            sheet.write(((left + right) / 2, middle), name, 26)
    return ShapeSlide(sheet, "layers", tuple(names))


def quadrants(sheet: Diagram, rng: np.random.Generator) -> ShapeSlide:
    """Four boxes that touch, two beside two, each with a name and points."""
    theme = sheet.style.theme
    names = _names(rng, 4)
    gap = float(rng.choice([4, 10, 20]))
    is_outlined = bool(rng.random() < 0.4)
    for i, name in enumerate(names):
        left, top = 160 + (i % 2) * (480 + gap), 120 + (i // 2) * (270 + gap)
        box = (left, top, left + 480, top + 270)
        fill = None if is_outlined else theme.soft
        sheet.shape("rectangle", box, fill, theme.accent if is_outlined else None)
        sheet.write((left + 30, top + 46), name, 30, anchor="lm")
        for line in range(int(rng.integers(0, 3))):
            text = " ".join(_names(rng, 2)).capitalize()
            sheet.write((left + 30, top + 116 + 44 * line), text, 22, anchor="lm")
    return ShapeSlide(sheet, "matrix", tuple(names))


def circle(sheet: Diagram, rng: np.random.Generator) -> ShapeSlide:
    """Three to five nodes in a circle, each with an arrow to the next."""
    _boxed(sheet)
    count = int(rng.integers(3, 6))
    names = _names(rng, count)
    turn = 1 if rng.random() < 0.7 else -1
    nodes = []
    for i, name in enumerate(names):
        angle = -math.pi / 2 + turn * 2 * math.pi * i / count
        at = (640 + 400 * math.cos(angle), 405 + 220 * math.sin(angle))
        nodes.append(sheet.node(name, at, (150, 60)))
    for a, b in zip(nodes, [*nodes[1:], nodes[0]], strict=True):
        sheet.join(a, b)
    return ShapeSlide(sheet, "cycle", tuple(names))


def bars(sheet: Diagram, rng: np.random.Generator) -> ShapeSlide:
    """Bars with values above them, and years or names below."""
    theme = sheet.style.theme
    count = int(rng.integers(3, 7))
    step = 1080 / count
    years = rng.random() < 0.5
    first = int(rng.integers(2008, 2018))
    labels = [str(first + i) for i in range(count)] if years else _names(rng, count)
    unit = str(rng.choice(["", "%", " ms"]))
    values = [int(v) for v in rng.choice(np.arange(8, 97), count, replace=False)]
    rows = []
    for i, (label, value) in enumerate(zip(labels, values, strict=True)):
        middle, top = 120 + step * (i + 0.5), 620 - 4.6 * value
        sheet.shape(
            "rectangle", (middle - step / 4, top, middle + step / 4, 620), theme.accent, None
        )
        sheet.write((middle, top - 18), f"{value}{unit}", 24)
        sheet.write((middle, 650), label, 22)
        rows.append((label, f"{value}{unit}"))
    sheet.connect(((100, 620), (1200, 620)), at_end=False)
    return ShapeSlide(sheet, "chart", (), rows=tuple(rows))


def banded_table(sheet: Diagram, rng: np.random.Generator) -> ShapeSlide:
    """Words in rows on bands of colour: a table, no layers."""
    theme = sheet.style.theme
    for row in range(5):
        top = 140 + 96 * row
        sheet.shape("rectangle", (100, top, 1180, top + 90), theme.soft, None)
        for column, name in enumerate(_names(rng, 3)):
            sheet.write((130 + 360 * column, top + 45), name, 24, anchor="lm")
    return ShapeSlide(sheet, "text")


def numbered_bars(sheet: Diagram, rng: np.random.Generator) -> ShapeSlide:
    """Steps in wide boxes: no layers."""
    theme = sheet.style.theme
    for i, name in enumerate(_names(rng, 4), 1):
        top = 20 + 125 * i
        sheet.shape("rectangle", (200, top, 1080, top + 110), theme.soft, None)
        sheet.write((230, top + 55), f"{i}. {name}", 26, anchor="lm")
    return ShapeSlide(sheet, "text")


def apart_cards(sheet: Diagram, rng: np.random.Generator) -> ShapeSlide:
    """Four cards far from each other: no matrix."""
    theme = sheet.style.theme
    for i, name in enumerate(_names(rng, 4)):
        left, top = 110 + (i % 2) * 600, 140 + (i // 2) * 290
        sheet.shape("rounded", (left, top, left + 460, top + 210), theme.soft, None)
        sheet.write((left + 30, top + 50), name, 30, anchor="lm")
    return ShapeSlide(sheet, "text")


def crossed_lines(sheet: Diagram, rng: np.random.Generator) -> ShapeSlide:
    """Boxes of which one is below two others: lines, but no tree."""
    _boxed(sheet)
    names = _names(rng, 5)
    upper = [sheet.node(names[i], (340 + 600 * i, 200)) for i in range(2)]
    lower = [sheet.node(names[2 + i], (240 + 400 * i, 540)) for i in range(3)]
    for a, b in ((0, 0), (0, 1), (1, 1), (1, 2)):
        sheet.connect(sheet.between(upper[a], lower[b]), at_end=False)
    return ShapeSlide(sheet, "text")


def scattered_numbers(sheet: Diagram, rng: np.random.Generator) -> ShapeSlide:
    """Numbers above names at heights that follow no scale: no values of a chart."""
    values = [int(v) for v in rng.choice(np.arange(20, 97), 5, replace=False)]
    heights = [300.0, 420.0, 340.0, 480.0, 380.0]
    ordered = sorted(range(5), key=lambda i: values[i])
    for rank, i in enumerate(ordered):
        middle = 230 + 205 * i
        sheet.write((middle, heights[rank]), str(values[i]), 26)
        sheet.write((middle, 600), _names(rng, 1)[0] + str(i), 22)
    return ShapeSlide(sheet, "text")


Kind = Callable[[Diagram, np.random.Generator], ShapeSlide]

CLAIMING: tuple[Kind, ...] = (tree, stack, quadrants, circle, bars)
"""Slides whose shapes say something."""

LOOKALIKES: tuple[Kind, ...] = (
    *(banded_table, numbered_bars, apart_cards, crossed_lines, scattered_numbers),
)
"""Slides that look like these and are none."""


def random_shape_slide(kind: Kind, seed: int) -> ShapeSlide:
    """A slide of a kind; the same seed gives the same slide."""
    rng = np.random.default_rng([seed, (*CLAIMING, *LOOKALIKES).index(kind)])
    sheet = Diagram(random_style(rng))
    sheet.title("How it is built")
    return kind(sheet, rng)
