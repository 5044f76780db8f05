"""Where an index lives: in a folder, or in a database of a PostgreSQL server."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit, urlunsplit

from slidescan.core.records import SERVERS
from slidescan.errors import UsageError


class ConnectionPool:
    """Connections that wait to be used again; closed with whoever holds them."""

    MOST = 4

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[bool, list[Any]] = {True: [], False: []}
        weakref.finalize(self, _close, self._waiting)

    def take(self, *, write: bool) -> Any:  # noqa: ANN401 - psycopg is an extra
        """One of them, or None."""
        with self._lock:
            return self._waiting[write].pop() if self._waiting[write] else None

    def give(self, connection: Any, *, write: bool) -> None:  # noqa: ANN401
        """Let a connection wait, or close it where enough do."""
        with self._lock:
            if len(self._waiting[write]) < self.MOST:
                self._waiting[write].append(connection)
                return
        connection.close()


def _close(waiting: dict[bool, list[Any]]) -> None:
    for connections in waiting.values():
        while connections:
            connections.pop().close()


@dataclass(frozen=True)
class Server:
    """A database of a PostgreSQL server.

    Attributes:
        url: As libpq takes it; may hold a password, and is never shown.
        idle: Open connections that nobody uses now: making one takes longer than most searches.
        kept: What is kept of it between searches.
    """

    url: str = field(repr=False)
    idle: ConnectionPool = field(default_factory=ConnectionPool, repr=False, compare=False)
    kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __str__(self) -> str:
        """Its address, without a password and whatever else is none of others' business."""
        parts = urlsplit(self.url)
        user, at, host = parts.netloc.rpartition("@")
        return urlunsplit((parts.scheme, user.partition(":")[0] + at + host, parts.path, "", ""))


Location: TypeAlias = Path | Server


def parse_location(index: str | Path) -> Location:
    """The place that a person names.

    Raises:
        UsageError: It looks like an address, but is none.
    """
    if isinstance(index, Path):
        return index
    if not index.startswith(SERVERS):
        return Path(index)
    try:
        urlsplit(index).port  # noqa: B018 - raises where it is no number
    except ValueError as error:
        raise UsageError(
            f"the index is no address of a database ({error})",
            "write postgresql://USER@HOST:PORT/DATABASE",
        ) from error
    return Server(index)


def folder_of(place: Location) -> Path:
    """Where files that belong to an index are kept on this machine: its pictures, say."""
    if isinstance(place, Path):
        return place
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "slidescan" / hashlib.sha256(str(place).encode()).hexdigest()[:16]
