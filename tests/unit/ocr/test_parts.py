"""Lines of very tall and very wide pictures are found in parts, and joined."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad
from slidescan.ocr import parts
from slidescan.ocr.parts import join, part_spans


def box(left: float, top: float, right: float, bottom: float) -> FlatQuad:
    return FlatQuad.rectangle(right - left, bottom - top).moved(left, top)


@pytest.mark.parametrize(
    ("total", "length"), [(24000, 1620), (12000, 2160), (3000, 640), (900, 640)]
)
def test_parts_cover_a_picture_and_overlap(total: int, length: int) -> None:
    spans = part_spans(total, length)
    assert spans[0][0] == 0
    assert spans[-1][1] == total
    for (_, end), (start, _) in pairwise(spans):
        assert 0.05 * length < end - start < 0.8 * length


def test_a_picture_shorter_than_a_part_is_one_part() -> None:
    assert part_spans(600, 640) == [(0, 600)]


def test_a_line_that_runs_on_in_the_next_part_is_joined() -> None:
    joined = join([box(100, 50, 1000, 90)], [box(850, 52, 1700, 92)], 0, 150)
    assert [quad.bounds for quad in joined] == [(100, 50, 1700, 92)]


def test_a_line_over_three_parts_is_one_line() -> None:
    lines: list[FlatQuad] = []
    for start in (0, 850, 1700):
        lines = join(lines, [box(start, 50, start + 1000, 90)], 0, 150)
    assert [quad.bounds for quad in lines] == [(0, 50, 2700, 90)]


def test_words_beside_each_other_stay_apart() -> None:
    assert len(join([box(100, 50, 900, 90)], [box(920, 50, 1700, 90)], 0, 150)) == 2


def test_lines_below_each_other_stay_apart() -> None:
    before, after = [box(100, 1500, 900, 1542)], [box(100, 1538, 900, 1580)]
    assert len(join(before, after, 1, 240)) == 2


@pytest.mark.parametrize("cut_first", [True, False])
def test_a_line_cut_lengthwise_is_taken_from_the_part_that_shows_it_whole(cut_first: bool) -> None:
    cut, whole = box(100, 1600, 900, 1620), box(100, 1598, 900, 1640)
    first, then = (cut, whole) if cut_first else (whole, box(100, 1620, 900, 1640))
    assert [q.bounds for q in join([first], [then], 1, 240)] == [whole.bounds]


def test_a_column_of_text_that_runs_down_is_joined() -> None:
    joined = join([box(100, 50, 140, 1000)], [box(102, 850, 142, 1700)], 1, 150)
    assert [quad.bounds for quad in joined] == [(100, 50, 142, 1700)]


@pytest.mark.parametrize(
    ("shape", "count"),
    [((720, 1280), 1), ((1080, 2560), 1), ((900, 2700), 1), ((8000, 1000), 7), ((1000, 8000), 7)],
)
def test_only_tall_and_wide_pictures_are_split(
    shape: tuple[int, int], count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, ...]] = []

    def detect(_: object, pixels: NDArray[np.uint8]) -> list[FlatQuad]:
        seen.append(pixels.shape)
        return []

    monkeypatch.setattr(parts, "detect", detect)
    parts.detect_lines(None, np.zeros((*shape, 3), np.uint8))  # type: ignore[arg-type]
    assert len(seen) == count
