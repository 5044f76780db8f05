"""Areas and aspect ratios of arrays of quads."""

from __future__ import annotations

import numpy as np
import pytest

from slidescan.core.geometry import Quad
from slidescan.imaging.corners.quads import areas, aspect_ratios, convex


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
