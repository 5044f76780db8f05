"""Reads one photo, from its file to its lines: finds the slide, rectifies it, runs OCR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import IDENTITY, FlatQuad, PhotoQuad, homography
from slidescan.core.records import (
    AcceptedCorners,
    CornersCorrection,
    Detection,
    Drawing,
    Line,
    Options,
    PhotoReading,
    Reading,
    RejectedCorners,
    TextBox,
    Turn,
)
from slidescan.core.text import clean
from slidescan.imaging.classify import classify_photo, is_born_digital, may_hold_text
from slidescan.imaging.corners.finder import FinderResult, find_slide
from slidescan.imaging.corners.refine import refine
from slidescan.imaging.decode import Upright, decode, load
from slidescan.imaging.drawing.finder import find_drawing
from slidescan.imaging.phash import fingerprint
from slidescan.imaging.rectify import (
    FLAT_MARGIN_SHARE,
    FlatImage,
    flatten,
    is_strip,
    rotate,
)
from slidescan.ingest.corrections import corrected_detection
from slidescan.ingest.slide_signs import SlideSigns
from slidescan.ingest.title_above import has_text_above, title_is_above, title_is_beside
from slidescan.ingest.uncertain_boxes import read_uncertain_boxes
from slidescan.layout.lines import arrange
from slidescan.layout.slide_layout import is_level
from slidescan.ocr.protocol import OcrEngine

MIN_CROP_CONFIDENCE = 0.5
"""Below this confidence of the finder, the uncropped photo is also read, so that a wrong crop loses
no words. Above it, more words of the room are no better reading of the slide."""

MIN_UNCROPPED_SCORE_RATIO = 1.2
"""The lowest text-score ratio that prefers the uncropped photo to the crop."""

MIN_UPSIDE_DOWN_SCORE_RATIO = 1.25
"""The lowest text-score ratio that accepts a rotation by 180°."""

MIN_SIDEWAYS_SCORE_RATIO = 0.9
"""The lowest text-score ratio that accepts a rotation by 90° if text runs up or down: the engine
rotates tall boxes itself and may have read them well, so an equal score is enough."""

MIN_UPRIGHT_CONFIDENCE, MIN_DIGITAL_UPRIGHT_CONFIDENCE = 0.78, 0.9
"""Below this mean confidence of the lines, the letters may be upside down: in a photo, and in a
picture made on a computer, whose letters are clear."""

MIN_ASKEW_CONFIDENCE = 0.6
"""From this confidence of the finder, a tilted quad shows that a camera took the picture."""

MAX_LEVEL_SLOPE = 0.012
"""Up to this slope, a side of a quad counts as horizontal or vertical."""

MAX_DRAWN_SLOPE = 0.002
"""Up to this slope of all its sides, a quad may be a figure that a program drew. Of quads in
photos, one side at least slopes by 0.008."""

MAX_OVERHANG_HEIGHTS = 0.15
"""How far a line may reach beyond a side of the quad, in heights of the line."""

WIDE_MARGIN_SHARE = 0.2
"""If lines cross a side of the quad, it is read again with this margin, as a share of its longer
side: the quad is too small."""

MIN_WIDE_SCORE_RATIO = 1.05
"""The lowest text-score ratio that prefers the reading with the wide margin."""

WIDER_CONFIDENCE = 0.85
"""The confidence in a wider quad that was chosen because the slide's title stands in it."""

MIN_INSIDE_SHARE = 0.25
"""A box belongs to the slide if at least this share of its area lies within the quad."""

MIN_TEXT_CHARS = 4
"""The shortest text whose position or shape is meaningful."""

MIN_TALL_RATIO = 1.5
"""From this ratio of height to width, a box's text runs up or down."""

MIN_TALL_BOXES, MIN_TALL_SHARE = 2, 0.6
"""The fewest tall boxes, and their lowest share of all characters, in a sideways picture."""

CHARS_PER_HEIGHT = 1.5
"""About how many characters a line has that can't be read, per height of the line."""

MIN_ILLEGIBLE_BOXES = 2
"""From this number of lines on, a picture of which nothing can be read may be upside down."""


def read_photo(
    photo: Path | bytes,
    engine: OcrEngine,
    options: Options,
    corners: CornersCorrection | None = None,
) -> PhotoReading:
    """Reads one photo.

    Args:
        photo: The photo's file, or its bytes.
        engine: The OCR engine.
        options: Limits and languages.
        corners: Corners that a person set.

    Raises:
        PhotoError: It can't be read; see `imaging.decode.load`.
    """
    if isinstance(photo, bytes):
        upright = decode(photo, max_pixels=options.max_pixels)
    else:
        upright = load(photo, max_pixels=options.max_pixels)
    corrected = None if corners is None else corrected_detection(corners, upright.photo)
    attempt = _best_attempt(upright, engine, corrected)
    detection = replace(attempt.detection, fingerprint=fingerprint(attempt.flat))
    kind = classify_photo(
        upright.photo,
        upright.pixels,
        detection,
        [line for line in attempt.lines if not line.is_outside],
        attempt.flat,
        digital=attempt.is_born_digital,
        unread=[quad for quad, _ in attempt.unread],
    )
    scripts = tuple(sorted({script for _, script in attempt.unread}))
    page = attempt.page
    drawing = find_drawing(page.pixels, page.texts, page.margin)
    inside = read_uncertain_boxes(page.pixels, page.inside, page.margin, drawing, engine)
    again = replace(page, inside=inside, frames=page.frames_in(drawing))
    lines = attempt.lines if again == page else again.lines()
    reading = Reading(*(engine.name, engine.model, options.languages, lines, scripts), drawing)
    return PhotoReading(upright.photo, detection, reading, kind)


@dataclass(frozen=True)
class _Page:
    """The picture that was read.

    Attributes:
        flat: The picture, and the way from it to the upright photo.
        inside: What the engine read on the slide.
        outside: What it read around the slide.
        margin: The width of the margin around the slide, pixels.
        is_screen: Whether a computer made the picture.
        frames: The boxes, cards and panels on the slide.
        signs: What says whether it shows a slide; None if that is known.
    """

    flat: FlatImage
    inside: tuple[TextBox, ...] = ()
    outside: tuple[TextBox, ...] = ()
    margin: float = 0.0
    is_screen: bool = False
    frames: tuple[FlatQuad, ...] = ()
    signs: SlideSigns | None = None

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """Height × width × 3, BGR."""
        return self.flat.pixels

    @property
    def texts(self) -> tuple[FlatQuad, ...]:
        """The places of the lines on the slide."""
        return tuple(box.quad for box in self.inside)

    def frames_in(self, drawing: Drawing | None) -> tuple[FlatQuad, ...]:
        """The shapes of a drawing on this picture."""
        height, width = (side - 2 * self.margin for side in self.pixels.shape[:2])
        return tuple(
            FlatQuad.rectangle((s.right - s.left) * width, (s.bottom - s.top) * height).moved(
                self.margin + s.left * width, self.margin + s.top * height
            )
            for s in (drawing.shapes if drawing else ())
        )

    def lines(self) -> tuple[Line, ...]:
        """The lines in reading order, in the upright photo."""
        height, width = self.pixels.shape[:2]
        lines = arrange(
            self.inside,
            float(width),
            float(height),
            outside=self.outside,
            is_screen=self.is_screen,
            frames=self.frames,
        )
        if self.signs is not None:
            lines = self.signs.with_supported_title(lines, float(width), float(height))
        mapped = (n.in_photo(clean(n.text), self.flat.to_photo(n.quad)) for n in lines)
        return tuple(line for line in mapped if line.text)


@dataclass(frozen=True)
class _Attempt:
    """A photo read in one way.

    Attributes:
        detection: The position of the slide, and the rotation of the photo.
        flat: The rectified slide: height × width × 3, BGR.
        lines: Its lines, in the upright photo.
        is_sideways: Whether most of its text runs up or down.
        is_born_digital: Whether the picture was made on a computer.
        illegible_count: The number of lines that the engine found but couldn't read.
        unread: Lines in scripts that nothing on this machine reads, in the upright photo.
        page: The picture that was read; other than `flat`, it may have a wide margin.
    """

    detection: Detection
    flat: NDArray[np.uint8]
    lines: tuple[Line, ...]
    page: _Page
    is_sideways: bool = False
    is_born_digital: bool = False
    illegible_count: int = 0
    unread: tuple[tuple[PhotoQuad, str], ...] = ()

    @property
    def text_score(self) -> float:
        """The slide's letters and digits, weighted by their lines' squared confidence."""
        inside = [line for line in self.lines if not line.is_outside]
        return sum(n.confidence**2 * sum(c.isalnum() for c in n.text) for n in inside)


def _best_attempt(upright: Upright, engine: OcrEngine, corrected: Detection | None) -> _Attempt:
    """Finds and reads the slide; tries a rotated photo, too, if the text seems to be rotated."""
    if corrected is not None:
        return _read_flat(upright, corrected, engine)
    first = _first_attempt(upright, engine)
    turns: tuple[Turn, ...] = ()
    ratio = MIN_UPSIDE_DOWN_SCORE_RATIO
    if first.is_sideways:
        turns, ratio = (90, 270), MIN_SIDEWAYS_SCORE_RATIO
    elif _may_be_upside_down(first):
        turns = (180,)
    rotated = [_read_rotated(upright, turn, engine, first) for turn in turns]
    best = max(rotated, key=lambda attempt: attempt.text_score, default=None)
    if best is None or best.is_sideways or best.text_score <= ratio * first.text_score:
        return first
    return best


def _first_attempt(upright: Upright, engine: OcrEngine) -> _Attempt:
    """Reads the photo as it stands."""
    is_digital = is_born_digital(upright)
    if is_strip(upright.photo.width, upright.photo.height):
        # Text may be too small for every test on a scaled-down copy.
        uncropped = Detection(RejectedCorners(0.0))
        signs = None if is_digital else SlideSigns.of(upright, None)
        attempt = _read_flat(upright, uncropped, engine, is_screen=is_digital, signs=signs)
        return replace(attempt, is_born_digital=is_digital)
    result = find_slide(upright.pixels, focal=upright.photo.focal)
    detection = result.detection
    if is_digital and not _is_askew(detection):
        attempt = _read_uncropped(upright, detection.uncropped(), engine, is_screen=True)
        return replace(attempt, is_born_digital=True)
    return _read_unrotated(upright, result, engine)


def _may_be_upside_down(attempt: _Attempt) -> bool:
    if not attempt.lines:
        # A line in another script shows that the letters stand upright.
        return not attempt.unread and attempt.illegible_count >= MIN_ILLEGIBLE_BOXES
    confidences = [line.confidence for line in attempt.lines]
    least = MIN_DIGITAL_UPRIGHT_CONFIDENCE if attempt.is_born_digital else MIN_UPRIGHT_CONFIDENCE
    return sum(confidences) / len(confidences) < least


def _is_askew(detection: Detection) -> bool:
    """Whether a camera took the picture: no program draws a slide at an angle.

    A camera's angle tilts two sides at least; one alone is an error in the corners.
    """
    if detection.quad is None or detection.confidence < MIN_ASKEW_CONFIDENCE:
        return False
    return sorted(_slopes(detection.quad))[-2] > MAX_LEVEL_SLOPE


def _slopes(quad: PhotoQuad) -> list[float]:
    """How far each side is from horizontal or vertical."""
    return [
        min(abs(bx - ax), abs(by - ay)) / max(abs(bx - ax), abs(by - ay), 1.0)
        for (ax, ay), (bx, by) in quad.sides
    ]


def _read_unrotated(upright: Upright, result: FinderResult, engine: OcrEngine) -> _Attempt:
    """Reads the rectified slide; more of the photo only if the slide is doubtful or too small."""
    detection = result.detection
    uncropped, signs = detection.uncropped(), SlideSigns.of(upright, result)
    if detection.quad is None:
        return _read_uncropped(upright, uncropped, engine, signs=signs)
    if signs.may_be_drawn and max(_slopes(detection.quad)) <= MAX_DRAWN_SLOPE:
        everything = _read_flat(upright, uncropped, engine, signs=signs)
        if is_level(everything.lines) and title_is_beside(detection.quad, everything.lines):
            return everything
    crop = _read_flat(upright, detection, engine)
    if detection.confidence < MIN_CROP_CONFIDENCE:
        everything = _read_flat(upright, uncropped, engine, signs=signs)
        if everything.text_score > MIN_UNCROPPED_SCORE_RATIO * crop.text_score:
            return everything
    elif _cuts_lines(detection.quad, crop.lines):
        wide = _read_flat(upright, detection, engine, margin=WIDE_MARGIN_SHARE)
        if wide.text_score > MIN_WIDE_SCORE_RATIO * crop.text_score:
            return replace(wide, flat=crop.flat)
    if result.wider is not None and has_text_above(upright, detection.quad, crop.lines, engine):
        quad = PhotoQuad(*refine(upright.pixels, result.wider).corners)
        corners = AcceptedCorners(quad, min(detection.confidence, WIDER_CONFIDENCE))
        wider = _read_flat(upright, replace(detection, corners=corners), engine)
        if title_is_above(detection.quad, wider.lines):
            return wider
    return crop


def _cuts_lines(quad: PhotoQuad, lines: Sequence[Line]) -> bool:
    """Whether a line crosses the left or right side of the quad."""
    to_flat = homography(quad, FlatQuad.rectangle(max(quad.width, 1.0), max(quad.height, 1.0)))
    for line in lines:
        flat = line.quad.mapped(to_flat, FlatQuad)
        left, _, right, _ = flat.bounds
        overhang = MAX_OVERHANG_HEIGHTS * flat.height
        crosses = left < -overhang or right > quad.width + overhang
        if len(line.text) >= MIN_TEXT_CHARS and crosses:
            return True
    return False


def _read_uncropped(
    upright: Upright,
    detection: Detection,
    engine: OcrEngine,
    *,
    is_screen: bool = False,
    signs: SlideSigns | None = None,
) -> _Attempt:
    """Reads the uncropped photo, unless nothing in it resembles printed text."""
    if not may_hold_text(upright.pixels):
        empty = _Page(FlatImage(upright.pixels, IDENTITY))
        return _Attempt(detection, upright.pixels, (), empty)
    return _read_flat(upright, detection, engine, is_screen=is_screen, signs=signs)


def _read_rotated(upright: Upright, turn: Turn, engine: OcrEngine, first: _Attempt) -> _Attempt:
    """Rotates the photo, then finds and reads the slide; quads are in the upright photo.

    A picture that a computer made, or a strip, is read uncropped, as in the first attempt.
    """
    if first.is_born_digital or is_strip(upright.photo.width, upright.photo.height):
        uncropped, is_digital = replace(first.detection, turn=turn), first.is_born_digital
        signs = None if is_digital else SlideSigns.of(upright, None)
        attempt = _read_flat(upright, uncropped, engine, is_screen=is_digital, signs=signs)
        return replace(attempt, is_born_digital=first.is_born_digital)
    pixels, to_upright = rotate(upright.pixels, turn)
    result = find_slide(pixels, focal=upright.photo.focal)
    detection, signs = result.detection, None
    if detection.quad is None:
        signs = SlideSigns.of(upright, result)
    corners = detection.corners
    if corners.quad is not None:
        corners = replace(corners, quad=corners.quad.mapped(to_upright, PhotoQuad))
    turned = replace(detection, corners=corners, turn=turn)
    return _read_flat(upright, turned, engine, signs=signs)


def _read_flat(
    upright: Upright,
    detection: Detection,
    engine: OcrEngine,
    *,
    margin: float = FLAT_MARGIN_SHARE,
    is_screen: bool = False,
    signs: SlideSigns | None = None,
) -> _Attempt:
    """Rectifies the slide, reads it, and maps its lines back to the upright photo."""
    flat = flatten(upright.pixels, detection, upright.photo.focal, margin=margin)
    height, width = flat.pixels.shape[:2]
    boxes = engine.read(flat.pixels)
    pad = 0.0 if detection.quad is None else margin * max(width, height) / (1 + 2 * margin)
    inside = tuple(box for box in boxes if _is_inside(box.quad, pad, width, height))
    outside = tuple(box for box in boxes if not _is_inside(box.quad, pad, width, height))
    page = _Page(flat, inside, outside, pad, is_screen, signs=signs)
    unread = [box for box in inside if box.unread_script]
    return _Attempt(
        detection,
        flat.pixels,
        page.lines(),
        page,
        _is_sideways(boxes),
        illegible_count=sum(not (box.text.strip() or box.unread_script) for box in inside),
        unread=tuple((flat.to_photo(box.quad), box.unread_script) for box in unread),
    )


def _is_inside(quad: FlatQuad, pad: float, width: float, height: float) -> bool:
    """Whether a box belongs to the slide, which has a margin of `pad` pixels around it."""
    left, top, right, bottom = quad.bounds
    across = min(right, width - pad) - max(left, pad)
    down = min(bottom, height - pad) - max(top, pad)
    area = max(right - left, 1e-6) * max(bottom - top, 1e-6)
    return max(across, 0.0) * max(down, 0.0) >= MIN_INSIDE_SHARE * area


def _is_sideways(boxes: Sequence[TextBox]) -> bool:
    """Whether most of the text runs up or down."""
    long = [(box, count) for box in boxes if (count := _char_count(box)) >= MIN_TEXT_CHARS]
    tall = [count for box, count in long if box.quad.height > MIN_TALL_RATIO * box.quad.width]
    return len(tall) >= MIN_TALL_BOXES and (
        sum(tall) > MIN_TALL_SHARE * sum(count for _, count in long)
    )


def _char_count(box: TextBox) -> float:
    """The number of characters of a line; an estimate if it can't be read."""
    if box.text.strip():
        return len(box.text)
    short, long = sorted((box.quad.width, box.quad.height))
    return CHARS_PER_HEIGHT * long / max(1.0, short)
