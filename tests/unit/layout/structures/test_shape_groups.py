"""Structures that shapes show, on drawn and photographed slides: right, or not claimed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from diagram_photos import FlatDiagram, drawn, photographed
from diagram_sheet import Diagram
from shape_slides import (
    CLAIMING,
    LOOKALIKES,
    Kind,
    ShapeSlide,
    circle,
    random_shape_slide,
    stack,
    tree,
)

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Connector, ConnectorEnd, Drawing, Line, SlideStructure
from slidescan.imaging.drawing.finder import find_drawing
from slidescan.layout.structure import outline

SLIDES_PER_KIND, PHOTOS_PER_KIND = 8, 2
MIN_RIGHT_SHARE = 0.95
SHAPED_KINDS = {"hierarchy", "layers", "matrix", "cycle", "flow"}


def structure_of(
    sheet: Diagram, flat: FlatDiagram, drawing: Drawing | None = None
) -> SlideStructure:
    drawing = drawing or find_drawing(flat.pixels, flat.quads, flat.margin)
    lines = [
        Line(
            text,
            0.99,
            PhotoQuad(*quad.moved(-flat.margin, -flat.margin).corners),
            "body" if i else "title",
        )
        for i, ((text, _), quad) in enumerate(zip(sheet.texts, flat.quads, strict=True))
    ]
    return outline(lines, PhotoQuad.rectangle(*flat.size), drawing=drawing).structure.summary()


def is_right(slide: ShapeSlide, found: SlideStructure) -> bool:
    if found.kind != slide.kind:
        return False
    if slide.kind == "hierarchy":
        above = dict(found.attributes)["parents"].split()
        names = (*found.nodes, "")
        return dict(slide.parents) == {
            name: names[int(i)] for name, i in zip(found.nodes, above, strict=True)
        }
    if slide.kind == "cycle":
        start = found.nodes.index(slide.nodes[0])
        return (*found.nodes[start:], *found.nodes[:start]) == slide.nodes
    return found.rows == slide.rows if slide.kind == "chart" else found.nodes == slide.nodes


@pytest.mark.parametrize("kind", CLAIMING, ids=lambda kind: kind.__name__)
def test_what_shapes_say_is_found(kind: Kind) -> None:
    right = 0
    for seed in range(SLIDES_PER_KIND):
        slide = random_shape_slide(kind, seed)
        found = structure_of(slide.sheet, drawn(slide.sheet))
        if found.kind in SHAPED_KINDS - {"flow"} or found.rows:
            assert is_right(slide, found), seed
        right += is_right(slide, found)
    assert right >= MIN_RIGHT_SHARE * SLIDES_PER_KIND


@pytest.mark.parametrize(
    ("kind", "seed"),
    [
        *((tree, seed) for seed in (14, 16, 20, 37, 41, 51, 53, 1022)),
        *((circle, seed) for seed in (5, 15, 31, 43, 57, 58)),
    ],
)
def test_lines_that_meet_and_heads_that_touch_an_outline(kind: Kind, seed: int) -> None:
    slide = random_shape_slide(kind, seed)
    assert is_right(slide, structure_of(slide.sheet, drawn(slide.sheet)))


@pytest.mark.slow
@pytest.mark.parametrize("kind", CLAIMING, ids=lambda kind: kind.__name__)
def test_what_shapes_say_is_never_wrong_on_photos(kind: Kind) -> None:
    for seed in range(PHOTOS_PER_KIND):
        slide = random_shape_slide(kind, seed)
        found = structure_of(slide.sheet, photographed(slide.sheet, seed))
        if found.kind in SHAPED_KINDS - {"flow"} or found.rows:
            assert is_right(slide, found), seed


def test_lanes_with_arrows_are_no_layers() -> None:
    slide = random_shape_slide(stack, 0)
    flat = drawn(slide.sheet)
    drawing = find_drawing(flat.pixels, flat.quads, flat.margin)
    assert drawing is not None
    assert structure_of(slide.sheet, flat, drawing).kind == "layers"
    top, bottom = min(s.top for s in drawing.shapes), max(s.bottom for s in drawing.shapes)
    middle = (0.5, (top + bottom) / 2)
    start = ConnectorEnd((0.5, top + 0.05), middle, "none")
    end = ConnectorEnd((0.5, bottom - 0.05), middle, "arrow")
    lanes = replace(drawing, connectors=(Connector((start, end)),))
    assert structure_of(slide.sheet, flat, lanes).kind != "layers"


@pytest.mark.parametrize("kind", LOOKALIKES, ids=lambda kind: kind.__name__)
def test_nothing_is_claimed_of_slides_that_look_alike(kind: Kind) -> None:
    for seed in range(SLIDES_PER_KIND):
        slide = random_shape_slide(kind, seed)
        found = structure_of(slide.sheet, drawn(slide.sheet))
        assert found.kind not in SHAPED_KINDS, (seed, found)
        assert found.kind != "chart" or not found.rows, (seed, found)
