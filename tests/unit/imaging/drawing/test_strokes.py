"""Strokes: barbs fall off, lines cross, trees branch, dashes join."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.drawing.segments import MAX_SEGMENTS
from slidescan.imaging.drawing.strokes import Net, nets
from slidescan.imaging.drawing.thinning import thin

Line = tuple[tuple[int, int], tuple[int, int]]


def nets_of(*lines: Line, targets: NDArray[np.int32] | None = None) -> list[Net]:
    mask = np.zeros((300, 500), np.uint8)
    for start, stop in lines:
        cv2.line(mask, start, stop, 1, 3)
    widths = 2 * cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    empty = np.zeros(mask.shape, np.int32)
    parts = nets(
        thin(mask),
        np.asarray(widths, np.float32),
        np.zeros_like(mask),
        empty if targets is None else targets,
    )
    assert parts is not None
    return parts


def terminals(net: Net) -> list[tuple[int, int]]:
    points = (segment.ends[end] for segment, end in net.terminals)
    return sorted((round(float(x), -1), round(float(y), -1)) for x, y in points)  # type: ignore[misc]


def test_the_barbs_of_an_open_arrowhead_are_no_ends() -> None:
    (net,) = nets_of(((50, 150), (400, 150)), ((380, 138), (400, 150)), ((380, 162), (400, 150)))
    assert terminals(net) == [(50, 150), (390, 150)]


def test_straight_lines_pass_each_other() -> None:
    parts = nets_of(((50, 150), (450, 150)), ((250, 30), (250, 270)))
    assert sorted(map(terminals, parts)) == [[(50, 150), (450, 150)], [(250, 30), (250, 270)]]


def test_the_trunk_of_a_tree_meets_its_branches() -> None:
    (net,) = nets_of(
        *(((250, 30), (250, 250)), ((80, 140), (420, 140))),
        *(((80, 140), (80, 250)), ((420, 140), (420, 250))),
    )
    assert terminals(net) == [(80, 250), (250, 30), (250, 250), (420, 250)]


def test_dashes_and_cut_lines_join() -> None:
    parts = nets_of(*(((x, 150), (x + 20, 150)) for x in range(50, 400, 36)))
    assert [len(net.terminals) for net in parts] == [2]


def test_lines_on_both_sides_of_a_text_stay_apart() -> None:
    targets = np.zeros((300, 500), np.int32)
    targets[140:160, 205:225] = 7
    assert len(nets_of(((50, 150), (200, 150)), ((228, 150), (400, 150)), targets=targets)) == 2


def test_a_picture_full_of_strokes_is_no_diagram() -> None:
    lines = np.zeros((600, 600), np.uint8)
    for x in range(5, 590, 16):
        lines[5:590:14, x : x + 10] = 1
    zeros = np.zeros(lines.shape, np.int32)
    assert cv2.connectedComponents(lines)[0] > MAX_SEGMENTS
    assert nets(lines, np.ones(lines.shape, np.float32), np.zeros_like(lines), zeros) is None
