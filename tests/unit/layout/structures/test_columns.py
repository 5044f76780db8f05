"""Heads in columns: what is larger only because it is short is none."""

from __future__ import annotations

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line
from slidescan.layout.positions import PositionedLine, position_lines
from slidescan.layout.structures.columns import sections_of


def column(*lines: tuple[str, float, float, float]) -> list[PositionedLine]:
    """Lines of a text, a width, a height and an upper end, pixels."""
    quads = [
        Line(text, 1.0, PhotoQuad.rectangle(width, height).moved(100, top))
        for text, width, height, top in lines
    ]
    return position_lines(quads, None)


def heads(*lines: tuple[str, float, float, float]) -> list[str]:
    sections, _ = sections_of(column(*lines))
    return [section.head.text for section in sections]


def test_a_short_word_between_details_is_no_head() -> None:
    assert heads(
        ("Budget", 198, 64, 212),
        ("Network", 188, 46, 303),
        ("Policy", 133, 61, 360),
        ("Feature lake", 238, 47, 428),
        ("Deploy cluster policy", 391, 52, 490),
    ) == ["Budget"]


def test_a_point_with_a_bullet_is_no_head_below_one_without() -> None:
    assert heads(
        ("Audit", 172, 66, 222),
        ("• Failure index release", 457, 51, 319),
        ("• Policy", 183, 70, 379),
        ("• Pipeline batch deploy", 470, 55, 451),
        ("• Batch feature", 319, 50, 518),
    ) == ["Audit"]


def test_a_short_head_that_stands_apart_is_one() -> None:
    assert heads(
        ("Storage", 198, 60, 200),
        ("keeps raw events", 250, 40, 270),
        ("for ninety days", 230, 40, 320),
        ("Policy", 150, 60, 420),
        ("checks each schema", 280, 40, 490),
        ("before a write", 220, 40, 540),
    ) == ["Storage", "Policy"]
