"""Renders pictures of one slide from its photo."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from slidescan.core.records import Detection, Slide
from slidescan.errors import PhotoUnreadable
from slidescan.imaging.cleanup import clean_up
from slidescan.imaging.decode import Upright, decode
from slidescan.imaging.photo_files import digest, read_bytes
from slidescan.imaging.rectify import MAX_FLAT_SIDE, flatten, full_side

DEFAULT_QUALITY = 88
"""Quality of a compressed picture, 1..95."""


def decode_photo_of(path: Path, slide: Slide, *, reduction: int = 1) -> Upright:
    """Decodes the photo of a slide.

    Args:
        path: The photo.
        slide: Its slide.
        reduction: As in `decode`.

    Raises:
        PhotoError: The photo can't be read, or it has changed since, so that the slide's corners
            don't apply.
    """
    data = read_bytes(path)
    if digest(data) != slide.photo.sha256:
        raise PhotoUnreadable(f"{slide.image} has changed since it was read", "ingest it again")
    pixels = slide.photo.width * slide.photo.height
    return decode(data, max_pixels=pixels, reduction=reduction)


def render_slide(
    path: Path,
    slide: Slide,
    image_format: str,
    *,
    width: int | None = None,
    quality: int = DEFAULT_QUALITY,
) -> bytes:
    """Encodes the flat slide, cleaned up, or the uncropped photo as it is.

    Args:
        path: The photo.
        slide: The slide with its corners.
        image_format: Pillow's name of the format.
        width: Maximum length of the longer side, pixels; None for the photo's resolution.
        quality: Quality of the compression, 1..95.

    Raises:
        PhotoError: The photo can't be read.
    """
    max_side = MAX_FLAT_SIDE if width is None else min(width, MAX_FLAT_SIDE)
    reduction = 1 if width is None else int(max(1.0, _full_side(slide) / width))
    upright = decode_photo_of(path, slide, reduction=reduction)
    detection = _scaled(slide, upright)
    flat = flatten(
        upright.pixels, detection, upright.photo.focal, margin=0.0, max_side=max_side
    ).pixels
    if slide.detection.quad is not None:
        flat = clean_up(flat)
    return _encoded(flat, image_format, width, quality)


def render_photo(
    path: Path,
    slide: Slide,
    image_format: str,
    *,
    width: int | None = None,
    quality: int = DEFAULT_QUALITY,
) -> bytes:
    """Encodes the upright photo of a slide; arguments and errors are those of `render_slide`."""
    return _encoded(decode_photo_of(path, slide).pixels, image_format, width, quality)


def _encoded(
    pixels: NDArray[np.uint8], image_format: str, width: int | None, quality: int
) -> bytes:
    buffer = io.BytesIO()
    picture = Image.fromarray(pixels[:, :, ::-1])
    if width is not None:
        picture.thumbnail((width, width))
    picture.save(buffer, image_format, quality=quality)
    return buffer.getvalue()


def _full_side(slide: Slide) -> float:
    """The longer side of the slide at its photo's resolution, pixels."""
    photo, quad = slide.photo, slide.detection.quad
    if quad is None:
        return max(photo.width, photo.height)
    return full_side(quad, photo.width, photo.height, photo.focal)


def _scaled(slide: Slide, upright: Upright) -> Detection:
    """Where the slide is in the pixels of its photo, which may be decoded at a smaller size."""
    quad, photo = slide.detection.quad, slide.photo
    if quad is None or (upright.photo.width, upright.photo.height) == (photo.width, photo.height):
        return slide.detection
    right, down = upright.photo.width / photo.width, upright.photo.height / photo.height
    detection = slide.detection
    # A pixel's coordinates are those of its centre, which moves when pixels are merged.
    smaller = quad.stretched(right, down).moved((right - 1) / 2, (down - 1) / 2)
    return Detection.of(smaller, detection.confidence, detection.turn, detection.by)
