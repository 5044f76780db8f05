"""The photo of a slide, as it was when the slide was read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from slidescan.errors import PhotoUnreadable
from slidescan.records import Slide

if TYPE_CHECKING:
    from slidescan.vision.photo import Upright


def photo_of(path: Path, slide: Slide) -> Upright:
    """Decode the photo of a slide.

    Raises:
        PhotoError: It can't be read, or has changed since: its corners are not the slide's.
    """
    from slidescan.vision.photo import decode, digest, read_bytes

    data = read_bytes(path)
    if digest(data) != slide.photo.sha256:
        raise PhotoUnreadable(f"{slide.image} has changed since it was read", "ingest it again")
    return decode(data, max_pixels=slide.photo.width * slide.photo.height)
