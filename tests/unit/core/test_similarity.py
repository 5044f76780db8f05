"""Two photos show the same slide if their words and their looks agree."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.similar_slides import FAR, NEAR, PRINT, TEXTS, made

from slidescan.core.records import Line
from slidescan.core.similarity import (
    content_words,
    hash_distance,
    is_same_slide,
    picture_similarity,
    word_similarity,
)


def changed(texts: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(text.replace(old, new) for text in texts)


@pytest.mark.parametrize(
    ("texts", "look", "same"),
    [
        (TEXTS, PRINT, True),
        (TEXTS, NEAR, True),
        (TEXTS, FAR, True),
        (TEXTS, "", True),
        (("Questions?",), PRINT, False),
        (changed(TEXTS, "forecast", "forecost"), NEAR, True),
        (changed(TEXTS, "Before", "After"), PRINT, False),
        (changed(TEXTS, "costs by month", "costs by month 2017"), NEAR, True),
        (("Something", "else", "altogether", "is said here"), PRINT, False),
        ((), PRINT, False),
    ],
)
def test_two_photos_show_the_same_slide(texts: tuple[str, ...], look: str, same: bool) -> None:
    assert is_same_slide(made("a.jpg"), made("b.jpg", texts, look)) == same
    assert is_same_slide(made("b.jpg", texts, look), made("a.jpg")) == same


def test_few_words_must_look_alike() -> None:
    few = ("Questions?", "Jan 2016", "Feb 2016", "Mar 2016", "Apr 2016", "Thank you")
    assert is_same_slide(made("a.jpg", few), made("b.jpg", few, NEAR))
    assert not is_same_slide(made("a.jpg", few), made("b.jpg", few, FAR))
    assert not is_same_slide(made("a.jpg", few), made("b.jpg", few, ""))


def test_different_figures_make_different_slides() -> None:
    last, this = (made(f"{y}.jpg", (*TEXTS, f"revenue {y}")) for y in ("2016", "2017"))
    assert word_similarity(content_words(last), content_words(this)) > 0.9
    assert not is_same_slide(last, this)


@pytest.mark.parametrize(
    ("one", "other"), [("growth +7%", "growth +40%"), ("Demo 1", "Demo 2"), ("Step 3", "Step 4")]
)
def test_a_single_digit_tells_slides_apart(one: str, other: str) -> None:
    assert not is_same_slide(made("a.jpg", (*TEXTS, one)), made("b.jpg", (*TEXTS, other)))


def test_a_digit_that_only_one_photo_shows_makes_no_difference() -> None:
    # It may be a page number or an icon that the other reading lacks.
    assert is_same_slide(made("a.jpg"), made("b.jpg", (*TEXTS, "5")))


def test_uncertain_words_make_no_difference() -> None:
    def unsure(line: Line) -> Line:
        return replace(line, confidence=0.5) if "xylophon" in line.text else line

    blurred = made("b.jpg", changed(TEXTS, "change", "xylophon"))
    lines = tuple(unsure(line) for line in blurred.reading.lines)
    blurred = replace(blurred, reading=replace(blurred.reading, lines=lines))
    assert is_same_slide(made("a.jpg"), blurred)


def test_photos_without_text_must_look_alike() -> None:
    assert is_same_slide(made("a.jpg", ()), made("b.jpg", (), NEAR))
    assert not is_same_slide(made("a.jpg", ()), made("b.jpg", (), "0fff00ff00ff000f"))


def test_distances_of_fingerprints() -> None:
    assert hash_distance(PRINT, PRINT) == 0
    assert hash_distance(PRINT, NEAR) == 4
    assert hash_distance(PRINT, "") == 64
    assert picture_similarity(PRINT, PRINT) == 1
    assert picture_similarity(PRINT, "ff00ff00ff00ff00") == 0
