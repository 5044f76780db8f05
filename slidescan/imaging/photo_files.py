"""The names and bytes of photo files; imports no picture library."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from slidescan.errors import PhotoDamaged, PhotoTooLarge, PhotoUnreadable

PHOTO_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".heic", ".heif", ".tif", ".tiff", ".bmp"}
)
"""The suffixes of photo files."""

MAX_PHOTO_BYTES = 1024 * 2**20
"""Larger files are refused: 100 megapixels of 16 bits take 600 MB."""

_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Non-blocking, because opening a pipe would wait for a writer."""


def is_photo_name(path: Path) -> bool:
    """Whether a file's name is that of a photo."""
    return path.suffix.lower() in PHOTO_SUFFIXES


def read_bytes(path: Path) -> bytes:
    """Reads a photo file.

    Raises:
        PhotoUnreadable: The file is gone, may not be read, or is not a regular file (a pipe, a
            device).
        PhotoTooLarge: It has more than `MAX_PHOTO_BYTES`.
        PhotoDamaged: It is empty.
    """
    try:
        handle = os.open(path, _OPEN_FLAGS)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise PhotoUnreadable("it is not a regular file", "give a folder or a photo")
            if os.fstat(handle).st_size > MAX_PHOTO_BYTES:
                raise PhotoTooLarge(
                    f"the file has more than {MAX_PHOTO_BYTES // 2**20} MB",
                    "make the photo smaller",
                )
            data = file.read(MAX_PHOTO_BYTES)
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
