"""The foot of a slide comes last: notices, logos in the corners."""

from __future__ import annotations

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import TextBox
from slidescan.layout.boxes import Box
from slidescan.layout.foot import split_foot


def box(text: str, x: float, y: float, size: float = 30) -> Box:
    width = len(text) * size * 0.5
    quad = FlatQuad.rectangle(width, size).moved(x, y)
    return Box.of(TextBox(text, 0.95, quad))


LEFT = [box(f"left point {i}", 120, 200 + 60 * i) for i in range(4)]
RIGHT = [box(f"right point {i}", 700, 200 + 60 * i) for i in range(6)]


def foot(*others: Box) -> list[str]:
    _, last = split_foot([*LEFT, *others, *RIGHT], 1280, 720)
    return [each.text for each in last]


def test_logos_in_the_lower_corners_are_the_foot() -> None:
    assert foot(box("Con 10", 40, 650), box("Acme", 1180, 655)) == ["Con 10", "Acme"]


def test_a_last_point_below_the_others_is_content() -> None:
    assert foot(box("last point", 120, 640)) == []
    assert foot(box("a longer sentence at the left", 60, 640)) == []


def test_a_sentence_that_begins_above_a_notice_is_content() -> None:
    notice = box("© 2025 Example Inc. All rights reserved.", 300, 650, 16)
    assert foot(notice, box("the last of many points", 700, 625)) == [notice.text]


def test_a_page_number_beside_a_notice_is_the_foot() -> None:
    notice = box("© 2025 Example Inc. All rights reserved.", 300, 650, 16)
    assert foot(notice, box("17", 1000, 645, 20)) == [notice.text, "17"]


def test_captions_in_a_row_are_content() -> None:
    row = [box(name, x, 650) for name, x in (("Ada", 60), ("Grace", 300), ("Alan", 600))]
    assert foot(*row) == []


def test_a_logo_that_is_read_in_pieces_stays_beside_its_notice() -> None:
    notice = box("© 2025 Example Inc. All rights reserved.", 300, 650, 16)
    assert foot(notice, box("re Inven t", 300, 622)) == [
        "© 2025 Example Inc. All rights reserved.",
        "re Inven t",
    ]


def test_small_print_at_the_foot_comes_last() -> None:
    notice = box("Example Inc. | 16 May | Monitoring at one of the largest shops", 120, 660, 16)
    assert foot(notice) == [notice.text]
    assert foot(notice, box("a last point as low", 700, 655)) == []


def test_the_second_line_of_small_print_stays_with_the_first() -> None:
    upper = box("European environment of scientific", 120, 590, 16)
    assert foot(upper, box("software that is installed for all", 120, 613, 16)) == []


def test_a_logo_at_the_foot_is_no_small_print() -> None:
    assert foot(box("Acme Software", 300, 660, 16)) == []
