"""Lines that continue the point above them, and lines that don't."""

from __future__ import annotations

import pytest

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line
from slidescan.layout.blocks import Points
from slidescan.layout.structure import outline

HEIGHT, PITCH = 30.0, 42.0


def texts_of(rows: list[tuple[str, float]], left: float = 60.0) -> list[str]:
    """The points of lines with given right ends."""
    lines = [
        Line(
            text,
            0.99,
            PhotoQuad(
                (left, PITCH * i),
                (right, PITCH * i),
                (right, PITCH * i + HEIGHT),
                (left, PITCH * i + HEIGHT),
            ),
        )
        for i, (text, right) in enumerate(rows)
    ]
    (block,) = outline(lines).blocks
    assert isinstance(block, Points)
    return [point.text for point in block.points]


def test_running_text_goes_on_although_a_lower_line_is_somewhat_wider() -> None:
    rows = [
        ("网时代发展和 人工智能时代的到来打好了基础。可伸缩性和可管理性是系统", 1020.0),
        ("发展的源动力。从可伸缩性出发，引导了无状态架构和计算向数据靠近等技", 1085.0),
        ("术趋势。", 180.0),
    ]
    assert texts_of(rows) == ["".join(text for text, _ in rows)]


@pytest.mark.parametrize("upper", ["支持多语言的自动识别与分析", "支持多语言，自动识别"])
def test_a_short_point_is_no_running_text(upper: str) -> None:
    rows = [
        (upper, 480.0),
        ("支持高可用的跨区域容灾与备份能力", 550.0),
        ("支持弹性伸缩的资源调度", 400.0),
    ]
    assert texts_of(rows)[0] == upper


def test_labels_of_boxes_side_by_side_go_on_in_no_line() -> None:
    rows = [("带外硬件安全防护 带内硬件安全防护", 560.0), ("监控", 120.0)]
    assert texts_of(rows) == [text for text, _ in rows]


@pytest.mark.parametrize(
    ("upper", "lower", "count"),
    [
        ("Weight of the bundle: from 1.7 MB to 700 KB", "Delay from 270 ms to 145 ms", 2),
        ("Weight of the bundle: from 1.7 MB to 700 KB", "after we had split it", 1),
    ],
)
def test_two_results_are_two_points(upper: str, lower: str, count: int) -> None:
    rows = [(0.0, upper), (8.0 * (len(upper) - len(lower)), lower)]
    lines = [
        Line(
            text,
            0.99,
            PhotoQuad(
                (60.0 + left, 34.0 * i),
                (60.0 + left + 16.0 * len(text), 34.0 * i),
                (60.0 + left + 16.0 * len(text), 34.0 * i + HEIGHT),
                (60.0 + left, 34.0 * i + HEIGHT),
            ),
        )
        for i, (left, text) in enumerate(rows)
    ]
    (block,) = outline(lines).blocks
    assert isinstance(block, Points)
    assert len(block.points) == count


def test_lines_that_all_begin_small_below_a_head_are_points() -> None:
    rows = [
        ("Instruqt:", 180.0),
        ("code: scripts to check", 560.0),
        ("contenu: markdown", 480.0),
        ("assets and images", 470.0),
        ("extensions of the lab", 570.0),
    ]
    assert texts_of(rows) == [text for text, _ in rows]
    wrapped = [
        ("Remember:", 180.0),
        ("all that you write down today", 560.0),
        ("helps those who come tomorrow", 570.0),
        ("and the day after", 340.0),
    ]
    assert len(texts_of(wrapped)) == 2


def test_hyphens_at_the_end_of_a_line() -> None:
    assert texts_of([("Better Ease-of-", 300.0), ("Development", 280.0)]) == [
        "Better Ease-of-Development"
    ]
    assert texts_of([("Alle Ein-", 300.0), ("und Ausgaben", 290.0)]) == ["Alle Ein- und Ausgaben"]


def test_what_stands_at_the_right_below_a_chinese_text_makes_it_no_narrower() -> None:
    rows = [
        ("过去十年是架构领域突飞猛进的十年，特别是云计算和大数据的发展，为互联", 60.0, 1001.0),
        ("网时代发展和人工智能时代的到来打好了技术基础。", 60.0, 700.0),
        ("洪强宁", 976.0, 1116.0),
    ]
    lines = [
        Line(text, 0.99, PhotoQuad((left, y), (right, y), (right, y + HEIGHT), (left, y + HEIGHT)))
        for (text, left, right), y in zip(rows, (0.0, PITCH, 4 * PITCH), strict=True)
    ]
    (block,) = outline(lines).blocks
    assert isinstance(block, Points)
    assert [point.text for point in block.points] == [rows[0][0] + rows[1][0], rows[2][0]]


def points_at(*rows: tuple[str, float, float, float, float]) -> list[str]:
    """The points of lines with given bounds."""
    lines = [
        Line(text, 0.99, PhotoQuad.rectangle(right - left, bottom - top).moved(left, top))
        for text, left, top, right, bottom in rows
    ]
    return [p.text for b in outline(lines).blocks if isinstance(b, Points) for p in b.points]


def test_a_list_in_a_list_whose_lines_share_a_centre_by_chance() -> None:
    texts = points_at(
        ("Low-hanging fruit", 52, 231, 367, 279),
        ("Indexes", 97, 301, 288, 349),
        ("Only one row returned?", 204, 369, 701, 422),
        ("No aggregation of rows?", 208, 426, 706, 477),
    )
    assert texts[:2] == ["Low-hanging fruit", "Indexes"]


def test_a_numbered_point_goes_on_with_a_small_letter_below_its_text() -> None:
    texts = points_at(
        ("1. read", 61, 241, 433, 321),
        ("2. mutate local", 61, 359, 832, 437),
        ("copy", 211, 483, 438, 570),
        ("3. swap", 57, 590, 380, 672),
        ("4. log to disk", 60, 709, 790, 790),
    )
    assert any("mutate local copy" in text for text in texts), texts


def test_names_of_one_form_are_two_points() -> None:
    names = (
        "Ada Lindqvist (Northwind Computing Centre)",
        "Bo K. Wylie (Lakeside Computing Centre)",
    )
    assert texts_of([(name, 500.0) for name in names]) == list(names)
    services = ("Lake Catalog Store", "Lake Service Catalog")
    assert texts_of([(name, 400.0) for name in services]) == list(services)


def test_a_line_with_brackets_at_its_end_goes_on_with_a_small_letter() -> None:
    rows = [
        ("The lake (see the map on page two)", 600.0),
        ("is deep and cold in all seasons", 560.0),
    ]
    assert len(texts_of(rows)) == 1
