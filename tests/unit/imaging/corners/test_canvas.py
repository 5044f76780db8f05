"""The slide on a canvas of which a part is unlit."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from slidescan.imaging.corners.canvas import MAX_SLIDE_DEFICIT, slide_on_canvas
from slidescan.imaging.corners.working_copy import WorkingCopy

CANVAS = [[200, 100], [440, 100], [440, 340], [200, 340]]
SLIDE = [[200, 140], [440, 140], [440, 290], [200, 290]]
UPPER = [[200, 100], [440, 100], [440, 290], [200, 290]]


def room(*, lit: int = 230, strip: int = 110, text: bool = False) -> WorkingCopy:
    """A dark room with a canvas, and a slide on the middle of it."""
    pixels = np.full((480, 640, 3), 25, np.uint8)
    cv2.rectangle(pixels, (200, 100), (440, 340), (strip, strip, strip), -1)
    cv2.rectangle(pixels, (200, 140), (440, 290), (lit, lit, lit), -1)
    if text:
        cv2.putText(pixels, "One line of text", (205, 328), 0, 0.8, (250, 250, 250), 2)
    return WorkingCopy(pixels, 1.0)


def chosen(copy: WorkingCopy, *others: tuple[list[list[int]], float]) -> list[list[float]]:
    quads = np.array([CANVAS, *(quad for quad, _ in others)], float)
    scores = np.array([10.0, *(score for _, score in others)])
    row = slide_on_canvas(copy, quads, scores, best=0)
    result: list[list[float]] = quads[row].tolist()
    return result


def test_a_slide_between_unlit_strips_is_taken() -> None:
    assert chosen(room(), (SLIDE, 8.0)) == SLIDE


def test_strips_are_left_one_after_the_other() -> None:
    assert chosen(room(), (UPPER, 9.0), (SLIDE, 7.0)) == SLIDE


@pytest.mark.parametrize(
    "copy",
    [room(text=True), room(strip=230, lit=110), room(strip=230)],
    ids=["text in a strip", "lighter strips", "no strips"],
)
def test_a_panel_of_the_slide_is_not(copy: WorkingCopy) -> None:
    assert chosen(copy, (SLIDE, 9.0)) == CANVAS


@pytest.mark.parametrize(
    ("other", "score"),
    [
        (SLIDE, 10.0 - MAX_SLIDE_DEFICIT - 0.1),
        ([[200, 105], [440, 105], [440, 335], [200, 335]], 9.0),
        ([[290, 180], [350, 180], [350, 240], [290, 240]], 9.0),
        ([[150, 140], [500, 140], [500, 290], [150, 290]], 9.0),
    ],
    ids=["poor score", "the same", "too small", "beyond the canvas"],
)
def test_other_quads_are_not_taken(other: list[list[int]], score: float) -> None:
    assert chosen(room(), (other, score)) == CANVAS
