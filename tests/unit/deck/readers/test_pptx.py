"""PPTX slides: titles, levels, tables, groups, notes, hidden slides, pictures."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Inches, Pt

from slidescan.deck.readers.pptx import read
from slidescan.deck.readers.protocol import ReadPage


@pytest.fixture
def deck() -> Any:
    return Presentation()


def pages(deck: Any, folder: Path, *, notes: bool = False) -> list[ReadPage]:
    deck.save(str(folder / "a.pptx"))
    return list(read(folder / "a.pptx", notes=notes))


def add(deck: Any, title: str, *points: tuple[str, int]) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = title
    frame = slide.placeholders[1].text_frame
    for number, (text, level) in enumerate(points):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    return slide


def test_the_title_and_the_points_come_in_order_with_their_levels(
    deck: Any, tmp_path: Path
) -> None:
    add(deck, "Streams", ("Ordered events", 0), ("by partition", 1), ("Replay", 0))
    (page,) = pages(deck, tmp_path)
    assert [(line.text, line.role) for line in page.lines] == [
        ("Streams", "title"),
        ("Ordered events", "body"),
        ("by partition", "body"),
        ("Replay", "body"),
    ]
    first, deeper, last = page.lines[1:]
    assert first.left == last.left < deeper.left
    assert first.top < deeper.top < last.top


def test_hidden_slides_are_left_out_and_numbers_stay(deck: Any, tmp_path: Path) -> None:
    for title in ("One", "Two", "Three"):
        add(deck, title)
    deck.slides[1]._element.set("show", "0")
    assert [(p.number, p.lines[0].text) for p in pages(deck, tmp_path)] == [
        (1, "One"),
        (3, "Three"),
    ]


def test_the_cells_of_a_table_stand_in_rows_and_columns(deck: Any, tmp_path: Path) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(1), Inches(6), Inches(2)).table
    for r, row in enumerate((("Region", "Cost"), ("Köln", "41"))):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    (page,) = pages(deck, tmp_path)
    assert [line.text for line in page.lines] == ["Region", "Cost", "Köln", "41"]
    region, cost, city, _ = page.lines
    assert region.top == cost.top < city.top
    assert region.left == city.left < cost.left


def test_shapes_in_groups_stand_where_the_group_stands(deck: Any, tmp_path: Path) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    box = group.shapes.add_textbox(Inches(5), Inches(5), Inches(2), Inches(1))
    box.text_frame.text = "Inside"
    (page,) = pages(deck, tmp_path)
    assert page.lines[0].text == "Inside"
    assert page.lines[0].left == pytest.approx(0.5, abs=0.01)


def test_long_paragraphs_break_where_they_leave_their_box(deck: Any, tmp_path: Path) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    frame = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(3), Inches(3)).text_frame
    frame.text = "many words that do not fit on a single line of this narrow box"
    frame.paragraphs[0].runs[0].font.size = Pt(24)
    (page,) = pages(deck, tmp_path)
    assert len(page.lines) > 2
    assert " ".join(line.text for line in page.lines) == frame.text


def test_notes_are_read_only_on_request(deck: Any, tmp_path: Path) -> None:
    slide = add(deck, "One")
    slide.notes_slide.notes_text_frame.text = "Say hello\nto everyone"
    assert pages(deck, tmp_path)[0].notes == ""
    assert pages(deck, tmp_path, notes=True)[0].notes == "Say hello\nto everyone"


def test_a_slide_that_is_a_picture_has_it_to_compare(deck: Any, tmp_path: Path) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    buffer = io.BytesIO()
    Image.effect_noise((200, 150), 90).save(buffer, "PNG")
    slide.shapes.add_picture(buffer, 0, 0, deck.slide_width, deck.slide_height)
    small = deck.slides.add_slide(deck.slide_layouts[6])
    small.shapes.add_picture(buffer, 0, 0, Inches(1))
    first, second = pages(deck, tmp_path)
    assert first.picture.startswith(b"\x89PNG")
    assert second.picture == b""
