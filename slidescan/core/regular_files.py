"""Opens regular files only: a pipe in their place would wait, a device would never end."""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path
from typing import BinaryIO

OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
"""Non-blocking, because opening a pipe would wait for a writer."""

BYTES_PER_READ = 64 * 1024
"""How many bytes are asked for of a file that has grown."""


def open_regular(path: Path) -> BinaryIO:
    """Opens a file for reading.

    Raises:
        OSError: It can't be opened, or it is a folder, a pipe, a socket or a device.
    """
    handle, _ = _opened(path)
    try:
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def _opened(path: Path | str) -> tuple[int, int]:
    """The handle of a regular file, and its size in bytes."""
    handle = os.open(path, OPEN_FLAGS)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    except BaseException:
        os.close(handle)
        raise
    return handle, status.st_size


def open_text(
    path: Path, encoding: str = "utf-8", errors: str = "strict", newline: str | None = None
) -> io.TextIOWrapper:
    """Opens a text file for reading; the arguments are those of `open`.

    Raises:
        OSError: As `open_regular`.
    """
    return io.TextIOWrapper(open_regular(path), encoding, errors, newline)


def read_start(path: Path | str, most: int) -> bytes:
    """The first bytes of a file, `most` of them at most, however fast it grows.

    Raises:
        OSError: As `open_regular`.
    """
    handle, size = _opened(path)
    try:
        # Asked for as many bytes as there are, `read` reserves no more memory.
        parts = [os.read(handle, min(most, size + 1))]
        left = most - len(parts[0])
        while left and parts[-1]:
            parts.append(os.read(handle, min(left, BYTES_PER_READ)))
            left -= len(parts[-1])
    finally:
        os.close(handle)
    return b"".join(parts)
