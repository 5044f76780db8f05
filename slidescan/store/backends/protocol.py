"""What the catalogue asks of a database: SQLite in a folder, or PostgreSQL on a server.

Both are asked in the same words of SQL, with `?` for values; what they say differently stands
here. Tables and columns are the same in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeAlias

from slidescan.store.location import Location, Server
from slidescan.store.schema import put

Value: TypeAlias = str | int | None
Row: TypeAlias = tuple[Any, ...]


class Rows(Protocol):
    """What a database answers."""

    def fetchone(self) -> Row | None:
        """The next row."""
        ...

    def fetchall(self) -> list[Row]:
        """The rows that are left."""
        ...

    def __iter__(self) -> Iterator[Row]: ...


class Database(Protocol):
    """An open database of a catalogue.

    Attributes:
        place: Where it is.
        schema: The version of its tables.
    """

    location: Location
    schema: int

    def execute(self, sql: str, values: Sequence[Value] = ()) -> Rows:
        """Run one statement."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement for each of many rows."""
        ...

    def begin(self) -> None:
        """Begin to change something; others that do so wait."""
        ...

    def begin_reading(self) -> None:
        """Begin to read; all is of one moment until `rollback`."""
        ...

    def commit(self) -> None:
        """Keep what was changed."""
        ...

    def rollback(self) -> None:
        """Forget what was changed, if anything was begun."""
        ...

    def facts(
        self, table: str, key: str, column: str, names: Sequence[str], counted: str | None = None
    ) -> Rows:
        """Members of the objects in a column of JSON, by a key in its order.

        Rows are the key, the members as the text of a JSON array, and the length of the member
        that is called `counted`, an array; 0 where there is none.
        """
        ...

    def json_text(self, column: str, name: str) -> str:
        """SQL for a member of an object, as text."""
        ...

    def same(self) -> str:
        """The operator that compares values, of which both may be null."""
        ...

    def raw(self, sql: str) -> Iterator[Row]:
        """Rows as they are, also where they hold what slidescan never stores."""
        ...

    def tables(self) -> frozenset[str]:
        """The tables that are there."""
        ...

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table, in order."""
        ...

    def publish(self, progress: str | None) -> None:
        """Note how far this process's ingest is, for whoever looks on; None once it is over.

        Raises:
            OSError: It can't be noted.
        """
        ...

    def integrity(self) -> tuple[str, ...]:
        """What the database finds wrong with itself; empty where nothing is."""
        ...


@contextmanager
def opened(place: Location, *, write: bool) -> Iterator[Database]:
    """Open the database of an index; see `Catalogue.open`."""
    if isinstance(place, Server):
        from slidescan.store.backends.postgres import opened as on_server

        with on_server(place, write=write) as database:
            yield database
    else:
        from slidescan.store.backends.sqlite import opened as in_folder

        with in_folder(place, write=write) as database:
            yield database


def published(place: Location) -> str | None:
    """How far the ingest is that writes an index now; None where none does, or none says."""
    if isinstance(place, Server):
        from slidescan.store.backends.postgres import published as on_server

        return on_server(place)
    from slidescan.store.backends.sqlite import published as in_folder

    return in_folder(place)


def revision(place: Location) -> object:
    """What changes whenever the catalogue does; None where there is none."""
    if isinstance(place, Server):
        from slidescan.store.backends.postgres import revision as on_server

        return on_server(place)
    from slidescan.store.backends.sqlite import revision as in_folder

    return in_folder(place)


class Tables:
    """What all parts of the catalogue do with its tables."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def _put(self, table: str, *values: Value) -> None:
        """Keep a row, in place of the one with its key."""
        self._db.execute(put(table), values)

    def _count(self, sql: str) -> int:
        """The number that a statement gives."""
        row = self._db.execute(sql).fetchone()
        return int(row[0]) if row else 0
