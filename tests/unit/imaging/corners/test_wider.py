"""A wider quad around the best one."""

from __future__ import annotations

import numpy as np
import pytest

from slidescan.imaging.corners.wider import MAX_SCORE_DEFICIT, wider_quad

PANEL = [[200, 200], [600, 200], [600, 400], [200, 400]]
SLIDE = [[150, 100], [650, 110], [650, 430], [150, 430]]


def chosen(*others: tuple[list[list[int]], float]) -> list[list[float]] | None:
    quads = np.array([PANEL, *(quad for quad, _ in others)], float)
    wider = wider_quad(quads, np.array([0.0, *(score for _, score in others)]), best=0)
    return None if wider is None else wider.tolist()


def test_the_best_quad_around_the_best_one_is_chosen() -> None:
    larger = [[100, 80], [680, 80], [680, 450], [100, 450]]
    assert chosen((larger, -3.0), (SLIDE, -1.0)) == SLIDE


@pytest.mark.parametrize(
    ("other", "score"),
    [
        (SLIDE, -MAX_SCORE_DEFICIT - 0.1),
        ([[200, 195], [602, 195], [602, 402], [200, 402]], -0.1),
        ([[0, 0], [1000, 0], [1000, 700], [0, 700]], -0.1),
        ([[300, 100], [700, 100], [700, 450], [300, 450]], -0.1),
        ([[250, 250], [400, 250], [400, 350], [250, 350]], -0.1),
    ],
    ids=["poor score", "same text", "room", "crosses", "inside"],
)
def test_other_quads_are_not(other: list[list[int]], score: float) -> None:
    assert chosen((other, score)) is None
