"""Files written whole: beside their place first, so that nobody ever sees half of one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from slidescan.errors import UsageError


@contextmanager
def atomic_write(path: Path, option: str = "--out") -> Iterator[Path]:
    """Where to write what becomes `path` when it is done: the whole file, or nothing.

    Raises:
        UsageError: It can't be written.
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


def put(path: Path, data: bytes) -> None:
    """Write a file whole, and the folders above it.

    Raises:
        UsageError: It can't be written.
    """
    with atomic_write(path) as temporary:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
