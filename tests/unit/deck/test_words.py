"""What the words of a photo speak for each page."""

from __future__ import annotations

from support.deck_files import page_quad
from support.factories import line

from slidescan.core.records import DeckLine, DeckPage, Line
from slidescan.deck.words import DeckWords


def page(number: int, *texts: str) -> DeckPage:
    lines = tuple(DeckLine(text, page_quad(0, 0, 1, 1)) for text in texts)
    return DeckPage("talk.pdf", "0" * 64, number, 960, 540, lines)


FOOTER = "Northwind Days 2025"
PAGES = [
    page(1, "Streams into the lake", "Ordered events by partition", FOOTER, "1"),
    page(2, "Cost per terabyte", "Storage 41 percent", FOOTER, "2"),
    page(3, "Cost per terabyte", "Storage 57 percent", FOOTER, "3"),
    page(4, FOOTER),
]


def read(*texts: str, confidence: float = 0.95) -> list[Line]:
    return [line(text, row, confidence=confidence) for row, text in enumerate(texts)]


def odds(*texts: str) -> list[float]:
    return list(DeckWords(PAGES).evidence(read(*texts)).log_odds)


def test_the_page_with_the_words_is_the_likeliest() -> None:
    assert max(enumerate(odds("Streams into the lake", FOOTER)), key=lambda o: o[1])[0] == 0


def test_words_of_all_pages_speak_for_none() -> None:
    assert max(odds(FOOTER)[:3]) < 0.5


def test_one_number_tells_near_pages_apart() -> None:
    found = odds("Cost per terabyte", "Storage 57 percent", FOOTER)
    assert found[2] - found[1] > 1.0


def test_misread_words_count_as_those_of_the_deck() -> None:
    found = odds("Strearns into the lakc", "Ordercd events by partitlon")
    assert found[0] > 3.0


def test_numbers_are_never_taken_for_others() -> None:
    found = odds("Cost per terabyte", "Storage 47 percent")
    assert abs(found[2] - found[1]) < 0.2


def test_words_of_another_talk_speak_against_every_page() -> None:
    assert max(odds("Growing tomatoes at home", "Water them twice daily", "lake")) < -1.0


def test_text_beside_the_slide_does_not_count() -> None:
    words = DeckWords(PAGES)
    outside = [line("Growing tomatoes at home", role="outside")]
    assert list(words.evidence(outside).log_odds) == list(words.evidence([]).log_odds)


def test_a_photo_without_words_speaks_little_against_any_page() -> None:
    assert min(odds()) > -5.0


def test_shares_tell_what_photo_and_page_have_of_each_other() -> None:
    evidence = DeckWords(PAGES).evidence(read("Streams into the lake"))
    assert evidence.explained[0] == 1.0
    assert 0.2 < evidence.covered[0] < 0.8
    assert evidence.matched[1] == 0.0
