"""Areas and aspect ratios of arrays of quads."""

from __future__ import annotations

import numpy as np
import pytest

from slidescan.core.geometry import Quad
from slidescan.imaging.corners.quads import areas, aspect_ratios, convex, plausible


def test_aspect_ratios_of_an_array_equal_those_of_each_quad() -> None:
    from slidescan.core.aspect_ratio import aspect_ratio

    rng = np.random.default_rng(4)
    base = np.array([[100, 80], [520, 90], [510, 380], [110, 370]], float)
    quads = base + rng.normal(0, 18, (40, 4, 2))
    assert convex(quads).all()
    many = aspect_ratios(quads, 640, 480)
    known = aspect_ratios(quads, 640, 480, focal=700.0)
    for quad, ratio, with_focal in zip(quads, many, known, strict=True):
        assert ratio == pytest.approx(aspect_ratio(Quad.of(quad), 640, 480), rel=1e-6)
        assert with_focal == pytest.approx(aspect_ratio(Quad.of(quad), 640, 480, 700.0), rel=1e-6)
    assert areas(quads)[0] == pytest.approx(Quad.of(quads[0]).area)


WIDTH, HEIGHT = 400.0, 300.0


@pytest.mark.parametrize(
    ("corners", "why"),
    [
        ([(60, 60), (340, 70), (330, 230), (70, 240)], ""),
        ([(-40, 10), (360, 10), (360, 240), (-40, 240)], ""),
        ([(20, -700), (380, 10), (380, 280), (20, 280)], "a corner far outside the photo"),
        ([(-200, 10), (380, 10), (380, 280), (-200, 280)], "a third of it outside the photo"),
        ([(20, 20), (380, 120), (380, 150), (20, 280)], "one side many times as long"),
        ([(20, 20), (380, 20), (380, 280), (300, 60)], "a sharp corner"),
    ],
)
def test_only_quads_that_a_camera_could_see_are_plausible(
    corners: list[tuple[float, float]], why: str
) -> None:
    assert plausible(np.array([corners], float), WIDTH, HEIGHT)[0] == (not why), why
