"""Timelines: which event belongs to which date is claimed only if it is certain for all."""

from __future__ import annotations

import pytest

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line, SlideStructure
from slidescan.layout.structure import outline

FRAME = PhotoQuad.rectangle(1600, 900)
EVENTS = ("First table goes live", "Ten teams write events", "Backups every week")


def structure_of(*texts: tuple[str, float, float]) -> SlideStructure:
    lines = [Line("How the lake grew", 0.99, PhotoQuad.rectangle(600, 60).moved(90, 60), "title")]
    for text, left, top in texts:
        quad = PhotoQuad.rectangle(14.0 * len(text), 30).moved(left, top)
        lines.append(Line(text, 0.99, quad, "body"))
    return outline(lines, FRAME).structure.summary()


def dates(*texts: str) -> list[tuple[str, float, float]]:
    return [(text, 150.0 + 450 * i, 250.0) for i, text in enumerate(texts)]


def test_events_that_begin_at_a_date_belong_to_it() -> None:
    events = [(text, 150.0 + 450 * i, 400.0) for i, text in enumerate(EVENTS)]
    structure = structure_of(*dates("2015", "2016", "2017"), *events)
    assert structure.kind == "timeline"
    assert structure.details == tuple((text,) for text in EVENTS)


def test_events_between_dates_belong_to_none() -> None:
    events = [(text, 290.0 + 450 * i, 400.0 + 60 * i) for i, text in enumerate(EVENTS)]
    structure = structure_of(*dates("2015", "2016", "2017"), *events)
    assert (structure.kind, structure.nodes) == ("timeline", ("2015", "2016", "2017"))
    assert structure.details == ()


@pytest.mark.parametrize("texts", [("2016", "2015", "2017"), ("2015", "Q2", "2017")])
def test_dates_out_of_order_or_of_several_kinds_are_no_timeline(texts: tuple[str, ...]) -> None:
    events = [(text, 150.0 + 450 * i, 400.0) for i, text in enumerate(EVENTS)]
    assert structure_of(*dates(*texts), *events).kind != "timeline"
