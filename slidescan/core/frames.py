"""The flat slide's frame, and the bounds of words within their lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import east_asian_width

from slidescan.core.aspect_ratio import slide_aspect_ratio
from slidescan.core.geometry import FlatQuad, Homography, PhotoQuad, homography, inverse
from slidescan.core.records import Detection, Line, Photo, Slide, TextBox
from slidescan.core.text import is_rtl

DEFAULT_WIDTH = 1600.0
"""Default width of a flat frame, pixels."""

DEFAULT_ADVANCE_EM = 0.556
"""Advance width of most small letters and digits in Helvetica."""

_ADVANCES_EM = {
    **dict.fromkeys("ijl'|", 0.22),
    **dict.fromkeys("Ift.,:;!/\\ ", 0.28),
    **dict.fromkeys('r()[]{}-*"“”‘’`', 0.34),
    **dict.fromkeys("cksvxyz", 0.5),
    **dict.fromkeys("ABEKPSVXY&", 0.67),
    **dict.fromkeys("CDHNRUwG", 0.72),
    **dict.fromkeys("OQ", 0.78),
    **dict.fromkeys("mM", 0.83),
    **dict.fromkeys("W@%", 0.94),
    **dict.fromkeys("—…™", 1.0),
}
"""Advance widths in Helvetica (Adobe's font metrics); most slides use a similar typeface."""

_ASCII_ADVANCES_EM = [_ADVANCES_EM.get(chr(code), DEFAULT_ADVANCE_EM) for code in range(128)]

_FULL_WIDTH = ("W", "F")
"""The classes of East Asian width whose characters are as wide as high (Unicode, annex 11)."""


def frame_of(photo: Photo, detection: Detection) -> PhotoQuad:
    """The corners, in the upright photo, of what OCR reads: the slide or the rotated photo."""
    if detection.quad is not None:
        return detection.quad
    corners = PhotoQuad.rectangle(photo.width, photo.height).corners
    # A quarter turn clockwise moves the photo's bottom left to the top left.
    first = {0: 0, 90: 3, 180: 2, 270: 1}[detection.turn]
    return PhotoQuad(*(corners[(first + i) % 4] for i in range(4)))


@dataclass(frozen=True, slots=True)
class FlatFrame:
    """The frame of a flat slide.

    Attributes:
        width: Pixels.
        height: Pixels.
        from_photo: Maps points in the upright photo to the frame.
    """

    width: float
    height: float
    from_photo: Homography

    @classmethod
    def of(cls, slide: Slide, width: float = DEFAULT_WIDTH) -> FlatFrame:
        """The frame of a slide, `width` pixels wide."""
        photo, frame = slide.photo, frame_of(slide.photo, slide.detection)
        if slide.detection.quad is None:
            ratio = frame.width / frame.height
        else:
            ratio = slide_aspect_ratio(frame, photo.width, photo.height, photo.focal)
        height = width / ratio
        return cls(width, height, homography(frame, FlatQuad.rectangle(width, height)))

    def to_flat(self, quad: PhotoQuad) -> FlatQuad:
        """The quad on the flat slide."""
        return quad.mapped(self.from_photo, FlatQuad)

    def to_photo(self, quad: FlatQuad) -> PhotoQuad:
        """The quad in the upright photo."""
        return quad.mapped(inverse(self.from_photo), PhotoQuad)


def word_boxes(line: Line, frame: FlatFrame) -> Iterator[TextBox]:
    """The words of a line on the flat slide."""
    for match in re.finditer(r"\S+", line.text):
        yield TextBox(match[0], line.confidence, span_quad(line, *match.span(), frame))


def span_quad(line: Line, start: int, end: int, frame: FlatFrame) -> FlatQuad:
    """The corners of the characters `start` to `end` of a line, on the flat slide.

    Shares of a line's width hold only on the flat slide: in the photo, near letters are wider.
    Words lie where the engine's word spans put them. Within words, or without word spans,
    positions follow from the usual widths of letters.
    """
    ((left, right),) = _shares(line, ((start, end),))
    return frame.to_flat(line.quad).slice(left, right)


def photo_span_quads(
    line: Line, spans: Iterable[tuple[int, int]], frame: PhotoQuad
) -> Iterator[PhotoQuad]:
    """The corners of several spans of a line in the upright photo, as `span_quad` finds them.

    Args:
        line: The line.
        spans: The first character of each span, and the one after its last.
        frame: The corners of the slide in the upright photo.
    """
    nearness = [frame.nearness(corner) for corner in line.quad.corners]
    for left, right in _shares(line, spans):
        yield line.quad.slice_in_perspective(left, right, nearness)


def _shares(line: Line, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[float, float]]:
    """The left and right ends of spans as shares of the line's width on the flat slide."""
    stops = _stops(line)
    for span in spans:
        left, right = sorted(_share(line.text, at, stops) for at in span)
        yield left, right


def _stops(line: Line) -> list[tuple[int, float]]:
    """Character indices of a line, in order, each with its position as a share of the width."""
    words = [match.span() for match in re.finditer(r"\S+", line.text)]
    spans = line.word_spans
    if spans and len(spans) == len(words):
        # Right-to-left words begin at the right of their spans.
        backwards = is_rtl(line.text) and spans[0][0] > spans[-1][0]
        stops = []
        for (first, last), (left, right) in zip(words, spans, strict=True):
            stops += [(first, right if backwards else left), (last, left if backwards else right)]
        return stops
    ends = [(0, 0.0), (len(line.text), 1.0)]
    return [(at, 1 - share) for at, share in ends] if is_rtl(line.text) else ends


def _share(text: str, at: int, stops: list[tuple[int, float]]) -> float:
    """The position of a character as a share of the line's width, between the nearest stops."""
    before = max((stop for stop in stops if stop[0] <= at), default=stops[0])
    after = min((stop for stop in stops if stop[0] >= at), default=stops[-1])
    if before[0] >= after[0]:
        return before[1]
    share = _advance(text[before[0] : at]) / _advance(text[before[0] : after[0]])
    return before[1] + (after[1] - before[1]) * share


def _advance(text: str) -> float:
    """The usual width of a text, ems."""
    if text.isascii():
        return sum(map(_ASCII_ADVANCES_EM.__getitem__, text.encode()))
    return sum(
        1.0 if east_asian_width(c) in _FULL_WIDTH else _ADVANCES_EM.get(c, DEFAULT_ADVANCE_EM)
        for c in text
    )
