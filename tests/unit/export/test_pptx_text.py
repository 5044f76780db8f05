"""The text of slides on PowerPoint pages."""

from __future__ import annotations

from typing import Any

import pytest

pptx = pytest.importorskip("pptx")

from slidescan.export.pptx_text import FONT_SIZES_POINTS, Room, add_text, parts_of  # noqa: E402
from slidescan.layout.blocks import Block, Code, Point, Points, Table  # noqa: E402

ROOM = Room(6_000_000, 1_000_000, 5_000_000, 4_000_000)
TABLE = Table((("Item", "Before"), ("Storage", "410")), ())


def page_with(*blocks: Block) -> Any:
    deck = pptx.Presentation()
    page = deck.slides.add_slide(deck.slide_layouts[6])
    add_text(page, blocks, ROOM)
    return page


def points(*texts: str, bullets: bool = True) -> Points:
    return Points(tuple(Point(text, level, (), bullets) for level, text in enumerate(texts, 1)))


def test_points_are_nested_with_their_bullets() -> None:
    (box,) = page_with(points("outer", "inner")).shapes
    paragraphs = box.text_frame.paragraphs
    assert [(p.text, p.level) for p in paragraphs] == [("outer", 0), ("inner", 1)]
    bullets = [p._p.find(".//{*}buChar") for p in paragraphs]
    assert [each.get("char") for each in bullets] == ["•", "•"]
    (plain,) = page_with(points("no bullet", "none here", bullets=False)).shapes
    assert all(p._p.find(".//{*}buNone") is not None for p in plain.text_frame.paragraphs)


def test_steps_are_numbered() -> None:
    (box,) = page_with(Points((Point("a", 1, ()), Point("b", 1, ())), is_ordered=True)).shapes
    numbers = [p._p.find(".//{*}buAutoNum").get("startAt") for p in box.text_frame.paragraphs]
    assert numbers == ["1", "2"]


def test_tables_are_tables_between_the_texts_around_them() -> None:
    assert [type(part) for part in parts_of((points("a"), TABLE, points("b")))] == [
        list,
        Table,
        list,
    ]
    above, table, below = page_with(points("a"), TABLE, points("b")).shapes
    assert [[cell.text for cell in row.cells] for row in table.table.rows] == [
        list(row) for row in TABLE.rows
    ]
    assert above.top + above.height <= table.top
    assert table.top + table.height <= below.top


@pytest.mark.parametrize("count", [1, 12, 40])
def test_letters_shrink_until_the_text_fits(count: int) -> None:
    text = "a point with several words that needs more than one line of the page"
    (box,) = page_with(Points(tuple(Point(text, 1, ()) for _ in range(count)))).shapes
    size = box.text_frame.paragraphs[0].font.size.pt
    assert size == FONT_SIZES_POINTS[0] if count == 1 else size < FONT_SIZES_POINTS[0]
    assert box.top + box.height <= ROOM.top + ROOM.height


def test_code_keeps_its_lines() -> None:
    (box,) = page_with(Code("def f():\n    return 1", ())).shapes
    assert [p.text for p in box.text_frame.paragraphs] == ["def f():", "    return 1"]
