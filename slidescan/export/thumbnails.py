"""Small pictures of slides for web pages."""

from __future__ import annotations

from pathlib import Path

from slidescan.core.records import Slide
from slidescan.imaging.render import render_slide

THUMBNAIL_SIDE_PIXELS = 800
"""Longer side."""

THUMBNAIL_JPEG_QUALITY = 80
"""1..95."""


def thumbnail(root: Path, slide: Slide) -> bytes:
    """A JPEG of the straightened slide.

    Args:
        root: Folder that the photos' paths start at.
        slide: The slide.

    Raises:
        PhotoError: The photo can't be read, or has changed since.
    """
    return render_slide(
        root / slide.image,
        slide,
        "JPEG",
        width=THUMBNAIL_SIDE_PIXELS,
        quality=THUMBNAIL_JPEG_QUALITY,
    )
