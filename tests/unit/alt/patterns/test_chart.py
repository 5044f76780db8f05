"""Sentences of charts: what is said about them before legends and statistics."""

from __future__ import annotations

from support.factories import line

from slidescan.alt.patterns.chart import draft
from slidescan.alt.phrases import Wording
from slidescan.layout.blocks import Chart, Point, Points
from slidescan.layout.structures.chart import LabelledChart


def test_legends_and_statistics_come_last() -> None:
    texts = ("prod", "99pct-lake Max : 374.521 ms", "Start of the match", "Half time")
    points = Points(tuple(Point(text, 1, (line(text),)) for text in texts))
    chart = Chart(("16:00", "17:00"))
    made = draft(LabelledChart((), (points,), (points, chart), 0.9), "Load", Wording("en"))
    ranked = sorted(made.phrases, key=lambda phrase: phrase.level)
    assert [phrase.text for phrase in ranked[:2]] == ["Start of the match", "Half time"]
    assert {phrase.text.split()[0] for phrase in ranked[2:]} == {"prod", "99pct-lake"}
