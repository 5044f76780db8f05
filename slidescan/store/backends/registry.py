"""The table of databases that can hold an index."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import NamedTuple, cast
from urllib.parse import urlsplit

from slidescan.core.records import is_address
from slidescan.errors import UsageError
from slidescan.store.backends.protocol import Backend
from slidescan.store.location import Location, Server


class BackendRow(NamedTuple):
    """A kind of database.

    Attributes:
        name: The name shown to users.
        prefixes: How its addresses begin; empty if the database lives in a folder.
        example: An address, for error messages.
        module: The module that implements `protocol.Backend`; imported on first use.
        requirement: The package that the module needs; empty if it needs no extra package.
        extra: slidescan's extra that installs the package.
    """

    name: str
    prefixes: tuple[str, ...]
    example: str
    module: str
    requirement: str = ""
    extra: str = ""


BACKENDS = (
    BackendRow("SQLite", (), "a folder", "slidescan.store.backends.sqlite"),
    BackendRow(
        "PostgreSQL",
        ("postgresql://", "postgres://"),
        "postgresql://USER@HOST:PORT/DATABASE",
        "slidescan.store.backends.postgres",
        requirement="psycopg",
        extra="postgres",
    ),
)


def parse_location(index: str | Path) -> Location:
    """Returns the location in an option: a folder's path, or a server's address.

    Raises:
        UsageError: No backend takes this address, or its port is not a number.
    """
    if isinstance(index, Path) or not is_address(index):
        return Path(index)
    row = _row(index)
    try:
        urlsplit(index).port  # noqa: B018 - raises if it is no number
    except ValueError as error:
        raise UsageError(
            f"the index is not a database address ({error})", f"write {row.example}"
        ) from error
    return Server(index)


def backend(location: Location) -> Backend:
    """Returns the module of the backend that holds an index.

    Raises:
        UsageError: No backend takes this address, or the backend's extra is not installed.
    """
    row = _row(location.url if isinstance(location, Server) else "")
    try:
        return cast("Backend", importlib.import_module(row.module))
    except ModuleNotFoundError as error:
        if not row.requirement or error.name != row.requirement:
            raise
        raise UsageError(
            f"an index on a {row.name} server needs {row.requirement}",
            f"install it with pip install 'slidescan[{row.extra}]'",
        ) from error


def _row(address: str) -> BackendRow:
    for row in BACKENDS:
        if address.startswith(row.prefixes) if row.prefixes else not address:
            return row
    scheme = address.partition("://")[0]
    raise UsageError(
        f"no index can be kept at {scheme}://",
        "name " + " or ".join(row.example for row in BACKENDS),
    )
