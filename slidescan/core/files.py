"""Writes files atomically: readers see the old file or the new one, never a part."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from slidescan.errors import UsageError


def cache_folder() -> Path:
    """Returns the folder for what slidescan can make again, for this user on this machine.

    `$SLIDESCAN_CACHE` overrides it.

    Raises:
        RuntimeError: The user has no home folder.
    """
    override = os.environ.get("SLIDESCAN_CACHE")
    if override:
        return Path(override)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "slidescan"


@contextmanager
def atomic_write(path: Path, option: str = "--out") -> Iterator[Path]:
    """Yields the path of a temporary file beside `path`, which replaces it if the block succeeds.

    Args:
        path: The final path.
        option: The command-line option for this path, for the error's remedy.

    Raises:
        UsageError: The file can't be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"{path} can't be written ({reason})", f"choose another {option}"
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def write_file(path: Path, data: bytes) -> None:
    """Writes a file atomically and creates its parent folders.

    Raises:
        UsageError: The file can't be written.
    """
    with atomic_write(path) as temporary:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
