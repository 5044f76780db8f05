"""Renders pictures of one slide from its photo."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from slidescan.core.records import Slide
from slidescan.errors import PhotoUnreadable
from slidescan.imaging.cleanup import clean_up
from slidescan.imaging.decode import Upright, decode
from slidescan.imaging.photo_files import digest, read_bytes
from slidescan.imaging.rectify import flatten

DEFAULT_QUALITY = 88
"""Quality of a compressed picture, 1..95."""


def decode_photo_of(path: Path, slide: Slide) -> Upright:
    """Decodes the photo of a slide.

    Raises:
        PhotoError: The photo can't be read, or it has changed since, so that the slide's corners
            don't apply.
    """
    data = read_bytes(path)
    if digest(data) != slide.photo.sha256:
        raise PhotoUnreadable(f"{slide.image} has changed since it was read", "ingest it again")
    return decode(data, max_pixels=slide.photo.width * slide.photo.height)


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
    upright = decode_photo_of(path, slide)
    flat = flatten(upright.pixels, slide.detection, upright.photo.focal, margin=0.0).pixels
    if slide.detection.quad is not None:
        flat = clean_up(flat)
    buffer = io.BytesIO()
    picture = Image.fromarray(flat[:, :, ::-1])
    if width is not None:
        picture.thumbnail((width, width))
    picture.save(buffer, image_format, quality=quality)
    return buffer.getvalue()
