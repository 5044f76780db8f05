"""The nodes of a diagram: boxes with text, pictures with captions, and loose texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from slidescan.core.records import Shape
from slidescan.core.text import clean
from slidescan.layout.positions import PositionedLine

MAX_SHAPE_SHARE = 0.6
"""A shape that takes a larger share of the slide is its background."""

MIN_SHAPE_HEIGHT = 0.9
"""The least height of a box around a line, in heights of the line: letters hold shapes, too."""

MIN_LINE_INSIDE_SHARE = 0.8
"""A line is in a box if at least this share of its width is."""

MAX_LINE_GAP, MAX_LINE_OVERLAP = 0.6, 0.6
"""The greatest gap and overlap of two lines of a text, in heights of the lower one."""

MAX_STACK_GAP = 1.5
"""The greatest gap between two texts of a box, in heights of a line."""

MAX_SIZE_RATIO = 1.4
"""The greatest ratio of the heights of two lines of a text."""

MIN_COLUMN_SHARE = 0.5
"""Lines of a text overlap by at least this share of the narrower one."""

MAX_NODE_CHARS = 60
"""A longer text is a paragraph and no node's name."""

MIN_NODE_CONFIDENCE = 0.8
"""A node has a name only if each of its lines was read with at least this confidence."""

MAX_CAPTION_GAP = 1.2
"""The greatest gap between a picture and its caption, in heights of the caption's line."""

MAX_CAPTION_SHIFT = 0.3
"""How far the middles of a picture and its caption are apart, as a share of the wider one."""

MIN_PICTURE_SHARE, MAX_PICTURE_SHARE = 0.012, 0.2
"""The width of a picture that has a caption, as a share of the slide's."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Upright bounds on the flat slide, pixels; mirrored if the slide's text is."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        """Width times height."""
        return (self.right - self.left) * (self.bottom - self.top)

    @property
    def center(self) -> tuple[float, float]:
        """The middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether a point lies inside, at least `margin` from the border."""
        return (
            self.left + margin <= x <= self.right - margin
            and self.top + margin <= y <= self.bottom - margin
        )

    def around(self, other: Bounds) -> Bounds:
        """The bounds of both."""
        return Bounds(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a diagram that connectors may lead to.

    Attributes:
        name: Its text; empty if it wasn't read for sure or is too long.
        bounds: Its bounds.
        lines: Its lines.
        is_enclosed: Whether it is a box or a picture, not a loose text.
    """

    name: str
    bounds: Bounds
    lines: tuple[PositionedLine, ...]
    is_enclosed: bool


def bounds_of(lines: Sequence[PositionedLine]) -> Bounds:
    """The bounds of lines."""
    return Bounds(
        min(line.left for line in lines),
        min(line.top for line in lines),
        max(line.right for line in lines),
        max(line.bottom for line in lines),
    )


def shape_bounds(
    shapes: Iterable[Shape], width: float, height: float, *, mirrored: bool
) -> list[Bounds]:
    """The bounds of shapes on a slide of `width` × `height` pixels, the smallest first."""
    bounds = []
    for shape in shapes:
        left, right = shape.left * width, shape.right * width
        if mirrored:
            left, right = -right, -left
        bounds.append(Bounds(left, shape.top * height, right, shape.bottom * height))
    fitting = (b for b in bounds if b.area < MAX_SHAPE_SHARE * width * height)
    return sorted(fitting, key=lambda b: b.area)


def nodes_of(lines: Sequence[PositionedLine], shapes: Sequence[Bounds], width: float) -> list[Node]:
    """The nodes of a diagram.

    Args:
        lines: Its lines.
        shapes: Its shapes, the smallest first.
        width: The width of the slide, pixels.
    """
    in_shapes: dict[int, list[PositionedLine]] = {}
    loose = []
    for line in lines:
        home = next((i for i, shape in enumerate(shapes) if is_in(line, shape)), None)
        if home is None:
            loose.append(line)
        else:
            in_shapes.setdefault(home, []).append(line)
    boxes = []
    for i, group in in_shapes.items():
        texts = texts_of(group)
        if len(texts) > 1 and not _is_stack(texts):
            # A group of things: its first text is its heading, the others are nodes themselves.
            loose += [line for text in texts[1:] for line in text]
            group = texts[0]
        boxes.append(_box(shapes[i], group))
    texts_outside = [_node(group) for group in texts_of(loose)]
    pictures = [shape for i, shape in enumerate(shapes) if i not in in_shapes]
    return [*boxes, *_with_pictures(texts_outside, pictures, width)]


def contains(outer: Bounds, inner: Bounds) -> bool:
    """Whether bounds lie within others."""
    return outer.holds(inner.left, inner.top) and outer.holds(inner.right, inner.bottom)


def is_in(line: PositionedLine, shape: Bounds) -> bool:
    """Whether a line is in a shape."""
    inside = min(line.right, shape.right) - max(line.left, shape.left)
    middle = (line.top + line.bottom) / 2
    return (
        shape.top < middle < shape.bottom
        and inside >= MIN_LINE_INSIDE_SHARE * line.width
        and shape.bottom - shape.top >= MIN_SHAPE_HEIGHT * line.height
    )


def texts_of(lines: Sequence[PositionedLine]) -> list[list[PositionedLine]]:
    """Groups lines into texts: lines stacked closely, of the same size."""
    texts: list[list[PositionedLine]] = []
    for line in sorted(lines, key=lambda line: line.top):
        home = next((text for text in texts if _continues(text[-1], line)), None)
        if home is None:
            texts.append([line])
        else:
            home.append(line)
    return texts


def _is_stack(texts: Sequence[Sequence[PositionedLine]]) -> bool:
    """Whether texts stand closely one below another, as a name and a note in a box."""
    for upper, lower in pairwise(texts):
        gap = lower[0].top - upper[-1].bottom
        shared = min(upper[-1].right, lower[0].right) - max(upper[-1].left, lower[0].left)
        if gap > MAX_STACK_GAP * upper[-1].height or shared <= 0:
            return False
    return True


def _continues(upper: PositionedLine, lower: PositionedLine) -> bool:
    shared = min(upper.right, lower.right) - max(upper.left, lower.left)
    low, high = sorted((upper.height, lower.height))
    gap = lower.top - upper.bottom
    return (
        shared >= MIN_COLUMN_SHARE * min(upper.width, lower.width)
        and high <= MAX_SIZE_RATIO * low
        and -MAX_LINE_OVERLAP * low <= gap <= MAX_LINE_GAP * low
    )


def _box(shape: Bounds, lines: Sequence[PositionedLine]) -> Node:
    """A box; if it holds several texts, the first one is its heading."""
    texts = texts_of(lines)
    all_lines = [line for text in texts for line in text]
    if len(_name(all_lines)) > MAX_NODE_CHARS or not _name(all_lines):
        all_lines = texts[0]
    return Node(_certain_name(all_lines), shape, tuple(lines), is_enclosed=True)


def _node(lines: Sequence[PositionedLine]) -> Node:
    return Node(_certain_name(lines), bounds_of(lines), tuple(lines), is_enclosed=False)


def _name(lines: Sequence[PositionedLine]) -> str:
    return clean(" ".join(line.text for line in lines))


def _certain_name(lines: Sequence[PositionedLine]) -> str:
    """The text of lines; empty if it wasn't read for sure, is long, or has no letters.

    Of letters that stand one below another, the reader misses some without a doubt about the rest.
    """
    name = _name(lines)
    if len(lines) > 1 and all(len(line.text.strip()) == 1 for line in lines):
        return ""
    is_certain = all(line.line.confidence >= MIN_NODE_CONFIDENCE for line in lines)
    is_name = len(name) <= MAX_NODE_CHARS and any(c.isalpha() for c in name)
    return name if is_certain and is_name else ""


def _with_pictures(texts: Sequence[Node], pictures: Sequence[Bounds], width: float) -> list[Node]:
    """Joins pictures to their captions, which are the texts close below or above them."""
    bounds = {i: text.bounds for i, text in enumerate(texts)}
    joined = set()
    for picture in pictures:
        share = (picture.right - picture.left) / max(width, 1.0)
        if not MIN_PICTURE_SHARE <= share <= MAX_PICTURE_SHARE:
            continue
        captions = [
            (gap, i)
            for i, text in enumerate(texts)
            if (gap := _caption_gap(picture, text)) is not None
        ]
        if captions:
            _, i = min(captions)
            bounds[i] = bounds[i].around(picture)
            joined.add(i)
    return [
        Node(text.name, bounds[i], text.lines, is_enclosed=i in joined)
        for i, text in enumerate(texts)
    ]


def _caption_gap(picture: Bounds, text: Node) -> float | None:
    """The gap between a picture and a text that may be its caption; one below is preferred."""
    height = text.lines[0].height
    below, above = text.bounds.top - picture.bottom, picture.top - text.bounds.bottom
    broad = max(picture.right - picture.left, text.bounds.right - text.bounds.left)
    if abs(picture.center[0] - text.bounds.center[0]) > MAX_CAPTION_SHIFT * broad:
        return None
    if -0.5 * height <= below <= MAX_CAPTION_GAP * height:
        return below
    if -0.5 * height <= above <= MAX_CAPTION_GAP * height:
        return above + MAX_CAPTION_GAP * height
    return None
