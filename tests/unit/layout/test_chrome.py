"""What the programs around a slide show in a screenshot."""

from __future__ import annotations

import pytest

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import TextBox
from slidescan.layout.chrome import is_bar, split_chrome
from slidescan.layout.lines import arrange

WIDTH, HEIGHT = 1920.0, 1080.0


def box(text: str, x: float, y: float, size: float = 40) -> TextBox:
    right = x + len(text) * size * 0.5
    return TextBox(text, 0.98, FlatQuad((x, y), (right, y), (right, y + size), (x, y + size)))


SLIDE = [
    box("Data lakes in practice", 120, 180, 60),
    box("Raw data comes first", 160, 320),
    box("Schema on read", 160, 410),
    box("Cheap storage wins", 160, 500),
]
NAMES = [box(name, 1570, 300 + 215 * i, 26) for i, name in enumerate(("Ann Example", "Bob Sample"))]
BUTTONS = [
    box(label, 120 + 300 * i, 1010, 28)
    for i, label in enumerate(("Mute", "Stop Video", "Participants 23", "Share Screen", "Leave"))
]


def outside(*chrome: TextBox, slide: list[TextBox] = SLIDE) -> set[str]:
    kept, removed = split_chrome([*slide, *chrome], WIDTH, HEIGHT)
    assert [b for b in kept if b in slide] == slide
    assert len(kept) + len(removed) == len(slide) + len(chrome)
    return {b.text for b in removed}


def test_a_video_call_loses_names_buttons_and_notices() -> None:
    notice = box("You are viewing Ann Example's screen", 600, 30, 30)
    chrome = (notice, *NAMES, *BUTTONS)
    assert outside(*chrome) == {b.text for b in chrome}


def test_names_above_the_slide_are_found_side_by_side() -> None:
    names = [box(name, 400 + 500 * i, 40, 26) for i, name in enumerate(("Ann Example", "Bo Li"))]
    assert outside(*names, *BUTTONS) == {b.text for b in (*names, *BUTTONS)}


def test_a_title_alone_above_the_slide_is_no_name() -> None:
    slide = [
        box("Ann Example", 120, 60, 30),
        *(box(f"Point {i}", 160, 500 + 90 * i) for i in (1, 2)),
    ]
    assert outside(*BUTTONS, slide=slide) == {b.text for b in BUTTONS}


def test_names_beside_a_slide_outside_a_call_stay() -> None:
    kept, removed = split_chrome([*SLIDE, *NAMES], WIDTH, HEIGHT)
    assert (len(kept), removed) == (6, [])


def test_a_player_loses_its_bar_and_its_captions() -> None:
    chrome = [
        box("so what we did is we moved everything", 500, 890, 36),
        box("12:31 / 45:02", 60, 1030, 26),
        box("1.5x HD CC", 1500, 1032, 26),
    ]
    assert outside(*chrome) == {b.text for b in chrome}


@pytest.mark.parametrize(
    "bar",
    [
        [box("File", 20, 10, 20), box("Edit View", 90, 10, 20), box("Help", 300, 10, 20)],
        [box("Datei Bearbeiten Ansicht Extras", 20, 10, 20)],
        [box("Dashboards", 90, 10, 20), box("https://example.org/d/12?from=now", 200, 45, 22)],
    ],
)
def test_bars_of_browsers_and_editors_are_outside(bar: list[TextBox]) -> None:
    assert outside(*bar) == {b.text for b in bar}


@pytest.mark.parametrize(
    "slide",
    [
        [box("example.org", 120, 60, 60), box("Visit us", 120, 200)],
        [box("Build, test, run", 120, 60, 50), box("in one place", 120, 200)],
        [box("Kickoff at 12:31", 120, 60, 50), box("12:31 / 45:02", 120, 400)],
        [box("Who is sharing data?", 120, 60, 50), box("Recording of data", 120, 400)],
        [box("we saw the whole ocean that day", 160, 900), box("The sea", 120, 60, 70)],
    ],
)
def test_a_slide_that_speaks_of_such_things_stays_whole(slide: list[TextBox]) -> None:
    assert split_chrome(slide, WIDTH, HEIGHT) == (slide, [])


def test_chrome_becomes_lines_outside_of_a_screenshot_alone() -> None:
    boxes = [*SLIDE, *BUTTONS]
    lines = arrange(boxes, WIDTH, HEIGHT, is_screen=True)
    assert {line.text for line in lines if line.role == "outside"} == {b.text for b in BUTTONS}
    assert all(line.role != "outside" for line in arrange(boxes, WIDTH, HEIGHT))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("File Edit View Help", True),
        ("Fichier Édition Affichage", True),
        ("Mute Stop Video Participants 23 Chat", True),
        ("Edit the file", False),
        ("How we build, run and view a large system of services", False),
    ],
)
def test_a_bar_is_a_row_of_labels(text: str, expected: bool) -> None:
    assert is_bar(text) == expected
