"""The names and bytes of photo files; imports no picture library."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from slidescan.errors import PhotoDamaged, PhotoTooLarge, PhotoUnreadable

PHOTO_SUFFIXES = frozenset(
    {
        *(".jpg", ".jpeg", ".jpe", ".jif", ".jfif", ".jfi", ".pjpeg", ".pjp", ".mpo"),
        *(".png", ".apng", ".webp", ".heic", ".heif", ".hif"),
        *(".tif", ".tiff", ".bmp", ".dib", ".gif", ".avif", ".jxl"),
    }
)
"""The suffixes of photo files."""

UNREAD_SUFFIXES = frozenset(
    {
        *(".svg", ".svgz", ".eps", ".emf", ".wmf"),
        *(".psd", ".psb", ".xcf", ".kra", ".cdr"),
        *(".jp2", ".j2k", ".jpf", ".jpx", ".jxr", ".wdp", ".hdp", ".bpg", ".flif", ".qoi"),
        *(".tga", ".pcx", ".ppm", ".pgm", ".pbm", ".pnm", ".pict", ".xbm", ".xpm", ".icns"),
        *(".dds", ".exr", ".hdr"),
        *(".raw", ".dng", ".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".srf", ".sr2"),
        *(".orf", ".rw2", ".raf", ".pef", ".srw", ".x3f", ".3fr", ".iiq", ".erf", ".kdc", ".dcr"),
        *(".mrw", ".mos", ".mef", ".rwl", ".gpr"),
    }
)
"""The suffixes of image files that slidescan doesn't read: drawings, files of image editors, old
formats, and cameras' raw data. An ingest counts and names them. `.ico` is left out: every site has
a favicon."""

MAX_PHOTO_BYTES = 1024 * 2**20
"""Larger files are refused: 100 megapixels of 16 bits take 600 MB."""

_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Non-blocking, because opening a pipe would wait for a writer."""

_NOT_ENDS_OF_STEMS = frozenset({"", ".", "/", "\\"})
"""What stands before a point that may begin no suffix, as in `.jpg` and in names without one."""

LFS_POINTER_START = b"version https://git-lfs.github.com/spec/"
"""How the text file begins that Git LFS checks out in place of a file that it hasn't fetched."""

ANNEX_POINTER_START = b"/annex/objects/"
"""How the text file begins that git-annex checks out in place of an unlocked file."""


def is_photo_name(path: str | Path) -> bool:
    """Whether a file's name is that of a photo."""
    return _suffix_of(path) in PHOTO_SUFFIXES


def is_unread_image_name(path: str | Path) -> bool:
    """Whether a file's name is that of an image in a format that slidescan doesn't read."""
    return _suffix_of(path) in UNREAD_SUFFIXES


def _suffix_of(path: str | Path) -> str:
    """The suffix of a file's name, in lower case."""
    stem, _, suffix = os.fspath(path).rpartition(".")
    if stem[-1:] in _NOT_ENDS_OF_STEMS:
        return os.path.splitext(path)[1].lower()  # noqa: PTH122 - a tenth of the time
    return "." + suffix.lower()


def read_bytes(path: Path) -> bytes:
    """Reads a photo file.

    Raises:
        PhotoUnreadable: The file is gone, may not be read, is not a regular file (a pipe, a
            device), or stands for a photo that Git LFS or git-annex hasn't fetched.
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
    check_content(data)
    return data


def check_content(data: bytes) -> None:
    """Checks that a file holds a photo's bytes, not nothing or a pointer to them.

    Raises:
        PhotoDamaged: It is empty.
        PhotoUnreadable: Git LFS or git-annex hasn't fetched the photo.
    """
    if not data:
        raise PhotoDamaged("the file is empty", "copy it again from the camera")
    if data.startswith(LFS_POINTER_START):
        raise PhotoUnreadable("it is a Git LFS pointer, not the photo", "fetch it: git lfs pull")
    if data.startswith(ANNEX_POINTER_START):
        raise PhotoUnreadable("it is a git-annex pointer, not the photo", "fetch it: git annex get")


def digest(data: bytes) -> str:
    """The SHA-256 of a file's bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()
