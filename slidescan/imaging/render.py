"""Pictures of one slide: its photo as it was read, and the slide laid flat, encoded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from slidescan.core.records import Slide
from slidescan.errors import PhotoUnreadable

if TYPE_CHECKING:
    from slidescan.imaging.decode import Upright


QUALITY = 88
"""Of a picture's compression, 1..95."""


def decode_photo_of(path: Path, slide: Slide) -> Upright:
    """Decode the photo of a slide.

    Raises:
        PhotoError: It can't be read, or has changed since: its corners are not the slide's.
    """
    from slidescan.imaging.decode import decode, digest, read_bytes

    data = read_bytes(path)
    if digest(data) != slide.photo.sha256:
        raise PhotoUnreadable(f"{slide.image} has changed since it was read", "ingest it again")
    return decode(data, max_pixels=slide.photo.width * slide.photo.height)


def render_slide(
    path: Path, slide: Slide, name: str, *, width: int | None = None, quality: int = QUALITY
) -> bytes:
    """The encoded picture of one slide, laid flat.

    Args:
        path: The photo.
        slide: Where the slide is in it.
        name: Pillow's name of the format.
        width: Pixels of its longer side, at most; None for as many as the photo gives.
        quality: Of its compression, 1..95.

    Raises:
        PhotoError: The photo can't be read.
    """
    import io

    from PIL import Image

    from slidescan.imaging.cleanup import clean_up
    from slidescan.imaging.rectify import flatten

    upright = decode_photo_of(path, slide)
    flat = flatten(upright.pixels, slide.detection, upright.photo.focal, margin=0.0).pixels
    if slide.detection.quad is not None:
        flat = clean_up(flat)
    buffer = io.BytesIO()
    picture = Image.fromarray(flat[:, :, ::-1])
    if width is not None:
        picture.thumbnail((width, width))
    picture.save(buffer, name, quality=quality)
    return buffer.getvalue()
