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


def open_regular(path: Path) -> BinaryIO:
    """Opens a file for reading.

    Raises:
        OSError: It can't be opened, or it is a folder, a pipe, a socket or a device.
    """
    handle = os.open(path, OPEN_FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", str(path))
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def open_text(
    path: Path, encoding: str = "utf-8", errors: str = "strict", newline: str | None = None
) -> io.TextIOWrapper:
    """Opens a text file for reading; the arguments are those of `open`.

    Raises:
        OSError: As `open_regular`.
    """
    return io.TextIOWrapper(open_regular(path), encoding, errors, newline)


def read_start(path: Path, most: int) -> bytes:
    """The first bytes of a file, `most` of them at most, however fast it grows.

    Raises:
        OSError: As `open_regular`.
    """
    with open_regular(path) as file:
        # Asked for as many bytes as there are, `read` reserves no more memory.
        size = os.fstat(file.fileno()).st_size
        data = file.read(min(most, size + 1))
        return data if len(data) <= size else data + file.read(most - len(data))
