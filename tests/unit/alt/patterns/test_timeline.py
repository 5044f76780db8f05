"""Sentences of timelines: events with their dates, or the span where that isn't certain."""

from __future__ import annotations

from support.factories import line

from slidescan.alt.patterns.timeline import draft
from slidescan.alt.phrases import Wording
from slidescan.alt.punctuation import punctuation_of
from slidescan.alt.sentence import fitting_sentence
from slidescan.layout.blocks import Point
from slidescan.layout.structures.timeline import Timeline


def points(*texts: str, level: int = 2) -> tuple[Point, ...]:
    return tuple(Point(text, level, (line(text),)) for text in texts)


def sentence(structure: Timeline) -> str:
    made = draft(structure, "How the lake grew", Wording("en"))
    return fitting_sentence(made, 150, punctuation_of("en", "Lake"))


DATES = points("2015", "2016", "2017", level=1)


def test_each_date_is_said_with_its_events() -> None:
    events = (points("First table"), points("Ten teams", "Backups every week"), ())
    structure = Timeline(DATES, events, (), (), 0.9)
    assert sentence(structure) == (
        "How the lake grew: 2015: First table; 2016: Ten teams, Backups every week."
    )


def test_events_without_a_certain_date_follow_the_span() -> None:
    structure = Timeline(DATES, (), points("First table", "Ten teams"), (), 0.9)
    assert sentence(structure) == "How the lake grew: 2015–2017, First table, Ten teams."
