"""Words become lines, and lines get roles."""

from __future__ import annotations

import pytest

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import TextBox
from slidescan.layout.lines import arrange


def word(text: str, x: float, y: float, size: float = 30, confidence: float = 0.95) -> TextBox:
    width = len(text) * size * 0.5
    return TextBox(
        text, confidence, FlatQuad((x, y), (x + width, y), (x + width, y + size), (x, y + size))
    )


def texts(*words: TextBox) -> list[str]:
    return [line.text for line in arrange(words, 1280, 720)]


def roles(*words: TextBox) -> dict[str, str]:
    return {line.text: line.role for line in arrange(words, 1280, 720)}


TITLE = word("How we did it", 80, 50, 60)


def arabic(text: str, right: float, y: float, size: float = 30) -> TextBox:
    return word(text, right - len(text) * size * 0.5, y, size)


def test_parts_of_a_right_to_left_line_are_joined_from_the_right() -> None:
    first, second = arabic("بحيرة", 1200, 200), arabic("البيانات", 1200 - 5 * 15 - 8, 200)
    (line,) = arrange([second, first], 1280, 720)
    assert line.text == "بحيرة البيانات"
    assert line.quad.bounds == (second.quad.bounds[0], 200, 1200, 230)


def test_a_right_to_left_title_on_two_lines() -> None:
    found = roles(
        arabic("جودة البيانات", 1200, 40, 56),
        arabic("أولا", 1200, 105, 56),
        arabic("لكل جدول مالك معروف", 1200, 240),
        arabic("نختبر استعادة النسخ", 1200, 290),
    )
    assert list(found.values()) == ["title", "title", "body", "body"]


@pytest.mark.parametrize("step", [(40, 60), (0, 60), (0, 0)], ids=["stairs", "stack", "heap"])
def test_a_thousand_words_are_arranged(step: tuple[int, int]) -> None:
    words = [word(f"w{i}", step[0] * i, step[1] * i) for i in range(1000)]
    found = [text for line in texts(*words) for text in line.split()]
    assert sorted(found) == sorted(w.text for w in words)


def test_words_of_one_line_are_joined() -> None:
    assert texts(word("data", 80, 200), word("lake", 150, 202), word("far", 700, 200)) == [
        "data lake",
        "far",
    ]


def test_the_title_is_large_and_high() -> None:
    found = roles(TITLE, word("a point on the slide", 80, 200), word("another point", 80, 250))
    assert found["How we did it"] == "title"
    assert found["another point"] == "body"


def test_a_title_on_two_lines() -> None:
    found = roles(
        word("Deploy small,", 80, 40, 56),
        word("deploy often", 80, 105, 56),
        word("One change per release", 80, 240),
        word("Roll forward, not back", 80, 290),
    )
    assert [t for t, role in found.items() if role == "title"] == ["Deploy small,", "deploy often"]


def test_the_title_may_follow_a_small_introduction() -> None:
    found = roles(
        word("Introducing", 500, 40, 26),
        word("PrivateLink for partners", 300, 80, 60),
        word("first point here", 80, 300),
        word("second point here", 80, 350),
    )
    assert found["PrivateLink for partners"] == "title"
    assert found["Introducing"] == "body"


def test_notices_and_page_numbers_are_footers() -> None:
    found = roles(
        TITLE,
        word("a point on the slide", 80, 200),
        word("another point", 80, 250),
        word("© 2025 Example Inc. All rights reserved.", 80, 685, 16),
        word("17", 1220, 685, 16),
    )
    assert found["© 2025 Example Inc. All rights reserved."] == "footer"
    assert found["17"] == "footer"


def test_a_last_point_is_no_footer() -> None:
    points = [word(f"point number {i}", 80, 150 + 55 * i) for i in range(10)]
    assert set(roles(TITLE, *points).values()) == {"title", "body"}


def test_nothing_to_arrange() -> None:
    assert arrange([], 100, 100) == ()
    assert arrange([word("  ", 0, 0)], 100, 100) == ()


def test_text_outside_comes_last_and_is_never_a_title() -> None:
    lines = arrange(
        [TITLE, word("first point", 80, 200)],
        1280,
        720,
        outside=[word("Welcome", 80, 10, 90), word("everybody", 800, 10, 30)],
    )
    assert [(line.text, line.role) for line in lines] == [
        ("How we did it", "title"),
        ("first point", "body"),
        ("Welcome", "outside"),
        ("everybody", "outside"),
    ]
