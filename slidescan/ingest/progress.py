"""How an ingest goes: told to whoever started it, and published for whoever looks on."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from types import TracebackType
from typing import Protocol

from slidescan.core.records import Failure, Running
from slidescan.store.backends.protocol import Database, published
from slidescan.store.location import Location

OFTEN = 0.2
"""Seconds between two notes of how far an ingest is."""


class Progress(Protocol):
    """Told how an ingest goes."""

    def start(self, total: int) -> None:
        """So many photos will be read."""
        ...

    def advance(self, image: str, failure: Failure | None) -> None:
        """One is done."""
        ...

    def phase(self, what: str) -> None:
        """Something else begins."""
        ...


class Silent:
    """Tells nobody."""

    def start(self, total: int) -> None:
        """Ignore it."""

    def advance(self, image: str, failure: Failure | None) -> None:
        """Ignore it."""

    def phase(self, what: str) -> None:
        """Ignore it."""


class Published:
    """Tells another, and notes with the catalogue how far the ingest is.

    Args:
        database: Of the catalogue.
        other: Who is told.
    """

    def __init__(self, database: Database, other: Progress) -> None:
        self._database = database
        self._other = other
        self._state = Running(time.time(), os.getpid(), 0, 0, 0, "reading photos", "")
        self._noted = 0.0

    def __enter__(self) -> Published:
        self._note(now=True)
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
        """As the Protocol says."""
        self._state = self._state.now(total=total)
        self._note(now=True)
        self._other.start(total)

    def advance(self, image: str, failure: Failure | None) -> None:
        """As the Protocol says."""
        failed = self._state.failed + (failure is not None)
        self._state = self._state.now(done=self._state.done + 1, failed=failed, image=image)
        self._note()
        self._other.advance(image, failure)

    def phase(self, what: str) -> None:
        """As the Protocol says."""
        self._state = self._state.now(phase=what)
        self._note(now=True)
        self._other.phase(what)

    def _note(self, *, now: bool = False) -> None:
        if not now and time.monotonic() - self._noted < OFTEN:
            return
        self._noted = time.monotonic()
        with suppress(OSError):  # told for convenience only: an ingest never fails by it
            self._database.publish(json.dumps(self._state.to_json()))


def running(place: Location) -> Running | None:
    """How far the ingest is that writes an index now; None where none does, or none says."""
    noted = published(place)
    try:
        return None if noted is None else Running.from_json(json.loads(noted))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
