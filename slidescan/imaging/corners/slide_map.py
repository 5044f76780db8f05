"""Maps where the slide and its four sides likely are: a small network looks at the photo.

The network is a U-Net (Ronneberger, Fischer and Brox 2015) on the first layers of
EfficientNet-Lite0 (Tan and Le 2019), which have seen a million photos; `bench/train_slide_map.py`
trains it. Edges and brightness can't tell a screen from a window, a wall or a banner; the network
has seen halls. Its map is coarse, so it proposes quads and adds features, and the edges of the
photo decide the corners.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.inference import Session, open_session

INPUT_SIDE = 320
"""The longer side of the network's input, pixels."""

INPUT_MULTIPLE = 32
"""The sides of the input are multiples of this: the network halves them five times."""

MAP_STRIDE = 4
"""Pixels of the input per cell of the map."""

INPUT_MEAN, INPUT_SPREAD = 127 / 255, 128 / 255
"""Levels, 0..1, are shifted and scaled by these before they enter the network."""

MODEL_FILE = "slide_map.onnx"


@dataclass(frozen=True)
class SlideMap:
    """What the network sees, in cells that cover the photo.

    Attributes:
        slide: How likely each cell shows the slide, rows × columns, 0..1.
        sides: How likely the top, right, bottom and left side runs through each cell,
            4 × rows × columns, 0..1.
    """

    slide: NDArray[np.float32]
    sides: NDArray[np.float32]


def slide_map(pixels: NDArray[np.uint8]) -> SlideMap:
    """Runs the network.

    Args:
        pixels: The working copy, height × width × 3, BGR.

    Raises:
        EngineUnavailable: No runtime for networks is installed.
    """
    height, width = pixels.shape[:2]
    scale = INPUT_SIDE / max(height, width)
    size = [
        min(INPUT_SIDE, max(INPUT_MULTIPLE, round(n * scale / INPUT_MULTIPLE) * INPUT_MULTIPLE))
        for n in (width, height)
    ]
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    batch = (small.transpose(2, 0, 1)[None] / np.float32(255) - INPUT_MEAN) / INPUT_SPREAD
    logits = _network()(np.ascontiguousarray(batch, np.float32))[0]
    # The logistic function, written so that it can't overflow.
    probability = 0.5 + 0.5 * np.tanh(0.5 * logits)
    return SlideMap(probability[0], probability[1:])


@functools.cache
def _network() -> Session:
    model = resources.files("slidescan.imaging.corners").joinpath(MODEL_FILE)
    with resources.as_file(model) as path:
        return open_session(path, cache_shapes=False)
