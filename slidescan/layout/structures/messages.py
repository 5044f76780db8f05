"""Messages: what two or more boxes send each other in turn, on arrows one below another."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Point, Points
from slidescan.layout.connections import Arrow
from slidescan.layout.diagram_nodes import MIN_NODE_CONFIDENCE, Node
from slidescan.layout.positions import PositionedLine
from slidescan.layout.structures.flat_slide import FlatSlide
from slidescan.layout.structures.flow import ARROW

MIN_MESSAGES, MIN_IN_TURN = 3, 2
"""The fewest messages, and the fewest between the same two boxes: arrows of other diagrams say
something once."""

MAX_SLOPE = 0.12
"""The arrow of a message rises or falls by at most this share of its length."""

MAX_LABEL_GAP = 1.0
"""The greatest gap between an arrow and what it says, in heights of the line."""

MIN_LABEL_LEAD = 1.6
"""The arrow at the other side of a label is at least so many times as far from it."""

MAX_LABEL_OVERLAP = 0.5
"""An arrow cuts at most so much of its label's height."""

MIN_TOLD_SHARE = 0.6
"""At least this share of the slide's lines is in the boxes and on the arrows."""

MESSAGES_CONFIDENCE = 0.97
"""The confidence of messages, as high as that of a flow: they come before it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message.

    Attributes:
        sender: The index of the box that sends it.
        receiver: The index of the box that gets it.
        text: What is on its arrow.
    """

    sender: int
    receiver: int
    text: Point


@dataclass(frozen=True, slots=True)
class Messages:
    """Boxes and what they send each other.

    Attributes:
        boxes: The boxes, from the left.
        messages: The messages in their order.
        others: The texts beside them.
        confidence: Certainty, 0..1.
    """

    boxes: tuple[Point, ...]
    messages: tuple[Message, ...]
    others: tuple[Point, ...]
    confidence: float
    kind: ClassVar[str] = "messages"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What is beside the messages, then the messages as ordered points."""
        points = tuple(
            Point(f"{self._way(message)}: {message.text.text}", 1, message.text.lines)
            for message in self.messages
        )
        beside = (Points(self.others),) if self.others else ()
        return (*beside, Points(points, is_ordered=True))

    def summary(self) -> SlideStructure:
        """The messages as nodes; from which box to which, as details."""
        return SlideStructure(
            self.kind,
            self.confidence,
            tuple(message.text.text for message in self.messages),
            details=tuple((self._way(message),) for message in self.messages),
        )

    def _way(self, message: Message) -> str:
        return self.boxes[message.sender].text + ARROW + self.boxes[message.receiver].text


def recognise(slide: FlatSlide) -> Messages | None:
    """Takes level arrows one below another, each of which says something, between named boxes."""
    nodes, connections = slide.diagram
    arrows = sorted(connections.arrows, key=_level)
    if len(arrows) < MIN_MESSAGES or len(arrows) < len(connections.edges) or connections.mutual:
        return None
    used = {i for arrow in arrows for i in (arrow.source, arrow.target)}
    pairs = [frozenset((arrow.source, arrow.target)) for arrow in arrows]
    if max(map(pairs.count, pairs)) < MIN_IN_TURN or not all(nodes[i].name for i in used):
        return None
    if not all(_is_level(arrow) for arrow in arrows):
        return None
    in_boxes = {id(line.line) for i in used for line in nodes[i].lines}
    labels = _labels([line for line in slide.body if id(line.line) not in in_boxes], arrows)
    if labels is None:
        return None
    told = in_boxes | {id(line.line) for label in labels for line in label}
    if len(told) < MIN_TOLD_SHARE * len(slide.body):
        return None
    ordered = sorted(used, key=lambda i: nodes[i].bounds.left)
    number = {node: i for i, node in enumerate(ordered)}
    return Messages(
        tuple(_box(nodes[i]) for i in ordered),
        tuple(
            Message(number[arrow.source], number[arrow.target], _text(label))
            for arrow, label in zip(arrows, labels, strict=True)
        ),
        tuple(
            Point(line.clean_text, 1, (line.line,), at_edge=line.at_edge)
            for line in slide.body
            if id(line.line) not in told
        ),
        MESSAGES_CONFIDENCE,
    )


def _level(arrow: Arrow) -> float:
    return (arrow.tail[1] + arrow.tip[1]) / 2


def _is_level(arrow: Arrow) -> bool:
    (x, y), (u, v) = arrow.tail, arrow.tip
    return abs(y - v) <= MAX_SLOPE * abs(x - u)


def _labels(
    lines: Sequence[PositionedLine], arrows: Sequence[Arrow]
) -> list[list[PositionedLine]] | None:
    """The lines of each arrow, all above or all below it; None if that isn't certain.

    What is at the other side may belong to an arrow that wasn't seen.
    """
    sides = [labels for sign in (1, -1) if (labels := _labels_at(sign, lines, arrows)) is not None]
    sides.sort(key=lambda labels: labels[0])
    if not sides or (len(sides) > 1 and sides[1][0] < MIN_LABEL_LEAD * sides[0][0]):
        return None
    return sides[0][1]


def _labels_at(
    sign: int, lines: Sequence[PositionedLine], arrows: Sequence[Arrow]
) -> tuple[float, list[list[PositionedLine]]] | None:
    """The mean gap, and the lines above (1) or below (-1) each arrow; None if one has none."""
    labels: list[list[PositionedLine]] = [[] for _ in arrows]
    gaps = []
    for line in lines:
        near, far = (
            min(
                (
                    (gap, i)
                    for i, arrow in enumerate(arrows)
                    if (gap := _gap(side, line, arrow)) is not None
                ),
                default=(math.inf, -1),
            )
            for side in (sign, -sign)
        )
        if near[0] <= MAX_LABEL_GAP * line.height and far[0] >= MIN_LABEL_LEAD * near[0]:
            labels[near[1]].append(line)
            gaps.append(near[0])
    is_told = all(
        label and all(line.line.confidence >= MIN_NODE_CONFIDENCE for line in label)
        for label in labels
    )
    return (statistics.mean(gaps), labels) if is_told else None


def _gap(sign: int, line: PositionedLine, arrow: Arrow) -> float | None:
    """The distance from a line to an arrow below (1) or above it (-1); None if there is none."""
    left, right = sorted((arrow.tail[0], arrow.tip[0]))
    if not (left <= line.center <= right and line.width <= right - left):
        return None
    gap = _level(arrow) - line.bottom if sign > 0 else line.top - _level(arrow)
    return None if gap < -MAX_LABEL_OVERLAP * line.height else max(gap, 0.0)


def _box(node: Node) -> Point:
    return Point(node.name, 1, tuple(line.line for line in node.lines))


def _text(label: Sequence[PositionedLine]) -> Point:
    return Point(
        ", ".join(line.clean_text for line in label), 1, tuple(line.line for line in label)
    )
