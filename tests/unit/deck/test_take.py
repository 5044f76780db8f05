"""A slide takes its page's words, and keeps what OCR read beyond them."""

from __future__ import annotations

from dataclasses import replace

from support.deck_files import page_quad
from support.factories import line

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import DeckLine, DeckPage, DeckPair, Line, Reading, Role
from slidescan.deck.take import take_page

PHOTO = PhotoQuad.rectangle(1000, 1000)


def on_page(text: str, row: int, role: Role = "body") -> DeckLine:
    """A line where `support.factories.line` puts it in a photo of 1000 × 1000 pixels."""
    top = (50.0 + 40 * row) / 1000
    return DeckLine(text, page_quad(0.1, top, 0.1 + 0.014 * len(text), top + 0.03), role)


PAGE = DeckPage(
    *("talks/deck.pdf", "a" * 64, 12, 960.0, 540.0),
    (
        on_page("Streams into the lake", 0, "title"),
        on_page("Ordered events by partition", 1),
        on_page("Replay without loss", 2),
        on_page("Northwind Days", 20, "footer"),
    ),
    "Say hello",
)
PAIR = DeckPair("talks/deck.pdf", "a" * 64, 12, 0.99)


def reading(*lines: Line) -> Reading:
    return Reading("rapidocr", "test", ("en",), lines, ("Thai",))


OCR = (
    line("Strearns into the lake", 0, role="title", confidence=0.7),
    line("0rdered events by partition", 1),
)


def test_the_decks_words_order_and_roles_replace_those_of_ocr() -> None:
    taken, record = take_page(reading(*OCR), PAGE, PAIR, PHOTO)
    assert [(each.text, each.role, each.by) for each in taken.lines] == [
        ("Streams into the lake", "title", "deck"),
        ("Ordered events by partition", "body", "deck"),
        ("Replay without loss", "body", "deck"),
        ("Northwind Days", "footer", "deck"),
    ]
    assert [each.raw_text for each in taken.lines[:3]] == [
        "Strearns into the lake",
        "0rdered events by partition",
        "",
    ]
    assert {each.confidence for each in taken.lines} == {1.0}
    assert taken.unread_scripts == ()
    assert record.has_text
    assert (record.title, record.notes) == ("Streams into the lake", "Say hello")
    assert record.ocr_lines == ("Strearns into the lake", "0rdered events by partition")
    assert record.link == "talks/deck.pdf#page=12"


def test_words_in_a_picture_of_the_slide_stay() -> None:
    screenshot = line("kubectl get pods", 10, left=500)
    taken, _ = take_page(reading(*OCR, screenshot), PAGE, PAIR, PHOTO)
    assert [each.text for each in taken.lines][3:] == ["kubectl get pods", "Northwind Days"]
    assert taken.lines[3] == screenshot


def test_what_stands_beside_the_page_is_outside_the_slide() -> None:
    banner = line("Sponsored by", 30)
    page_corners = PhotoQuad.rectangle(1000, 900)
    taken, _ = take_page(reading(*OCR, banner), PAGE, PAIR, page_corners)
    assert (taken.lines[-1].text, taken.lines[-1].role) == ("Sponsored by", "outside")


def test_a_second_title_of_ocr_is_body() -> None:
    big = line("kubectl", 12, role="title", left=600)
    taken, _ = take_page(reading(*OCR, big), PAGE, PAIR, PHOTO)
    assert [each.text for each in taken.lines if each.role == "title"] == ["Streams into the lake"]


def test_lines_that_a_build_hides_are_not_taken() -> None:
    taken, _ = take_page(reading(*OCR), PAGE, replace(PAIR, hidden=(2,)), PHOTO)
    assert "Replay without loss" not in [each.text for each in taken.lines]


def test_a_page_without_text_leaves_what_ocr_read() -> None:
    scanned = replace(PAGE, lines=())
    before = reading(*OCR)
    taken, record = take_page(before, scanned, PAIR, PHOTO)
    assert taken == before
    assert not record.has_text


def test_text_that_does_not_belong_to_the_picture_is_not_taken() -> None:
    """The text of a broken font: other words than everybody sees."""
    garbage = replace(
        PAGE, lines=tuple(on_page("Uvtgcou kpvq vjg ncmg qtfgtgf", row) for row in range(3))
    )
    before = reading(*OCR, line("Replay without any loss", 2))
    taken, record = take_page(before, garbage, PAIR, PHOTO)
    assert taken == before
    assert not record.has_text


def test_without_corners_the_words_stay_those_of_ocr() -> None:
    before = reading(*OCR)
    taken, record = take_page(before, PAGE, PAIR, None)
    assert taken == before
    assert not record.has_text
    assert record.quad is None


def test_lines_stand_where_ocr_read_them_else_where_the_page_has_them() -> None:
    taken, _ = take_page(reading(*OCR), PAGE, PAIR, PHOTO)
    assert taken.lines[0].quad == OCR[0].quad
    left, top, _, _ = taken.lines[2].quad.bounds
    assert (round(left), round(top)) == (100, 130)
