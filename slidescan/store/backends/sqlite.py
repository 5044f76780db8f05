"""A catalogue in one SQLite file of a folder."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slidescan.core.versions import CATALOGUE_SCHEMA
from slidescan.errors import IndexDamaged, IndexMissing, IndexTooNew, IndexUnusable
from slidescan.store.backends.protocol import Row, Rows, Value
from slidescan.store.location import Location
from slidescan.store.lock import held, refuse_without_locks
from slidescan.store.schema import APPLICATION_ID, MIGRATIONS, TABLES, put
from slidescan.store.serialization import unreadable
from slidescan.store.trust import refuse_links

NAME = "catalogue.sqlite"

PROGRESS = "progress.json"
"""The file beside it that says how far an ingest is; what a killed one leaves is known by its
lock."""


@contextmanager
def opened(folder: Path, *, write: bool) -> Iterator[SqliteFile]:
    """Open the database of the index in a folder; see `Catalogue.open`."""
    path = folder / NAME
    refuse_links(folder)
    if not write and not path.is_file():
        raise IndexMissing(f"there is no index in {folder}", "make one with slidescan ingest PATH")
    connection = None
    try:
        if write:
            _make(folder)
        # Readers, too, may have to roll back what a killed ingest left half-written.
        mode = "rwc" if write else "rw" if os.access(path, os.W_OK) else "ro"
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=10,
            isolation_level=None,
        )
        connection.row_factory = _plain
        yield SqliteFile(connection, folder, write=write)
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            refuse_without_locks(folder)
            raise IndexUnusable(f"the index {folder} is busy", "try again") from error
        raise IndexUnusable(
            f"the index {folder} can't be used ({error})",
            "check its permissions and the space on the disk, or name another with --index",
        ) from error
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(
            f"the catalogue {path} is damaged ({error})", "delete it and ingest again"
        ) from error
    finally:
        if connection is not None:
            connection.close()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexUnusable(
            f"the index {folder} can't be made ({(error.strerror or str(error)).lower()})",
            "check its permissions, or name another with --index",
        ) from error


def _plain(cursor: sqlite3.Cursor, row: Row) -> Row:
    """A row of texts and whole numbers: slidescan stores nothing else."""
    del cursor
    if not all(isinstance(value, str | int | None) for value in row):
        raise unreadable(TypeError("a column holds neither text nor a whole number"))
    return row


def published(folder: Path) -> str | None:
    """How far the ingest is that writes a folder's index now."""
    try:
        with (folder / PROGRESS).open("rb") as file:
            noted = file.read(10_000).decode("utf-8", "replace")
    except OSError:
        return None
    return noted if held(folder) else None


def revision(folder: Path) -> tuple[int, int] | None:
    """What changes whenever the catalogue in a folder does."""
    try:
        found = (folder / NAME).stat()
    except OSError:
        return None  # what is wrong is said by whoever opens it
    return found.st_mtime_ns, found.st_size


class SqliteFile:
    """A `Database` in one file; made anew, or brought up to date, where it may be written."""

    def __init__(self, connection: sqlite3.Connection, folder: Path, *, write: bool) -> None:
        self._db = connection
        self._folder = folder
        self.location: Location = folder
        self.schema = CATALOGUE_SCHEMA
        self._prepare(write=write)

    def _prepare(self, *, write: bool) -> None:
        db = self._db
        # What stands in the file is data, whoever wrote it: no code of its own is run.
        db.execute("PRAGMA trusted_schema = OFF")
        # A photo once committed stays, also through a loss of power right after it.
        db.execute("PRAGMA synchronous = EXTRA")
        if not write:
            db.execute("PRAGMA query_only = ON")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables == 0 and version == 0:
            if not write:
                raise IndexMissing(
                    f"the index {self._folder} is empty", "fill it with slidescan ingest PATH"
                )
            self._create()
            return
        if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise IndexDamaged(
                f"{self._folder / NAME} is no catalogue of slidescan", "name another with --index"
            )
        if version > CATALOGUE_SCHEMA:
            raise IndexTooNew(
                f"the index {self._folder} was made by a newer slidescan (schema {version})",
                "upgrade slidescan, or name another with --index",
            )
        foreign = db.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view') LIMIT 1"
        ).fetchone()
        if foreign:
            raise IndexDamaged(
                f"the catalogue holds a trigger or view that slidescan never made ({foreign[0]})",
                "delete it and ingest again",
            )
        self.schema = version
        if write and version < CATALOGUE_SCHEMA:
            self._migrate(version)
            self.schema = CATALOGUE_SCHEMA

    def _create(self) -> None:
        self.begin()
        try:
            self._run(TABLES)
            self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self._db.execute(f"PRAGMA user_version = {CATALOGUE_SCHEMA}")
            self._db.execute(put("meta"), ("id", uuid.uuid4().hex))
            self.commit()
        except BaseException:
            self.rollback()
            raise

    def _migrate(self, version: int) -> None:
        """Bring an older catalogue up to date; a copy of it as it was is kept beside it."""
        copy = self._folder / f"catalogue.{version}.sqlite"
        fresh = copy.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(fresh)) as kept:
            self._db.backup(kept)
        fresh.replace(copy)
        self.begin()
        try:
            for older in range(version, CATALOGUE_SCHEMA):
                self._run(MIGRATIONS.get(older, ""))
            self._db.execute(f"PRAGMA user_version = {CATALOGUE_SCHEMA}")
            self.commit()
        except BaseException:
            self.rollback()
            raise

    def _run(self, statements: str) -> None:
        for statement in statements.split(";"):
            if statement.strip():
                self._db.execute(statement)

    def execute(self, sql: str, values: Sequence[Value] = ()) -> Rows:
        """As the Protocol says."""
        return self._db.execute(sql, values)

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """As the Protocol says."""
        self._db.executemany(sql, rows)

    def begin(self) -> None:
        """As the Protocol says."""
        self._db.execute("BEGIN IMMEDIATE")

    def begin_reading(self) -> None:
        """As the Protocol says."""
        self._db.execute("BEGIN")

    def commit(self) -> None:
        """As the Protocol says."""
        self._db.execute("COMMIT")

    def rollback(self) -> None:
        """As the Protocol says."""
        # SQLite has rolled back by itself where the disk is full.
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def facts(
        self, table: str, key: str, column: str, names: Sequence[str], counted: str | None = None
    ) -> Rows:
        """As the Protocol says."""
        members = f"json_extract({column}, {', '.join(_path(name) for name in names)})"
        length = "0"
        if counted:
            length = f"coalesce(json_array_length({column}, {_path(counted)}), 0)"
        return self.execute(f"SELECT {key}, {members}, {length} FROM {table} ORDER BY {key}")  # noqa: S608

    def json_text(self, column: str, name: str) -> str:
        """As the Protocol says."""
        return f"json_extract({column}, {_path(name)})"

    def same(self) -> str:
        """As the Protocol says."""
        return "IS"

    def raw(self, sql: str) -> Iterator[Row]:
        """As the Protocol says."""
        cursor = self._db.cursor()
        cursor.row_factory = None
        yield from cursor.execute(sql)

    def tables(self) -> frozenset[str]:
        """As the Protocol says."""
        return frozenset(str(row[0]) for row in self.raw("SELECT name FROM sqlite_master"))

    def columns(self, table: str) -> tuple[str, ...]:
        """As the Protocol says."""
        return tuple(str(row[1]) for row in self.raw(f"PRAGMA table_info({table})"))

    def publish(self, progress: str | None) -> None:
        """As the Protocol says."""
        path = self._folder / PROGRESS
        if progress is None:
            path.unlink(missing_ok=True)
            return
        temporary = path.with_suffix(".tmp")
        temporary.write_text(progress, "utf-8")
        temporary.replace(path)

    def integrity(self) -> tuple[str, ...]:
        """As the Protocol says."""
        rows: list[Any] = [row[0] for row in self.execute("PRAGMA integrity_check(20)")]
        return tuple(str(row) for row in rows if row != "ok")


def _path(name: str) -> str:
    return f"'$.{name}'"
