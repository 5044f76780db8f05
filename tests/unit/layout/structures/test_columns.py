"""Heads in columns: what is larger only because it is short is none."""

from __future__ import annotations

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line
from slidescan.layout.positions import PositionedLine, position_lines
from slidescan.layout.structures.columns import headed_columns, sections_of


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
        ("Policy", 138, 62, 360),
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


def placed(*lines: tuple[str, float, float, float, float]) -> list[PositionedLine]:
    """Lines of a text and its bounds, pixels."""
    made = [
        Line(text, 1.0, PhotoQuad.rectangle(right - left, bottom - top).moved(left, top))
        for text, left, top, right, bottom in lines
    ]
    return position_lines(made, None)


UPPER_ROW = (
    ("Develop", 321, 595, 589, 683),
    ("Build & test", 832, 599, 1179, 673),
    ("Deploy", 1427, 595, 1662, 689),
    ("Monitor", 2028, 597, 2274, 679),
    ("Application", 2662, 633, 2955, 712),
)


def test_two_rows_of_labels_are_no_heads_with_details() -> None:
    labels = placed(
        *UPPER_ROW,
        ("Provision", 308, 1187, 602, 1268),
        ("of a host", 308, 1574, 515, 1643),
        ("Configure", 790, 1183, 1102, 1278),
        ("2019", 1221, 1594, 1292, 1622),
        ("Monitor", 1356, 1189, 1601, 1270),
        ("Audit &", 1986, 1159, 2222, 1241),
        ("remediate", 1984, 1241, 2300, 1320),
        ("Infrastructure", 2635, 1233, 2979, 1301),
    )
    assert headed_columns(labels) is None


def test_heads_of_two_columns_are_no_head_of_one() -> None:
    beside = [
        Line(text, 1.0, PhotoQuad.rectangle(width, 110).moved(left, top))
        for text, left, width, top in (
            ("Configuration", 1044, 570, 1000),
            ("Monitoring", 1944, 470, 1002),
            ("Integrated and interoperable", 1236, 1075, 1370),
        )
    ]
    details = [
        Line(text, 1.0, PhotoQuad.rectangle(500, 90).moved(left, 1580))
        for text, left in (("checks each schema", 1070), ("reports cost by team", 1844))
    ]
    assert sections_of(position_lines([*beside, *details], None))[0] == ()


def test_a_line_level_with_bullets_below_a_head_is_a_point() -> None:
    sections, _ = sections_of(
        placed(
            ("Tuning", 74, 212, 326, 260),
            ("Increase the memory of workers", 182, 282, 1070, 329),
            ("• Set the size of the cache", 180, 335, 1014, 384),
            ("• Increase buffers", 182, 391, 662, 434),
            ("Partial indexes", 80, 464, 560, 511),
            ("• Index only part of the table", 181, 533, 751, 582),
        )
    )
    assert [section.head.text for section in sections] == ["Tuning", "Partial indexes"]
