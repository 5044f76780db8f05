"""Whether a file is there: three answers, of which “can't tell” is an error and never a “no”.

A folder without permission, a share that has lost its server, a broken disk: the file may well be
there. Nothing that depends on it may be forgotten.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slidescan.errors import FileUnreachable

GONE_ERRORS = frozenset({errno.ENOENT, errno.ENOTDIR})
"""Errors that show that there is no such file."""

INVALID_NAME_WINERROR = 123
"""Windows: no file can have this name."""

REACH_REMEDY = "check its permissions, and that its disk or share is connected"


def status_of(path: Path | str) -> os.stat_result | None:
    """The status of a file, symbolic links followed; None if there is no such file.

    Raises:
        FileUnreachable: The system can't tell.
    """
    try:
        return os.stat(path)  # noqa: PTH116 - of a text, a fifth of the time
    except OSError as error:
        if is_gone_error(error):
            return None
        raise FileUnreachable(
            f"{path} can't be reached ({reason_of(error)})", REACH_REMEDY
        ) from error
    except ValueError:  # no file has a name with a null byte
        return None


def is_there(path: Path) -> bool:
    """Whether a file is there.

    Raises:
        FileUnreachable: The system can't tell.
    """
    return status_of(path) is not None


def is_gone(path: Path) -> bool:
    """Whether a file is certainly not there; False if the system can't tell."""
    try:
        return status_of(path) is None
    except FileUnreachable:
        return False


def is_folder(path: Path) -> bool:
    """Whether a folder is there.

    Raises:
        FileUnreachable: The system can't tell.
    """
    status = status_of(path)
    return status is not None and stat.S_ISDIR(status.st_mode)


def check_readable(folder: Path) -> None:
    """Checks that the entries of a folder can be listed.

    Raises:
        FileUnreachable: They can't.
    """
    try:
        with os.scandir(folder):
            pass
    except OSError as error:
        raise FileUnreachable(
            f"{folder} can't be read ({reason_of(error)})", REACH_REMEDY
        ) from error


@contextmanager
def reported_errors() -> Iterator[None]:
    """Turns errors of the file system into errors that name the file.

    Raises:
        FileUnreachable: The block raised an OSError.
    """
    try:
        yield
    except OSError as error:
        name = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else "a file"
        raise FileUnreachable(
            f"{name} can't be reached ({reason_of(error)})", REACH_REMEDY
        ) from error


def is_gone_error(error: OSError) -> bool:
    """Whether an error shows that there is no such file, rather than that it can't be reached."""
    return error.errno in GONE_ERRORS or getattr(error, "winerror", 0) == INVALID_NAME_WINERROR


def problem_of(error: Exception, remedy: str) -> tuple[str, str]:
    """Why a file can't be read, and what to do about it.

    Args:
        error: An error of the file system, or of the file's text.
        remedy: What to do about the text.
    """
    if isinstance(error, OSError):
        return reason_of(error), REACH_REMEDY
    return str(error), remedy


def reason_of(error: OSError) -> str:
    """The system's message of an error, in lower case."""
    return (error.strerror or str(error)).lower()
