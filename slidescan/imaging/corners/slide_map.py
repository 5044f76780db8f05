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

MIN_LIKELY = 0.5
"""A slide is likely in cells above this, 0..1."""

MIN_LIKELY_SHARE = 0.007
"""A look shows a slide if it is likely in at least this share of the cells."""

TILE_SHARE = 0.6
"""The size of the parts that are looked at more closely, as a share of the photo's sides: most
slides that the first look misses lie within one of them."""

TILE_OFFSETS = tuple((x, y) for y in (0.0, 1.0) for x in (0.0, 0.5, 1.0))
"""Where these parts lie: 0 at the left or the top, 1 at the right or the bottom."""


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
    """Looks at the photo, and more closely where the first look shows no slide.

    Args:
        pixels: The working copy, height × width × 3, BGR.

    Raises:
        EngineUnavailable: No runtime for networks is installed.
    """
    full = _look(pixels)
    return full if _likely_cells(full) else _closer_look(pixels) or full


def _closer_look(pixels: NDArray[np.uint8]) -> SlideMap | None:
    """Looks at parts of the photo, and maps what the one that shows most of a slide shows.

    Returns:
        None if no part shows a slide.
    """
    height, width = pixels.shape[:2]
    extent = np.rint(np.array([height, width]) * TILE_SHARE).astype(int)
    best: SlideMap | None = None
    offset, most = TILE_OFFSETS[0], 0.0
    for x, y in TILE_OFFSETS:
        top, left = np.rint((np.array([height, width]) - extent) * [y, x]).astype(int)
        part = _look(pixels[top : top + extent[0], left : left + extent[1]])
        likely = _likely_cells(part)
        if likely > most:
            best, offset, most = part, (x, y), likely
    return None if best is None else _pasted(best, offset)


def _pasted(part: SlideMap, offset: tuple[float, float]) -> SlideMap:
    """The map of a photo of which one part was looked at; empty elsewhere."""
    size = np.array(part.slide.shape)
    extent = np.rint(size / TILE_SHARE).astype(int)
    top, left = np.rint((extent - size) * offset[::-1]).astype(int)
    cells = np.s_[..., top : top + size[0], left : left + size[1]]
    slide, sides = np.zeros(extent, np.float32), np.zeros((4, *extent), np.float32)
    slide[cells], sides[cells] = part.slide, part.sides
    return SlideMap(slide, sides)


def _likely_cells(seen: SlideMap) -> int:
    """The number of cells in which a slide is likely; 0 if they are too few for one."""
    count = int((seen.slide > MIN_LIKELY).sum())
    return count if count >= MIN_LIKELY_SHARE * seen.slide.size else 0


def _look(pixels: NDArray[np.uint8]) -> SlideMap:
    """Runs the network once on all of `pixels`."""
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
