"""Words in a room are no title; words on a slide are, though its corners were not found."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from decks import font
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from support import pictures

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import Detection, Options, PhotoReading, RejectedCorners
from slidescan.imaging.corners.finder import FinderResult
from slidescan.imaging.corners.slide_map import SlideMap
from slidescan.imaging.decode import Upright, decode
from slidescan.ingest import read_photo as module
from slidescan.ingest.slide_signs import SlideSigns
from slidescan.layout.flat_line import FlatLine
from slidescan.ocr.registry import load

BANNER = FlatLine("Northwind", 0.99, FlatQuad((100, 30), (300, 30), (300, 60), (100, 60)), "title")
TILTED = replace(BANNER, quad=FlatQuad((100, 30), (300, 50), (300, 80), (100, 60)))


def seen_at(*columns: int) -> NDArray[np.float32]:
    """A map of 10 rows and 20 columns of a picture of 800 × 400 px, with a slide in columns."""
    likely = np.zeros((10, 20), np.float32)
    likely[:, list(columns)] = 0.9
    return likely


def kept(signs: SlideSigns, line: FlatLine) -> bool:
    (first,) = signs.with_supported_title([line], 800, 400)
    assert replace(first, role="title") == line
    return first.role == "title"


def test_a_title_stands_where_the_finder_sees_a_slide() -> None:
    assert kept(SlideSigns(seen_at(*range(2, 9)), may_be_drawn=False), BANNER)
    assert not kept(SlideSigns(seen_at(*range(10, 20)), may_be_drawn=False), BANNER)
    assert not kept(SlideSigns(None, may_be_drawn=False), BANNER)


def test_each_line_of_the_title_stands_on_the_slide() -> None:
    signs = SlideSigns(seen_at(*range(2, 9)), may_be_drawn=False)
    beside = replace(BANNER, quad=BANNER.quad.moved(400, 0))
    roles = [line.role for line in signs.with_supported_title([BANNER, beside], 800, 400)]
    assert roles == ["body", "body"]


def test_a_drawn_picture_keeps_its_title_if_its_text_is_level() -> None:
    assert kept(SlideSigns(None, may_be_drawn=True), BANNER)
    assert not kept(SlideSigns(None, may_be_drawn=True), TILTED)


@pytest.mark.parametrize(("confidence", "expected"), [(0.2, True), (0.02, False)])
def test_a_map_without_confidence_counts_nothing(confidence: float, *, expected: bool) -> None:
    detection = Detection(RejectedCorners(confidence))
    seen = SlideMap(seen_at(*range(20)), np.zeros((4, 10, 20), np.float32))
    result = FinderResult(detection, seen=seen)
    signs = SlideSigns.of(upright(room("")), result)
    assert (signs.likely is not None) == expected
    assert not signs.may_be_drawn


def test_a_blurred_export_may_be_drawn() -> None:
    image = Image.fromarray(pictures.diagram(0)).resize((640, 640), Image.Resampling.BILINEAR)
    assert SlideSigns.of(upright(np.asarray(image)), None).may_be_drawn


def upright(pixels: NDArray[np.uint8]) -> Upright:
    return decode(encoded(pixels), max_pixels=10**8)


def encoded(pixels: NDArray[np.uint8]) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=88)
    return file.getvalue()


def room(*signs: str) -> NDArray[np.uint8]:
    """A wall in uneven light, with texts on it, one below the other. RGB."""
    image = Image.new("RGB", (1200, 800), (150, 138, 120))
    draw = ImageDraw.Draw(image)
    for x in range(0, 1200, 90):
        draw.rectangle((x, 0, x + 44, 800), fill=(118 + x // 20, 110, 96))
    for row, text in enumerate(signs):
        size = 76 if row == 0 else 40
        draw.text((380, 250 + 90 * row), text, font=font("bold", size), fill=(250, 250, 245))
    noise = np.random.default_rng(1).normal(0, 7, (800, 1200, 3))
    return (np.asarray(image) + noise).clip(0, 255).astype(np.uint8)


def reading(pixels: NDArray[np.uint8], monkeypatch: pytest.MonkeyPatch) -> PhotoReading:
    """The reading of a photo in which the finder sees no slide."""
    result = FinderResult(Detection(RejectedCorners(0.02)))
    monkeypatch.setattr(module, "find_slide", lambda *_, **__: result)
    engine, options = load("rapidocr", ("en",)), Options(languages=("en",))
    return module.read_photo(encoded(pixels), engine, options)


def test_a_sign_on_a_wall_is_read_but_is_no_title(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = reading(room("Northwind Labs", "We build lakes"), monkeypatch).reading.lines
    assert "Northwind Labs" in [line.text for line in lines]
    assert {line.role for line in lines} == {"body"}


def test_a_slide_on_the_whole_wall_has_its_title(monkeypatch: pytest.MonkeyPatch) -> None:
    points = (
        "Raw data comes first in every lake",
        "Schemas are applied on read, late",
        "Cheap storage wins over fast disks",
        "Ask the questions when they arise",
    )
    lines = reading(room("Data lakes", *points), monkeypatch).reading.lines
    assert [line.text for line in lines if line.role == "title"] == ["Data lakes"]
