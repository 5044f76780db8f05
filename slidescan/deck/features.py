"""Finds a page without words in a photo by its local features, wherever it is in the photo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import Homography
from slidescan.deck.align import page_quad
from slidescan.deck.pictures import Grey

MAX_FEATURES = 1200
"""The most features of a picture."""

MAX_PHOTO_SIDE = 1000
"""Longer side of the copy of a photo whose features are computed, pixels."""

MAX_DISTANCE_RATIO = 0.75
"""A feature matches if it is this much nearer than the second (Lowe 2004, "Distinctive Image
Features from Scale-Invariant Keypoints", 7.1)."""

MIN_FEATURES = 8
"""The fewest features that agree on a position; the pixels there then decide."""

MAX_FEATURE_SHIFT_PIXELS = 6.0
"""How far a feature may lie from where the map puts it, pixels of the photo's copy."""


class PageFeatures:
    """The features of the pages of a deck, computed when they are needed."""

    def __init__(self, pictures: Sequence[Grey | None]) -> None:
        self._pictures = pictures
        self._sift: Any = cv2.SIFT.create(MAX_FEATURES)
        self._cache: dict[int, tuple[NDArray[np.float64], Any]] = {}

    def of_photo(self, grey: Grey) -> tuple[NDArray[np.float64], Any]:
        """The features of a photo: points in pixels of `grey`, and descriptors."""
        scale = min(1.0, MAX_PHOTO_SIDE / max(grey.shape))
        if scale < 1.0:
            grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(
                np.uint8, copy=False
            )
        points, descriptors = self._compute(grey)
        return points / scale, descriptors

    def locate(
        self, page: int, photo: tuple[NDArray[np.float64], Any], scale: float
    ) -> Homography | None:
        """The map from shares of a page to the upright photo; None if the photo doesn't show it.

        Args:
            page: The page's index.
            photo: From `of_photo`.
            scale: Pixels of the reduced photo for one of the upright photo.
        """
        picture = self._pictures[page]
        if picture is None:
            return None
        if page not in self._cache:
            self._cache[page] = self._compute(picture)
        points, descriptors = self._cache[page]
        photo_points, photo_descriptors = photo
        if descriptors is None or photo_descriptors is None or len(photo_points) < 2:
            return None
        pairs = cv2.BFMatcher(cv2.NORM_L2).knnMatch(descriptors, photo_descriptors, k=2)
        good = [
            p[0]
            for p in pairs
            if len(p) == 2 and p[0].distance < MAX_DISTANCE_RATIO * p[1].distance
        ]
        if len(good) < MIN_FEATURES:
            return None
        height, width = picture.shape
        source = points[[m.queryIdx for m in good]] / [width, height]
        target = photo_points[[m.trainIdx for m in good]]
        result: Any = cv2.findHomography(source, target, cv2.RANSAC, MAX_FEATURE_SHIFT_PIXELS)
        matrix, inliers = result
        if matrix is None or int(inliers.sum()) < MIN_FEATURES:
            return None
        upright = np.diag([1 / scale, 1 / scale, 1.0]) @ matrix
        (a, b, c), (d, e, f), (g, h, i) = (upright / upright[2, 2]).tolist()
        to_photo: Homography = ((a, b, c), (d, e, f), (g, h, i))
        return to_photo if page_quad(to_photo) is not None else None

    def _compute(self, grey: Grey) -> tuple[NDArray[np.float64], Any]:
        keypoints, descriptors = self._sift.detectAndCompute(grey, None)
        points = np.array([point.pt for point in keypoints], np.float64).reshape(-1, 2)
        return points, descriptors
