"""Points whose words something before the slide hides are half; alt texts leave them out."""

from __future__ import annotations

from slidescan.alt.hidden_words import interrupted
from slidescan.alt.lexicon import Lexicon
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line
from slidescan.layout.blocks import Point


def point(text: str, left: float, top: float) -> Point:
    right = left + 12.0 * len(text)
    corners = ((left, top), (right, top), (right, top + 30.0), (left, top + 30.0))
    return Point(text, 1, (Line(text, 0.99, PhotoQuad(*corners)),))


def test_the_rest_of_a_word_tells_that_the_line_before_it_is_half() -> None:
    half = point("helps to see trends and identify pote", 60.0, 100.0)
    whole = point("can be built into every process", 60.0, 20.0)
    rest = point("roblems when it degrades", half.lines[0].quad.tr[0] + 70.0, 102.0)
    assert interrupted((whole, half, rest), Lexicon(), "en") == {id(half)}


def test_a_text_beside_a_line_is_no_rest() -> None:
    line = point("helps to see trends", 60.0, 100.0)
    right = line.lines[0].quad.tr[0]
    for other in (
        point("problems when it degrades", right + 70.0, 102.0),
        point("roblems when it degrades", right + 400.0, 102.0),
        point("roblems when it degrades", right + 70.0, 140.0),
    ):
        assert not interrupted((line, other), Lexicon(), "en")


def test_a_misread_word_in_a_column_is_no_rest() -> None:
    left = point("helps to see trends", 60.0, 100.0)
    right = left.lines[0].quad.tr[0] + 70.0
    misread = point("roblems when it degrades", right, 102.0)
    for other in (point("Costs rise", right, 60.0), point("and costs", right + 5.0, 144.0)):
        assert not interrupted((left, misread, other), Lexicon(), "en")


def test_what_hides_two_lines_leaves_two_rests() -> None:
    half = point("helps to identify pote", 60.0, 100.0)
    right = half.lines[0].quad.tr[0] + 70.0
    rests = (point("roblems when it degrades", right, 102.0), point("uling errors", right, 144.0))
    assert interrupted((half, *rests), Lexicon(), "en") == {id(half)}
