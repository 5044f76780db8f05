"""Photos of every kind are recognised, turned upright and read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from camera import Scene, photograph
from decks import DARK, LIGHT, bullets, font
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from support import pictures

from slidescan.core.records import Kind, Options, Slide, Turn
from slidescan.ingest.assemble import PreparedSlide, assemble
from slidescan.ingest.read_photo import read_photo
from slidescan.ocr.protocol import OcrEngine
from slidescan.ocr.registry import load

Pixels = NDArray[np.uint8]
OPTIONS = Options(languages=("en",))


@pytest.fixture(scope="module")
def engine() -> OcrEngine:
    return load("rapidocr", ("en",))


def read(pixels: Pixels, path: Path, engine: OcrEngine) -> Slide:
    Image.fromarray(pixels).save(path, quality=90)
    read = read_photo(path, engine, OPTIONS)
    prepared = PreparedSlide.of(path.name, read.photo, read.detection, read.reading, read.kind)
    return assemble(prepared, prepared.alt_text(120))


def projected(seed: int) -> Pixels:
    slide = bullets(LIGHT, ["Queues and workers"], ["Pull, never push", "Retry with care"], seed)
    return photograph(slide.pixels(), Scene(yaw=18, pitch=4, distance=0.7), seed)[0]


def exported(seed: int) -> Pixels:
    points = ["Pull, never push", "Retry with care", "Measure first"]
    return bullets((LIGHT, DARK)[seed % 2], ["Queues and workers"], points, seed).pixels()


MADE: dict[Kind, tuple[Callable[[int], Pixels], str]] = {
    "slide": (projected, "jpg"),
    "exported-slide": (exported, "png"),
    "screenshot": (pictures.screenshot, "png"),
    "diagram": (pictures.diagram, "png"),
    "logo": (pictures.logo, "png"),
    "picture": (pictures.portrait, "jpg"),
    "whiteboard": (pictures.whiteboard, "jpg"),
    "flip-chart": (lambda seed: pictures.whiteboard(seed, flip_chart=True), "jpg"),
    "document": (pictures.document, "jpg"),
}


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("seed", [0, 1])
def test_each_kind_is_recognised(kind: Kind, seed: int, tmp_path: Path, engine: OcrEngine) -> None:
    make, suffix = MADE[kind]
    assert read(make(seed), tmp_path / f"a.{suffix}", engine).kind == kind


@pytest.mark.parametrize("kind", ["exported-slide", "screenshot", "diagram", "logo"])
def test_pictures_made_on_a_computer_are_not_rectified(
    kind: Kind, tmp_path: Path, engine: OcrEngine
) -> None:
    make, _ = MADE[kind]
    for suffix in ("png", "jpg"):
        slide = read(make(3), tmp_path / f"a.{suffix}", engine)
        assert slide.detection.quad is None
        assert slide.kind == kind


class Counting:
    """An engine that counts its readings."""

    name, model = "counting", "counting"

    def __init__(self) -> None:
        self.readings = 0

    def read(self, pixels: Pixels) -> tuple[()]:
        del pixels
        self.readings += 1
        return ()


def test_a_photo_without_text_regions_is_not_read(tmp_path: Path) -> None:
    # A blank wall has nothing like text.
    engine = Counting()
    assert read(np.full((600, 800, 3), 90, np.uint8), tmp_path / "b.jpg", engine).textless
    assert engine.readings == 0


def test_a_photo_without_text_is_a_picture(tmp_path: Path, engine: OcrEngine) -> None:
    slide = read(pictures.portrait(2), tmp_path / "a.jpg", engine)
    assert slide.textless
    assert slide.kind == "picture"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_photo_on_its_side_is_read_upright(turn: int, tmp_path: Path, engine: OcrEngine) -> None:
    points = ["Pull, never push", "Retry with care", "Measure before you cache"]
    made = bullets(LIGHT, ["Queues and workers"], points, 4).pixels()
    photo, truth = photograph(made, Scene(yaw=18, pitch=4, distance=0.7), 5)
    assert truth is not None
    # The camera turned the other way: `turn` degrees clockwise make it upright.
    lying = np.ascontiguousarray(np.rot90(photo, turn // 90))
    slide = read(lying, tmp_path / "a.jpg", engine)
    assert slide.detection.turn == turn
    assert slide.title == "Queues and workers"
    assert [line.text.lstrip("• ") for line in slide.reading.lines][1:4] == points
    quad = slide.detection.quad
    assert quad is not None
    height, width = photo.shape[:2]
    places = {
        90: lambda x, y: (y, width - 1 - x),
        180: lambda x, y: (width - 1 - x, height - 1 - y),
        270: lambda x, y: (height - 1 - y, x),
    }
    for found, (x, y) in zip(quad.corners, truth, strict=True):
        assert found == pytest.approx(places[turn](x, y), abs=6)
    # Quads of lines are in the frame of the stored photo: the title's runs along the slide's top.
    title = slide.reading.lines[0].quad
    assert quad.contains(title.center)
    start = np.array(title.tl) - np.array(quad.tl)
    assert np.hypot(*start) < np.hypot(*(np.array(title.bl) - np.array(quad.bl)))


def test_an_uncropped_photo_on_its_side_is_turned(tmp_path: Path, engine: OcrEngine) -> None:
    """Without edges: the text alone decides."""
    made = bullets(LIGHT, ["Queues and workers"], ["Pull, never push", "Retry with care"], 4)
    noisy = made.pixels() + np.random.default_rng(1).normal(0, 4, (720, 1280, 3))
    lying = np.ascontiguousarray(np.rot90(noisy.clip(0, 255).astype(np.uint8)))
    slide = read(lying, tmp_path / "a.jpg", engine)
    assert slide.detection.turn == 90
    assert slide.title == "Queues and workers"
    left = [line.quad.center[0] for line in slide.reading.lines[:3]]
    assert left == sorted(left)


def test_only_the_larger_of_two_screens_is_read(tmp_path: Path, engine: OcrEngine) -> None:
    made = bullets(LIGHT, ["Queues and workers"], ["Pull, never push", "Retry with care"], 4)
    scene = Scene(display="screen", distance=0.5, beside=0.6, shift=(-0.12, 0.0), room=0.1)
    photo, _ = photograph(made.pixels(), scene, 7)
    slide = read(photo, tmp_path / "a.jpg", engine)
    assert [line.text for line in slide.reading.lines].count("Retry with care") == 1
    alone, _ = photograph(made.pixels(), Scene(display="screen", distance=0.32, room=0.1), 7)
    small = read(alone, tmp_path / "b.jpg", engine)
    assert small.detection.quad is not None
    assert small.title == "Queues and workers"


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("seed", [0, 1], ids=["light", "dark"])
def test_pictures_made_on_a_computer_are_turned_upright(
    turn: Turn, seed: int, tmp_path: Path, engine: OcrEngine
) -> None:
    upright = read(exported(seed), tmp_path / "a.png", engine)
    turned = np.rot90(exported(seed), turn // 90)
    slide = read(np.ascontiguousarray(turned), tmp_path / "b.png", engine)
    assert slide.detection.turn == turn
    assert slide.kind == "exported-slide"
    assert (slide.title, slide.text) == (upright.title, upright.text)


def strip(rows: int, columns: int) -> Pixels:
    """Numbered words, 34 pixels high, in rows and columns."""
    image = Image.new("RGB", (60 + 190 * columns, 60 + 90 * rows), "white")
    draw = ImageDraw.Draw(image)
    for row in range(rows):
        for column in range(columns):
            at = (40 + 190 * column, 30 + 90 * row)
            draw.text(at, f"item{row * columns + column}", fill="black", font=font("sans", 34))
    return np.asarray(image)


@pytest.mark.parametrize(("rows", "columns"), [(66, 4), (4, 40)], ids=["tall", "wide"])
def test_very_tall_and_very_wide_pictures_are_read_whole(
    rows: int, columns: int, tmp_path: Path, engine: OcrEngine
) -> None:
    slide = read(strip(rows, columns), tmp_path / "a.png", engine)
    words = re.findall(r"item\d+", slide.text)
    assert sorted(words) == sorted(f"item{i}" for i in range(rows * columns))
    assert slide.detection.quad is None
