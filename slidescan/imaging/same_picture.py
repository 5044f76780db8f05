"""Tells whether a picture is a smaller copy of a photo.

Site generators resize, recompress and rename photos. Slides of one deck resemble one another, so a
perceptual hash alone would mix them up: it selects, and a comparison of aligned pixels decides.
"""

from __future__ import annotations

import io
import math
import warnings
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from slidescan.core.records import DEFAULT_MAX_PIXELS
from slidescan.imaging.ground import flatten_alpha
from slidescan.imaging.phash import HASH_SIDE

SIGNATURE_FORMAT = "2"
"""Starts the text of a signature: those of other versions are made in another way."""

SIGNATURE_SIDE = 48
"""Side of the square copy on which pictures are compared, pixels."""

FINE_SIGNATURE_SIDE = 192
"""Side of the square copy on which pictures are compared that differ by a word, pixels."""

MAX_PICTURE_BYTES = 200 * 2**20
"""Larger files are not compared."""

MIN_PICTURE_CONTRAST = 6.0
"""The lowest standard deviation of grey levels: flatter pictures all look the same."""

MAX_ASPECT_DIFFERENCE = 0.04
"""How much the proportions of a copy may differ from the photo's, which whole pixels round."""

MAX_HASH_DISTANCE = 10
"""The most different bits of the hashes of a photo and its copy, of 63. Copies differ by up to 6;
other slides of a deck may differ by none, so the pixels decide."""

MAX_MEAN_DIFFERENCE = 5.0
"""The highest mean difference of a copy's grey levels, after blurring: copies of 120 to 1,200
pixels differ by 2.6 at most, photos of other slides by 7.5 and more."""

MAX_CELL_DIFFERENCE = 40.0
"""The highest difference of one cell of a copy: copies differ by 25 at most, photos of other slides
by 51 and more."""

MAX_STRANGER_DIFFERENCE = 30.0
"""The highest difference of one cell of a copy that has another name."""

MIN_DIFFERENCE_RATIO = 1.6
"""How much more than the best photo the second best must differ."""

MIN_GAIN = 0.6
"""The lowest ratio of a copy's contrast to the photo's."""

MIN_CUT_SIDE = 0.5
"""The smallest share of a photo's width or height that a copy may be cut to."""

_FORMATS = frozenset({"JPEG", "MPO", "PNG", "WEBP", "AVIF", "GIF", "BMP", "DIB", "TIFF", "HEIF"})


MAX_FLATTENED_SIDE = 800
"""Larger pictures with transparent parts are reduced before they are put on a ground, pixels."""

_TURNED_ORIENTATIONS = (5, 6, 7, 8)
"""EXIF orientations that swap width and height."""

_TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by its EXIF orientation."""

HASH_BATCH = 1_000
"""How many pictures to hash together: they take 10 MB."""

_ANGLES = np.outer(np.arange(HASH_SIDE), 2 * np.arange(SIGNATURE_SIDE) + 1)
_COSINES = np.cos(_ANGLES * np.pi / (2 * SIGNATURE_SIDE)) * math.sqrt(2 / SIGNATURE_SIDE)
_HASH_BASIS = np.vstack([_COSINES[:1] / math.sqrt(2), _COSINES[1:]]).astype(np.float32)
"""The lowest frequencies of the cosine transform: 8 × side."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a picture looks like.

    Attributes:
        width, height: Its size, pixels, upright.
        grey: Its grey levels on a square, row by row.
    """

    width: int
    height: int
    grey: bytes

    @property
    def aspect(self) -> float:
        """Width by height."""
        return self.width / self.height

    @property
    def levels(self) -> NDArray[np.uint8]:
        """Its grey levels: side × side."""
        levels = np.frombuffer(self.grey, np.uint8)
        side = math.isqrt(levels.size)
        return levels.reshape(side, side)

    @property
    def is_flat(self) -> bool:
        """Whether it shows too little to tell it from others."""
        return _spread(self.levels) < MIN_PICTURE_CONTRAST

    def to_text(self) -> str:
        """All fields as one text."""
        fields = (SIGNATURE_FORMAT, self.width, self.height, b64encode(self.grey).decode())
        return " ".join(map(str, fields))

    @classmethod
    def of_text(cls, text: str) -> Signature:
        """The signature from the output of `to_text`.

        Raises:
            ValueError: The text is not such output.
        """
        form, width, height, grey = text.split(" ")
        made = cls(int(width), int(height), b64decode(grey, validate=True))
        is_possible = made.width > 0 and made.height > 0 and len(made.grey) == SIGNATURE_SIDE**2
        if form != SIGNATURE_FORMAT or not is_possible:
            raise ValueError("this is no signature of a picture")
        return made


def signature(data: bytes, side: int = SIGNATURE_SIDE) -> Signature | None:
    """The signature of a picture, made upright; None if it can't be decoded.

    Several threads may make signatures at once, inside `quiet_decoding`.

    Args:
        data: The bytes of its file.
        side: The side of the square of its grey levels, pixels.
    """
    if len(data) > MAX_PICTURE_BYTES:
        return None
    try:
        return _signature(data, side)
    except Exception:  # noqa: BLE001 - Pillow raises anything for a damaged file
        return None


def _signature(data: bytes, side: int) -> Signature:
    if data[4:8] == b"ftyp":
        _register_heif()
    with Image.open(io.BytesIO(data)) as image:
        if image.format not in _FORMATS:
            raise ValueError("it is no picture that a page shows")
        width, height = image.size
        if width * height > DEFAULT_MAX_PIXELS or min(width, height) < 2:
            raise ValueError("it is too large or too small to compare")
        # JPEG decodes to an eighth of its size for a fraction of the time.
        image.draft("L", (2 * side, 2 * side))
        image.seek(0)
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
        if orientation in _TURNED_ORIENTATIONS:
            width, height = height, width
        # The mean of whole pixels would differ between sizes by as much as two slides do.
        square = _grey(image).resize((side, side), Image.Resampling.BILINEAR)
        if orientation in _TRANSPOSITIONS:
            square = square.transpose(_TRANSPOSITIONS[orientation])
        return Signature(width, height, square.tobytes())


@contextmanager
def quiet_decoding() -> Iterator[None]:
    """Keeps Pillow's warnings about odd files from people's terminals."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _grey(image: Image.Image) -> Image.Image:
    """An image as grey levels, its transparent parts on a ground that its content stands out of."""
    if image.mode in ("P", "PA", "LA", "RGBA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        rgba.thumbnail((MAX_FLATTENED_SIDE, MAX_FLATTENED_SIDE), Image.Resampling.BOX)
        return Image.fromarray(flatten_alpha(np.asarray(rgba))).convert("L")
    return image.convert("L")


def _register_heif() -> None:
    import pillow_heif  # lazy: 15 MB of libraries, only for HEIC photos

    pillow_heif.register_heif_opener()


def hashes(pictures: Sequence[Signature]) -> NDArray[np.uint64]:
    """The perceptual hashes of pictures, made as in `phash.fingerprint`, a thousand in 20 ms."""
    levels = np.array([picture.levels for picture in pictures], np.float32)
    levels = levels.reshape(-1, SIGNATURE_SIDE, SIGNATURE_SIDE)
    lowest = (_HASH_BASIS @ levels @ _HASH_BASIS.T).reshape(-1, HASH_SIDE**2)[:, 1:]
    bits = lowest > np.median(lowest, axis=1, keepdims=True)
    made: NDArray[np.uint64] = bits @ (np.uint64(1) << np.arange(bits.shape[1], dtype=np.uint64))
    return made


def hash_distances(of_photos: NDArray[np.uint64], copy: np.uint64) -> NDArray[np.int64]:
    """How many bits of photos' hashes differ from that of a picture."""
    bits = np.bitwise_xor(of_photos, copy)
    counts: NDArray[np.int64] = np.unpackbits(bits.view(np.uint8).reshape(-1, 8), axis=1).sum(
        axis=1, dtype=np.int64
    )
    return counts


def difference(photo: Signature, copy: Signature) -> float | None:
    """How much a picture differs from a photo that it may be a copy of.

    The copy may have other brightness and contrast, and may be cut at two sides.

    Returns:
        The highest difference of a cell, in grey levels; None if it is no copy.
    """
    if photo.is_flat or copy.is_flat:
        return None
    differences = (_difference(cut, turned) for cut, turned in _aligned(photo, copy))
    return min((each for each in differences if each is not None), default=None)


def _aligned(
    photo: Signature, copy: Signature
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.uint8]]]:
    """Yields a photo and a copy in the positions that may fit.

    The copy may be cut at two sides. It may lie on its side, if the generator dropped the EXIF
    orientation.
    """
    tolerance = MAX_ASPECT_DIFFERENCE + 1.5 / min(copy.width, copy.height)
    if abs(copy.aspect / photo.aspect - 1) <= tolerance:
        yield photo.levels, copy.levels
        return
    if abs(copy.aspect * photo.aspect - 1) <= tolerance:
        for turns in (1, 3):
            yield photo.levels, np.rot90(copy.levels, turns)
    for cut in _cuts(photo, copy):
        yield cut, copy.levels


def _cuts(photo: Signature, copy: Signature) -> Iterator[NDArray[np.uint8]]:
    """The parts of a photo that have the proportions of a copy, and its width or its height."""
    ratio = copy.aspect / photo.aspect
    share = min(ratio, 1 / ratio)
    if share < MIN_CUT_SIDE:
        return
    levels = photo.levels
    full = levels.shape[0]
    side = round(share * full)
    for start in range(full - side + 1):
        part = levels[start : start + side] if ratio > 1 else levels[:, start : start + side]
        resized = cv2.resize(part, (full, full), interpolation=cv2.INTER_LINEAR)
        yield resized.astype(np.uint8)


def _spread(levels: NDArray[np.uint8] | NDArray[np.float64]) -> float:
    """The standard deviation of grey levels; NumPy takes ten times as long."""
    return float(cv2.meanStdDev(levels)[1][0, 0])


def _difference(photo: NDArray[np.uint8], copy: NDArray[np.uint8]) -> float | None:
    """The highest difference after a fit of brightness and contrast; None if they are unlike."""
    first = cv2.GaussianBlur(photo, (3, 3), 0).astype(np.float64)
    second = cv2.GaussianBlur(copy, (3, 3), 0).astype(np.float64)
    spread = _spread(first)
    if spread < MIN_PICTURE_CONTRAST:
        return None
    centred, mean = first - first.mean(), second.mean()
    gain = float((centred * (second - mean)).mean()) / spread**2
    if not MIN_GAIN <= gain <= 1 / MIN_GAIN:
        return None
    differences = np.abs(centred * gain + mean - second)
    highest = float(differences.max())
    if highest > MAX_CELL_DIFFERENCE or differences.mean() > MAX_MEAN_DIFFERENCE:
        return None
    return highest
