"""PDF pages: their text where it stands, their pictures."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from support.deck_files import HEIGHT, WIDTH, Box, Text, write_pdf

from slidescan.deck.readers.pdf import draw, read
from slidescan.deck.readers.protocol import PICTURE_SIDE, ReadPage


def only(path: Path) -> ReadPage:
    (page,) = read(path, notes=False)
    return page


def texts(page: ReadPage) -> list[str]:
    return [line.text for line in page.lines]


def test_lines_come_in_the_order_of_the_file_where_they_stand(tmp_path: Path) -> None:
    drawn = [Text("Second in height", 100, 300, 30), Text("First in height", 60, 80, 40)]
    page = only(write_pdf(tmp_path / "a.pdf", [drawn]))
    assert texts(page) == ["Second in height", "First in height"]
    assert (page.number, page.width, page.height) == (1, WIDTH, HEIGHT)
    second = page.lines[0]
    assert second.left == pytest.approx(100 / WIDTH, abs=0.01)
    assert second.top < 290 / HEIGHT < 300 / HEIGHT < second.bottom + 0.02


def test_words_far_apart_on_one_baseline_are_cells(tmp_path: Path) -> None:
    drawn = [Text("Region", 60, 100), Text("Cost", 400, 100), Text("Trend", 700, 100)]
    assert texts(only(write_pdf(tmp_path / "a.pdf", [drawn]))) == ["Region", "Cost", "Trend"]


def test_accents_are_composed_and_spaces_single(tmp_path: Path) -> None:
    page = only(write_pdf(tmp_path / "a.pdf", [[Text("Größe  und  déjà-vu")]]))
    assert texts(page) == ["Größe und déjà-vu"]


def test_a_shadow_counts_once_and_a_repeated_word_twice(tmp_path: Path) -> None:
    drawn = [Text("Shadow", 60, 80), Text("Shadow", 61, 81), Text("Shadow", 60, 200)]
    assert texts(only(write_pdf(tmp_path / "a.pdf", [drawn]))) == ["Shadow", "Shadow"]


def test_the_invisible_text_of_a_scan_is_not_the_decks(tmp_path: Path) -> None:
    scan = Image.new("RGB", (320, 180), (200, 210, 220))
    page = only(write_pdf(tmp_path / "a.pdf", [[scan, Text("Mlsread text", invisible=True)]]))
    assert page.lines == []
    assert page.picture


def test_text_off_the_page_is_left_out(tmp_path: Path) -> None:
    page = only(write_pdf(tmp_path / "a.pdf", [[Text("On"), Text("Off", 60, -200)]]))
    assert texts(page) == ["On"]


def test_a_turned_page_stands_upright(tmp_path: Path) -> None:
    page = only(write_pdf(tmp_path / "a.pdf", [[Text("Turned", 60, 80)]], rotate=180))
    assert page.lines[0].left > 0.8
    assert page.lines[0].top > 0.8


def test_the_picture_shows_the_page(tmp_path: Path) -> None:
    page = only(write_pdf(tmp_path / "a.pdf", [[Box(0, 0, WIDTH / 2, HEIGHT, 0.0)]]))
    pixels = cv2.imdecode(np.frombuffer(page.picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert pixels is not None
    assert max(pixels.shape) in (PICTURE_SIDE, PICTURE_SIDE + 1)
    assert pixels[100, 100] < 10
    assert pixels[100, -100] > 245


def test_pages_are_drawn_in_colour_at_the_size_asked_for(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [[Text("One")], [Image.new("RGB", (9, 9), (200, 30, 30))]])
    (jpeg,) = draw(path, [2], 400)
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    assert max(pixels.shape) in (400, 401)
    assert pixels[50, 50, 2] > 150 > 80 > pixels[50, 50, 1]
