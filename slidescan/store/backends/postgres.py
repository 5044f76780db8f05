"""A catalogue in a PostgreSQL database, in its own schema; needs the extra `postgres`.

Several ingests may run at once: write transactions take turns, and one ingest at a time derives
slides (see `lock.deriving`). Readers never wait.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from slidescan.core.versions import POSTGRES_CATALOGUE_SCHEMA, POSTGRES_SCHEMA
from slidescan.errors import (
    IndexLocked,
    IndexMissing,
    IndexTooNew,
    IndexUnusable,
    one_line,
)
from slidescan.store.backends.postgres_schema import (
    FULL_TEXT,
    MIGRATIONS,
    RUNNING,
    TRIGRAMS,
    statements,
)
from slidescan.store.backends.protocol import Row, Rows, Value
from slidescan.store.location import Location, Server
from slidescan.store.schema import TABLES, upsert

SCHEMA_NAME = "slidescan"
"""The PostgreSQL schema that holds the tables."""

LOCK_CLASS = 0x534C4944
"""First key of slidescan's advisory locks: "SLID"."""

WRITE_LOCK = 1
"""Second key of the lock that each write transaction holds."""

EXCLUSIVE_LOCK = 2
"""Second key of the lock that `exclusive` holds."""

CONNECT_SECONDS = 10
"""How long a server may take to accept a connection."""

POLL_SECONDS = 0.1
"""Time between two attempts to take the lock."""


def _connect(server: Server) -> psycopg.Connection[Row]:
    return psycopg.connect(
        server.url,
        autocommit=True,
        connect_timeout=CONNECT_SECONDS,
        application_name="slidescan",
        client_encoding="utf8",
        options=f"-c search_path={SCHEMA_NAME},public",
    )


@contextmanager
def _server_errors(server: Server) -> Iterator[None]:
    """Turns a server's error into one with a remedy."""
    try:
        yield
    except psycopg.errors.ReadOnlySqlTransaction as error:
        raise IndexUnusable(f"the index {server} can only be read", "name another index") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise IndexUnusable(
            f"the index {server} can't be used ({_reason(error)})",
            "let the database's owner grant this user its rights",
        ) from error
    except psycopg.OperationalError as error:
        raise IndexUnusable(
            f"the index {server} can't be reached ({_reason(error)})",
            "check the address, the user and the password, and that the server runs",
        ) from error
    except psycopg.Error as error:
        raise IndexUnusable(
            f"the index {server} can't be used ({_reason(error)})",
            "see slidescan status --verify",
        ) from error


def _reason(error: Exception) -> str:
    first, *_ = str(error).strip().splitlines() or [type(error).__name__]
    return one_line(first)


@contextmanager
def open_database(server: Server, *, write: bool) -> Iterator[PostgresDatabase]:
    """Opens the database of an index on a server; see `Catalogue.open`."""
    with _server_errors(server):
        database = _pooled(server, write=write) or _connected(server, write=write)
        succeeded = False
        try:
            yield database
            succeeded = True
        finally:
            if succeeded and database.is_reusable():
                server.pool.give(database.connection, write=write)
            else:
                database.connection.close()


def _pooled(server: Server, *, write: bool) -> PostgresDatabase | None:
    """Returns a pooled connection that still works, or None."""
    while (connection := server.pool.take(write=write)) is not None:
        database = PostgresDatabase(connection, server)
        try:
            if database.stored_version() == POSTGRES_SCHEMA:
                return database
        except psycopg.Error:
            pass  # the server closed it; a new connection reports the cause
        connection.close()
    return None


def _connected(server: Server, *, write: bool) -> PostgresDatabase:
    connection = _connect(server)
    try:
        database = PostgresDatabase(connection, server)
        database.prepare(write=write)
    except BaseException:
        connection.close()
        raise
    return database


class PostgresDatabase:
    """A `Database` on a PostgreSQL server."""

    def __init__(self, connection: psycopg.Connection[Row], server: Server) -> None:
        self.connection = connection
        self.location: Location = server
        self.schema = POSTGRES_CATALOGUE_SCHEMA

    def version(self) -> int | None:
        """Returns the version of the tables; None if there are none."""
        return self.stored_version() if "meta" in self.tables() else None

    def stored_version(self) -> int:
        """Returns the version that the tables record; 0 if they record none.

        Raises:
            psycopg.errors.UndefinedTable: There are no tables.
        """
        row = self.execute("SELECT value FROM meta WHERE key = ?", ("schema",)).fetchone()
        return int(row[0]) if row and str(row[0]).isdigit() else 0

    def prepare(self, *, write: bool) -> None:
        """Makes or updates the tables if `write`; otherwise checks that they can be read."""
        version = self.version()
        if version is not None and version > POSTGRES_SCHEMA:
            raise IndexTooNew(
                f"the index {self.location} was made by a newer slidescan (schema {version})",
                "upgrade slidescan, or choose another index",
            )
        if not write:
            if version is None:
                raise IndexMissing(
                    f"there is no index in {self.location}", "make one with slidescan ingest PATH"
                )
            if version < POSTGRES_SCHEMA:
                raise IndexUnusable(
                    f"the index {self.location} was made by an older slidescan (schema {version})",
                    "bring it up to date with slidescan ingest PATH",
                )
            self.execute("SET default_transaction_read_only = on")
            # Even for a term on half of all slides, the index takes half as long as a scan. All
            # queries here are too short to compile.
            self.execute("SET enable_seqscan = off")
            self.execute("SET jit = off")
            return
        if version == POSTGRES_SCHEMA:
            return
        if self.connection.info.parameter_status("server_encoding") != "UTF8":
            raise IndexUnusable(
                f"the database {self.location} is not in UTF-8",
                "make another: createdb --encoding UTF8 --template template0 NAME",
            )
        self.begin()
        try:
            # Another process may have made them while this one waited.
            self._update_tables(self.version())
            self.commit()
        except BaseException:
            self.rollback()
            raise

    def _update_tables(self, version: int | None) -> None:
        if version is None:
            self.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA_NAME}")
            self._make_tables()
            self._run(RUNNING)
            self._run(FULL_TEXT)
            self._try(TRIGRAMS)
            self.execute(upsert("meta"), ("id", uuid.uuid4().hex))
        else:
            for older in range(version, POSTGRES_SCHEMA):
                self._run(MIGRATIONS.get(older, ""))
            self._make_tables()
        self.execute(upsert("meta"), ("schema", str(POSTGRES_SCHEMA)))

    def _make_tables(self) -> None:
        for table in TABLES:
            for statement in statements(table):
                self.execute(statement)

    def _run(self, script: str) -> None:
        for statement in script.split(";"):
            if statement.strip():
                self.execute(statement)

    def _try(self, script: str) -> None:
        """Runs statements that the server may refuse: all of them or none."""
        self.execute("SAVEPOINT trying")
        try:
            self._run(script)
        except psycopg.Error:
            self.execute("ROLLBACK TO trying")
        self.execute("RELEASE trying")

    def is_reusable(self) -> bool:
        """Tells whether the connection is open and in no transaction."""
        status = self.connection.info.transaction_status
        return not self.connection.closed and status == TransactionStatus.IDLE

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Rows:
        """Runs one statement."""
        if not values:
            return self.connection.execute(sql.replace("%", "%%").encode(), ())
        return self.connection.execute(_with_placeholders(sql), values)

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Runs one statement for each of many rows."""
        with self.connection.cursor() as cursor:
            cursor.executemany(_with_placeholders(sql), rows)

    def begin(self) -> None:
        """Begins a write transaction."""
        self.execute("BEGIN")
        self.execute("SELECT pg_advisory_xact_lock(?, ?)", (LOCK_CLASS, WRITE_LOCK))

    def begin_snapshot(self) -> None:
        """Begins a read-only transaction."""
        self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def commit(self) -> None:
        """Commits the transaction."""
        self.execute(
            "INSERT INTO meta VALUES ('revision', '1') ON CONFLICT (key)"
            " DO UPDATE SET value = (meta.value::bigint + 1)::text"
        )
        self.execute("COMMIT")

    def rollback(self) -> None:
        """Rolls the transaction back."""
        status = self.connection.info.transaction_status
        if status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            self.execute("ROLLBACK")

    def json_members(
        self, table: str, key: str, column: str, members: Sequence[str], measured: str | None = None
    ) -> list[Row]:
        """Selects members of JSON objects; see the Protocol."""
        # This parses each object once; a cast per member would parse it once per member.
        columns = ", ".join(
            [*(f"{name} json" for name in members), *([f"{measured} text"] if measured else [])]
        )
        values = ", ".join(f"record.{name}" for name in members)
        length = f"coalesce(length(record.{measured}), 0)" if measured else "0"
        return self.execute(
            f"SELECT {table}.{key}, json_build_array({values})::text, {length}"  # noqa: S608
            f" FROM {table}, json_to_record({table}.{column}::json) AS record ({columns})"
            f" ORDER BY {table}.{key}"
        ).fetchall()

    def json_text(self, column: str, name: str) -> str:
        """Returns SQL for a member of a JSON object."""
        return f"{column}::json ->> '{name}'"

    def text_position(self) -> str:
        """Returns SQL for the position of a text."""
        return "strpos(uses, ?)"

    def text_list(self) -> str:
        """Returns SQL for a list of texts."""
        return '(SELECT value COLLATE "C" FROM json_array_elements_text(?::json))'

    def null_safe_equals(self) -> str:
        """Returns the operator that compares values that may be null."""
        return "IS NOT DISTINCT FROM"

    def raw_rows(self, sql: str) -> Iterator[Row]:
        """Yields rows unchecked."""
        yield from self.execute(sql)

    def tables(self) -> frozenset[str]:
        """Returns the names of the tables that exist."""
        # `to_regclass` caches names and misses tables that another process just made.
        rows = self.execute("SELECT tablename FROM pg_tables WHERE schemaname = ?", (SCHEMA_NAME,))
        return frozenset(row[0] for row in rows)

    def columns(self, table: str) -> tuple[str, ...]:
        """Returns the columns of a table, in order."""
        rows = self.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = ?"
            " AND table_name = ? AND is_generated = 'NEVER' ORDER BY ordinal_position",
            (SCHEMA_NAME, table),
        )
        return tuple(row[0] for row in rows)

    def publish(self, progress: str | None) -> None:
        """Publishes the progress of this process's ingest."""
        try:
            if progress is None:
                self.execute("DELETE FROM running WHERE backend = pg_backend_pid()")
            else:
                self.execute(
                    "INSERT INTO running VALUES (pg_backend_pid(), ?)"
                    " ON CONFLICT (backend) DO UPDATE SET state = excluded.state",
                    (progress,),
                )
        except psycopg.Error as error:
            raise OSError(_reason(error)) from error

    def integrity_errors(self) -> tuple[str, ...]:
        """Returns an empty tuple: a server checks its own files."""
        return ()

    def leftovers(self) -> tuple[Path, ...]:
        """Returns an empty tuple: a server removes its own files."""
        return ()


def _with_placeholders(sql: str) -> bytes:
    """Returns a statement with psycopg's placeholders; every `?` in our SQL is a placeholder."""
    return sql.replace("%", "%%").replace("?", "%s").encode()


@contextmanager
def exclusive(server: Server, *, wait: float) -> Iterator[None]:
    """Holds the index; see `lock.exclusive`."""
    with _server_errors(server):
        connection = _connect(server)
        try:
            deadline = time.monotonic() + wait
            sql = "SELECT pg_try_advisory_lock(%s, %s)"
            keys = (LOCK_CLASS, EXCLUSIVE_LOCK)
            while connection.execute(sql, keys).fetchone() != (True,):
                if time.monotonic() >= deadline:
                    raise IndexLocked(
                        f"another process is writing the index {server}",
                        "wait until it has finished",
                    )
                time.sleep(POLL_SECONDS)
            yield
        finally:
            # The server releases the lock with the connection, however the process ends.
            connection.close()


def held(server: Server) -> bool:
    """Tells whether a process holds the index."""
    with _server_errors(server):
        connection = _connect(server)
        try:
            row = connection.execute(
                "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON database = pg_database.oid"
                " WHERE locktype = 'advisory' AND datname = current_database()"
                " AND classid::bigint = %s AND objid::bigint = %s)",
                (LOCK_CLASS, EXCLUSIVE_LOCK),
            ).fetchone()
        finally:
            connection.close()
    return row == (True,)


def published(server: Server) -> str | None:
    """Returns the progress of the running ingest that started last, or None."""
    with open_database(server, write=False) as database:
        row = database.execute(
            "SELECT running.state FROM running JOIN pg_stat_activity ON pid = backend"
            " WHERE application_name = 'slidescan' ORDER BY backend_start DESC LIMIT 1"
        ).fetchone()
    return str(row[0]) if row else None


def revision(server: Server) -> str | None:
    """Returns a value that changes with each change; None if there is no catalogue."""
    with open_database(server, write=False) as database:
        row = database.execute("SELECT value FROM meta WHERE key = ?", ("revision",)).fetchone()
    return str(row[0]) if row else None
