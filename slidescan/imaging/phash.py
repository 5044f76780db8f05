"""A perceptual hash of a flat slide, nearly equal for photos of the same slide."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

HASH_INPUT_SIDE = 32
"""Side of the square copy on which the hash is computed, pixels."""

HASH_SIDE = 8
"""Side of the square block of lowest frequencies."""


def fingerprint(pixels: NDArray[np.uint8]) -> str:
    """The perceptual hash of a picture: 64 bits, hexadecimal.

    Each bit tells whether one of the 63 lowest frequencies of the cosine transform lies above
    their median (Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash
    Functions").

    Args:
        pixels: Height × width × 3, BGR.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    size = (HASH_INPUT_SIDE, HASH_INPUT_SIDE)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    lowest = cv2.dct(small)[:HASH_SIDE, :HASH_SIDE].flatten()[1:]
    bits = lowest > np.median(lowest)
    return f"{sum(1 << i for i, bit in enumerate(bits) if bit):016x}"
