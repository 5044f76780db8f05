"""Points become items of lists and paragraphs."""

from __future__ import annotations

from slidescan.layout.blocks import Point, Points
from slidescan.layout.list_items import list_items

SENTENCE = "This point has more than twelve words and so it is read as a paragraph of its own."


def rows(*points: Point, ordered: bool = False) -> list[str]:
    items = list_items(Points(points, is_ordered=ordered))
    return [item.indent + item.marker + item.text for item in items]


def test_levels_are_never_skipped_and_bullets_are_those_of_the_slide() -> None:
    points = (Point("a", 1, ()), Point("b", 4, (), has_bullet=True), Point("c", 3, ()))
    assert rows(*points) == ["a", "  - b", "    c"]


def test_a_point_whose_bullet_was_missed_has_one_among_points_that_have_it() -> None:
    seen = [Point(text, 1, (), has_bullet=True) for text in "ab"]
    assert rows(*seen, Point("c", 1, ()), Point("d", 2, ())) == ["- a", "- b", "- c", "  d"]


def test_heads_logos_and_points_of_a_level_without_bullets_get_none() -> None:
    below = [Point(text, 2, (), has_bullet=True) for text in "ab"]
    assert rows(Point("Goals", 1, ()), *below) == ["Goals", "  - a", "  - b"]
    beside = (Point("Why:", 1, ()), Point("ACME", 1, (), at_edge=True))
    seen = [Point(text, 1, (), has_bullet=True) for text in "abc"]
    assert rows(beside[0], *seen, beside[1]) == ["Why:", "- a", "- b", "- c", "ACME"]
    assert rows(*seen[:1], Point("d", 1, ()), Point("e", 1, ())) == ["- a", "d", "e"]


def test_steps_are_numbered_at_the_outermost_level() -> None:
    points = (Point("a", 1, (), has_bullet=True), Point("b", 2, ()), Point("c", 1, ()))
    assert rows(*points, ordered=True) == ["1. a", "  b", "2. c"]


def test_a_paragraph_ends_the_list_above_it() -> None:
    points = (Point("a", 1, ()), Point(SENTENCE, 2, ()), Point("b", 3, ()))
    assert rows(*points) == ["a", SENTENCE, "b"]
    assert [item.is_paragraph for item in list_items(Points(points))] == [False, True, False]
