"""The ground of transparent pictures."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from slidescan.imaging.ground import flatten_alpha


def drawn(*inks: tuple[int, int, int]) -> Image.Image:
    """A transparent picture with a bar in each ink."""
    image = Image.new("RGBA", (200, 120), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for i, ink in enumerate(inks):
        pen.rectangle((20, 20 + 40 * i, 180, 36 + 40 * i), fill=(*ink, 255))
    return image


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ((255, 255, 255), 0),
        ((0, 0, 0), 255),
        ((255, 240, 80), 0),
        ((40, 60, 160), 255),
        ((128, 128, 128), 255),
    ],
)
def test_the_ground_contrasts_with_the_ink(ink: tuple[int, int, int], ground: int) -> None:
    flat = flatten_alpha(np.asarray(drawn(ink)))
    assert tuple(flat[0, 0]) == (ground,) * 3
    assert tuple(flat[28, 100]) == ink


def test_black_and_white_ink_both_stand_out() -> None:
    flat = flatten_alpha(np.asarray(drawn((255, 255, 255), (0, 0, 0))))
    assert tuple(flat[0, 0]) == (128, 128, 128)


def test_what_lies_inside_a_panel_does_not_choose_the_ground() -> None:
    image = drawn()
    pen = ImageDraw.Draw(image)
    pen.rectangle((10, 10, 190, 110), fill=(20, 20, 60, 255))
    pen.rectangle((50, 40, 150, 80), fill=(255, 255, 255, 255))
    assert tuple(flatten_alpha(np.asarray(image))[0, 0]) == (255, 255, 255)


def test_soft_edges_are_mixed_with_the_ground() -> None:
    rgba = np.zeros((9, 9, 4), np.uint8)
    rgba[:, :, 3] = 255
    rgba[4, 4] = (0, 0, 0, 100)
    assert tuple(flatten_alpha(rgba)[4, 4]) == (155, 155, 155)


def test_a_picture_without_transparency_keeps_its_pixels() -> None:
    rgba = np.full((9, 9, 4), 200, np.uint8)
    rgba[:, :, 3] = 255
    assert (flatten_alpha(rgba) == 200).all()


def test_a_wholly_transparent_picture_is_white() -> None:
    assert (flatten_alpha(np.zeros((9, 9, 4), np.uint8)) == 255).all()
