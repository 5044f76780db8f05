"""Text from side to side below a title shows a slide; a few words in one place do not."""

from __future__ import annotations

import math

import pytest

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import Role
from slidescan.layout.flat_line import FlatLine
from slidescan.layout.slide_layout import has_slide_layout, is_level

WIDTH = 1600.0
POINTS = ("Raw data comes first in every lake", "Schema on read", "Cheap storage wins", "Ask later")


def line(
    text: str, x: float, y: float, size: float = 40, role: Role = "body", angle: float = 0.0
) -> FlatLine:
    """A line of text that begins at x, y and runs at an angle, degrees, downwards."""
    length, turn = 0.6 * size * len(text), math.radians(angle)
    dx, dy = length * math.cos(turn), length * math.sin(turn)
    quad = FlatQuad((x, y), (x + dx, y + dy), (x + dx, y + dy + size), (x, y + size))
    return FlatLine(text, 0.98, quad, role)


def slide(angle: float = 0.0) -> list[FlatLine]:
    rows = [
        line(text, 80 + 300 * (i % 3), 260 + 90 * i, angle=angle) for i, text in enumerate(POINTS)
    ]
    return [line("Data lakes in practice", 80, 90, 60, "title", angle), *rows]


@pytest.mark.parametrize("angle", [0.0, 2.0, -6.0])
def test_a_slide_has_a_layout_at_any_angle(angle: float) -> None:
    assert has_slide_layout(slide(angle), WIDTH)


def test_without_a_title_there_is_none() -> None:
    assert not has_slide_layout(slide()[1:], WIDTH)


def test_a_banner_is_too_narrow() -> None:
    assert not has_slide_layout(slide(), 3 * WIDTH)


def test_a_lone_sign_at_the_other_side_makes_it_no_wider() -> None:
    assert not has_slide_layout([*slide(), line("R", 4600, 500)], 3 * WIDTH)


def test_few_words_are_no_slide() -> None:
    assert not has_slide_layout(slide()[:4], WIDTH)
    short = [line("GO!!", 80 + 400 * i, 300) for i in range(4)]
    assert not has_slide_layout([slide()[0], *short], WIDTH)


def test_text_above_or_larger_is_that_of_signs() -> None:
    first, *others = slide()
    low = line(first.text, 80, 520, 60, "title")
    assert not has_slide_layout([low, *others], WIDTH)
    signs = [line("EXIT", 100, 700, 90), line("STAGE", 700, 700, 90)]
    assert not has_slide_layout([first, *others, *signs], WIDTH)


def test_lines_in_all_directions_are_no_slide() -> None:
    first, *others = slide()
    tilted = [line(o.text, o.quad.tl[0], o.quad.tl[1], angle=9.0 * i) for i, o in enumerate(others)]
    assert not has_slide_layout([first, *tilted], WIDTH)


def test_text_around_the_slide_counts_nothing() -> None:
    first, *others = slide()
    around = [line(o.text, *o.quad.tl, role="outside") for o in others]
    assert not has_slide_layout([first, *around], WIDTH)


@pytest.mark.parametrize(
    ("angle", "expected"), [(0.0, True), (0.4, True), (-0.4, True), (2, False)]
)
def test_only_level_lines_are_level(angle: float, *, expected: bool) -> None:
    assert is_level(slide(angle)) == expected


def test_no_text_is_not_level() -> None:
    assert not is_level([line("GO", 0, 0)])
    assert not is_level([])
