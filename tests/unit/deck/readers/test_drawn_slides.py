"""Slides take the pictures of their printed pages, and their lines the positions there."""

from __future__ import annotations

import pytest

from slidescan.deck.readers.drawn_slides import with_drawings
from slidescan.deck.readers.protocol import ReadLine, ReadPage
from slidescan.errors import DeckUndrawn


def line(text: str, left: float, top: float, right: float, role: str = "body") -> ReadLine:
    return ReadLine(text, left, top, right, top + 0.05, role)


def page(*lines: ReadLine, picture: bytes = b"", notes: str = "") -> ReadPage:
    return ReadPage(1, 960, 540, list(lines), notes, picture)


def drawn(slide: ReadPage, printed: ReadPage) -> ReadPage:
    (made,) = with_drawings([slide], [printed])
    return made


def test_text_order_roles_and_notes_stay_and_positions_are_those_of_the_print() -> None:
    slide = page(
        line("Streams", 0.1, 0.0, 0.3, "title"), line("Replay: yes", 0.1, 0.3, 0.4), notes="Hello"
    )
    printed = page(
        line("• Replay: yes", 0.2, 0.5, 0.72), line("Streams", 0.4, 0.1, 0.6), picture=b"PNG"
    )
    made = drawn(slide, printed)
    assert [(each.text, each.role) for each in made.lines] == [
        ("Streams", "title"),
        ("Replay: yes", "body"),
    ]
    title, point = made.lines
    assert (title.left, title.top, title.right) == pytest.approx((0.4, 0.1, 0.6))
    # The bullet is no part of the line.
    assert (point.left, point.top, point.right) == pytest.approx((0.28, 0.5, 0.72))
    assert (made.picture, made.notes) == (b"PNG", "Hello")


def test_lines_break_where_the_print_breaks_them() -> None:
    first, second = line("one two three", 0.1, 0.2, 0.5), line("four five", 0.1, 0.25, 0.3)
    second.continues = True
    printed = page(line("one two", 0.1, 0.2, 0.4), line("three four five", 0.1, 0.3, 0.6))
    made = drawn(page(first, second), printed)
    assert [each.text for each in made.lines] == ["one two", "three four five"]
    assert [each.top for each in made.lines] == [0.2, 0.3]
    assert made.lines[1].right == pytest.approx(0.6)


def test_neighbouring_cells_stay_apart() -> None:
    cells = page(line("Cost", 0.1, 0.2, 0.2), line("41", 0.3, 0.2, 0.4))
    made = drawn(cells, page(line("Cost 41", 0.1, 0.2, 0.4)))
    assert [each.text for each in made.lines] == ["Cost", "41"]
    assert made.lines[0].right < made.lines[1].left


def test_equal_texts_take_the_nearest_positions_each_once() -> None:
    slide = page(line("41", 0.7, 0.8, 0.8), line("41", 0.1, 0.2, 0.2))
    made = drawn(slide, page(line("41", 0.12, 0.22, 0.2), line("41", 0.72, 0.82, 0.8)))
    assert [each.left for each in made.lines] == [0.72, 0.12]


def test_a_line_that_is_not_printed_stays_where_it_was() -> None:
    slide = page(line("Axis label", 0.1, 0.2, 0.2))
    assert drawn(slide, page(line("Other", 0.5, 0.5, 0.6))).lines == slide.lines


def test_a_page_that_was_not_drawn_leaves_the_slide_its_own_picture() -> None:
    assert drawn(page(picture=b"own"), page()).picture == b"own"


def test_another_number_of_pages_is_refused() -> None:
    with pytest.raises(DeckUndrawn, match="2 pages were drawn for 1 slides"):
        with_drawings([page()], [page(), page()])
