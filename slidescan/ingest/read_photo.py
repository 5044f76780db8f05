"""One photo, from its file to its reading: the whole image pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from slidescan.core.geometry import Quad, homography
from slidescan.core.records import (
    Corners,
    Detection,
    Line,
    Options,
    PhotoReading,
    Reading,
    TextBox,
    Turn,
)
from slidescan.core.text import clean
from slidescan.imaging.classify import is_digital, kind_of, may_hold_print
from slidescan.imaging.corners.finder import find_corners
from slidescan.imaging.decode import Upright, decode, load
from slidescan.imaging.phash import fingerprint
from slidescan.imaging.rectify import flatten, turned
from slidescan.ingest.corrections import corrected_detection
from slidescan.layout.lines import arrange
from slidescan.ocr.registry import OcrEngine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def read_photo(
    photo: Path | bytes, engine: OcrEngine, options: Options, corners: Corners | None = None
) -> PhotoReading:
    """Read one photo.

    Args:
        photo: The photo's file, or its bytes.
        engine: What reads it.
        options: Limits and languages.
        corners: Corners that a person set.

    Raises:
        PhotoError: It can't be read; see `vision.photo.load`.
    """
    if isinstance(photo, bytes):
        upright = decode(photo, max_pixels=options.max_pixels)
    else:
        upright = load(photo, max_pixels=options.max_pixels)
    corrected = None if corners is None else corrected_detection(corners, upright.photo)
    found = _read(upright, engine, corrected)
    detection = replace(found.detection, fingerprint=fingerprint(found.flat))
    reading = Reading(engine.name, engine.model, options.languages, found.lines)
    kind = kind_of(
        upright.photo,
        upright.pixels,
        detection,
        found.lines,
        found.flat,
        digital=found.digital,
    )
    return PhotoReading(upright.photo, detection, reading, kind)


UNSURE = 0.9
"""Below this confidence of the finder, the whole photo is read as well, and the reading with
clearly more sure text wins: a wrong crop must not cost words."""

CLEARLY = 1.2


@dataclass(frozen=True)
class _Read:
    """A photo read in one way."""

    detection: Detection
    flat: NDArray[np.uint8]
    lines: tuple[Line, ...]
    sideways: bool = False
    digital: bool = False

    @property
    def sure_text(self) -> float:
        """Letters and digits, each weighted by how sure the engine was of its line."""
        return sum(n.confidence**2 * sum(c.isalnum() for c in n.text) for n in self.lines)


def _read(upright: Upright, engine: OcrEngine, by_hand: Detection | None) -> _Read:
    """Find and read the slide; where the photo may lie on its side, also turned."""
    if by_hand is not None:
        return _flat(upright, by_hand, engine)
    detection = find_corners(upright.pixels, focal=upright.photo.focal)
    if is_digital(upright) and not _askew(detection):
        nothing = replace(detection, quad=None)
        return replace(_if_any_print(upright, nothing, engine), digital=True)
    first = _as_it_lies(upright, detection, engine)
    turns: tuple[Turn, ...] = ()
    least = TURNED * first.sure_text
    if first.sideways:
        # The reader turns tall boxes by itself, and may have been lucky: as good is enough.
        turns, least = (90, 270), SIDEWAYS * first.sure_text
    elif first.lines and _doubtful(first.lines):
        turns = (180,)
    others = [_turned(upright, turn, engine) for turn in turns]
    best = max(others, key=lambda other: other.sure_text, default=first)
    return best if best.sure_text >= least and not best.sideways else first


TURNED, SIDEWAYS = 1.25, 0.9
"""How much sure text a turned photo must give, beside the photo as it lies, to be taken to have
been turned: where letters seem to stand on their heads, and where lines run up or down."""


def _doubtful(lines: Sequence[Line]) -> bool:
    """Whether hardly a line was read surely, as when letters stand on their heads."""
    return sum(line.confidence for line in lines) / len(lines) < DOUBTFUL


DOUBTFUL = 0.78


def _askew(detection: Detection) -> bool:
    """Whether a camera must have seen it: no computer draws a slide at an angle."""
    if detection.quad is None or detection.confidence < LIKELY:
        return False
    slopes = [
        min(abs(bx - ax), abs(by - ay)) / max(abs(bx - ax), abs(by - ay), 1.0)
        for (ax, ay), (bx, by) in detection.quad.sides
    ]
    return max(slopes) > LEVEL


LIKELY = 0.6
LEVEL = 0.012
"""Slope up to which a side counts as level or upright."""


def _as_it_lies(upright: Upright, detection: Detection, engine: OcrEngine) -> _Read:
    """Read the flat slide, or the whole photo where that says more."""
    everywhere = replace(detection, quad=None)
    if detection.quad is None:
        return _if_any_print(upright, everywhere, engine)
    found = _flat(upright, detection, engine)
    if detection.confidence < UNSURE or _cuts(detection.quad, found.lines):
        everything = _flat(upright, everywhere, engine)
        if everything.sure_text > CLEARLY * found.sure_text:
            return everything
    return found


def _cuts(quad: Quad, lines: Sequence[Line]) -> bool:
    """Whether a line of text runs across the left or right side of what was found."""
    flat = homography(quad, Quad.rectangle(max(quad.width, 1.0), max(quad.height, 1.0)))
    for line in lines:
        placed = line.quad.mapped(flat)
        left, _, right, _ = placed.bounds
        beyond = ACROSS * placed.height
        if len(line.text) >= 4 and (left < -beyond or right > quad.width + beyond):
            return True
    return False


ACROSS = 0.15
"""How far, in heights of a line, text must reach over a side to run across it."""


def _if_any_print(upright: Upright, detection: Detection, engine: OcrEngine) -> _Read:
    """Read the whole photo, unless nothing on it is like print."""
    if not may_hold_print(upright.pixels):
        return _Read(detection, upright.pixels, ())
    return _flat(upright, detection, engine)


def _turned(upright: Upright, turn: Turn, engine: OcrEngine) -> _Read:
    """Find and read the slide in a photo that lies on its side; places are in the upright frame."""
    pixels, back = turned(upright.pixels, turn)
    detection = find_corners(pixels, focal=upright.photo.focal)
    quad = detection.quad.mapped(back) if detection.quad else None
    return _flat(upright, replace(detection, quad=quad, turn=turn), engine)


def _flat(upright: Upright, detection: Detection, engine: OcrEngine) -> _Read:
    """Lay the slide flat, read it, and map its lines back onto the upright photo."""
    flat = flatten(upright.pixels, detection, upright.photo.focal)
    height, width = flat.pixels.shape[:2]
    words = engine.read(flat.pixels)
    lines = arrange(words, float(width), float(height))
    mapped = (
        replace(line, text=clean(line.text), quad=line.quad.mapped(flat.to_photo)) for line in lines
    )
    kept = tuple(line for line in mapped if line.text)
    return _Read(detection, flat.pixels, kept, _sideways(words))


def _sideways(words: Sequence[TextBox]) -> bool:
    """Whether most of the text runs up or down: boxes of several letters that are tall."""
    long = [word for word in words if len(word.text) >= 4]
    tall = [word for word in long if word.quad.height > 1.5 * word.quad.width]
    letters = sum(len(word.text) for word in long)
    return len(tall) >= 2 and sum(len(word.text) for word in tall) > 0.6 * letters
