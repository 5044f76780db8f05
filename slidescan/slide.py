"""One photo, from its file to its slide: the whole image pipeline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from slidescan import alt
from slidescan.ocr.engine import OcrEngine
from slidescan.ocr.layout import arrange
from slidescan.records import Detection, Line, Options, Photo, Reading, Slide
from slidescan.text import clean, guess_language
from slidescan.vision.locate import locate
from slidescan.vision.photo import Upright, load
from slidescan.vision.rectify import Flat, rectify, whole

PIPELINE = 1
"""Raised when finding or reading comes out differently: photos are then read again."""


def read_slide(path: Path, image: str, engine: OcrEngine, options: Options) -> Slide:
    """Read one photo.

    Args:
        path: The photo's file.
        image: Its path below the site, for the record.
        engine: What reads it.
        options: Limits, languages and the length of alt texts.

    Raises:
        PhotoError: It can't be read; see `vision.photo.load`.
    """
    upright = load(path, max_pixels=options.max_pixels)
    detection, lines = _read(upright, locate(upright.pixels), engine)
    reading = Reading(engine.name, engine.model, options.languages, lines)
    return assemble(image, upright.photo, detection, reading, alt_length=options.alt_length)


UNSURE = 0.6
"""Below this confidence of the finder, the whole photo is read as well, and the reading with
clearly more sure text wins: a wrong crop must not cost words."""

CLEARLY = 1.2


def _read(
    upright: Upright, detection: Detection, engine: OcrEngine
) -> tuple[Detection, tuple[Line, ...]]:
    """Read the flat slide, or the whole photo where that says more."""
    if detection.quad is None:
        return detection, _lines(whole(upright.pixels), engine)
    flat = _lines(rectify(upright.pixels, detection.quad, upright.photo.focal), engine)
    if detection.confidence < UNSURE:
        everything = _lines(whole(upright.pixels), engine)
        if _sure_text(everything) > CLEARLY * _sure_text(flat):
            return replace(detection, quad=None), everything
    return detection, flat


def _lines(flat: Flat, engine: OcrEngine) -> tuple[Line, ...]:
    """Lines of a flat slide, mapped back onto the upright photo (the only place that does)."""
    height, width = flat.pixels.shape[:2]
    lines = arrange(engine.read(flat.pixels), float(width), float(height))
    mapped = (
        replace(line, text=clean(line.text), quad=line.quad.mapped(flat.to_photo)) for line in lines
    )
    return tuple(line for line in mapped if line.text)


def _sure_text(lines: tuple[Line, ...]) -> float:
    """Letters and digits, each weighted by how sure the engine was of its line."""
    return sum(line.confidence**2 * sum(c.isalnum() for c in line.text) for line in lines)


def assemble(
    image: str, photo: Photo, detection: Detection, reading: Reading, *, alt_length: int
) -> Slide:
    """The slide record of a reading: title, alt text and description follow from its lines."""
    return Slide(
        image=image,
        photo=photo,
        detection=detection,
        reading=reading,
        title=alt.title_of(reading.lines),
        alt=alt.alt_text(reading.lines, most=alt_length),
        description=alt.description(reading.lines),
        language=_language(reading),
    )


def _language(reading: Reading) -> str:
    body = "\n".join(line.text for line in reading.lines if line.role != "footer")
    return guess_language(body) or (reading.languages or ("en",))[0]
