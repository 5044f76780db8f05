"""Decides whether the title of a picture without corners is that of a slide.

Banners, name plates, shirts and photographers' names have a largest line, too. It is a title only
if the finder sees a slide behind it, if the text is laid out like that of a slide, or if no camera
took the picture.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad
from slidescan.imaging.classify import may_be_drawn
from slidescan.imaging.corners.finder import FinderResult
from slidescan.imaging.decode import Upright
from slidescan.layout.flat_line import FlatLine
from slidescan.layout.slide_layout import has_slide_layout, is_level

MIN_SLIDE_LIKELIHOOD = 0.3
"""The minimum mean of the slide map behind each line of a title, 0..1."""

MIN_SEEN_CONFIDENCE = 0.1
"""With less confidence of the finder, its map counts nothing: it looked at parts of a room."""


@dataclass(frozen=True, eq=False)
class SlideSigns:
    """What the pixels of a picture without corners say about it.

    Attributes:
        likely: How likely each cell of a grid over the picture shows the slide, rows × columns,
            0..1; None if nothing of it seems to.
        may_be_drawn: Whether a computer may have made the picture.
    """

    likely: NDArray[np.float32] | None
    may_be_drawn: bool

    @classmethod
    def of(cls, upright: Upright, result: FinderResult | None) -> SlideSigns:
        """The signs of a photo.

        Args:
            upright: The photo.
            result: What the finder saw in it, or in the photo when turned; None if it didn't look.
        """
        is_seen = result is not None and result.detection.confidence >= MIN_SEEN_CONFIDENCE
        seen = result.seen if result is not None and is_seen else None
        return cls(None if seen is None else seen.slide, may_be_drawn(upright))

    def with_supported_title(
        self, lines: Sequence[FlatLine], width: float, height: float
    ) -> tuple[FlatLine, ...]:
        """The lines; those of a title that nothing shows to be a slide's are of the body.

        Args:
            lines: All lines of the picture, with their roles.
            width: The picture's width, pixels.
            height: The picture's height, pixels.
        """
        title = [line.quad for line in lines if line.role == "title"]
        if (
            (self.may_be_drawn and is_level(line for line in lines if line.role != "outside"))
            or has_slide_layout(lines, width)
            or all(self._likelihood(q, width, height) >= MIN_SLIDE_LIKELIHOOD for q in title)
        ):
            return tuple(lines)
        return tuple(replace(line, role="body") if line.role == "title" else line for line in lines)

    def _likelihood(self, quad: FlatQuad, width: float, height: float) -> float:
        """The mean likelihood of a slide in the cells behind a line."""
        if self.likely is None:
            return 0.0
        rows, columns = self.likely.shape
        left, top, right, bottom = quad.bounds
        first, last = math.floor(left / width * columns), math.ceil(right / width * columns)
        upper, lower = math.floor(top / height * rows), math.ceil(bottom / height * rows)
        cells = self.likely[max(upper, 0) : max(lower, 1), max(first, 0) : max(last, 1)]
        return float(cells.mean()) if cells.size else 0.0
