"""From words to lines, in reading order, with their roles."""

from __future__ import annotations

from slidescan.geometry import Quad
from slidescan.ocr.layout import arrange
from slidescan.records import Word


def word(text: str, x: float, y: float, size: float = 30, confidence: float = 0.95) -> Word:
    width = len(text) * size * 0.5
    return Word(
        text, confidence, Quad((x, y), (x + width, y), (x + width, y + size), (x, y + size))
    )


def texts(*words: Word) -> list[str]:
    return [line.text for line in arrange(words, 1280, 720)]


def roles(*words: Word) -> dict[str, str]:
    return {line.text: line.role for line in arrange(words, 1280, 720)}


TITLE = word("How we did it", 80, 50, 60)


def test_columns_are_read_one_by_one() -> None:
    left = [word(f"left line {i}", 80, 200 + 45 * i) for i in range(4)]
    right = [word(f"right line {i}", 700, 215 + 45 * i) for i in range(4)]
    shuffled = [right[2], left[1], TITLE, right[0], left[3], left[0], right[3], left[2], right[1]]
    assert texts(*shuffled) == ["How we did it"] + [w.text for w in (*left, *right)]


def test_rows_far_apart_are_read_one_by_one() -> None:
    cells = [word(f"cell {r}{c}", 80 + 260 * c, 200 + 140 * r) for r in range(3) for c in range(3)]
    assert texts(*reversed(cells)) == [w.text for w in cells]


def test_a_table_of_numbers_is_read_row_by_row() -> None:
    cells = [
        [word("Item", 80, 200), word("Before", 460, 200), word("After", 840, 200)],
        [word("Storage", 80, 270), word("410", 460, 270), word("265", 840, 270)],
        [word("Scans", 80, 340), word("690", 460, 340), word("120", 840, 340)],
        [word("Total", 80, 410), word("1100", 460, 410), word("385", 840, 410)],
    ]
    flat = [cell for row in cells for cell in row]
    assert texts(TITLE, *flat[::-1]) == ["How we did it"] + [cell.text for cell in flat]


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


def test_below_a_small_introduction_stands_the_title() -> None:
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
