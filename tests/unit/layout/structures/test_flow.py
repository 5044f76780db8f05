"""Flows of made diagrams: nearly all arrows are found, and nothing is claimed wrongly."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from diagram_photos import FlatDiagram, drawn, softened
from diagrams import (
    DIAGRAMS,
    FURTHER,
    NEGATIVES,
    SIZE,
    Diagram,
    random_diagram,
    random_further,
    random_negative,
)

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line, SlideStructure
from slidescan.imaging.drawing.finder import find_drawing
from slidescan.layout.structure import outline

MIN_FLOW_RECALL, MIN_FURTHER_RECALL = 0.6, 0.4
SLIDES_PER_KIND = 4


def structure_of(diagram: Diagram, flat: FlatDiagram | None = None) -> SlideStructure:
    """The structure of a drawn slide whose text is known."""
    flat = flat or drawn(diagram)
    drawing = find_drawing(flat.pixels, flat.quads)
    lines = [
        Line(text, 0.99, PhotoQuad(*quad.corners), "body" if i else "title")
        for i, ((text, _), quad) in enumerate(zip(diagram.texts, flat.quads, strict=True))
    ]
    return outline(lines, PhotoQuad.rectangle(*SIZE), drawing=drawing).structure.summary()


def claims(structure: SlideStructure) -> set[tuple[str, str] | frozenset[str]]:
    if structure.kind not in ("flow", "cycle"):
        return set()
    mutual = dict(structure.attributes).get("mutual", "").split()
    pairs = [(structure.nodes[a], structure.nodes[b]) for a, b in structure.edges]
    return {frozenset(p) if str(i) in mutual else p for i, p in enumerate(pairs)}


@pytest.mark.parametrize("kind", range(len(DIAGRAMS)), ids=lambda i: DIAGRAMS[i].__name__)
def test_arrows_are_found_and_nothing_else(kind: int) -> None:
    right = known = 0
    for seed in range(kind, SLIDES_PER_KIND * len(DIAGRAMS), len(DIAGRAMS)):
        diagram = random_diagram(seed)
        truth = {*diagram.edges, *map(frozenset, diagram.mutual)}
        claimed = claims(structure_of(diagram))
        assert claimed <= truth, seed
        right, known = right + len(claimed), known + len(truth)
    assert right >= MIN_FLOW_RECALL * known, (right, known)


@pytest.mark.parametrize("kind", range(len(NEGATIVES)), ids=lambda i: NEGATIVES[i].__name__)
def test_slides_that_connect_nothing_have_no_flow(kind: int) -> None:
    for seed in range(kind, SLIDES_PER_KIND * len(NEGATIVES), len(NEGATIVES)):
        assert structure_of(random_negative(seed)).kind not in ("flow", "cycle"), seed


@pytest.mark.parametrize("kind", FURTHER, ids=lambda kind: kind.__name__)
def test_lanes_and_labels_of_arrows_mislead_nobody(kind: Callable[..., None]) -> None:
    right = known = 0
    for seed in range(SLIDES_PER_KIND):
        diagram = random_further(kind, seed)
        claimed = claims(structure_of(diagram))
        assert claimed <= set(diagram.edges), seed
        right, known = right + len(claimed), known + len(diagram.edges)
    assert right >= MIN_FURTHER_RECALL * known, (right, known)


@pytest.mark.parametrize("seed", [6, 20, 27, 36, 55, 60])
def test_the_border_of_a_lane_that_cuts_an_arrow_is_no_end_of_it(seed: int) -> None:
    diagram = random_further(FURTHER[0], seed)
    assert claims(structure_of(diagram)) <= set(diagram.edges)


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(160, id="border-of-a-group"),
        pytest.param(223, id="head-behind-a-gap"),
        pytest.param(252, id="head-behind-letters"),
    ],
)
def test_gaps_of_dashed_arrows_mislead_nobody(seed: int) -> None:
    diagram = random_diagram(seed)
    assert claims(structure_of(diagram)) <= {*diagram.edges, *map(frozenset, diagram.mutual)}


@pytest.mark.parametrize(
    "seed", [51, pytest.param(44, id="dashed-fan"), 86, pytest.param(102, id="dashed-elbow")]
)
def test_arrows_whose_heads_are_not_seen_are_no_lines_of_a_tree(seed: int) -> None:
    diagram = random_diagram(seed)
    assert diagram.edges
    assert structure_of(diagram).kind != "hierarchy"


@pytest.mark.parametrize(
    ("seed", "softness"),
    [
        *(pytest.param(3012, softness, id=f"heads-overlap-{softness}") for softness in (5, 10)),
        pytest.param(140070, 620310, id="line-through-a-picture"),
        pytest.param(140023, 620095, id="dashes-beside-each-other"),
        pytest.param(140072, 620312, id="lines-that-meet-before-a-picture"),
        pytest.param(140114, 620498, id="lines-that-meet-before-an-ellipse"),
        pytest.param(140157, 620685, id="heads-behind-gaps"),
        pytest.param(140321, 621401, id="head-before-a-dash"),
    ],
)
def test_what_blur_does_to_connectors_misleads_nobody(seed: int, softness: int) -> None:
    diagram = random_diagram(seed)
    structure = structure_of(diagram, softened(diagram, softness))
    assert structure.kind != "hierarchy"
    assert claims(structure) <= {*diagram.edges, *map(frozenset, diagram.mutual)}
