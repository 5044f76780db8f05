"""Makes the outline of a slide: blocks by `BLOCK_RULES`, then the structure that they form."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

from slidescan.core.frames import frame_of
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Drawing, Kind, Line, Slide
from slidescan.layout.block_rules import chart, code, table
from slidescan.layout.blocks import Block
from slidescan.layout.boxes import is_table
from slidescan.layout.event_lines import without_event_lines
from slidescan.layout.outline import Outline
from slidescan.layout.points import points
from slidescan.layout.positions import Stretch, position_lines
from slidescan.layout.structures.columns import columns_of_lines
from slidescan.layout.structures.flat_slide import FlatSlide
from slidescan.layout.structures.registry import recognise

MAX_EYEBROW_RATIO = 0.8
"""A line above the title is no content if it is smaller than this, in heights of the title."""

MIN_WRAPPED_LINES, MAX_WRAPPED_GAP = 3, 0.45
"""Columns of wrapped text have at least this many lines each, and at most this median gap between
them, in heights of a line."""

BlockRule: TypeAlias = Callable[[Stretch], list[Block | Stretch]]
"""Takes blocks out of a stretch of lines; returns them and the remaining lines, in order."""

BLOCK_RULES: tuple[BlockRule, ...] = (table, code, chart, points)
"""The rules in order; each gets the lines that earlier rules left, and the last takes all."""


def outline(
    lines: Sequence[Line],
    frame: PhotoQuad | None = None,
    *,
    kind: Kind = "slide",
    drawing: Drawing | None = None,
) -> Outline:
    """The outline of a slide.

    Args:
        lines: In reading order, with roles, in the upright photo.
        frame: The slide's corners in the photo; None if the photo shows the slide alone and flat.
        kind: What the photo shows.
        drawing: The shapes and connectors of the picture, if it has connectors.
    """
    title = tuple(line for line in lines if line.role == "title")
    body = position_lines([line for line in lines if line.role == "body"], frame)
    body = _with_eyebrows(without_event_lines(body), position_lines(title, frame))
    body = column_by_column(body)
    return Outline(
        title, recognise(FlatSlide.of(title, body, blocks_of(body), frame, kind, drawing))
    )


def outline_of(slide: Slide) -> Outline:
    """The outline of a stored slide, as its alt text was made from."""
    frame = frame_of(slide.photo, slide.detection)
    return outline(slide.reading.lines, frame, kind=slide.kind, drawing=slide.reading.drawing)


def _with_eyebrows(body: Stretch, title: Stretch) -> Stretch:
    """The body; small lines above the title count as at the edge: an event, a chapter."""
    if not title:
        return body
    top, height = min(line.top for line in title), min(line.height for line in title)
    return [
        replace(line, at_edge=True)
        if line.bottom < top + height / 4 and line.height < MAX_EYEBROW_RATIO * height
        else line
        for line in body
    ]


def column_by_column(body: Stretch) -> Stretch:
    """The lines column by column if the columns are of wrapped text; else as they are.

    The reading order takes the lines of texts side by side for the rows of a table if they are
    level. Lines of wrapped text are closer to each other than rows are.
    """
    columns = columns_of_lines(body)
    if len(columns) < 2 or any(len(column) < MIN_WRAPPED_LINES for column in columns):
        return body
    gaps = [
        (lower.top - upper.bottom) / min(upper.height, lower.height)
        for column in columns
        for upper, lower in pairwise(column)
    ]
    are_beside = min(gaps) < -MAX_WRAPPED_GAP
    if are_beside or statistics.median(gaps) > MAX_WRAPPED_GAP or is_table(body):
        return body
    return [line for column in columns for line in column]


def blocks_of(body: Stretch) -> tuple[Block, ...]:
    """The blocks of lines in reading order."""
    parts: list[Block | Stretch] = [body]
    for rule in BLOCK_RULES:
        parts = [
            new for part in parts for new in (rule(part) if isinstance(part, list) else [part])
        ]
    return tuple(part for part in parts if not isinstance(part, list))
