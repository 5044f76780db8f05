"""Lines with their bounds on the flat slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from slidescan.core.geometry import FlatQuad, PhotoQuad, homography
from slidescan.core.records import Line
from slidescan.core.text import clean, is_rtl

EDGE_SHARE = 0.12
"""Logos are within this share of the slide's height from its top or bottom."""

MIN_BEYOND_SIDE, MAX_SIDE_MARGIN, MIN_CUT_WORDS = 0.08, 0.2, 4
"""A line is cut off if it reaches this far beyond the slide's side, or if it has so many words and
ends this close to its right side; in heights of the line. Slides have margins."""

MIN_TURNED_CHARS, MIN_CHAR_WIDTH = 6, 0.2
"""A line with at least so many characters is wider than this for each of them, in its heights."""

MIN_FLAT_SIDE = 1.0
"""The minimum width and height of the flat slide, pixels."""


@dataclass(frozen=True, slots=True)
class PositionedLine:
    """A line and its upright bounds on the flat slide.

    Attributes:
        line: The line.
        left: Left end, pixels; if mirrored, the negated right end.
        top: Upper end, pixels.
        right: Right end, pixels; if mirrored, the negated left end.
        bottom: Lower end, pixels.
        at_edge: Whether it is at the slide's upper or lower edge.
        is_cut: Whether the slide's left or right edge, where the photo ends, seems to cut it.
    """

    line: Line
    left: float
    top: float
    right: float
    bottom: float
    at_edge: bool
    is_cut: bool = False

    @property
    def text(self) -> str:
        """The line's text."""
        return self.line.text

    @property
    def clean_text(self) -> str:
        """The line's text without control characters and extra spaces."""
        return clean(self.line.text)

    @property
    def width(self) -> float:
        """Distance between its left and right ends, pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Distance between its upper and lower ends, pixels; never 0."""
        return max(self.bottom - self.top, 1e-6)

    @property
    def is_turned(self) -> bool:
        """Whether it runs upwards or downwards: it is too narrow for its letters."""
        return (
            len(self.text) >= MIN_TURNED_CHARS
            and self.width < MIN_CHAR_WIDTH * len(self.text) * self.line.quad.height
        )

    @property
    def center(self) -> float:
        """Half-way between left and right."""
        return (self.left + self.right) / 2


Stretch: TypeAlias = list[PositionedLine]
"""Lines in reading order that don't belong to a block yet."""


def position_lines(lines: Sequence[Line], frame: PhotoQuad | None) -> Stretch:
    """The lines with their bounds on the flat slide, which is as large as `frame`.

    Right-to-left text is mirrored, because its points are aligned and indented at the right.

    Args:
        lines: In the upright photo.
        frame: The slide's corners in the photo; None if the photo shows the slide alone and flat.
    """
    mirrored = is_rtl(" ".join(line.text for line in lines))
    to_flat = None
    if frame is not None:
        width, height = max(frame.width, MIN_FLAT_SIDE), max(frame.height, MIN_FLAT_SIDE)
        to_flat = homography(frame, FlatQuad.rectangle(width, height))
    positioned = []
    for line in lines:
        if to_flat is None:
            quad = FlatQuad(*line.quad.corners)
        else:
            quad = line.quad.mapped(to_flat, FlatQuad)
        left, _, right, _ = quad.bounds
        if mirrored:
            left, right = -right, -left
        # The quad's height, not the height of its bounds: lines may be slightly skewed.
        (_, y), half = quad.center, max(quad.height, 1e-6) / 2
        at_edge = frame is not None and not (
            EDGE_SHARE < y / max(frame.height, MIN_FLAT_SIDE) < 1 - EDGE_SHARE
        )
        is_cut = frame is not None and _is_cut(line.text, quad, frame.width)
        made = PositionedLine(line, left, y - half, right, y + half, at_edge, is_cut)
        positioned.append(made)
    return positioned


def _is_cut(text: str, quad: FlatQuad, width: float) -> bool:
    """Whether a line reaches beyond the slide's side, or, as a sentence, nearly to the right."""
    left, _, right, _ = quad.bounds
    beyond = max(-left, right - width) / max(quad.height, MIN_FLAT_SIDE)
    is_sentence = len(text.split()) >= MIN_CUT_WORDS
    nearly = (right - width) / max(quad.height, MIN_FLAT_SIDE) > -MAX_SIDE_MARGIN
    return beyond > MIN_BEYOND_SIDE or (is_sentence and nearly)
