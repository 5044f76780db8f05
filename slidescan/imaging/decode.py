"""From a photo file to upright pixels."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from slidescan.core.records import DEFAULT_MAX_PIXELS, Photo
from slidescan.errors import (
    PhotoDamaged,
    PhotoError,
    PhotoFormatUnsupported,
    PhotoTooLarge,
    PhotoUnreadable,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".heic", ".heif", ".tif", ".tiff", ".bmp"}
)
"""File names that photos have."""

FORMATS = frozenset({"JPEG", "MPO", "PNG", "WEBP", "HEIF", "TIFF", "BMP", "DIB"})
"""Pillow's names of the formats that are read, whatever the file is called."""

MAX_BYTES = 1024 * 2**20
"""Larger files are not read: 100 megapixels of 16 bits take 600 MB."""

_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_EXIF_TAKEN = ((0x8769, 0x9003), (0x8769, 0x9004), (None, 0x0132))
_EXIF_FOCAL_35MM = 0xA405
_DIAGONAL_35MM = 43.27


@dataclass(frozen=True)
class Upright:
    """A decoded photo, never stored.

    Attributes:
        photo: The file.
        pixels: Height × width × 3, BGR, 8 bit, EXIF orientation applied.
        camera: Whether the file says that a camera took it.
    """

    photo: Photo
    pixels: NDArray[np.uint8]
    camera: bool = False


def is_photo_name(path: Path) -> bool:
    """Whether a file is called like a photo."""
    return path.suffix.lower() in SUFFIXES


def read_bytes(path: Path) -> bytes:
    """The bytes of a photo file.

    Raises:
        PhotoUnreadable: It vanished, may not be read, or is no regular file (a pipe, a device).
        PhotoTooLarge: It has more than `MAX_BYTES`.
        PhotoDamaged: It is empty.
    """
    try:
        # A pipe would wait for whoever writes into it.
        handle = os.open(path, os.O_RDONLY | _AT_ONCE)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise PhotoUnreadable("it is not a regular file", "give a folder or a photo")
            if os.fstat(handle).st_size > MAX_BYTES:
                raise PhotoTooLarge(
                    f"the file has more than {MAX_BYTES // 2**20} MB", "make the photo smaller"
                )
            data = file.read(MAX_BYTES)
    except OSError as error:
        reason = error.strerror or "it can't be opened"
        raise PhotoUnreadable(
            reason.lower(), "check that the file is there and readable"
        ) from error
    if not data:
        raise PhotoDamaged("the file is empty", "copy it again from the camera")
    return data


def digest(data: bytes) -> str:
    """The SHA-256 of a file's bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def load(path: Path, *, max_pixels: int = DEFAULT_MAX_PIXELS) -> Upright:
    """Decode a photo: the first frame, upright, on white where it is transparent.

    Args:
        path: The file.
        max_pixels: The most pixels it may have; checked before anything is decoded.

    Raises:
        PhotoUnreadable: The file can't be opened.
        PhotoFormatUnsupported: It is no image of a format that is read.
        PhotoTooLarge: It has more pixels than `max_pixels`.
        PhotoDamaged: Its pixels can't be decoded.
    """
    return decode(read_bytes(path), max_pixels=max_pixels)


def decode(data: bytes, *, max_pixels: int = DEFAULT_MAX_PIXELS) -> Upright:
    """`load`, from the file's bytes."""
    import cv2
    import numpy as np
    from PIL import Image, ImageOps, UnidentifiedImageError

    if data[4:8] == b"ftyp":
        _allow_heif()
    try:
        with _quiet(Image), Image.open(io.BytesIO(data)) as image:
            if image.format not in FORMATS:
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
            exif = image.getexif()
            taken, focal, camera = _taken(exif), _focal_share(exif), _by_camera(exif)
            image.seek(0)
            image.load()
            upright = ImageOps.exif_transpose(image)
            pixels = cv2.cvtColor(np.asarray(_rgb(upright)), cv2.COLOR_RGB2BGR).astype(
                np.uint8, copy=False
            )
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
    if focal is not None and not _is_whole(width, height):
        focal = None
    return Upright(
        photo=Photo(
            sha256=digest(data),
            width=width,
            height=height,
            taken=taken,
            focal=focal * (width * width + height * height) ** 0.5 if focal else None,
        ),
        pixels=pixels,
        camera=camera,
    )


def _allow_heif() -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()


@contextmanager
def _quiet(module: object) -> Iterator[None]:
    """Let our own limit on pixels decide, not Pillow's, and keep its warnings about oddities."""
    limit = module.MAX_IMAGE_PIXELS  # type: ignore[attr-defined]
    module.MAX_IMAGE_PIXELS = None  # type: ignore[attr-defined]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        module.MAX_IMAGE_PIXELS = limit  # type: ignore[attr-defined]


def _rgb(image: Image.Image) -> Image.Image:
    """`image` as 8-bit RGB, on white where it is transparent."""
    import numpy as np
    from PIL import Image

    if image.mode.startswith(("I", "F")):
        levels = np.asarray(image).astype(np.float64)
        top = 65535.0 if levels.max(initial=0) > 255 else 255.0
        image = Image.fromarray((levels * (255.0 / top)).clip(0, 255).astype(np.uint8))
    if image.mode == "P" or "transparency" in image.info or image.mode in ("LA", "PA", "RGBA"):
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, rgba).convert("RGB")
    return image.convert("RGB")


def _taken(exif: Image.Exif) -> str | None:
    for group, tag in _EXIF_TAKEN:
        value = (exif.get_ifd(group) if group else exif).get(tag)
        try:
            parsed = datetime.strptime(str(value).strip("\0 "), "%Y:%m:%d %H:%M:%S")
        except ValueError:
            continue
        return parsed.isoformat()
    return None


def _by_camera(exif: Image.Exif) -> bool:
    """Whether an exposure, an aperture or a camera's make is noted."""
    details = exif.get_ifd(0x8769)
    return any(tag in details for tag in (0x829A, 0x829D, 0x920A)) or bool(exif.get(0x010F))


_SENSORS = (4 / 3, 3 / 2, 16 / 9)


def _is_whole(width: int, height: int) -> bool:
    """Whether a photo has the proportions of a sensor.

    One that was cropped keeps the focal length of the whole, which then says nothing of it.
    """
    ratio = max(width, height) / min(width, height)
    return any(abs(ratio / sensor - 1) < 0.005 for sensor in _SENSORS)


def _focal_share(exif: Image.Exif) -> float | None:
    """Focal length over the picture's diagonal."""
    value = exif.get_ifd(0x8769).get(_EXIF_FOCAL_35MM)
    try:
        focal = float(value) if value is not None else 0.0
    except (TypeError, ValueError):
        return None
    return focal / _DIAGONAL_35MM if 8 <= focal <= 1000 else None
