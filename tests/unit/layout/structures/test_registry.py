"""Structures of made slides: right for nearly all, and never claimed where there is none."""

from __future__ import annotations

from collections import Counter

import pytest
from structure_layouts import FRAME, HEIGHT, KINDS, WIDTH, Layout, random_structure

from slidescan.core.geometry import FlatQuad, PhotoQuad
from slidescan.core.records import Line, SlideStructure, TextBox
from slidescan.layout.lines import arrange
from slidescan.layout.structure import outline

SLIDES_PER_KIND = 60
MIN_RIGHT_SHARE = 0.95
NODES_ARE_KNOWN = {
    *("cards", "comparison", "people", "steps", "title", "table", "points", "timeline", "agenda"),
}


def structure_of(layout: Layout) -> SlideStructure:
    """The structure of a made slide whose boxes are put in reading order first."""
    boxes = [
        TextBox(line.text, line.confidence, FlatQuad(*line.quad.corners)) for line in layout.lines
    ]
    lines: list[Line] = [
        line.in_photo(line.text, PhotoQuad(*line.quad.corners))
        for line in arrange(boxes, WIDTH, HEIGHT)
    ]
    return outline(lines, FRAME).structure.summary()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_structures_are_right_and_nothing_is_claimed_wrongly(kind: object) -> None:
    right, claimed = 0, Counter[str]()
    for seed in range(SLIDES_PER_KIND):
        layout = random_structure(kind, seed)  # type: ignore[arg-type]
        structure = structure_of(layout)
        claimed[structure.kind] += 1
        has_nodes = layout.kind not in NODES_ARE_KNOWN or sorted(structure.nodes) == sorted(
            layout.nodes
        )
        right += structure.kind == layout.kind and has_nodes
    assert right >= MIN_RIGHT_SHARE * SLIDES_PER_KIND, claimed
    assert set(claimed) <= {layout.kind, "text"}


def at(text: str, left: float, top: float, width: float, height: float = 30) -> Line:
    right, bottom = left + width, top + height
    return Line(text, 0.99, PhotoQuad((left, top), (right, top), (right, bottom), (left, bottom)))


def test_a_text_that_runs_downwards_is_no_step() -> None:
    steps = ["Welcome all", "The rules of it", "Play the game", "Look back at it"]
    lines = [
        line
        for i, text in enumerate(steps)
        for line in (at(f"0{i + 1}", 100, 100 + 200 * i, 60), at(text, 300, 100 + 200 * i, 250))
    ]
    turned = at("PLAN OF THE WORKSHOP", 1400, 120, 40, 700)
    structure = outline([*lines, turned], FRAME).structure
    assert structure.kind == "steps"
    assert structure.summary().nodes == tuple(steps)


def test_short_lists_below_heads_of_one_or_two_lines_are_cards() -> None:
    columns = (
        ("Capture", "", ("Flume", "Sqoop", "Kafka")),
        ("Integration", "and storage", ("HDFS", "HBase", "MongoDB")),
        ("Analysis and", "prediction", ("Hive", "Pig", "Spark")),
    )
    lines = []
    for i, (first, second, details) in enumerate(columns):
        left = 100 + 450 * i
        lines.append(at(first, left, 200, 14.0 * len(first)))
        if second:
            lines.append(at(second, left, 234, 14.0 * len(second)))
        lines += [at(text, left, 330 + 40 * k, 14.0 * len(text)) for k, text in enumerate(details)]
    structure = outline(lines, FRAME).structure
    assert structure.kind == "cards"
    assert structure.summary().nodes == (
        "Capture",
        "Integration and storage",
        "Analysis and prediction",
    )
