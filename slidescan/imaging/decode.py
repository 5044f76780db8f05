"""Decodes a photo's file to upright pixels."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from slidescan.core.records import DEFAULT_MAX_PIXELS, Photo
from slidescan.errors import PhotoDamaged, PhotoError, PhotoFormatUnsupported, PhotoTooLarge
from slidescan.imaging.exif import CameraData, camera_data
from slidescan.imaging.photo_files import digest, read_bytes

PHOTO_FORMATS = frozenset({"JPEG", "MPO", "PNG", "WEBP", "HEIF", "TIFF", "BMP", "DIB"})
"""Pillow's names for the supported formats. The content tells the format, not the file's name."""


@dataclass(frozen=True)
class Upright:
    """A decoded photo, never stored.

    Attributes:
        photo: The file.
        pixels: Height × width × 3, BGR, 8 bit, EXIF orientation applied.
        is_from_camera: Whether a camera wrote the EXIF data.
    """

    photo: Photo
    pixels: NDArray[np.uint8]
    is_from_camera: bool = False


def load(path: Path, *, max_pixels: int = DEFAULT_MAX_PIXELS) -> Upright:
    """Decodes the first frame of a photo, makes it upright, and puts transparent parts on white.

    Args:
        path: The file.
        max_pixels: Photos with more pixels are refused before they are decoded.

    Raises:
        PhotoUnreadable: The file can't be opened.
        PhotoFormatUnsupported: The file is not an image of a supported format.
        PhotoTooLarge: It has more pixels than `max_pixels`.
        PhotoDamaged: Its pixels can't be decoded.
    """
    return decode(read_bytes(path), max_pixels=max_pixels)


def decode(data: bytes, *, max_pixels: int = DEFAULT_MAX_PIXELS) -> Upright:
    """Decodes the bytes of a photo's file; see `load`."""
    if data[4:8] == b"ftyp":
        _register_heif()
    try:
        pixels, camera = _pixels(data, max_pixels)
    except PhotoError:
        raise
    except UnidentifiedImageError as error:
        raise PhotoFormatUnsupported(
            "this is no image that can be recognised", "is it really a photo?"
        ) from error
    except MemoryError as error:
        raise PhotoTooLarge(
            "there is not enough memory for it", "lower --max-pixels, or make the photo smaller"
        ) from error
    except Exception as error:
        raise PhotoDamaged(
            f"it can't be decoded ({type(error).__name__}: {error})",
            "copy it again from the camera",
        ) from error
    height, width = pixels.shape[:2]
    photo = Photo(
        sha256=digest(data),
        width=width,
        height=height,
        taken=camera.taken,
        focal=camera.focal_pixels(width, height),
    )
    return Upright(photo, pixels, camera.is_from_camera)


def _pixels(data: bytes, max_pixels: int) -> tuple[NDArray[np.uint8], CameraData]:
    """The upright pixels, BGR, and the EXIF data."""
    with _without_pillow_limits(), Image.open(io.BytesIO(data)) as image:
        if image.format not in PHOTO_FORMATS:
            raise PhotoFormatUnsupported(
                f"{image.format} images are not read",
                "convert it to JPEG, PNG, WebP, HEIC, TIFF or BMP",
            )
        width, height = image.size
        if width * height > max_pixels:
            raise PhotoTooLarge(
                f"{width} × {height} is more than {max_pixels / 1e6:g} megapixels",
                "raise --max-pixels, or make the photo smaller",
            )
        if width < 2 or height < 2:
            raise PhotoDamaged(f"{width} × {height} pixels hold nothing to read")
        camera = camera_data(image.getexif())
        image.seek(0)
        image.load()
        rgb = np.asarray(_rgb(ImageOps.exif_transpose(image)))
        return cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False), camera


def _register_heif() -> None:
    import pillow_heif  # lazy: 15 MB of libraries, only for HEIC photos

    pillow_heif.register_heif_opener()


@contextmanager
def _without_pillow_limits() -> Iterator[None]:
    """Lifts Pillow's limit on pixels, because `max_pixels` applies, and silences its warnings."""
    limit = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def _rgb(image: Image.Image) -> Image.Image:
    """Converts an image to 8-bit RGB and puts transparent parts on white."""
    if image.mode.startswith(("I", "F")):
        levels = np.asarray(image).astype(np.float64)
        top = 65535.0 if levels.max(initial=0) > 255 else 255.0
        image = Image.fromarray((levels * (255.0 / top)).clip(0, 255).astype(np.uint8))
    if image.mode == "P" or "transparency" in image.info or image.mode in ("LA", "PA", "RGBA"):
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, rgba).convert("RGB")
    return image.convert("RGB")
