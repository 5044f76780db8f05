"""Reads what a camera writes into a photo: date, focal length, and that it is a camera.

Tags are those of the Exif standard (CIPA DC-008).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

EXIF_IFD = 0x8769

DATE_TAGS = ((EXIF_IFD, 0x9003), (EXIF_IFD, 0x9004), (None, 0x0132))
"""DateTimeOriginal, DateTimeDigitized, DateTime: directory and tag, the best first."""

MAKE_TAG = 0x010F

EXPOSURE_TAGS = (0x829A, 0x829D, 0x920A)
"""ExposureTime, FNumber, FocalLength: one of them is present if a camera took the photo."""

FOCAL_35MM_TAG = 0xA405
"""FocalLengthIn35mmFilm."""

FILM_DIAGONAL_MM = 43.27
"""Diagonal of a 35 mm film frame."""

MIN_FOCAL_MM, MAX_FOCAL_MM = 8, 1000
"""Focal lengths, in 35 mm equivalents, that lenses have."""

SENSOR_RATIOS = (4 / 3, 3 / 2, 16 / 9)
"""Aspect ratios of cameras' sensors."""

MAX_RATIO_ERROR = 0.005
"""Relative deviation from a sensor's aspect ratio from which a photo counts as cropped."""


@dataclass(frozen=True)
class CameraData:
    """What a photo's EXIF data says.

    Attributes:
        taken: When the photo was taken, ISO 8601 without a time zone; None if unknown.
        focal_share: Focal length over the picture's diagonal; None if unknown.
        is_from_camera: Whether an exposure, an aperture or a camera's make is given.
    """

    taken: str | None
    focal_share: float | None
    is_from_camera: bool

    def focal_pixels(self, width: int, height: int) -> float | None:
        """Focal length in pixels of a photo; None if it is unknown or the photo is cropped.

        A cropped photo has the focal length of the whole picture in its EXIF data.
        """
        ratio = max(width, height) / min(width, height)
        is_cropped = all(abs(ratio / s - 1) >= MAX_RATIO_ERROR for s in SENSOR_RATIOS)
        if self.focal_share is None or is_cropped:
            return None
        diagonal: float = (width * width + height * height) ** 0.5
        return self.focal_share * diagonal


def camera_data(exif: Image.Exif) -> CameraData:
    """Reads EXIF data; values that make no sense count as unknown."""
    details = exif.get_ifd(EXIF_IFD)
    is_from_camera = any(tag in details for tag in EXPOSURE_TAGS) or bool(exif.get(MAKE_TAG))
    return CameraData(_taken(exif), _focal_share(exif), is_from_camera)


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
