"""A fingerprint of a flat slide that photos of the same slide share, nearly."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIDE, KEPT = 32, 8


def fingerprint(pixels: NDArray[np.uint8]) -> str:
    """The perceptual hash of a picture, 64 bits in hexadecimal.

    Whether each of the 63 lowest frequencies of its cosine transform is above their median
    (Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions").

    Args:
        pixels: Height × width × 3, BGR.
    """
    import cv2
    import numpy as np

    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    lowest = cv2.dct(small)[:KEPT, :KEPT].flatten()[1:]
    bits = lowest > np.median(lowest)
    return f"{sum(1 << i for i, bit in enumerate(bits) if bit):016x}"
