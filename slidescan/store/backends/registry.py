"""The table of databases that can hold an index."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import NamedTuple, cast
from urllib.parse import urlsplit

from slidescan.core.records import is_address
from slidescan.errors import UsageError
from slidescan.store.backends.protocol import Backend
from slidescan.store.location import Location, Server

_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
"""A percent sign that encodes nothing; libpq would repeat the password in its error."""


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
        UsageError: No backend takes this address, or it is malformed; the error doesn't repeat
            it, as it may hold a password.
    """
    if not is_address(str(index)):
        return Path(index)
    address = str(index).strip()
    row = _row(address)
    scheme, _, rest = address.partition("://")
    try:
        parts = urlsplit(address)
        is_numbered = parts.port is None or parts.port > 0
    except ValueError as error:
        raise UsageError("the index is not a database address", f"write {row.example}") from error
    if not is_numbered or "@" in parts.path + parts.fragment or _BARE_PERCENT.search(parts.netloc):
        raise UsageError(
            "the index is not a database address",
            f"write {row.example}, and signs such as / # % of a password as %2F %23 %25",
        )
    return Server(f"{scheme.lower()}://{rest}")


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
        if address.lower().startswith(row.prefixes) if row.prefixes else not address:
            return row
    raise UsageError(
        "the index is no address that slidescan takes",
        "name " + " or ".join(row.example for row in BACKENDS),
    )
