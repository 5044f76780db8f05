"""Loads the grey levels of a photo, reduced, to compare them with pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.records import Photo
from slidescan.errors import PhotoError
from slidescan.imaging.decode import decode
from slidescan.imaging.photo_files import digest, read_bytes

MAX_GREY_SIDE = 2000
"""Longer side of the reduced photo, pixels; a page's picture has 640."""

JPEG_MAGIC = b"\xff\xd8\xff"

JPEG_REDUCTIONS = {
    8: cv2.IMREAD_REDUCED_GRAYSCALE_8,
    4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
    2: cv2.IMREAD_REDUCED_GRAYSCALE_2,
    1: cv2.IMREAD_GRAYSCALE,
}
"""How JPEG decodes to a part of its size, in a part of the time."""


@dataclass(frozen=True)
class GreyPhoto:
    """A photo's grey levels, never stored.

    Attributes:
        pixels: Height × width, upright.
        scale: Its pixels for one of the photo.
    """

    pixels: NDArray[np.uint8]
    scale: float


def load_grey(path: Path, photo: Photo) -> GreyPhoto | None:
    """The grey levels of a photo; None if the file changed since it was read, or can't be read."""
    try:
        data = read_bytes(path)
        if digest(data) != photo.sha256:
            return None
        grey = _reduced_jpeg(data, photo) if data.startswith(JPEG_MAGIC) else None
        if grey is None:
            pixels = decode(data, max_pixels=photo.width * photo.height).pixels
            grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
    except (PhotoError, cv2.error):
        return None
    longer = max(grey.shape)
    if longer > MAX_GREY_SIDE:
        factor = MAX_GREY_SIDE / longer
        size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    return GreyPhoto(grey, grey.shape[1] / photo.width)


def _reduced_jpeg(data: bytes, photo: Photo) -> NDArray[np.uint8] | None:
    """A JPEG decoded to at least `MAX_GREY_SIDE`, or fully; None if it isn't as it was read."""
    longer = max(photo.width, photo.height)
    factor = next((f for f in JPEG_REDUCTIONS if longer >= f * MAX_GREY_SIDE), 1)
    grey = cv2.imdecode(np.frombuffer(data, np.uint8), JPEG_REDUCTIONS[factor])
    if grey is None or abs(grey.shape[1] * factor - photo.width) > factor:
        return None
    return grey.astype(np.uint8, copy=False)
