"""Steps: points whose numbers count from 1, or texts below or beside such numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.core.text import without_bullet
from slidescan.layout.blocks import Block, Point, Points
from slidescan.layout.diagram_nodes import bounds_of, texts_of
from slidescan.layout.points import joined_text, points
from slidescan.layout.positions import PositionedLine, Stretch
from slidescan.layout.structures.flat_slide import FlatSlide

MIN_STEPS = 3
"""A slide has at least this many steps."""

MAX_STEP_LINES = 5
"""A number has at most this many lines beside it; rows of a table have more."""

MIN_GROUPED_SHARE = 0.5
"""Numbered texts in a row hold at least this share of the lines."""

MAX_BADGE_OFFSET = 0.6
"""Numbers in a row or a column are on one line up to this distance, in heights of a number."""

_NUMBERED = re.compile(
    r"(?:(?:steps?|étape|schritt|paso|fase|phase|passo|stap)\s*)?#?(\d{1,2})\s*[.):–—/-]+\s*(?=\D)(\S.*)",
    re.IGNORECASE,
)
_BADGE = re.compile(
    r"(?:(?:step|étape|schritt|paso|fase|phase|passo|stap)\s*)?#?0?(\d)[.):]?", re.I
)


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps in order.

    Attributes:
        steps: The text of each step without its number.
        details: The points below each step.
        before: Points above the steps.
        after: Points below the steps.
        confidence: Certainty, 0..1.
    """

    steps: tuple[Point, ...]
    details: tuple[tuple[Point, ...], ...]
    before: tuple[Point, ...]
    after: tuple[Point, ...]
    confidence: float
    kind: ClassVar[str] = "steps"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """An ordered list, and what is around it."""
        listed = [
            point
            for step, below in zip(self.steps, self.details, strict=True)
            for point in (step, *below)
        ]
        around = [Points(part) if part else None for part in (self.before, self.after)]
        parts = (around[0], Points(tuple(listed), is_ordered=True), around[1])
        return tuple(part for part in parts if part is not None)

    def summary(self) -> SlideStructure:
        """The steps as nodes, each leading to the next."""
        edges = tuple(pairwise(range(len(self.steps))))
        details = tuple(tuple(d.text for d in below) for below in self.details)
        return SlideStructure(
            self.kind,
            self.confidence,
            tuple(step.text for step in self.steps),
            edges=edges,
            details=details if any(details) else (),
        )


def recognise(slide: FlatSlide) -> Steps | None:
    """Takes numbered texts in a row, numbered points, and texts at numbers that stand alone."""
    return _numbered_groups(slide) or _numbered_points(slide) or _numbered_texts(slide)


def _numbered_points(slide: FlatSlide) -> Steps | None:
    made = [p for block in slide.blocks if isinstance(block, Points) for p in block.points]
    if len(slide.blocks) != 1 or len(made) < MIN_STEPS:
        return None
    numbered = [(i, m) for i, p in enumerate(made) if (m := _NUMBERED.fullmatch(p.text))]
    if not _counts([int(match[1]) for _, match in numbered]):
        return None
    starts = [i for i, _ in numbered]
    level = made[starts[0]].level
    if any(made[i].level != level for i in starts):
        return None
    last = next((i for i in range(starts[-1] + 1, len(made)) if made[i].level <= level), len(made))
    if 2 * (last - starts[0]) < len(made):
        return None
    ends = [*starts[1:], last]
    details = tuple(
        tuple(_at_level(point, 2) for point in made[start + 1 : end])
        for start, end in zip(starts, ends, strict=True)
    )
    steps = tuple(_with_text(made[i], match[2]) for i, match in numbered)
    return Steps(steps, details, tuple(made[: starts[0]]), tuple(made[last:]), 0.95)


def _numbered_texts(slide: FlatSlide) -> Steps | None:
    """Texts at numbers in a row or in a column."""
    badges = [(line, m) for line in slide.body if (m := _BADGE.fullmatch(line.clean_text))]
    badges.sort(key=lambda badge: int(badge[1][1]))
    lines = [line for line, _ in badges]
    if not _counts([int(match[1]) for _, match in badges]):
        return None
    height = max(line.height for line in lines)
    is_row = all(
        a.right <= b.left and abs(a.top - b.top) < MAX_BADGE_OFFSET * height
        for a, b in pairwise(lines)
    )
    is_column = all(
        a.bottom <= b.top and abs(a.left - b.left) < MAX_BADGE_OFFSET * height
        for a, b in pairwise(lines)
    )
    if not is_row and not is_column:
        return None
    groups: list[Stretch] = [[] for _ in lines]
    others: Stretch = []
    for line in slide.body:
        if line not in lines:
            i = None if line.is_turned else _badge_of(line, lines, is_row=is_row)
            (others if i is None else groups[i]).append(line)
    if not all(groups) or max(map(len, groups)) > MAX_STEP_LINES:
        return None
    parts = [_points(sorted(group, key=lambda line: line.top)) for group in groups]
    if not all(parts):
        return None
    return Steps(
        tuple(_at_level(part[0], 1) for part in parts),
        tuple(tuple(_at_level(point, 2) for point in part[1:]) for part in parts),
        (),
        tuple(_points(others)),
        0.93,
    )


def _numbered_groups(slide: FlatSlide) -> Steps | None:
    """Texts of several lines side by side, each of which begins with its number."""
    groups = [
        (group, joined_text([line.clean_text for line in group])) for group in texts_of(slide.body)
    ]
    numbered = [(g, m) for g, text in groups if (m := _NUMBERED.fullmatch(text))]
    numbered.sort(key=lambda pair: int(pair[1][1]))
    if not _counts([int(match[1]) for _, match in numbered]):
        return None
    bounds = [bounds_of(group) for group, _ in numbered]
    is_row = all(a.right <= b.left and b.top < a.bottom for a, b in pairwise(bounds))
    taken = {id(line) for group, _ in numbered for line in group}
    others = [line for line in slide.body if id(line) not in taken]
    if not is_row or len(taken) < MIN_GROUPED_SHARE * len(slide.body):
        return None
    steps = tuple(
        Point(without_bullet(match[2]).strip(), 1, tuple(line.line for line in group))
        for group, match in numbered
    )
    return Steps(steps, tuple(() for _ in steps), (), tuple(_points(others)), 0.93)


def _badge_of(line: PositionedLine, badges: Stretch, *, is_row: bool) -> int | None:
    """The index of the number that a line stands at: below it in a row, right of it in a column."""
    if is_row:
        i = min(range(len(badges)), key=lambda i: abs(badges[i].center - line.center))
        return i if line.top > badges[i].top - badges[i].height else None
    middle = (line.top + line.bottom) / 2
    i = min(range(len(badges)), key=lambda i: abs((badges[i].top + badges[i].bottom) / 2 - middle))
    return i if line.left > badges[i].left else None


def _counts(numbers: Sequence[int]) -> bool:
    return len(numbers) >= MIN_STEPS and list(numbers) == list(range(1, len(numbers) + 1))


def _points(lines: Stretch) -> list[Point]:
    return [p for block in points(list(lines)) if isinstance(block, Points) for p in block.points]


def _with_text(point: Point, text: str) -> Point:
    return Point(without_bullet(text).strip(), 1, point.lines)


def _at_level(point: Point, level: int) -> Point:
    return Point(point.text, level, point.lines, point.has_bullet, point.at_edge, point.is_torn)
