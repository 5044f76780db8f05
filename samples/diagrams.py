"""Renders diagrams: boxes, ellipses and icons with connectors, and what they say is known.

Also renders slides that hold lines, arrows or boxes but connect nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from decks import random_theme
from diagram_sheet import SIZE, Diagram, Point, Style, point_toward

__all__ = [
    "DIAGRAMS",
    "FURTHER",
    "NEGATIVES",
    "SIZE",
    "Diagram",
    "random_diagram",
    "random_further",
    "random_negative",
]

NAMES = """Gateway Orders Payments Catalogue Users Search Basket Stock Mailer Billing Reports Cache
    Queue Archive Scheduler Sensor Collector Parser Planner Router Ledger Shipping Pricing Audit
    Broker Loader Editor Viewer Builder Tester Deployer Monitor Recorder Encoder Decoder Sampler
    Trainer Indexer Crawler Ranker Splitter Merger Exporter Importer Validator Resolver Signer
    Keeper Watcher Runner""".split()  # noqa: SIM905 - easier to read


def random_style(rng: np.random.Generator) -> Style:
    """A random style."""
    theme = random_theme(rng)
    forms = ("rectangle", "rounded", "ellipse", "hexagon", "outlined rectangle",
             "outlined rounded", "outlined ellipse", "text", "icon")  # fmt: skip
    line = int(rng.choice([2, 2, 3, 3, 4, 5]))
    return Style(
        theme,
        node=str(rng.choice(forms)),
        line=line,
        head="filled" if rng.random() < 0.65 else "open",
        head_size=float(rng.uniform(10, 16) + 2 * line),
        gap=float(rng.choice([0, 0, 4, 8, 14])),
        dash=float(rng.choice([0, 0, 0, 0, 8, 12])),
        ink=theme.ink if rng.random() < 0.6 else theme.accent,
    )


def _names(rng: np.random.Generator, count: int) -> list[str]:
    return [str(name) for name in rng.choice(NAMES, count, replace=False)]


def _chain(d: Diagram, rng: np.random.Generator) -> None:
    count = int(rng.integers(3, 6))
    names = _names(rng, count)
    if rng.random() < 0.7:
        step = 1150 / count
        centers = [(65 + step * (i + 0.5), 360.0) for i in range(count)]
        size = (min(170.0, step * 0.62), 74.0)
    else:
        centers = [(640.0, 150 + 520 / count * (i + 0.5)) for i in range(count)]
        size = (200.0, min(74.0, 520 / count * 0.5))
    nodes = [d.node(name, center, size) for name, center in zip(names, centers, strict=True)]
    for a, b in pairwise(nodes):
        if rng.random() < 0.25:
            a, b = b, a
        d.join(a, b, both=bool(rng.random() < 0.15))


def _blocks(d: Diagram, rng: np.random.Generator) -> None:
    count = int(rng.integers(2, 5))
    step = 1150 / count
    size = (min(190.0, step * 0.6), 90.0)
    nodes = [
        d.node(name, (65 + step * (i + 0.5), 340.0), size)
        for i, name in enumerate(_names(rng, count))
    ]
    breadth = float(rng.uniform(22, 44))
    d.style.gap = max(d.style.gap, 6.0)
    for a, b in pairwise(nodes):
        if rng.random() < 0.25:
            a, b = b, a
        start, stop = d.between(a, b)
        both = bool(rng.random() < 0.2)
        d.block(start, stop, breadth, both=both)
        d.record(a, b, both=both)


def _fan(d: Diagram, rng: np.random.Generator) -> None:
    count = int(rng.integers(2, 5))
    names = _names(rng, count + 1)
    hub = d.node(names[0], (300, 380))
    others = [
        d.node(name, (930, 150 + 480 / count * (i + 0.5)), (170, min(74.0, 480 / count * 0.55)))
        for i, name in enumerate(names[1:])
    ]
    inward = rng.random() < 0.4
    for other in others:
        d.join(*((other, hub) if inward else (hub, other)))


def _tree(d: Diagram, rng: np.random.Generator) -> None:
    """A root above or below its branches, on one branching line."""
    count = int(rng.integers(2, 5))
    names = _names(rng, count + 1)
    step = 1150 / count
    size = (min(170.0, step * 0.7), 70.0)
    kind = str(rng.choice(["down", "up", "plain"]))
    if d.style.node in ("text", "icon"):
        d.style.node = "rounded"
    root = d.node(names[0], (640, 220))
    leaves = [d.node(name, (65 + step * (i + 0.5), 520), size) for i, name in enumerate(names[1:])]
    gap, bus = d.style.gap, 370.0
    bottom = root.box[3] + gap
    d.connect(((640, bus), (640, bottom)), at_end=kind == "up")
    d.connect(((leaves[0].center[0], bus), (leaves[-1].center[0], bus)), at_end=False)
    for leaf in leaves:
        x, top = leaf.center[0], leaf.box[1] - gap
        d.connect(((x, bus), (x, top)), at_end=kind == "down")
    if kind == "plain":
        d.lines.append((root.name, *(leaf.name for leaf in leaves)))
    for leaf in leaves:
        if kind != "plain":
            d.record(*((root, leaf) if kind == "down" else (leaf, root)))


def _elbows(d: Diagram, rng: np.random.Generator) -> None:
    names = _names(rng, 4)
    a = d.node(names[0], (220, 220))
    b = d.node(names[1], (640, 480))
    c = d.node(names[2], (1060, 220))
    low = d.node(names[3], (220, 560))
    gap = d.style.gap
    if d.style.node == "icon":
        gap = max(gap, 30.0)
    at = (a.box[2] + gap, a.center[1])
    d.connect((at, (b.center[0], at[1]), (b.center[0], b.box[1] - gap)))
    d.record(a, b)
    middle = (b.box[2] + c.box[0]) / 2
    start, stop = (b.box[2] + gap, b.center[1]), (c.box[0] - gap, c.center[1])
    d.connect((start, (middle, start[1]), (middle, stop[1]), stop))
    d.record(b, c)
    if rng.random() < 0.5:
        up = (a.center[0], a.box[3] + (40.0 if d.style.node == "icon" else gap))
        d.connect((up, (low.center[0], low.box[1] - gap)), at_end=False, at_start=True)
        d.record(low, a)


def _cycle(d: Diagram, rng: np.random.Generator) -> None:
    count = int(rng.integers(3, 6))
    turn = 1 if rng.random() < 0.7 else -1
    nodes = []
    for i, name in enumerate(_names(rng, count)):
        angle = -math.pi / 2 + turn * 2 * math.pi * i / count
        at = (640 + 400 * math.cos(angle), 405 + 220 * math.sin(angle))
        nodes.append(d.node(name, at, (150, 60)))
    for a, b in zip(nodes, [*nodes[1:], nodes[0]], strict=True):
        if rng.random() < 0.5:
            d.join(a, b)
            continue
        start, stop = d.between(a, b)
        middle = ((start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2)
        away = point_toward((640, 405), middle, math.dist((640, 405), middle) + 40)
        d.connect(_arc(start, away, stop))
        d.record(a, b)


def _arc(start: Point, control: Point, stop: Point) -> list[Point]:
    shares = np.linspace(0, 1, 25)
    return [
        (
            (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * control[0] + t * t * stop[0],
            (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * control[1] + t * t * stop[1],
        )
        for t in map(float, shares)
    ]


def _architecture(d: Diagram, rng: np.random.Generator) -> None:
    """Two groups with headings; nodes in them, and connectors across."""
    names = _names(rng, 5)
    theme = d.style.theme
    outline = d.style.theme.accent
    d.shape("rounded", (60, 130, 560, 650), None, outline)
    d.write((310, 156), "Edge zone", 22, color=theme.accent)
    d.shape("rounded", (720, 130, 1220, 650), None, outline)
    d.write((970, 156), "Core zone", 22, color=theme.accent)
    a = d.node(names[0], (310, 270))
    b = d.node(names[1], (310, 520))
    c = d.node(names[2], (970, 270))
    e = d.node(names[3], (970, 520))
    d.join(a, c, both=bool(rng.random() < 0.3))
    d.join(b, e)
    if d.style.node != "icon":
        d.join(c, e)


DIAGRAMS: tuple[Callable[[Diagram, np.random.Generator], None], ...] = (
    *(_chain, _blocks, _fan, _tree, _elbows, _cycle, _architecture),
)
"""What a diagram may look like."""


def random_diagram(seed: int) -> Diagram:
    """A random diagram of any kind and style."""
    rng = np.random.default_rng(seed)
    d = Diagram(random_style(rng))
    d.title("How it fits together")
    DIAGRAMS[seed % len(DIAGRAMS)](d, rng)
    return d


def _lanes(d: Diagram, rng: np.random.Generator) -> None:
    """Two or three lanes with names at the left, and a flow that changes lanes."""
    if d.style.node in ("text", "icon"):
        d.style.node = "rounded"
    lanes = int(rng.integers(2, 4))
    height = 540 / lanes
    for i, name in enumerate(_names(rng, lanes)):
        top = 130 + i * height
        d.shape("rectangle", (40, top, 1240, top + height), None, d.style.theme.soft)
        d.write((64, top + 24), f"{name} team", 18, anchor="lm")
    size = (150.0, min(70.0, height * 0.45))
    nodes = []
    for i, name in enumerate(_names(rng, 4)):
        lane = int(rng.integers(lanes))
        nodes.append(d.node(name, (240 + 290 * i, 130 + (lane + 0.55) * height), size))
    for a, b in pairwise(nodes):
        d.join(a, b)


def _labelled(d: Diagram, rng: np.random.Generator) -> None:
    """A chain whose arrows have labels above them."""
    if d.style.node in ("text", "icon"):
        d.style.node = "rounded"
    nodes = [d.node(name, (190 + 450 * i, 380), (180, 80)) for i, name in enumerate(_names(rng, 3))]
    for (a, b), label in zip(pairwise(nodes), ("sends", "stores"), strict=True):
        d.join(a, b)
        d.write(((a.center[0] + b.center[0]) / 2, 340), label, 18)


FURTHER: tuple[Callable[[Diagram, np.random.Generator], None], ...] = (_lanes, _labelled)
"""Diagrams with lanes, and with labels at their arrows."""


def random_further(kind: Callable[[Diagram, np.random.Generator], None], seed: int) -> Diagram:
    """A random diagram of one of the further kinds."""
    rng = np.random.default_rng([seed, FURTHER.index(kind)])
    d = Diagram(random_style(rng))
    d.title("Who does what")
    kind(d, rng)
    return d


def _table(d: Diagram, rng: np.random.Generator) -> None:
    for row in range(5):
        y = 170 + 100 * row
        d.connect(((80, y), (1200, y)), at_end=False)
        if row < 4:
            for column in range(4):
                d.write((100 + 280 * column, y + 50), _names(rng, 1)[0], 26, anchor="lm")
    for column in range(5):
        d.connect(((80 + 280 * column, 170), (80 + 280 * column, 570)), at_end=False)


def _axes(d: Diagram, rng: np.random.Generator) -> None:
    """A chart whose axes have arrowheads."""
    d.connect(((160, 610), (1180, 610)))
    d.connect(((160, 610), (160, 150)))
    d.write((1150, 645), "time", 22)
    d.write((110, 150), "load", 22)
    for i in range(6):
        d.write((250 + 150 * i, 640), str(2010 + i), 20)
        d.write((120, 560 - 70 * i), str(10 * i), 20)
    points = [(200 + 150 * i, float(rng.uniform(250, 560))) for i in range(7)]
    d.connect(points, at_end=False)


def _underlines(d: Diagram, rng: np.random.Generator) -> None:
    for i in range(4):
        y = 200 + 110 * i
        d.write((120, y), " ".join(_names(rng, 3)), 30, anchor="lm")
        left, _, right, bottom = d.texts[-1][1]
        d.connect(((left, bottom + 6), (right, bottom + 6)), at_end=False)


def _arrow_bullets(d: Diagram, rng: np.random.Generator) -> None:
    for i in range(5):
        y = 180 + 95 * i
        d.connect(((90, y), (124, y)))
        d.write((150, y), " ".join(_names(rng, 3)), 30, anchor="lm")


def _cards(d: Diagram, rng: np.random.Generator) -> None:
    if d.style.node == "text":
        d.style.node = "rounded"
    for i, name in enumerate(_names(rng, 6)):
        d.node(name, (230 + 410 * (i % 3), 270 + 220 * (i // 3)), (300, 120))


def _callouts(d: Diagram, rng: np.random.Generator) -> None:
    """Arrows that point from a text into nothing."""
    d.shape("rectangle", (520, 180, 1180, 640), d.style.theme.soft, None)
    for i in range(3):
        y = 230 + 150 * i
        d.write((100, y), _names(rng, 1)[0], 28, anchor="lm")
        right = d.texts[-1][1][2]
        d.connect(((right + 10, y), (float(rng.uniform(640, 900)), y + 20)))


def _window(d: Diagram, rng: np.random.Generator) -> None:
    """A program's window with menus and a cursor."""
    d.shape("rectangle", (100, 140, 1180, 660), d.style.theme.soft, d.style.theme.ink)
    d.connect(((100, 180), (1180, 180)), at_end=False)
    for i, name in enumerate(_names(rng, 5)):
        d.write((130 + 150 * i, 160), name, 16, anchor="lm")
        d.write((140, 230 + 80 * i), " ".join(_names(rng, 4)), 20, anchor="lm")
        d.shape("rectangle", (900, 215 + 80 * i, 1100, 250 + 80 * i), None, d.style.theme.ink)
    d.block((700, 420), (682, 396), 16)


NEGATIVES: tuple[Callable[[Diagram, np.random.Generator], None], ...] = (
    *(_table, _axes, _underlines, _arrow_bullets, _cards, _callouts, _window),
)
"""Slides with lines, arrows or boxes that connect nothing."""


def random_negative(seed: int) -> Diagram:
    """A random slide that connects nothing."""
    rng = np.random.default_rng(seed)
    d = Diagram(random_style(rng))
    d.title("Nothing leads anywhere")
    NEGATIVES[seed % len(NEGATIVES)](d, rng)
    return d
