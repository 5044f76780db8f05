"""Decodes a photo's file to upright pixels."""

from __future__ import annotations

import importlib
import io
import re
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
from slidescan.imaging.exif import CameraData, camera_data, settle_orientation
from slidescan.imaging.ground import flatten_alpha
from slidescan.imaging.photo_files import check_content, digest, read_bytes

PHOTO_FORMATS = frozenset(
    {"JPEG", "MPO", "PNG", "WEBP", "HEIF", "TIFF", "BMP", "DIB", "GIF", "AVIF", "JXL"}
)
"""Pillow's names for the supported formats. The content tells the format, not the file's name."""

ANIMATED_FORMATS = frozenset({"GIF", "PNG", "WEBP", "AVIF"})
"""Formats whose frames are an animation. The frames of HEIC are pictures of their own, of which the
primary one is read; those of MPO are views of one."""

SUBFILE_TYPE_TAG, REDUCED_COPY_BIT = 254, 1
"""The tag and the bit that mark a page of a TIFF file as a smaller copy of another (TIFF 6.0)."""

MAX_COUNTED_PAGES = 1000
"""The most pages of a TIFF file that are counted."""

AVIF_BRANDS = frozenset({b"avif", b"avis"})
"""The major brands of AVIF, which Pillow decodes itself."""

JXL_STARTS = (b"\xff\x0a", b"\x00\x00\x00\x0cJXL \r\n\x87\n")
"""How a JPEG XL file begins: a bare codestream, or a container (ISO/IEC 18181)."""

_JPEG_START, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_PROGRESSIVE_FRAME = re.compile(rb"\xff\xc2\x00[\x0b\x11\x14]")
"""The frame of a progressive JPEG file, of which any part gives a blurred picture."""

FILLER_GREY = 128
"""The level of the blocks that a JPEG file lacks."""


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
    """Decodes a photo: its primary picture or first frame, upright, transparent parts on a ground.

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


def decode(data: bytes, *, max_pixels: int = DEFAULT_MAX_PIXELS, reduction: int = 1) -> Upright:
    """Decodes the bytes of a photo's file; see `load`.

    Args:
        data: The file.
        max_pixels: As in `load`.
        reduction: How many times smaller the sides may be, where that saves work: in JPEG files,
            whose blocks decode to 4, 2 or 1 pixels as well as to 8 (`scale_denom` of libjpeg).
    """
    check_content(data)
    _register_plugin(data)
    try:
        pixels, camera, frames = _pixels(data, max_pixels, reduction)
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
        frames=frames,
    )
    return Upright(photo, pixels, camera.is_from_camera)


def _pixels(
    data: bytes, max_pixels: int, reduction: int
) -> tuple[NDArray[np.uint8], CameraData, int]:
    """The upright pixels, BGR, the EXIF data, and the number of frames of an animation.

    A JPEG file may lack its end marker if its scan is complete, as browsers show it.
    """
    try:
        return _complete_pixels(data, max_pixels, reduction)
    except UnidentifiedImageError:
        raise
    except OSError:
        is_progressive = _PROGRESSIVE_FRAME.search(data) is not None
        if not data.startswith(_JPEG_START) or is_progressive or data.endswith(_JPEG_END):
            raise
        ended = _complete_pixels(data + _JPEG_END, max_pixels, reduction)
        if _has_filler(ended[0]):
            raise
        return ended


def _has_filler(pixels: NDArray[np.uint8]) -> bool:
    """Whether a corner is plain grey, with which libjpeg fills the blocks that a file lacks.

    Corners are small, since the colours of blocks run into their neighbours.
    """
    ends = (slice(0, 4), slice(-4, None))
    corners = (pixels[row, column].astype(int) for row in ends for column in ends)
    return any(bool((abs(corner - FILLER_GREY) <= 1).all()) for corner in corners)


def _complete_pixels(
    data: bytes, max_pixels: int, reduction: int
) -> tuple[NDArray[np.uint8], CameraData, int]:
    with _without_pillow_limits(), Image.open(io.BytesIO(data)) as image:
        if image.format not in PHOTO_FORMATS:
            raise PhotoFormatUnsupported(
                f"{image.format} images are not read",
                "convert it to JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF or BMP",
            )
        width, height = image.size
        if width * height > max_pixels:
            raise PhotoTooLarge(
                f"{width} × {height} is more than {max_pixels / 1e6:g} megapixels",
                "raise --max-pixels, or make the photo smaller",
            )
        if width < 2 or height < 2:
            raise PhotoDamaged(f"{width} × {height} pixels hold nothing to read")
        frames = _frame_count(image)
        camera = camera_data(image.getexif())
        if reduction > 1:
            image.draft(None, (width // reduction, height // reduction))
        # Not `seek(0)`: a HEIC file opens at its primary picture, the others at their first frame.
        image.load()
        settle_orientation(image)
        ImageOps.exif_transpose(image, in_place=True)
        rgb = _rgb(image)
        bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False)
        return bgr, camera, frames


def _frame_count(image: Image.Image) -> int:
    """Frames of an animation, or pages of a TIFF file; smaller copies of a page don't count."""
    count: int = getattr(image, "n_frames", 1)
    if image.format in ANIMATED_FORMATS:
        return count
    if image.format != "TIFF" or count == 1:
        return 1
    pages = 0
    for page in range(min(count, MAX_COUNTED_PAGES)):
        image.seek(page)
        tags = getattr(image, "tag_v2", {})
        pages += not int(tags.get(SUBFILE_TYPE_TAG, 0)) & REDUCED_COPY_BIT
    image.seek(0)
    return max(1, pages)


def _register_plugin(data: bytes) -> None:
    """Registers the plug-in of Pillow that decodes a file.

    Raises:
        PhotoFormatUnsupported: It is a JPEG XL file, and the plug-in isn't installed.
    """
    if data[4:8] == b"ftyp" and data[8:12] not in AVIF_BRANDS:
        import pillow_heif  # lazy: 15 MB of libraries, only for HEIC photos

        pillow_heif.register_heif_opener()
    if data.startswith(JXL_STARTS):
        try:
            importlib.import_module("pillow_jxl")  # registers itself
        except ImportError as error:
            raise PhotoFormatUnsupported(
                "JPEG XL images need a plug-in", "pip install pillow-jxl-plugin"
            ) from error


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


def _rgb(image: Image.Image) -> NDArray[np.uint8]:
    """The pixels of an image, height × width × 3, RGB, 8 bit."""
    if image.mode.startswith(("I", "F")):
        levels = np.nan_to_num(np.asarray(image).astype(np.float64))
        highest = float(levels.max(initial=0))
        tops = (*((1.0,) if image.mode == "F" else ()), 255.0, 65535.0)
        top = next((top for top in tops if highest <= top), highest)
        image = Image.fromarray((levels * (255.0 / top)).clip(0, 255).astype(np.uint8))
    if "transparency" in image.info or image.mode in ("P", "PA", "La", "LA", "RGBa", "RGBA"):
        return flatten_alpha(np.asarray(image.convert("RGBA")))
    return np.asarray(image if image.mode == "RGB" else image.convert("RGB"))
