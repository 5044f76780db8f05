"""One writer at a time: an advisory lock on a file beside the catalogue."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from slidescan.errors import IndexLocked, IndexUnusable
from slidescan.store.location import Location, Server
from slidescan.store.trust import refuse_links

NAME = "ingest.lock"

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def exclusive(place: Location, *, wait: float = 10.0) -> Iterator[None]:
    """Hold the index for writing; released however the process ends.

    Args:
        place: The index; its folder is made if it isn't there.
        wait: Seconds to wait for another to finish.

    Raises:
        IndexLocked: Another process still holds it after `wait` seconds.
        IndexUnusable: The lock file can't be written, its file system knows no locks, or the
            server can't be reached.
    """
    if isinstance(place, Server):
        from slidescan.store.backends import postgres

        with postgres.exclusive(place, wait=wait):
            yield
        return
    with _folder(place, wait):
        yield


FINISHING = 3600.0
"""Seconds that an ingest waits for another to finish what only one may do."""


@contextmanager
def reading(place: Location) -> Iterator[None]:
    """Hold the index for an ingest that reads photos; on a server, several may.

    Raises:
        IndexLocked, IndexUnusable: As `exclusive`.
    """
    with nullcontext() if isinstance(place, Server) else exclusive(place):
        yield


@contextmanager
def finishing(place: Location) -> Iterator[None]:
    """Within `reading`: hold the index for what follows from all photos together.

    Raises:
        IndexLocked, IndexUnusable: As `exclusive`.
    """
    with exclusive(place, wait=FINISHING) if isinstance(place, Server) else nullcontext():
        yield


@contextmanager
def _folder(folder: Path, wait: float) -> Iterator[None]:
    path = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        refuse_links(folder)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o644)
    except OSError as error:
        raise IndexUnusable(
            f"the index {folder} can't be written ({(error.strerror or str(error)).lower()})",
            "check its permissions, or name another with --index",
        ) from error
    try:
        deadline = time.monotonic() + wait
        while not _try(handle):
            if time.monotonic() >= deadline:
                holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
                who = f"process {holder}" if holder.isdigit() else "another process"
                raise IndexLocked(
                    f"{who} is writing the index {folder}", "wait until it has finished"
                )
            time.sleep(0.1)
        with contextlib.suppress(OSError):  # who holds it is said for convenience only
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def refuse_without_locks(folder: Path) -> None:
    """Tell a file system that can't lock from a lock that another holds.

    Raises:
        IndexUnusable: The index's file system knows no locks.
    """
    with contextlib.suppress(OSError):
        handle = os.open(folder / NAME, os.O_RDONLY | _NO_LINK)
        try:
            _try(handle)
        finally:
            os.close(handle)


def held(place: Location) -> bool:
    """Whether a process is writing the index now."""
    if isinstance(place, Server):
        from slidescan.store.backends import postgres

        return postgres.held(place)
    try:
        handle = os.open(place / NAME, os.O_RDWR | _NO_LINK)
    except OSError:
        return False
    try:
        return not _try(handle)
    except IndexUnusable:
        return False
    finally:
        os.close(handle)


if sys.platform == "win32":  # pragma: no cover - the same on another system
    import msvcrt

    def _try(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise IndexUnusable(
                f"the index's file system can't lock files ({error.strerror})",
                "keep the index on another with --index",
            ) from error
        return True
