"""Reads a camera's data from a photo: date, focal length, traces of a camera, orientation.

The tags are defined by the Exif standard (CIPA DC-008).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

EXIF_IFD = 0x8769

DATE_TAGS = ((EXIF_IFD, 0x9003), (EXIF_IFD, 0x9004), (None, 0x0132))
"""Directory and tag of DateTimeOriginal, DateTimeDigitized and DateTime, in order of preference."""

MAKE_TAG, ORIENTATION_TAG = 0x010F, 0x0112

CONTAINER_ORIENTED_FORMATS = frozenset({"HEIF", "AVIF", "JXL"})
"""Formats whose container holds the orientation, which the decoder applies or passes on as EXIF.
There, the file's own EXIF and XMP orientations are informative (ISO/IEC 23000-22, 18181-2)."""

XMP_KEYS = ("xmp", "XML:com.adobe.xmp")
"""Where Pillow keeps a picture's XMP packet."""

XMP_ORIENTATION = re.compile(r"tiff:Orientation\s*(?:=\s*[\"']|>)\s*([1-8])\s*[\"'<]")
"""The orientation in an XMP packet, as an attribute or an element (XMP specification, part 2)."""

EXPOSURE_TAGS = (0x829A, 0x829D, 0x920A)
"""ExposureTime, FNumber, FocalLength: a camera writes at least one of them."""

FOCAL_35MM_TAG = 0xA405
"""FocalLengthIn35mmFilm."""

FILM_DIAGONAL_MM = 43.27
"""Diagonal of a 35 mm film frame."""

MIN_FOCAL_MM, MAX_FOCAL_MM = 8, 1000
"""The shortest and the longest focal length of real lenses, as 35 mm equivalents."""

SENSOR_RATIOS = (4 / 3, 3 / 2, 16 / 9)
"""Aspect ratios of cameras' sensors."""

MAX_RATIO_ERROR = 0.005
"""A photo counts as cropped if its aspect ratio differs from a sensor's by more, relatively."""


@dataclass(frozen=True)
class CameraData:
    """The useful parts of a photo's EXIF data.

    Attributes:
        taken: When the photo was taken, ISO 8601 without a time zone; None if unknown.
        focal_share: Focal length over the picture's diagonal; None if unknown.
        is_from_camera: Whether the data has an exposure, an aperture or a camera's make.
    """

    taken: str | None
    focal_share: float | None
    is_from_camera: bool

    def focal_pixels(self, width: int, height: int) -> float | None:
        """The focal length in pixels of a photo; None if it is unknown or the photo is cropped.

        The EXIF data of a cropped photo holds the focal length for the uncropped picture.
        """
        ratio = max(width, height) / min(width, height)
        is_cropped = all(abs(ratio / s - 1) >= MAX_RATIO_ERROR for s in SENSOR_RATIOS)
        if self.focal_share is None or is_cropped:
            return None
        diagonal: float = (width * width + height * height) ** 0.5
        return self.focal_share * diagonal


def camera_data(exif: Image.Exif) -> CameraData:
    """Reads EXIF data; implausible values count as unknown."""
    details = exif.get_ifd(EXIF_IFD)
    is_from_camera = any(tag in details for tag in EXPOSURE_TAGS) or bool(exif.get(MAKE_TAG))
    return CameraData(_taken(exif), _focal_share(exif), is_from_camera)


def settle_orientation(image: Image.Image) -> None:
    """Sets the EXIF orientation of a loaded image to the one that applies.

    EXIF comes first, then XMP. Where the container holds the orientation, both are ignored.
    """
    exif = image.getexif()
    if image.format not in CONTAINER_ORIENTED_FORMATS:
        if exif.get(ORIENTATION_TAG) not in range(1, 9):
            exif[ORIENTATION_TAG] = _xmp_orientation(image)
    elif image.format == "AVIF":
        # Pillow passes the container's orientation on as EXIF, but adds XMP's where there is none.
        if "exif" not in image.info:
            exif[ORIENTATION_TAG] = 1
    elif not getattr(image, "jpeg", False):
        # A JPEG packed as JPEG XL is unpacked as it was, so that its EXIF applies.
        exif[ORIENTATION_TAG] = 1


def _xmp_orientation(image: Image.Image) -> int:
    for key in XMP_KEYS:
        packet = image.info.get(key, "")
        text = packet.decode("utf-8", "replace") if isinstance(packet, bytes) else str(packet)
        if match := XMP_ORIENTATION.search(text):
            return int(match[1])
    return 1


def _taken(exif: Image.Exif) -> str | None:
    for group, tag in DATE_TAGS:
        value = (exif.get_ifd(group) if group else exif).get(tag)
        try:
            parsed = datetime.strptime(str(value).strip("\0 "), "%Y:%m:%d %H:%M:%S")
        except ValueError:
            continue
        return parsed.isoformat()
    return None


def _focal_share(exif: Image.Exif) -> float | None:
    value = exif.get_ifd(EXIF_IFD).get(FOCAL_35MM_TAG)
    try:
        focal = float(value) if value is not None else 0.0
    except (TypeError, ValueError):
        return None
    return focal / FILM_DIAGONAL_MM if MIN_FOCAL_MM <= focal <= MAX_FOCAL_MM else None
