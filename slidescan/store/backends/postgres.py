"""A catalogue in a PostgreSQL database, in a schema of its own; needs the extra `postgres`.

Many may read, and several may ingest at once: each change is one transaction, one after the
other; what follows from all photos together is done by one ingest at a time (see `lock`).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from slidescan.core.versions import POSTGRES_CATALOGUE_SCHEMA, POSTGRES_SCHEMA
from slidescan.errors import (
    IndexLocked,
    IndexMissing,
    IndexTooNew,
    IndexUnusable,
    UsageError,
    one_line,
)
from slidescan.store.backends.postgres_schema import MIGRATIONS, TABLES, TRIGRAMS
from slidescan.store.backends.protocol import Row, Rows, Value
from slidescan.store.location import Location, Server
from slidescan.store.schema import put

if TYPE_CHECKING:
    import psycopg

NAME = "slidescan"
"""The schema that the tables are in."""

# Advisory locks have numbers: "SLID", and which of ours.
_LOCKS = 0x534C4944
_CHANGING, _EXCLUSIVE = 1, 2

PATIENCE = 10
"""Seconds that a server has to answer at all."""


def _connect(server: Server) -> psycopg.Connection[Row]:
    import psycopg

    return psycopg.connect(
        server.url,
        autocommit=True,
        connect_timeout=PATIENCE,
        application_name="slidescan",
        client_encoding="utf8",
        options=f"-c search_path={NAME},public",
    )


@contextmanager
def _named(server: Server) -> Iterator[None]:
    """Say what a server refuses, as an error that a person can mend."""
    try:
        import psycopg
    except ImportError as error:
        raise UsageError(
            "an index on a PostgreSQL server needs psycopg",
            "install it with pip install 'slidescan[postgres]'",
        ) from error
    try:
        yield
    except psycopg.errors.ReadOnlySqlTransaction as error:
        raise IndexUnusable(f"the index {server} can only be read", "name another") from error
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
def opened(server: Server, *, write: bool) -> Iterator[PostgresDatabase]:
    """Open the database of an index on a server; see `Catalogue.open`."""
    with _named(server):
        database = _waiting(server, write=write) or _fresh(server, write=write)
        whole = False
        try:
            yield database
            whole = True
        finally:
            if whole and database.is_idle():
                server.idle.give(database.connection, write=write)
            else:
                database.connection.close()


def _waiting(server: Server, *, write: bool) -> PostgresDatabase | None:
    """A connection that was used before, if it still holds."""
    import psycopg

    while (connection := server.idle.take(write=write)) is not None:
        database = PostgresDatabase(connection, server)
        try:
            if database.version() == POSTGRES_SCHEMA:
                return database
        except psycopg.Error:
            pass  # the server has let go of it: a fresh one says what is wrong, if anything is
        connection.close()
    return None


def _fresh(server: Server, *, write: bool) -> PostgresDatabase:
    connection = _connect(server)
    try:
        database = PostgresDatabase(connection, server)
        database.prepare(write=write)
    except BaseException:
        connection.close()
        raise
    return database


class PostgresDatabase:
    """A `Database` on a server."""

    def __init__(self, connection: psycopg.Connection[Row], server: Server) -> None:
        self.connection = connection
        self.location: Location = server
        self.schema = POSTGRES_CATALOGUE_SCHEMA

    def version(self) -> int | None:
        """The version of the tables; None where there are none."""
        if "meta" not in self.tables():
            return None
        row = self.execute("SELECT value FROM meta WHERE key = ?", ("schema",)).fetchone()
        return int(row[0]) if row and str(row[0]).isdigit() else 0

    def prepare(self, *, write: bool) -> None:
        """Make the tables, or bring them up to date; or see that they can be read."""
        version = self.version()
        if version is not None and version > POSTGRES_SCHEMA:
            raise IndexTooNew(
                f"the index {self.location} was made by a newer slidescan (schema {version})",
                "upgrade slidescan, or name another with --index",
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
            # Words that half of all slides say: going by the index takes half as long. No query
            # here takes long enough for it to be compiled.
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
            # Another may have done so while this one waited.
            self._bring_up(self.version())
            self.commit()
        except BaseException:
            self.rollback()
            raise

    def _bring_up(self, version: int | None) -> None:
        if version is None:
            self.execute(f"CREATE SCHEMA IF NOT EXISTS {NAME}")
            self._run(TABLES)
            self._try(TRIGRAMS)
            self.execute(put("meta"), ("id", uuid.uuid4().hex))
        else:
            for older in range(version, POSTGRES_SCHEMA):
                self._run(MIGRATIONS[older])
        self.execute(put("meta"), ("schema", str(POSTGRES_SCHEMA)))

    def _run(self, statements: str) -> None:
        for statement in statements.split(";"):
            if statement.strip():
                self.execute(statement)

    def _try(self, statements: str) -> None:
        """Run statements that may be refused: then none of them was run."""
        import psycopg

        self.execute("SAVEPOINT trying")
        try:
            self._run(statements)
        except psycopg.Error:
            self.execute("ROLLBACK TO trying")
        self.execute("RELEASE trying")

    def is_idle(self) -> bool:
        """Whether the connection can be used again."""
        from psycopg.pq import TransactionStatus

        status = self.connection.info.transaction_status
        return not self.connection.closed and status == TransactionStatus.IDLE

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Rows:
        """As the Protocol says."""
        if not values:
            return self.connection.execute(sql.replace("%", "%%").encode(), ())
        return self.connection.execute(_marked(sql), values)

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """As the Protocol says."""
        with self.connection.cursor() as cursor:
            cursor.executemany(_marked(sql), rows)

    def begin(self) -> None:
        """As the Protocol says."""
        self.execute("BEGIN")
        self.execute("SELECT pg_advisory_xact_lock(?, ?)", (_LOCKS, _CHANGING))

    def begin_reading(self) -> None:
        """As the Protocol says."""
        self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def commit(self) -> None:
        """As the Protocol says; also counts the change, for whoever looks whether there is any."""
        self.execute(
            "INSERT INTO meta VALUES ('revision', '1') ON CONFLICT (key)"
            " DO UPDATE SET value = (meta.value::bigint + 1)::text"
        )
        self.execute("COMMIT")

    def rollback(self) -> None:
        """As the Protocol says."""
        from psycopg.pq import TransactionStatus

        status = self.connection.info.transaction_status
        if status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            self.execute("ROLLBACK")

    def facts(
        self, table: str, key: str, column: str, names: Sequence[str], counted: str | None = None
    ) -> Rows:
        """As the Protocol says."""
        # One pass over each object: a cast for each member would take one for each.
        wanted = ", ".join(f"{name} json" for name in (*names, *([counted] if counted else [])))
        members = ", ".join(f"record.{name}" for name in names)
        length = f"coalesce(json_array_length(record.{counted}), 0)" if counted else "0"
        return self.execute(
            f"SELECT {table}.{key}, json_build_array({members})::text, {length}"  # noqa: S608
            f" FROM {table}, json_to_record({table}.{column}::json) AS record ({wanted})"
            f" ORDER BY {table}.{key}"
        )

    def json_text(self, column: str, name: str) -> str:
        """As the Protocol says."""
        return f"{column}::json ->> '{name}'"

    def same(self) -> str:
        """As the Protocol says."""
        return "IS NOT DISTINCT FROM"

    def raw(self, sql: str) -> Iterator[Row]:
        """As the Protocol says."""
        yield from self.execute(sql)

    def tables(self) -> frozenset[str]:
        """As the Protocol says."""
        # A look into the system's table: names are cached, and another may just have made some.
        rows = self.execute("SELECT tablename FROM pg_tables WHERE schemaname = ?", (NAME,))
        return frozenset(row[0] for row in rows)

    def columns(self, table: str) -> tuple[str, ...]:
        """As the Protocol says."""
        rows = self.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = ?"
            " AND table_name = ? AND is_generated = 'NEVER' ORDER BY ordinal_position",
            (NAME, table),
        )
        return tuple(row[0] for row in rows)

    def publish(self, progress: str | None) -> None:
        """As the Protocol says."""
        import psycopg

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

    def integrity(self) -> tuple[str, ...]:
        """As the Protocol says: a server looks after its files itself."""
        return ()


def _marked(sql: str) -> bytes:
    """A statement with psycopg's marks for values; our own never hold a `?` elsewhere."""
    return sql.replace("%", "%%").replace("?", "%s").encode()


@contextmanager
def exclusive(server: Server, *, wait: float) -> Iterator[None]:
    """Hold the index for what only one may do; see `lock.exclusive`."""
    with _named(server):
        connection = _connect(server)
        try:
            deadline = time.monotonic() + wait
            asked = "SELECT pg_try_advisory_lock(%s, %s)", (_LOCKS, _EXCLUSIVE)
            while connection.execute(*asked).fetchone() != (True,):
                if time.monotonic() >= deadline:
                    raise IndexLocked(
                        f"another process is writing the index {server}",
                        "wait until it has finished",
                    )
                time.sleep(0.1)
            yield
        finally:
            # However it ends, the lock goes with the connection.
            connection.close()


def held(server: Server) -> bool:
    """Whether somebody holds the index now."""
    with _named(server):
        connection = _connect(server)
        try:
            row = connection.execute(
                "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON database = pg_database.oid"
                " WHERE locktype = 'advisory' AND datname = current_database()"
                " AND classid::bigint = %s AND objid::bigint = %s)",
                (_LOCKS, _EXCLUSIVE),
            ).fetchone()
        finally:
            connection.close()
    return row == (True,)


def published(server: Server) -> str | None:
    """How far the ingest is that was started last, of those that write an index now."""
    with opened(server, write=False) as database:
        row = database.execute(
            "SELECT running.state FROM running JOIN pg_stat_activity ON pid = backend"
            " WHERE application_name = 'slidescan' ORDER BY backend_start DESC LIMIT 1"
        ).fetchone()
    return str(row[0]) if row else None


def revision(server: Server) -> str | None:
    """What changes whenever the catalogue does; None where there is none."""
    with opened(server, write=False) as database:
        row = database.execute("SELECT value FROM meta WHERE key = ?", ("revision",)).fetchone()
    return str(row[0]) if row else None
