"""Where an index lives: in a folder, or in a database on a PostgreSQL server."""

from __future__ import annotations

import hashlib
import threading
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit, urlunsplit

from slidescan.core.files import cache_folder

MAX_POOLED_CONNECTIONS = 4
"""Connections that stay open between uses, counted separately for reading and writing."""


INDEX_FOLDER = "index"
"""The name of an index's folder that commands find by themselves."""


class ConnectionPool:
    """Keeps connections open between uses, until the pool is closed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connections: dict[bool, list[Any]] = {True: [], False: []}
        weakref.finalize(self, _close, self._connections)

    def take(self, *, write: bool) -> Any:  # noqa: ANN401 - psycopg is an extra
        """Returns a connection, or None if the pool has none."""
        with self._lock:
            return self._connections[write].pop() if self._connections[write] else None

    def give(self, connection: Any, *, write: bool) -> None:  # noqa: ANN401
        """Puts a connection back, or closes it if the pool is full."""
        with self._lock:
            if len(self._connections[write]) < MAX_POOLED_CONNECTIONS:
                self._connections[write].append(connection)
                return
        connection.close()


def _close(pooled: dict[bool, list[Any]]) -> None:
    for connections in pooled.values():
        while connections:
            connections.pop().close()


@dataclass(frozen=True)
class Server:
    """A database on a PostgreSQL server.

    Attributes:
        url: The address for libpq; it may contain a password, and is never shown.
        pool: Open connections; making one takes longer than most searches.
        cache: Data that stays in memory between searches, by name.
    """

    url: str = field(repr=False)
    pool: ConnectionPool = field(default_factory=ConnectionPool, repr=False, compare=False)
    cache: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __str__(self) -> str:
        """Returns the address without password and parameters."""
        parts = urlsplit(self.url)
        user, at, host = parts.netloc.rpartition("@")
        return urlunsplit((parts.scheme, user.partition(":")[0] + at + host, parts.path, "", ""))


Location: TypeAlias = Path | Server


def folder_of(location: Location) -> Path:
    """Returns the folder for an index's files, such as cached pictures."""
    if isinstance(location, Path):
        return location
    return cache_folder() / hashlib.sha256(str(location).encode()).hexdigest()[:16]
