"""Lines and words with their bounds, in the frame that a format is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from slidescan.core.frames import FlatFrame, words_of
from slidescan.core.geometry import Quad
from slidescan.core.records import Line, Slide

Frame: TypeAlias = Literal["photo", "slide"]
"""The upright photo, or the slide laid flat."""

WIDTH = 1600.0
"""Of a slide laid flat, pixels."""


@dataclass(frozen=True, slots=True)
class PageWord:
    """A word of a line; its quad is in the frame that was asked for."""

    text: str
    confidence: float
    quad: Quad


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with its words; all quads are in the frame that was asked for."""

    line: Line
    quad: Quad
    words: tuple[PageWord, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A slide as a page of lines.

    Attributes:
        width: Pixels.
        height: Pixels.
        lines: In reading order.
    """

    width: int
    height: int
    lines: tuple[PlacedLine, ...]

    @classmethod
    def of(cls, slide: Slide, frame: Frame) -> Page:
        """The page of a slide."""
        flat = FlatFrame.of(slide, WIDTH)
        if frame == "slide":
            return cls(round(flat.width), round(flat.height), tuple(_placed(slide, flat)))
        return cls(slide.photo.width, slide.photo.height, tuple(_in_photo(slide, flat)))


def _placed(slide: Slide, flat: FlatFrame) -> Iterator[PlacedLine]:
    for line in slide.reading.lines:
        words = (PageWord(word.text, word.confidence, word.quad) for word in words_of(line, flat))
        yield PlacedLine(line, flat.to_flat(line.quad), tuple(words))


def _in_photo(slide: Slide, flat: FlatFrame) -> Iterator[PlacedLine]:
    for line in slide.reading.lines:
        words = (
            PageWord(word.text, word.confidence, flat.to_photo(word.quad))
            for word in words_of(line, flat)
        )
        yield PlacedLine(line, line.quad, tuple(words))


def pixel_bbox(quad: Quad) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the upright rectangle around a quad, whole pixels."""
    left, top, right, bottom = (round(value) for value in quad.bounds)
    return left, top, max(right, left + 1), max(bottom, top + 1)
