"""What the catalogue needs from a database, and what a backend offers to open one.

All backends take the same SQL, with `?` for values, and hold the same tables (`schema.TABLES`).
Methods of `Database` cover where their SQL differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from slidescan.store.location import Location

Value: TypeAlias = str | int | None
Row: TypeAlias = tuple[Any, ...]


class Rows(Protocol):
    """The rows of a result."""

    def fetchone(self) -> Row | None:
        """Returns the next row, or None."""
        ...

    def fetchall(self) -> list[Row]:
        """Returns the rows that are left."""
        ...

    def __iter__(self) -> Iterator[Row]: ...


class Database(Protocol):
    """An open database of a catalogue.

    Attributes:
        location: Where it is.
        schema: The `CATALOGUE_SCHEMA` of its tables.
    """

    location: Location
    schema: int

    def execute(self, sql: str, values: Sequence[Value] = ()) -> Rows:
        """Runs one statement."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Runs one statement for each of many rows."""
        ...

    def begin(self) -> None:
        """Begins a write transaction; other writers wait."""
        ...

    def begin_snapshot(self) -> None:
        """Begins a read-only transaction that sees one state until `rollback`."""
        ...

    def commit(self) -> None:
        """Commits the transaction."""
        ...

    def rollback(self) -> None:
        """Rolls the transaction back, if one has begun."""
        ...

    def json_members(
        self, table: str, key: str, column: str, members: Sequence[str], measured: str | None = None
    ) -> list[Row]:
        """Selects members of the JSON objects in a column, ordered by a key.

        Returns:
            Rows of the key, the members as a JSON array in text, and the length of the text
            `measured` in characters (0 if it is missing or null).
        """
        ...

    def json_text(self, column: str, name: str) -> str:
        """Returns SQL for a member of a JSON object, as text."""
        ...

    def text_position(self) -> str:
        """Returns SQL for the position of a text in the column `uses`, 0 without it."""
        ...

    def text_list(self) -> str:
        """Returns SQL for the texts of a JSON array, in parentheses."""
        ...

    def null_safe_equals(self) -> str:
        """Returns the operator that compares values that may be null."""
        ...

    def raw_rows(self, sql: str) -> Iterator[Row]:
        """Yields rows unchecked, including values of types that slidescan never stores."""
        ...

    def tables(self) -> frozenset[str]:
        """Returns the names of the tables that exist."""
        ...

    def columns(self, table: str) -> tuple[str, ...]:
        """Returns the columns of a table, in order."""
        ...

    def publish(self, progress: str | None) -> None:
        """Publishes the progress of this process's ingest; None when it ends.

        Raises:
            OSError: It can't be written.
        """
        ...

    def integrity_errors(self) -> tuple[str, ...]:
        """Returns the errors that the database reports about itself."""
        ...

    def leftovers(self) -> tuple[Path, ...]:
        """Returns files that exist only during a write; call it while no process writes."""
        ...


class Backend(Protocol):
    """The module of a kind of database.

    Each function takes a location of its kind: a folder's path, or a `Server`.
    """

    def open_database(
        self,
        location: Any,  # noqa: ANN401
        *,
        write: bool,
    ) -> AbstractContextManager[Database]:
        """Opens the database of an index; see `Catalogue.open`."""
        ...

    def exclusive(
        self,
        location: Any,  # noqa: ANN401
        *,
        wait: float,
    ) -> AbstractContextManager[None]:
        """Holds the index; see `lock.exclusive`."""
        ...

    def held(self, location: Any) -> bool:  # noqa: ANN401
        """Tells whether a process holds the index."""
        ...

    def published(self, location: Any) -> str | None:  # noqa: ANN401
        """Returns the progress of the ingest that is writing an index, or None."""
        ...

    def revision(self, location: Any) -> object:  # noqa: ANN401
        """Returns a value that changes with each change; None if there is no catalogue."""
        ...
