"""A title above the found quad shows that the quad is a panel of the slide."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from decks import font
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageDraw

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import AcceptedCorners, Detection, Line, Options
from slidescan.imaging.corners.finder import FinderResult
from slidescan.ingest import read_photo as module
from slidescan.ingest.title_above import title_is_beside
from slidescan.ocr.protocol import OcrEngine
from slidescan.ocr.registry import load

PANEL = PhotoQuad((220, 330), (1180, 330), (1180, 830), (220, 830))
SLIDE = PhotoQuad((160, 170), (1240, 170), (1240, 900), (160, 900))


@pytest.fixture(scope="module")
def engine() -> OcrEngine:
    return load("rapidocr", ("en",))


def photo(text: str, left: int, top: int, size: int) -> NDArray[np.uint8]:
    """A photo of a dark slide with a lit panel, and a text somewhere on it. RGB."""
    image = Image.new("RGB", (1400, 1050), (70, 60, 50))
    draw = ImageDraw.Draw(image)
    draw.rectangle((160, 170, 1240, 900), fill=(20, 26, 44))
    draw.rectangle((220, 330, 1180, 830), fill=(214, 220, 230))
    for row, words in enumerate(("Build in one place", "Test in two", "Deploy to many")):
        draw.text((260, 390 + 120 * row), words, font=font("sans", 40), fill=(20, 20, 30))
    draw.text((left, top), text, font=font("bold", size), fill=(240, 240, 240))
    noise = np.random.default_rng(0).normal(0, 6, (1050, 1400, 3))
    return (np.asarray(image) + noise).clip(0, 255).astype(np.uint8)


def of_camera() -> Image.Exif:
    """What a camera writes into its files."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Northwind"
    return exif


def quad_of(
    pixels: NDArray[np.uint8], tmp_path: Path, engine: OcrEngine, monkeypatch: pytest.MonkeyPatch
) -> PhotoQuad | None:
    """The quad of the reading, where the finder takes the panel for the slide."""
    result = FinderResult(Detection(AcceptedCorners(PANEL, 0.95)), SLIDE)
    monkeypatch.setattr(module, "find_slide", lambda *_, **__: result)
    monkeypatch.setattr(module, "refine", lambda _, quad: quad)
    path = tmp_path / "a.jpg"
    Image.fromarray(pixels).save(path, quality=92, exif=of_camera())
    return module.read_photo(path, engine, Options(languages=("en",))).detection.quad


def test_a_title_above_the_panel_makes_the_wider_quad_the_slide(
    tmp_path: Path, engine: OcrEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = photo("Example architecture", 230, 220, 64)
    assert quad_of(pixels, tmp_path, engine, monkeypatch) == SLIDE


@pytest.mark.parametrize(
    ("text", "left", "top", "size"),
    [("", 0, 0, 10), ("a note in small letters", 230, 260, 22), ("Northwind Days", 230, 836, 56)],
    ids=["nothing", "small", "below"],
)
def test_other_texts_around_the_panel_do_not(
    text: str, left: int, top: int, size: int,
    tmp_path: Path, engine: OcrEngine, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    pixels = photo(text, left, top, size)
    assert quad_of(pixels, tmp_path, engine, monkeypatch) == PANEL


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [(300, 200, True), (20, 200, True), (20, 400, True), (1250, 400, True), (400, 400, False),
     (20, 700, False), (400, 900, False)],
)  # fmt: skip
def test_a_title_stands_beside_a_figure(x: float, y: float, *, expected: bool) -> None:
    title = Line("Figures", 0.98, PhotoQuad((x, y), (x + 100, y), (x + 100, y + 30), (x, y + 30)))
    others = [replace(title, role="body")]
    assert title_is_beside(PANEL, [*others, replace(title, role="title")]) == expected
    assert not title_is_beside(PANEL, others)


def drawn(fill: tuple[int, int, int]) -> NDArray[np.uint8]:
    """A dark slide with a title, points, and a light figure beside them. RGB."""
    image = Image.new("RGB", (1280, 720), fill)
    draw = ImageDraw.Draw(image)
    draw.text((60, 60), "Rolling back an order", font=font("bold", 58), fill=(240, 240, 240))
    for row, words in enumerate(("Ask all parties first", "Then commit at once", "Or cancel all")):
        draw.text((60, 260 + 90 * row), words, font=font("sans", 34), fill=(230, 230, 230))
    draw.rectangle((560, 210, 1220, 640), fill=(250, 250, 250))
    for row, words in enumerate(("Coordinator", "Order service", "Stock service")):
        draw.text((640, 270 + 120 * row), words, font=font("sans", 30), fill=(20, 20, 30))
    return np.asarray(image)


@pytest.mark.parametrize(
    ("is_photo", "slant", "expected"), [(False, 0, True), (True, 0, False), (False, 8, False)]
)
def test_a_figure_on_an_exported_slide_is_not_the_slide(
    tmp_path: Path, engine: OcrEngine, monkeypatch: pytest.MonkeyPatch,
    *, is_photo: bool, slant: int, expected: bool,
) -> None:  # fmt: skip
    figure = PhotoQuad((560, 210), (1220, 210 + slant), (1220, 640), (560, 640))
    result = FinderResult(Detection(AcceptedCorners(figure, 0.95)))
    monkeypatch.setattr(module, "find_slide", lambda *_, **__: result)
    monkeypatch.setattr(module, "is_born_digital", lambda _: False)
    exif = of_camera() if is_photo else Image.Exif()
    Image.fromarray(drawn((12, 14, 24))).save(tmp_path / "a.jpg", quality=85, exif=exif)
    read = module.read_photo(tmp_path / "a.jpg", engine, Options(languages=("en",)))
    title = [line.text for line in read.reading.lines if line.role == "title"]
    assert (read.detection.quad, title == ["Rolling back an order"]) == (
        None if expected else figure, expected
    )  # fmt: skip
