"""Lines that a photo doesn't show yet, and lines that something covers."""

from __future__ import annotations

import numpy as np
import pytest
from support.deck_files import bullets, read_here, write_pdf
from support.factories import line

from slidescan.core.geometry import PageQuad, PhotoQuad, homography
from slidescan.core.records import DeckLine, DeckPage, Line, Role
from slidescan.deck.align import UNIT_PAGE
from slidescan.deck.builds import hidden_as_before, hidden_lines
from slidescan.deck.pages import DrawnPage
from slidescan.deck.pictures import Grey, line_box

POINTS = ("Ordered events arrive", "Windows close late", "Replay without loss", "Cost per terabyte")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> DrawnPage:
    folder = tmp_path_factory.mktemp("builds")
    return read_here(write_pdf(folder / "a.pdf", [bullets("Streams", *POINTS)])).pages[0]


def hidden(drawn: DrawnPage, over: Grey | None, lines: list[Line]) -> list[str]:
    assert drawn.picture is not None
    height, width = drawn.picture.shape
    to_photo = homography(UNIT_PAGE, PhotoQuad.rectangle(width, height))
    picture = drawn.picture if over is not None else None
    indices = hidden_lines(drawn.page, picture, over, lines, to_photo)
    return [drawn.page.lines[i].text for i in indices]


def photo(drawn: DrawnPage, *covered: str, grey: int = 255) -> Grey:
    """The page, darker and with noise; some lines are covered with an even grey."""
    assert drawn.picture is not None
    picture = drawn.picture.copy()
    for each in drawn.page.lines:
        if each.text in covered:
            left, top, right, bottom = line_box(each, (picture.shape[0], picture.shape[1]))
            picture[top:bottom, left:right] = grey
    noise = np.random.default_rng(1).normal(0, 3, picture.shape)
    return (40 + 0.6 * picture + noise).clip(0, 255).astype(np.uint8)


def test_a_page_that_is_all_there_hides_nothing(drawn: DrawnPage) -> None:
    assert hidden(drawn, photo(drawn), []) == []


def test_the_last_lines_are_hidden_where_the_ground_is_bare(drawn: DrawnPage) -> None:
    assert hidden(drawn, photo(drawn, *POINTS[2:]), []) == list(POINTS[2:])


def test_a_bare_line_before_others_is_not_hidden(drawn: DrawnPage) -> None:
    assert hidden(drawn, photo(drawn, POINTS[1]), []) == []


def test_what_a_dark_shirt_covers_is_not_hidden(drawn: DrawnPage) -> None:
    assert hidden(drawn, photo(drawn, *POINTS[2:], grey=20), []) == []


def test_what_ocr_read_is_not_hidden(drawn: DrawnPage) -> None:
    assert hidden(drawn, photo(drawn, *POINTS[3:]), [line("Cost per terabyte", 3)]) == []


def test_without_pixels_lines_after_the_last_read_are_hidden(drawn: DrawnPage) -> None:
    read = [line(text, row) for row, text in enumerate(POINTS[:2])]
    assert hidden(drawn, None, read) == list(POINTS[2:])


def test_without_pixels_a_gap_in_what_was_read_hides_nothing(drawn: DrawnPage) -> None:
    read = [line(POINTS[0], 0), line(POINTS[2], 2)]
    assert hidden(drawn, None, read) == []


def page_of(*texts: str) -> DeckPage:
    """A page of a title and lines of the body."""
    quads = [PageQuad((0, y), (1, y), (1, y + 0.05), (0, y + 0.05)) for y in (0.1, 0.3, 0.4, 0.5)]
    roles: tuple[Role, ...] = ("title", "body", "body", "body")
    lines = (DeckLine(t, q, r) for t, q, r in zip(texts, quads, roles, strict=False))
    return DeckPage("talk.pptx", "0" * 64, 1, 960, 540, tuple(lines))


def test_hidden_words_stay_hidden_if_lines_break_elsewhere() -> None:
    before = page_of("Streams", "ordered events", "arrive late and", "are replayed")
    after = page_of("Streams", "ordered events", "arrive late and are replayed")
    assert hidden_as_before(before, after, (2, 3)) == (2,)
    assert hidden_as_before(after, before, (2,)) == (2, 3)
    # A line of which a part is there is not hidden.
    assert hidden_as_before(before, after, (3,)) == ()
    assert hidden_as_before(before, after, ()) == ()
