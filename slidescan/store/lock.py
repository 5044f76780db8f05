"""The lock of an index, which admits one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from slidescan.store.backends.registry import backend
from slidescan.store.location import Location, Server

WAIT_SECONDS = 10.0
"""How long a writer waits by default for another to finish."""

DERIVE_WAIT_SECONDS = 3600.0
"""How long an ingest on a server waits to derive slides: others may derive many before it."""


@contextmanager
def exclusive(location: Location, *, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Holds the index for writing; the lock is released however the process ends.

    Args:
        location: The index; its folder is made if it is missing.
        wait: Seconds to wait for another process.

    Raises:
        IndexLocked: Another process still holds it after `wait` seconds.
        IndexUnusable: The lock file can't be written, its file system can't lock, or the server
            can't be reached.
    """
    with backend(location).exclusive(location, wait=wait):
        yield


@contextmanager
def ingesting(location: Location) -> Iterator[None]:
    """Holds the index while an ingest reads photos; on a server, several ingests may read at once.

    Raises:
        IndexLocked, IndexUnusable: As `exclusive`.
    """
    with nullcontext() if isinstance(location, Server) else exclusive(location):
        yield


@contextmanager
def deriving(location: Location) -> Iterator[None]:
    """Within `ingesting`, holds the index while slides are derived from all photos.

    Raises:
        IndexLocked, IndexUnusable: As `exclusive`.
    """
    is_server = isinstance(location, Server)
    with exclusive(location, wait=DERIVE_WAIT_SECONDS) if is_server else nullcontext():
        yield


def held(location: Location) -> bool:
    """Tells whether a process is writing the index."""
    return backend(location).held(location)
