"""Regions: boxes and ellipses are shapes; areas between connectors and arrowheads are none."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.drawing.ink import WorkPicture, ink_masks
from slidescan.imaging.drawing.regions import Region, paint, regions, shapes_of

INK = (40, 40, 40)


def page() -> NDArray[np.uint8]:
    return np.full((400, 700, 3), 235, np.uint8)


def shapes(pixels: NDArray[np.uint8]) -> list[Region]:
    picture = WorkPicture.of(pixels)
    bright, dark = ink_masks(picture)
    return shapes_of(regions(picture), bright | dark, picture.text)


def test_filled_and_outlined_boxes_and_ellipses_are_shapes() -> None:
    pixels = page()
    cv2.rectangle(pixels, (40, 50), (200, 120), (200, 160, 90), -1)
    cv2.rectangle(pixels, (260, 50), (420, 120), INK, 3)
    cv2.ellipse(pixels, (560, 85), (80, 35), 0, 0, 360, INK, 3)
    centers = sorted(round((s.bounds[0] + s.bounds[2]) / 2) for s in shapes(pixels))
    assert centers == [120, 340, 560]


def test_the_background_and_arrowheads_are_no_shapes() -> None:
    pixels = page()
    cv2.fillPoly(pixels, [np.array([(300, 200), (330, 215), (300, 230)])], INK)
    assert shapes(pixels) == []


def test_the_area_inside_a_cycle_is_no_shape() -> None:
    pixels = page()
    boxes = [(300, 30), (60, 300), (540, 300)]
    for x, y in boxes:
        cv2.rectangle(pixels, (x, y), (x + 100, y + 50), (200, 160, 90), -1)
    for (ax, ay), (bx, by) in zip(boxes, [*boxes[1:], boxes[0]], strict=True):
        cv2.line(pixels, (ax + 50, ay + 25), (bx + 50, by + 25), INK, 3)
    for x, y in boxes:
        cv2.rectangle(pixels, (x, y), (x + 100, y + 50), (200, 160, 90), -1)
    assert len(shapes(pixels)) == len(boxes)


def test_the_area_between_crossing_lines_is_no_shape() -> None:
    pixels = page()
    for x in (200, 500):
        cv2.line(pixels, (x, 20), (x, 380), INK, 3)
    for y in (100, 300):
        cv2.line(pixels, (20, y), (680, y), INK, 3)
    assert shapes(pixels) == []


def test_the_innermost_shape_is_painted_last() -> None:
    pixels = page()
    cv2.rectangle(pixels, (40, 40), (400, 360), INK, 3)
    cv2.rectangle(pixels, (100, 100), (240, 180), (200, 160, 90), -1)
    labels = paint(shapes(pixels), (700, 400))
    assert (labels[300, 300], labels[140, 170], labels[20, 20]) == (1, 2, 0)


def test_a_box_with_a_thick_outline_is_a_shape() -> None:
    pixels = page()
    cv2.rectangle(pixels, (200, 100), (400, 180), (60, 170, 200), 12)
    cv2.rectangle(pixels, (200, 100), (400, 180), (250, 250, 250), -1)
    assert len(shapes(pixels)) == 1
