"""Which lines may be a title together."""

from __future__ import annotations

from slidescan.core.geometry import FlatQuad
from slidescan.layout.flat_line import FlatLine
from slidescan.layout.title_candidates import (
    MAX_STARTS,
    MAX_TITLE_LINES,
    candidates,
    may_continue,
    title_lines,
    without_logos,
)


def line(text: str, x: float, y: float, size: float = 40) -> FlatLine:
    width = len(text) * size * 0.5
    quad = FlatQuad((x, y), (x + width, y), (x + width, y + size), (x, y + size))
    return FlatLine(text, 0.95, quad)


def texts(*lines: FlatLine) -> list[str]:
    return [each.text for each in candidates(title_lines(lines, ["body"] * len(lines)))]


def test_each_line_with_words_begins_candidates() -> None:
    lines = (line("Deploy small,", 80, 60), line("deploy often", 80, 110), line("42", 80, 300))
    assert texts(*lines) == ["Deploy small,", "Deploy small, deploy often", "deploy often"]


def test_footers_are_no_candidates() -> None:
    lines = (line("Data lakes", 80, 60), line("a notice", 80, 680, 20))
    assert [c.text for c in candidates(title_lines(lines, ["body", "footer"]))] == ["Data lakes"]


def test_what_may_continue_a_line() -> None:
    upper, *lowers = title_lines(
        [
            line("Deploy small", 80, 60),
            line("and often", 80, 110),
            line("and often", 80, 110, 80),
            line("and often", 700, 110),
            line("and often", 80, 300),
            line("• and often", 80, 110),
            line("and often", 80, 10),
        ],
        ["body"] * 7,
    )
    assert [may_continue(upper, lower) for lower in lowers] == [True] + [False] * 5


def test_a_smaller_line_below_is_a_subtitle() -> None:
    upper, smaller, same, capitals = title_lines(
        [
            line("Public clouds", 80, 60, 60),
            line("Services that follow standards", 80, 130, 49),
            line("and what they cost", 80, 130, 56),
            line("COSTS", 80, 130, 49),
        ],
        ["body"] * 4,
    )
    assert [may_continue(upper, lower) for lower in (smaller, same, capitals)] == [
        False,
        True,
        True,
    ]


def test_the_way_to_a_poll_is_no_candidate() -> None:
    lines = (line("Go to menti.com and use the code 4208 1234", 80, 20, 30), line("Lakes?", 80, 90))
    assert texts(*lines) == ["Lakes?"]


def test_long_texts_and_many_lines_give_few_candidates() -> None:
    paragraph = [line(f"line {i} of a text", 80, 50.0 * i) for i in range(12)]
    assert max(len(c.lines) for c in candidates(title_lines(paragraph, ["body"] * 12))) == (
        MAX_TITLE_LINES
    )
    many = [line("word", 100.0 * (i % 40), 100.0 * (i // 40)) for i in range(1000)]
    made = candidates(title_lines(many, ["body"] * 1000))
    assert len(made) <= MAX_STARTS * MAX_TITLE_LINES


def test_single_words_at_the_top_right_are_logos() -> None:
    logo = line("KONTOSO", 1000, 40, 60)
    others = [line("Data lakes in practice", 80, 120), line("a point of many words", 80, 300, 30)]

    def remaining(*lines: FlatLine) -> list[str]:
        body = title_lines(lines, ["body"] * len(lines))
        return [each.text for each in without_logos(body, 1280, 720)]

    title, point = (each.text for each in others)
    assert remaining(logo, *others) == [title, point]
    # Below the title, at the left, a phrase, a number, or nothing beside it: no logo.
    for stray in (
        line("KONTOSO", 1000, 400, 60),
        line("KONTOSO", 80, 40, 60),
        line("KONTOSO FORUM", 850, 40, 60),
        line("2026", 1100, 40, 60),
    ):
        assert remaining(stray, *others) == [stray.text, title, point]
    assert remaining(logo) == ["KONTOSO"]
    # The first word of a title that is set at the right.
    first, second = line("Types:", 1130, 40, 48), line("advanced ones", 960, 92, 48)
    assert remaining(first, second) == ["Types:", "advanced ones"]
    arabic = line("بحيرات البيانات في الواقع", 300, 120)
    assert remaining(line("مقدمة", 1100, 40, 60), arabic) == ["مقدمة", arabic.text]


def test_single_words_in_a_lower_corner_are_logos() -> None:
    def remaining(*lines: FlatLine) -> list[str]:
        body = title_lines(lines, ["body"] * len(lines))
        return [each.text for each in without_logos(body, 1280, 720)]

    point = line("a point of many words", 80, 300, 30)
    assert remaining(point, line("re:Invent", 60, 655, 40)) == [point.text]
    assert remaining(point, line("conf", 1180, 655, 40)) == [point.text]
    # A phrase, a wide word, a word in the middle or alone on the slide: no logo.
    for stray in (
        line("MY PLAN", 60, 655, 40),
        line("Organisation", 60, 640, 70),
        line("conf", 600, 655, 40),
        line("conf", 60, 400, 40),
    ):
        assert remaining(point, stray) == [point.text, stray.text]
    assert remaining(line("conf", 60, 655, 40)) == ["conf"]
