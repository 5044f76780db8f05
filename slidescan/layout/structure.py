"""Makes the outline of a slide: blocks by `BLOCK_RULES`, then the structure that they form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Kind, Line
from slidescan.layout.block_rules import chart, code, table
from slidescan.layout.blocks import Block
from slidescan.layout.outline import Outline
from slidescan.layout.points import points
from slidescan.layout.positions import Stretch, position_lines
from slidescan.layout.structures.flat_slide import FlatSlide
from slidescan.layout.structures.registry import recognise

BlockRule: TypeAlias = Callable[[Stretch], list[Block | Stretch]]
"""Takes blocks out of a stretch of lines; returns them and the remaining lines, in order."""

BLOCK_RULES: tuple[BlockRule, ...] = (table, code, chart, points)
"""The rules in order; each gets the lines that earlier rules left, and the last takes all."""


def outline(
    lines: Sequence[Line], frame: PhotoQuad | None = None, *, kind: Kind = "slide"
) -> Outline:
    """The outline of a slide.

    Args:
        lines: In reading order, with roles, in the upright photo.
        frame: The slide's corners in the photo; None if the photo shows the slide alone and flat.
        kind: What the photo shows.
    """
    title = tuple(line for line in lines if line.role == "title")
    body = position_lines([line for line in lines if line.role == "body"], frame)
    return Outline(title, recognise(FlatSlide.of(title, body, blocks_of(body), frame, kind)))


def blocks_of(body: Stretch) -> tuple[Block, ...]:
    """The blocks of lines in reading order."""
    parts: list[Block | Stretch] = [body]
    for rule in BLOCK_RULES:
        parts = [
            new for part in parts for new in (rule(part) if isinstance(part, list) else [part])
        ]
    return tuple(part for part in parts if not isinstance(part, list))
