"""An advisory lock on a file in the index's folder: one process at a time writes there.

The operating system releases it however its holder ends.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slidescan.errors import IndexLocked, IndexUnusable
from slidescan.store.trust import refuse_links

LOCK_FILE = "ingest.lock"
"""The locked file; it holds the process id of the last holder, for messages."""

POLL_SECONDS = 0.1
"""Time between two attempts to take the lock."""

MAX_PID_BYTES = 32
"""How much of the file is read for the holder's process id."""

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def hold(folder: Path, *, wait: float) -> Iterator[None]:
    """Holds the index in a folder; see `lock.exclusive`."""
    handle = _open(folder)
    try:
        deadline = time.monotonic() + wait
        while not _try(handle):
            if time.monotonic() >= deadline:
                raise IndexLocked(
                    f"{_holder(handle)} is writing the index {folder}", "wait until it has finished"
                )
            time.sleep(POLL_SECONDS)
        with contextlib.suppress(OSError):  # the id only improves an error message
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)


def is_held(folder: Path) -> bool:
    """Tells whether a process holds the index in a folder; concurrent checks don't count."""
    try:
        handle = os.open(folder / LOCK_FILE, os.O_RDONLY | _NO_LINK)
    except OSError:
        return False
    try:
        return not _try(handle, shared=True)
    except IndexUnusable:
        return False
    finally:
        os.close(handle)


def refuse_without_locks(folder: Path) -> None:
    """Refuses an index on a file system without locks, where every database seems busy.

    Raises:
        IndexUnusable: The file system can't lock files.
    """
    with contextlib.suppress(OSError):
        handle = os.open(folder / LOCK_FILE, os.O_RDONLY | _NO_LINK)
        try:
            _try(handle, shared=True)
        finally:
            os.close(handle)


def _open(folder: Path) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        refuse_links(folder)
        return os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o644)
    except OSError as error:
        raise IndexUnusable(
            f"the index {folder} can't be written ({(error.strerror or str(error)).lower()})",
            "check its permissions, or choose another index",
        ) from error


def _holder(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    pid = os.read(handle, MAX_PID_BYTES).decode("ascii", "replace").strip()
    return f"process {pid}" if pid.isdigit() else "another process"


if sys.platform == "win32":  # pragma: no cover - needs Windows
    import msvcrt

    LOCKED_BYTE = 1 << 30
    """Windows lets no other process read a locked byte, so this one lies behind the id."""

    def _try(handle: int, *, shared: bool = False) -> bool:
        del shared  # msvcrt has exclusive locks only
        os.lseek(handle, LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try(handle: int, *, shared: bool = False) -> bool:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise IndexUnusable(
                f"the index's file system can't lock files ({error.strerror})",
                "keep the index on another file system",
            ) from error
        return True
