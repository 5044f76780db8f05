"""Reports the progress of an ingest to its caller, and publishes it for other processes."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from types import TracebackType
from typing import Protocol

from slidescan.core.records import Failure, Running
from slidescan.store.backends.protocol import Database
from slidescan.store.backends.registry import backend
from slidescan.store.location import Location

PUBLISH_SECONDS = 0.2
"""The shortest time between two publications of the number of finished photos."""


class Progress(Protocol):
    """Receives the progress of an ingest."""

    def start(self, total: int) -> None:
        """Begins to read `total` photos."""
        ...

    def advance(self, image: str, failure: Failure | None) -> None:
        """Reports one finished photo."""
        ...

    def phase(self, what: str) -> None:
        """Begins another phase."""
        ...


class NullProgress:
    """Ignores all progress."""

    def start(self, total: int) -> None:
        """Does nothing."""

    def advance(self, image: str, failure: Failure | None) -> None:
        """Does nothing."""

    def phase(self, what: str) -> None:
        """Does nothing."""


class PublishedProgress:
    """Publishes progress in the database, and passes it on.

    Args:
        database: The catalogue's database.
        progress: Also receives all progress.
    """

    def __init__(self, database: Database, progress: Progress) -> None:
        self._database = database
        self._progress = progress
        self._state = Running(time.time(), os.getpid(), 0, 0, 0, "reading photos", "")
        self._published_at = 0.0

    def __enter__(self) -> PublishedProgress:
        self._publish(now=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._database.publish(None)

    def start(self, total: int) -> None:
        """Begins to read `total` photos."""
        self._state = self._state.now(total=total)
        self._publish(now=True)
        self._progress.start(total)

    def advance(self, image: str, failure: Failure | None) -> None:
        """Reports one finished photo."""
        failed = self._state.failed + (failure is not None)
        self._state = self._state.now(done=self._state.done + 1, failed=failed, image=image)
        self._publish()
        self._progress.advance(image, failure)

    def phase(self, what: str) -> None:
        """Begins another phase."""
        self._state = self._state.now(phase=what)
        self._publish(now=True)
        self._progress.phase(what)

    def _publish(self, *, now: bool = False) -> None:
        if not now and time.monotonic() - self._published_at < PUBLISH_SECONDS:
            return
        self._published_at = time.monotonic()
        with suppress(OSError):  # progress never makes an ingest fail
            self._database.publish(json.dumps(self._state.to_json()))


def running(location: Location) -> Running | None:
    """The progress of the ingest that is writing an index, or None."""
    text = backend(location).published(location)
    try:
        return None if text is None else Running.from_json(json.loads(text))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
