"""Nodes of diagrams: boxes, pictures with captions, loose texts, and names that aren't certain."""

from __future__ import annotations

import pytest

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line, Shape
from slidescan.layout.diagram_nodes import Bounds, Node, nodes_of, shape_bounds
from slidescan.layout.positions import PositionedLine

BOX = Bounds(100, 100, 300, 200)


def at(text: str, left: float, top: float, confidence: float = 0.99) -> PositionedLine:
    width, height = 12.0 * len(text), 24.0
    quad = PhotoQuad.rectangle(width, height).moved(left, top)
    line = Line(text, confidence, quad)
    return PositionedLine(line, left, top, left + width, top + height, at_edge=False)


def names(lines: list[PositionedLine], shapes: list[Bounds]) -> list[tuple[str, bool]]:
    return [(node.name, node.is_enclosed) for node in nodes_of(lines, shapes, 1000)]


def test_the_lines_of_a_box_are_one_node() -> None:
    lines = [at("Order", 150, 120), at("service", 150, 150), at("beside", 500, 120)]
    assert names(lines, [BOX]) == [("Order service", True), ("beside", False)]
    (node, _) = nodes_of(lines, [BOX], 1000)
    assert node.bounds == BOX


def test_stacked_lines_are_one_text() -> None:
    assert names([at("Event", 500, 100), at("bus", 510, 128), at("far", 500, 200)], []) == [
        ("Event bus", False),
        ("far", False),
    ]


@pytest.mark.parametrize("top", [206, 50])
def test_a_picture_has_a_caption_below_or_above(top: float) -> None:
    picture = Bounds(120, 100, 220, 200)
    top = 206 if top > 100 else 72
    assert names([at("Storage", 130, top)], [picture]) == [("Storage", True)]


def test_the_heading_of_a_group_is_its_name() -> None:
    group = Bounds(50, 50, 600, 400)
    lines = [at("Zone", 60, 60), at("Queue", 150, 140)]
    assert sorted(names(lines, [BOX, group])) == [("Queue", True), ("Zone", True)]


def test_doubtful_long_and_wordless_texts_have_no_name() -> None:
    lines = [at("Qeue", 120, 120, 0.6), at("2017", 500, 100), at("word " * 20, 100, 300)]
    assert [name for name, _ in names(lines, [BOX])] == ["", "", ""]


def test_letters_one_below_another_have_no_name() -> None:
    lines = [at("S", 150, 110), at("u", 150, 140), at("A", 500, 120)]
    assert names(lines, [BOX]) == [("", True), ("A", False)]


def test_letters_hold_no_lines() -> None:
    counter = Bounds(152, 124, 162, 136)
    nodes: list[Node] = nodes_of([at("Order", 150, 120)], [counter], 1000)
    assert [node.is_enclosed for node in nodes] == [False]


def test_bounds_of_shapes_on_the_slide() -> None:
    shapes = [Shape(0.1, 0.2, 0.5, 0.4), Shape(0.0, 0.0, 0.1, 0.1), Shape(0.0, 0.0, 1.0, 1.0)]
    assert shape_bounds(shapes, 1000, 500, mirrored=False) == [
        Bounds(0, 0, 100, 50),
        Bounds(100, 100, 500, 200),
    ]
    assert shape_bounds(shapes[:1], 1000, 500, mirrored=True) == [Bounds(-500, 100, -100, 200)]
