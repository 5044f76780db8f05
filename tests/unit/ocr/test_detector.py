"""The size at which text is looked for."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from slidescan.ocr.detector import COARSE_PIXELS, MAX_ENLARGEMENT, SMALL_PICTURE_PIXELS, detect


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (320, 192, MAX_ENLARGEMENT**2 * 320 * 192),
        (640, 400, SMALL_PICTURE_PIXELS),
        (832, 512, 832 * 512),
        (1920, 1088, COARSE_PIXELS),
    ],
    ids=["tiny", "small", "as it is", "large"],
)
def test_small_pictures_are_enlarged_and_large_ones_reduced(
    width: int, height: int, expected: float
) -> None:
    sizes: list[int] = []

    class Blank:
        def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
            sizes.append(batch.shape[2] * batch.shape[3])
            return np.zeros((1, 1, *batch.shape[2:]), np.float32)

        def metadata(self, _: str) -> str:
            return ""

    assert detect(Blank(), np.zeros((height, width, 3), np.uint8)) == []
    assert sizes == [pytest.approx(expected, rel=0.06)]


def test_lines_that_only_the_first_look_sees_stay() -> None:
    """The first look sees two lines, one of them tiny; the second one sees the other alone."""

    class Looks:
        count = 0

        def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
            seen = np.zeros((1, 1, *batch.shape[2:]), np.float32)
            scale = batch.shape[2] / 1088
            for top, bottom in ((100, 112), (600, 660))[self.count :]:
                rows = slice(int(top * scale), int(bottom * scale))
                seen[:, :, rows, int(200 * scale) : int(900 * scale)] = 0.9
            self.count += 1
            return seen

        def metadata(self, _: str) -> str:
            return ""

    quads = detect(Looks(), np.zeros((1088, 1920, 3), np.uint8))
    assert sorted(quad.center[1] for quad in quads) == pytest.approx([106, 630], abs=6)
