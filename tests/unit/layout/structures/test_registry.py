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
