"""Where things stand: a slide's frame, lines on the slide laid flat, words within their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from slidescan.core.aspect_ratio import slide_aspect_ratio
from slidescan.core.geometry import FlatQuad, Homography, PhotoQuad, homography, inverse
from slidescan.core.records import Detection, Line, Photo, Slide, TextBox

_WIDTHS = {
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
_USUAL = 0.556
"""Advance widths in ems as in Helvetica (Adobe's font metrics), whose kind most slides are set in;
that of most small letters and of figures."""

_FULL_WIDTH = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff60]")


def frame_of(photo: Photo, detection: Detection) -> PhotoQuad:
    """The corners of what was read, in the upright photo: the slide's, or the turned photo's."""
    if detection.quad is not None:
        return detection.quad
    corners = PhotoQuad.rectangle(photo.width, photo.height).corners
    # Turned clockwise, the photo's lower left becomes the top left.
    first = {0: 0, 90: 3, 180: 2, 270: 1}[detection.turn]
    return PhotoQuad(*(corners[(first + i) % 4] for i in range(4)))


@dataclass(frozen=True, slots=True)
class FlatFrame:
    """The frame of a slide laid flat, at a width of one's choice.

    Attributes:
        width: Pixels.
        height: Pixels.
        from_photo: Maps points of the upright photo to it.
    """

    width: float
    height: float
    from_photo: Homography

    @classmethod
    def of(cls, slide: Slide, width: float = 1600.0) -> FlatFrame:
        """The frame of the picture that `export images` gives of a slide, at another size."""
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


def _advance(text: str) -> float:
    return sum(1.0 if _FULL_WIDTH.match(c) else _WIDTHS.get(c, _USUAL) for c in text)


_BEHIND = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def is_rtl(text: str) -> bool:
    """Whether a text is written from right to left: more of its letters are than are not."""
    back = len(_BEHIND.findall(text))
    return back > sum(c.isalpha() for c in text) - back


def part_of(line: Line, start: int, end: int, frame: FlatFrame) -> FlatQuad:
    """Where some characters of a line stand on the slide laid flat.

    In the photo, what is nearer is wider: shares of a line's width hold on the flat slide only.
    Where the engine said where the words stand, these hold; within words, and where it didn't,
    how far in a character stands follows from how wide letters usually are.
    """
    stops = _stops(line)
    left, right = sorted((_share(line.text, start, stops), _share(line.text, end, stops)))
    return frame.to_flat(line.quad).slice(left, right)


def _stops(line: Line) -> list[tuple[int, float]]:
    """Characters of a line whose place is known, and shares of the line's width, in order."""
    spans = [found.span() for found in re.finditer(r"\S+", line.text)]
    if line.word_spans and len(line.word_spans) == len(spans):
        # Engines read from the left; what is written from the right ends there.
        back = is_rtl(line.text) and line.word_spans[0][0] > line.word_spans[-1][0]
        stops = []
        for (first, last), (left, right) in zip(spans, line.word_spans, strict=True):
            stops += [(first, right if back else left), (last, left if back else right)]
        return stops
    ends = [(0, 0.0), (len(line.text), 1.0)]
    return [(at, 1 - share) for at, share in ends] if is_rtl(line.text) else ends


def _share(text: str, at: int, stops: list[tuple[int, float]]) -> float:
    """How far into a line a character stands, between the places that are known around it."""
    before = max((stop for stop in stops if stop[0] <= at), default=stops[0])
    after = min((stop for stop in stops if stop[0] >= at), default=stops[-1])
    if before[0] >= after[0]:
        return before[1]
    whole = _advance(text[before[0] : after[0]])
    share = _advance(text[before[0] : at]) / whole
    return before[1] + (after[1] - before[1]) * share


def words_of(line: Line, frame: FlatFrame) -> Iterator[TextBox]:
    """The words of a line, parted by spaces, each where it stands on the slide laid flat."""
    for found in re.finditer(r"\S+", line.text):
        yield TextBox(found[0], line.confidence, part_of(line, *found.span(), frame))
