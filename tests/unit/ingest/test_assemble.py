"""Slides of which only a part can be read, and photos without a slide: what has an alt text."""

from __future__ import annotations

import pytest

from slidescan.alt.lexicon import NULL_LEXICON
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import (
    Connector,
    ConnectorEnd,
    Detection,
    Drawing,
    Kind,
    Line,
    Photo,
    Reading,
    Shape,
)
from slidescan.ingest.assemble import PreparedSlide

PHOTO = Photo("0" * 64, 1600, 1200)


def prepared(
    texts: list[str], width: float, *, has_slide: bool = False, kind: Kind = "slide"
) -> PreparedSlide:
    quad = PhotoQuad.rectangle(1600, 1200) if has_slide else None
    lines = tuple(
        Line(text, 0.999, PhotoQuad((400, top), (400 + width, top), (400 + width, top + 40),
                                    (400, top + 40)))
        for top, text in zip(range(300, 900, 90), texts, strict=False)
    )  # fmt: skip
    reading = Reading("engine", "model", ("en",), lines)
    return PreparedSlide.of("a.jpg", PHOTO, Detection.of(quad, 0.1), reading, kind)


@pytest.mark.parametrize(
    ("texts", "width"),
    [
        (["Rock", "KASTEN"], 300),
        (["Google"], 900),
        (["Search Help", "Made in the kingdom"], 120),
    ],
)
def test_words_on_shirts_and_signs_are_no_alt_text(texts: list[str], width: float) -> None:
    assert prepared(texts, width).alt_text(150, NULL_LEXICON) == ""
    assert prepared(texts, width, has_slide=True).alt_text(150, NULL_LEXICON)


def test_a_slide_whose_edges_nobody_sees_keeps_its_text() -> None:
    assert prepared(["Cloud storage on premises"], 700).alt_text(150, NULL_LEXICON)
    many = [f"Point {i} of many that are read" for i in range(4)]
    assert prepared(many, 150).alt_text(150, NULL_LEXICON)


def test_pictures_of_other_kinds_keep_theirs() -> None:
    assert prepared(["Google"], 300, kind="logo").alt_text(150, NULL_LEXICON)


def diagram(names: list[str], sentences: int = 0, *, scripts: tuple[str, ...]) -> PreparedSlide:
    """A slide whose boxes are connected in a row by arrows, with sentences below them."""
    lines, shapes, connectors = [], [], []
    for i, name in enumerate(names):
        left = 100 + 480 * i
        quad = PhotoQuad.rectangle(160, 40).moved(left + 80, 400)
        lines.append(Line(name, 0.999, quad))
        shapes.append(Shape(left / 1600, 360 / 1200, (left + 320) / 1600, 480 / 1200))
        if i:
            tail, tip = ((left - 150) / 1600, 0.35), ((left - 10) / 1600, 0.35)
            ends = (
                ConnectorEnd(tail, (tail[0] + 0.01, 0.35), "none"),
                ConnectorEnd(tip, (tip[0] - 0.01, 0.35), "arrow"),
            )
            connectors.append(Connector(ends))
    for i in range(sentences):
        quad = PhotoQuad.rectangle(1100, 40).moved(100, 560 + 80 * i)
        lines.append(Line(f"Sentence {i} says what the whole team has learned", 0.999, quad))
    drawing = Drawing(tuple(shapes), tuple(connectors))
    reading = Reading("engine", "model", ("en",), tuple(lines), scripts, drawing)
    detection = Detection.of(PhotoQuad.rectangle(1600, 1200), 0.9)
    return PreparedSlide.of("a.jpg", PHOTO, detection, reading)


def test_a_diagram_whose_title_can_t_be_read_says_what_it_connects() -> None:
    slide = diagram(["Sensor", "Queue", "Archive"], scripts=("korean",))
    assert slide.alt_text(150, NULL_LEXICON) == "Diagram: from Sensor to Queue to Archive."


@pytest.mark.parametrize(
    ("names", "sentences"),
    [
        pytest.param(["Sensor", "Queue"], 0, id="one-connection"),
        pytest.param(["Sensor", "Queue", "Archive"], 7, id="beside-sentences"),
        pytest.param([], 4, id="no-diagram"),
    ],
)
def test_other_slides_that_are_read_in_part_have_no_alt_text(
    names: list[str], sentences: int
) -> None:
    assert diagram(names, sentences, scripts=()).alt_text(150, NULL_LEXICON)
    assert diagram(names, sentences, scripts=("korean",)).alt_text(150, NULL_LEXICON) == ""
