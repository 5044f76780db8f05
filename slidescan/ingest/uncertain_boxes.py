"""Reads the boxes of a diagram in which the engine found no text, or is in doubt about it.

Letters that hardly differ from their box are lost in the picture of a whole slide. The box alone,
with its contrast stretched, shows them. Engines miss letters that stand one below another; side by
side, they are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import Drawing, Shape, TextBox
from slidescan.ingest.stacked_letters import is_word, stack_of
from slidescan.ocr.protocol import OcrEngine

MAX_UNCERTAIN_BOXES = 6
"""At most so many boxes are read; more are the icons of a large diagram."""

MAX_UNCERTAIN_CONFIDENCE = 0.8
"""A line below this confidence names no node of a diagram."""

MIN_BOX_PIXELS, MAX_BOX_AREA_SHARE = 24.0, 0.06
"""The least height of a box, pixels, and its largest share of the slide."""

MIN_BOX_RATIO = 1.3
"""The least width of a box over its height; icons are about square."""

MIN_STACK_RATIO, MAX_STACK_AREA_SHARE = 1.5, 0.1
"""The least height of a box over its width that may hold a stack of letters, and its largest share
of the slide."""

MAX_LONE_LETTERS = 2
"""The engine reads at most so many letters of a stack as one text."""

MAX_TIP_DISTANCE_SHARE = 0.05
"""An end of a connector is at most so far from the box, as a share of the slide's width."""

OVERHANG_SHARE = 0.1
"""A text in a box reaches beyond it by at most this share of its extent."""

BOX_INSET_SHARE = 0.08
"""The border of a box isn't read: this share of its shorter side."""

MAX_READ_SIDE = 640
"""A larger box is scaled down to this width before it is read, pixels."""

MIN_BOX_CONTRAST_LEVELS = 12.0
"""A box with less contrast than this, grey levels, is empty."""

CONTRAST_PERCENTILES = (1, 99)
"""The darkest and the brightest values of a box, but for noise."""

PADDING_PIXELS = 20
"""The width of the margin that is added to a box before it is read."""

MIN_BOX_CONFIDENCE, MIN_BOX_LETTERS = 0.95, 3
"""All lines of a box have at least this confidence, and its text so many letters."""

MIN_REREAD_SHARE = 0.8
"""A new reading has at least this share of the letters of the old one."""


_Bounds: TypeAlias = tuple[int, int, int, int]
"""Left, top, right and bottom, pixels."""


def read_uncertain_boxes(
    flat: NDArray[np.uint8],
    texts: Sequence[TextBox],
    margin: float,
    drawing: Drawing | None,
    engine: OcrEngine,
) -> tuple[TextBox, ...]:
    """The texts of a slide, with those in boxes at arrows that are read again.

    Args:
        flat: The flat slide, height × width × 3, BGR.
        texts: The texts of the slide so far.
        margin: The width of the margin around the slide, pixels.
        drawing: Its shapes and connectors.
        engine: The OCR engine.

    Returns:
        The texts, in the frame of `flat`. A box with a line that isn't certain remains as it is.
    """
    if drawing is None:
        return tuple(texts)
    result = list(texts)
    for bounds, held in list(_uncertain_boxes(flat, texts, margin, drawing))[:MAX_UNCERTAIN_BOXES]:
        lines = _read(flat, bounds, engine)
        if lines and _letters(lines) >= MIN_REREAD_SHARE * _letters(held):
            result = [text for text in result if all(text is not old for old in held)]
            result += lines
    return tuple(result)


def _uncertain_boxes(
    flat: NDArray[np.uint8], texts: Sequence[TextBox], margin: float, drawing: Drawing
) -> Iterator[tuple[_Bounds, Sequence[TextBox]]]:
    """The inner bounds of boxes close to connectors with arrowheads, and the texts in them."""
    width, height = flat.shape[1] - 2 * margin, flat.shape[0] - 2 * margin
    tips = [
        end.tip
        for connector in drawing.connectors
        if any(end.head == "arrow" for end in connector.ends)
        for end in connector.ends
    ]
    reach = MAX_TIP_DISTANCE_SHARE, MAX_TIP_DISTANCE_SHARE * width / max(height, 1.0)
    for shape in drawing.shapes:
        left, right = (margin + x * width for x in (shape.left, shape.right))
        top, bottom = (margin + y * height for y in (shape.top, shape.bottom))
        across, down = right - left, bottom - top
        share = across * down / max(width * height, 1.0)
        may_hold_stack = _may_hold_stack(across, down)
        is_box = down >= MIN_BOX_PIXELS and (
            share <= MAX_STACK_AREA_SHARE
            if may_hold_stack
            else share <= MAX_BOX_AREA_SHARE and across >= MIN_BOX_RATIO * down
        )
        if not is_box or not any(_is_near(tip, shape, *reach) for tip in tips):
            continue
        held = [text for text in texts if _meets(text.quad, left, top, right, bottom)]
        are_inside = all(_is_inside(text.quad, left, top, right, bottom) for text in held)
        is_uncertain = not held or (
            all(_letters([text]) <= MAX_LONE_LETTERS for text in held)
            if may_hold_stack
            else any(text.confidence < MAX_UNCERTAIN_CONFIDENCE for text in held)
        )
        if are_inside and is_uncertain:
            inset = BOX_INSET_SHARE * min(across, down)
            upper_left = max(0, round(left + inset)), max(0, round(top + inset))
            yield (*upper_left, round(right - inset), round(bottom - inset)), held


def _may_hold_stack(across: float, down: float) -> bool:
    """Whether letters may stand one below another in a box of this width and height."""
    return down >= MIN_STACK_RATIO * across


def _letters(boxes: Sequence[TextBox]) -> int:
    return sum(c.isalpha() for box in boxes for c in box.text)


def _meets(text: FlatQuad, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether a text lies at least partly in bounds."""
    first, upper, last, lower = text.bounds
    return first < right and last > left and upper < bottom and lower > top


def _is_inside(text: FlatQuad, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether a text lies in bounds, but for a tenth of its own extent."""
    first, upper, last, lower = text.bounds
    across, down = OVERHANG_SHARE * (last - first), OVERHANG_SHARE * (lower - upper)
    return (
        first >= left - across
        and last <= right + across
        and upper >= top - down
        and lower <= bottom + down
    )


def _is_near(tip: tuple[float, float], shape: Shape, across: float, down: float) -> bool:
    return (
        shape.left - across <= tip[0] <= shape.right + across
        and shape.top - down <= tip[1] <= shape.bottom + down
    )


def _read(flat: NDArray[np.uint8], bounds: _Bounds, engine: OcrEngine) -> tuple[TextBox, ...]:
    """The lines in bounds, in the frame of `flat`; none if one of them isn't certain."""
    left, top, right, bottom = bounds
    crop = flat[top:bottom, left:right]
    low, high = np.percentile(crop, CONTRAST_PERCENTILES, axis=(0, 1))
    if float((high - low).max()) < MIN_BOX_CONTRAST_LEVELS:
        return ()
    stretched = np.clip((crop - low) * 255.0 / np.maximum(high - low, 1.0), 0, 255).astype(np.uint8)
    if _may_hold_stack(right - left, bottom - top):
        words = _read_stack(stretched, engine)
        return tuple(replace(word, quad=word.quad.moved(left, top)) for word in words)
    scale = min(1.0, MAX_READ_SIDE / crop.shape[1])
    small = cv2.resize(stretched, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    boxes = _read_alone(np.asarray(small, np.uint8), engine)
    return tuple(replace(box, quad=box.quad.scaled(1 / scale).moved(left, top)) for box in boxes)


def _read_alone(pixels: NDArray[np.uint8], engine: OcrEngine) -> Sequence[TextBox]:
    """The lines of a picture with a margin added; none if one of them isn't certain."""
    pad = PADDING_PIXELS
    padded = cv2.copyMakeBorder(pixels, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    boxes = engine.read(np.asarray(padded, np.uint8))
    if _letters(boxes) < MIN_BOX_LETTERS or any(b.confidence < MIN_BOX_CONFIDENCE for b in boxes):
        return ()
    return [replace(box, quad=box.quad.moved(-pad, -pad)) for box in boxes]


def _read_stack(pixels: NDArray[np.uint8], engine: OcrEngine) -> Iterator[TextBox]:
    """The word whose letters stand one below another, as a line that runs down; or nothing."""
    stack = stack_of(pixels)
    boxes = _read_alone(stack.row, engine) if stack else ()
    if stack and len(boxes) == 1 and is_word(boxes[0].text, stack.letters):
        left, top, right, bottom = stack.bounds
        down = FlatQuad((right, top), (right, bottom), (left, bottom), (left, top))
        yield replace(boxes[0], quad=down)
