"""Makes the outline of a slide from its lines, by `BLOCK_RULES`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line
from slidescan.layout.block_rules import chart, code, table
from slidescan.layout.blocks import Block, Outline
from slidescan.layout.points import points
from slidescan.layout.positions import Stretch, position_lines

BlockRule: TypeAlias = Callable[[Stretch], list[Block | Stretch]]
"""Takes blocks out of a stretch of lines; returns them and the remaining lines, in order."""

BLOCK_RULES: tuple[BlockRule, ...] = (table, code, chart, points)
"""The rules in order; each gets the lines that earlier rules left, and the last takes all."""


def outline(lines: Sequence[Line], frame: PhotoQuad | None = None) -> Outline:
    """The outline of a slide.

    Args:
        lines: In reading order, with roles, in the upright photo.
        frame: The slide's corners in the photo; None if the photo shows the slide alone and flat.
    """
    title = tuple(line for line in lines if line.role == "title")
    body = [line for line in lines if line.role == "body"]
    parts: list[Block | Stretch] = [position_lines(body, frame)]
    for rule in BLOCK_RULES:
        parts = [
            new for part in parts for new in (rule(part) if isinstance(part, list) else [part])
        ]
    return Outline(title, tuple(part for part in parts if not isinstance(part, list)))
