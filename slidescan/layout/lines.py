"""Turns an engine's boxes into lines in reading order, with roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import TextBox, WordSpans
from slidescan.core.text import is_rtl
from slidescan.layout.boxes import Box
from slidescan.layout.chrome import split_chrome
from slidescan.layout.flat_line import FlatLine
from slidescan.layout.foot import split_foot
from slidescan.layout.lone_signs import without_lone_signs
from slidescan.layout.reading_order import in_reading_order
from slidescan.layout.roles import roles_of
from slidescan.layout.slant import straighten

MIN_SHARED_HEIGHT = 0.6
"""Two boxes on one line overlap in more than this share of the smaller box's height."""

MAX_LINE_SIZE_RATIO = 1.5
"""The maximum ratio of the letters' heights on one line."""

MAX_WORD_OVERLAP, MAX_WORD_GAP = 0.5, 0.8
"""The maximum overlap of two boxes on one line, and the maximum space between them, in heights of
the smaller letters."""


def arrange(
    boxes: Sequence[TextBox],
    width: float,
    height: float,
    *,
    outside: Sequence[TextBox] = (),
    is_screen: bool = False,
    frames: Sequence[FlatQuad] = (),
) -> tuple[FlatLine, ...]:
    """The lines of a picture in reading order, with their roles.

    Args:
        boxes: The engine's boxes in the picture.
        width: The picture's width, pixels.
        height: The picture's height, pixels.
        outside: Boxes outside the slide; their lines come last, with the role `outside`.
        is_screen: Whether the picture is a screenshot, which may show more than the slide.
        frames: Boxes, cards and panels of the slide; text in one is read together.
    """
    if is_screen:
        boxes, chrome = split_chrome(boxes, width, height)
        outside = [*outside, *chrome]
    boxes = without_lone_signs(boxes)
    straight = straighten(boxes)
    originals = {id(level): box for level, box in zip(straight, boxes, strict=True)}
    is_level = all(a is b for a, b in zip(straight, boxes, strict=True))
    runs = _ordered_runs(straight, width, height, frames if is_level else ())
    unread = [box.quad for box in straight if box.unread_script]
    roles, title = roles_of([_line(run) for run in runs], width, height, unread)
    lines = [_line([originals[id(box)] for box in run]) for run in runs]
    order = _with_title_together(len(lines), title)
    mirrored = _is_mirrored(boxes)
    around = in_reading_order(_nonempty(outside, mirrored=mirrored))
    lines_around = [_line([box.source for box in run]) for run in _runs(around)]
    return (
        *(replace(lines[i], role=roles[i]) for i in order),
        *(replace(line, role="outside") for line in lines_around),
    )


def _with_title_together(count: int, title: Sequence[int]) -> list[int]:
    """The indices of all lines; those of the title stand together, in the title's order."""
    if not title:
        return list(range(count))
    others = [i for i in range(count) if i not in title]
    before = [i for i in others if i < min(title)]
    return [*before, *title, *others[len(before) :]]


def level_lines(boxes: Sequence[TextBox], width: float, height: float) -> list[FlatLine]:
    """The lines in reading order, without roles, as if the picture were level.

    Args:
        boxes: The engine's boxes in the picture.
        width: The picture's width, pixels.
        height: The picture's height, pixels.
    """
    level = straighten(without_lone_signs(boxes))
    return [_line(run) for run in _ordered_runs(level, width, height)]


def _ordered_runs(
    boxes: Sequence[TextBox], width: float, height: float, frames: Sequence[FlatQuad] = ()
) -> list[list[TextBox]]:
    """The boxes of each line, in reading order."""
    mirrored = _is_mirrored(boxes)
    content, foot = split_foot(_nonempty(boxes, mirrored=mirrored), width, height)
    ordered = [*in_reading_order(content, frames, mirrored=mirrored), *in_reading_order(foot)]
    return [[box.source for box in run] for run in _runs(ordered)]


def _is_mirrored(boxes: Sequence[TextBox]) -> bool:
    """Whether columns and the parts of a line are read from the right: Arabic, Hebrew."""
    return is_rtl(" ".join(box.text for box in boxes))


def _nonempty(boxes: Sequence[TextBox], *, mirrored: bool) -> list[Box]:
    return [Box.of(box, mirrored=mirrored) for box in boxes if box.text.strip()]


def _runs(ordered: Sequence[Box]) -> list[list[Box]]:
    """Groups neighbours in reading order that are on one line, a space apart."""
    runs: list[list[Box]] = []
    for box in ordered:
        if runs and _continues(runs[-1][-1], box):
            runs[-1].append(box)
        else:
            runs.append([box])
    return runs


def _continues(a: Box, b: Box) -> bool:
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    low, high = sorted((a.height, b.height))
    gap = b.left - a.right
    return (
        shared > MIN_SHARED_HEIGHT * min(a.bottom - a.top, b.bottom - b.top)
        and high < MAX_LINE_SIZE_RATIO * low
        and -MAX_WORD_OVERLAP * low < gap < MAX_WORD_GAP * low
    )


def _line(sources: Sequence[TextBox]) -> FlatLine:
    if len(sources) == 1:
        (box,) = sources
        text = " ".join(box.text.split())
        return FlatLine(
            text,
            box.confidence,
            box.quad,
            word_spans=box.word_spans,
            alternative_text=box.alternative_text,
        )
    letters = sum(len(box.text) for box in sources) or 1
    quads = sorted((box.quad for box in sources), key=lambda quad: quad.bounds[0])
    first, last = quads[0], quads[-1]
    return FlatLine(
        " ".join(" ".join(box.text for box in sources).split()),
        sum(box.confidence * len(box.text) for box in sources) / letters,
        FlatQuad(first.tl, last.tr, last.br, first.bl),
        word_spans=_word_spans(sources),
        alternative_text=_alternative_text(sources),
    )


def _alternative_text(boxes: Sequence[TextBox]) -> str:
    if not any(box.alternative_text for box in boxes):
        return ""
    return " ".join(box.alternative_text or box.text for box in boxes)


def _word_spans(boxes: Sequence[TextBox]) -> WordSpans:
    """The spans of the boxes' words, as shares of the width of the line that the boxes form."""
    if not all(box.word_spans for box in boxes):
        return ()
    ends = [(box.quad.bounds[0], box.quad.bounds[2]) for box in boxes]
    left, right = min(first for first, _ in ends), max(last for _, last in ends)
    width = max(right - left, 1e-9)
    return tuple(
        (
            (first + start * (last - first) - left) / width,
            (first + end * (last - first) - left) / width,
        )
        for box, (first, last) in zip(boxes, ends, strict=True)
        for start, end in box.word_spans
    )
