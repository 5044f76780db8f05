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
from slidescan.core.records import (
    Connector,
    ConnectorEnd,
    Drawing,
    Line,
    Shape,
    SlideStructure,
)
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


@pytest.mark.parametrize("seed", [5001, 5002, 5003])
def test_lanes_whose_arrows_are_not_seen_are_no_layers(seed: int) -> None:
    assert structure_of(random_further(FURTHER[0], seed)).kind != "layers"


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
        pytest.param(217049, 961217, id="triangles"),
    ],
)
def test_what_blur_does_to_connectors_misleads_nobody(seed: int, softness: int) -> None:
    diagram = random_diagram(seed)
    structure = structure_of(diagram, softened(diagram, softness))
    assert structure.kind != "hierarchy"
    assert claims(structure) <= {*diagram.edges, *map(frozenset, diagram.mutual)}


def noted_flow(*remarks: tuple[str, float], size: float = 20.0) -> SlideStructure:
    """The flow from one box to another, and texts in the middle of the first or second of them.

    Args:
        remarks: Texts and their upper ends; every second one is in the second box.
        size: The height of these texts.
    """
    width, height = 1000.0, 500.0
    lines = [Line("From here to there", 0.99, at(300, 20, 400, 40), "title")]
    for left, name in ((100, "Landing"), (600, "Serving")):
        lines.append(Line(name, 0.99, at(left + 100, 220, 100, 24)))
    for i, (text, top) in enumerate(remarks):
        lines.append(Line(text, 0.99, at(170 + 500 * (i % 2), top, 160, size)))
    ends = (
        ConnectorEnd((0.405, 0.5), (0.415, 0.5), "none"),
        ConnectorEnd((0.595, 0.5), (0.585, 0.5), "arrow"),
    )
    boxes = (Shape(0.1, 0.4, 0.4, 0.65), Shape(0.6, 0.4, 0.9, 0.65))
    drawing = Drawing(boxes, (Connector(ends),))
    frame = PhotoQuad.rectangle(width, height)
    return outline(lines, frame, drawing=drawing).structure.summary()


def at(left: float, top: float, width: float, height: float) -> PhotoQuad:
    return PhotoQuad.rectangle(width, height).moved(left, top)


@pytest.mark.parametrize("size", [pytest.param(20, id="smaller"), pytest.param(26, id="as-large")])
@pytest.mark.parametrize("top", [pytest.param(290, id="in-the-box"), pytest.param(335, id="below")])
def test_a_text_in_a_box_or_below_it_is_its_remark(top: float, size: float) -> None:
    found = noted_flow(("as received", top), ("for queries", top), size=size)
    assert found.kind == "flow"
    assert found.nodes == ("Landing", "Serving")
    assert found.details == (("as received",), ("for queries",))


@pytest.mark.parametrize(
    "remarks",
    [
        pytest.param([("as received", 335.0)], id="one-below"),
        pytest.param([("as received", 400.0), ("for queries", 400.0)], id="far-below"),
    ],
)
def test_another_text_is_no_remark(remarks: list[tuple[str, float]]) -> None:
    assert noted_flow(*remarks).details == ()


def test_larger_texts_and_several_in_a_box_are_no_remarks() -> None:
    assert noted_flow(("as received", 335.0), ("for queries", 335.0), size=40.0).details == ()
    texts = (("as received", 282.0), ("for queries", 290.0), ("every day", 310.0))
    several = noted_flow(*texts, size=12.0)
    assert several.details == ((), ("for queries",))
