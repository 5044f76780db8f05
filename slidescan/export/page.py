"""A slide as a page of lines and words, in the frame of the upright photo or the flat slide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from slidescan.core.frames import FlatFrame, word_boxes
from slidescan.core.geometry import Quad
from slidescan.core.records import Line, Slide

Frame: TypeAlias = Literal["photo", "slide"]
"""The upright photo, or the flat slide."""

FLAT_WIDTH_PIXELS = 1600.0


@dataclass(frozen=True, slots=True)
class PageWord:
    """A word of a line; its quad is in the page's frame."""

    text: str
    confidence: float
    quad: Quad


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line with its words; its quads are in the page's frame."""

    line: Line
    quad: Quad
    words: tuple[PageWord, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A slide as a page of lines.

    Attributes:
        width: Width in pixels of the frame.
        height: Height in pixels of the frame.
        lines: In reading order.
    """

    width: int
    height: int
    lines: tuple[PageLine, ...]

    @classmethod
    def of(cls, slide: Slide, frame: Frame) -> Page:
        """The page of a slide in a frame."""
        flat = FlatFrame.of(slide, FLAT_WIDTH_PIXELS)
        if frame == "slide":
            return cls(round(flat.width), round(flat.height), tuple(_flat_lines(slide, flat)))
        return cls(slide.photo.width, slide.photo.height, tuple(_photo_lines(slide, flat)))


def _flat_lines(slide: Slide, flat: FlatFrame) -> Iterator[PageLine]:
    """The lines on the flat slide; text outside is not on it."""
    for line in slide.reading.lines:
        if line.is_outside:
            continue
        words = (PageWord(word.text, word.confidence, word.quad) for word in word_boxes(line, flat))
        yield PageLine(line, flat.to_flat(line.quad), tuple(words))


def _photo_lines(slide: Slide, flat: FlatFrame) -> Iterator[PageLine]:
    for line in slide.reading.lines:
        words = (
            PageWord(word.text, word.confidence, flat.to_photo(word.quad))
            for word in word_boxes(line, flat)
        )
        yield PageLine(line, line.quad, tuple(words))


def pixel_bbox(quad: Quad) -> tuple[int, int, int, int]:
    """The axis-aligned bounding box of a quad: left, top, right, bottom, rounded to pixels."""
    left, top, right, bottom = (round(value) for value in quad.bounds)
    return left, top, max(right, left + 1), max(bottom, top + 1)
