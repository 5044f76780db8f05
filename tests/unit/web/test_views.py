"""What pages show of a slide."""

from __future__ import annotations

from dataclasses import replace

from support.factories import line, slide

from slidescan.web.views import text_with_tables

CELLS = (("Item", "Before", "After"), ("Storage", "410", "265"), ("Scans", "690", "<b>1</b>"))


def test_a_table_is_a_table() -> None:
    made = slide("a.jpg", ("Costs",))
    cells = tuple(
        line(text, row + 2, left=left)
        for row, texts in enumerate(CELLS)
        for left, text in zip((100.0, 500.0, 900.0), texts, strict=True)
    )
    made = replace(made, reading=replace(made.reading, lines=(*made.reading.lines, *cells)))
    shown = text_with_tables(made)
    assert shown is not None
    assert "<tr><td>Storage</td><td>410</td><td>265</td></tr>" in shown
    assert "<b>" not in shown


def test_slides_without_tables_have_their_lines_alone() -> None:
    assert text_with_tables(slide("a.jpg", ("A title", "a point", "another point"))) is None
