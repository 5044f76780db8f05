"""Lines at a slide's edges that name the event."""

from __future__ import annotations

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line
from slidescan.layout.event_lines import without_event_lines
from slidescan.layout.positions import position_lines

FRAME = PhotoQuad.rectangle(1600, 1000)


def at(text: str, left: float, top: float) -> Line:
    right = left + 14.0 * len(text)
    return Line(
        text, 0.99, PhotoQuad((left, top), (right, top), (right, top + 30), (left, top + 30))
    )


def kept(*lines: Line) -> list[str]:
    return [line.text for line in without_event_lines(position_lines(lines, FRAME))]


def test_a_hashtag_tells_the_name_of_the_event() -> None:
    lines = (
        at("CLOUD NATIVE DAYS", 60, 20),
        at("FRANCE 2026", 80, 55),
        at("#CloudNativeDaysFR", 90, 84),
        at("Cloud native storage", 100, 400),
        at("CLOUD NATIVE DAYS", 1300, 860),
    )
    assert kept(*lines) == ["Cloud native storage"]


def test_what_stands_at_both_edges_is_a_mark() -> None:
    lines = (at("ORACLE", 1400, 40), at("Data for all", 100, 400), at("ORACLE", 1400, 930))
    assert kept(*lines) == ["Data for all"]


def test_labels_in_a_row_and_words_without_a_hashtag_stay() -> None:
    lines = [at("DNS/UDP", 100 + 300 * i, 940) for i in range(4)]
    assert len(kept(at("Cloud Native Days", 60, 20), at("A point", 100, 400), *lines)) == 6
