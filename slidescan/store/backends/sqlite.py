"""A catalogue in one SQLite file of a folder."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slidescan.core.presence import status_of
from slidescan.core.versions import CATALOGUE_SCHEMA
from slidescan.errors import (
    FileUnreachable,
    IndexDamaged,
    IndexMissing,
    IndexTooNew,
    IndexUnusable,
)
from slidescan.store.backends import file_lock
from slidescan.store.backends.protocol import Row, Rows, Value
from slidescan.store.backends.sqlite_schema import APPLICATION_ID, MIGRATIONS, statements
from slidescan.store.location import INDEX_FOLDER, Location
from slidescan.store.schema import TABLES, upsert
from slidescan.store.serialization import unreadable
from slidescan.store.trust import refuse_links

CATALOGUE_FILE = "catalogue.sqlite"

IGNORE_FILE = ".gitignore"

IGNORE_TEXT = """\
# slidescan makes this index from the photos and posts of the site; git leaves it out.
# Delete this file if the index shall be part of the repository.
*
"""
"""What a new index tells git about itself."""

PROGRESS_FILE = "progress.json"
"""Holds the progress of the running ingest; without a lock, it is left from a killed one."""

MAX_PROGRESS_BYTES = 10_000
"""How much of the progress file to read."""

LEFTOVER_PATTERNS = (PROGRESS_FILE, "*.tmp", "*.new", "*.new-journal")
"""Files in an index's folder that exist only during a write."""

BUSY_SECONDS = 10
"""How long SQLite waits for another process's transaction."""

CACHE_KIBIBYTES = 65_536
"""The most memory for pages of the catalogue while it is written. Deriving 100,000 slides changes
rows all over the tables."""

exclusive = file_lock.hold

held = file_lock.is_held


def _is_missing(path: Path) -> bool:
    """Whether there is no catalogue.

    Raises:
        IndexUnusable: The system can't tell.
    """
    try:
        status = status_of(path)
    except FileUnreachable as error:
        raise IndexUnusable(error.what, error.remedy) from error
    return status is None or not stat.S_ISREG(status.st_mode)


@contextmanager
def open_database(folder: Path, *, write: bool) -> Iterator[SqliteDatabase]:
    """Opens the database of the index in a folder; see `Catalogue.open`."""
    path = folder / CATALOGUE_FILE
    refuse_links(folder)
    if not write and _is_missing(path):
        where = "this folder or above it" if folder == Path(INDEX_FOLDER) else str(folder)
        raise IndexMissing(f"there is no index in {where}", "make one with slidescan ingest PATH")
    connection = None
    try:
        if write and not path.exists():
            _make_folder(folder)
        # Even a reader may have to roll back a killed ingest's transaction.
        mode = "rwc" if write else "rw" if os.access(path, os.W_OK) else "ro"
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
        )
        connection.row_factory = _check_types
        yield SqliteDatabase(connection, folder, write=write)
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            file_lock.refuse_without_locks(folder)
            raise IndexUnusable(f"the index {folder} is busy", "try again") from error
        raise IndexUnusable(
            f"the index {folder} can't be used ({error})",
            "check its permissions and the space on the disk, or choose another index",
        ) from error
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(
            f"the catalogue {path} is damaged ({error})", "delete it and ingest again"
        ) from error
    finally:
        if connection is not None:
            connection.close()


def memory_database() -> SqliteDatabase:
    """Returns an empty database in memory, which several threads may read."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    return SqliteDatabase(connection, Path(), write=True)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / IGNORE_FILE).exists():
            (folder / IGNORE_FILE).write_text(IGNORE_TEXT, encoding="utf-8")
    except OSError as error:
        raise IndexUnusable(
            f"the index {folder} can't be made ({(error.strerror or str(error)).lower()})",
            "check its permissions, or choose another index",
        ) from error


def _check_types(cursor: sqlite3.Cursor, row: Row) -> Row:
    """Returns a row if it holds only text and whole numbers, as slidescan's rows do."""
    del cursor
    # Written out, as it runs for every row: a generator takes six times as long.
    for value in row:
        kind = type(value)
        if kind is not str and kind is not int and value is not None:
            raise unreadable(TypeError("a column holds neither text nor a whole number"))
    return row


def published(folder: Path) -> str | None:
    """Returns the progress of the ingest that is writing a folder's index, or None."""
    try:
        with (folder / PROGRESS_FILE).open("rb") as file:
            text = file.read(MAX_PROGRESS_BYTES).decode("utf-8", "replace")
    except OSError:
        return None
    return text if held(folder) else None


def revision(folder: Path) -> tuple[int, int] | None:
    """Returns a value that changes with each change; None if there is no catalogue."""
    try:
        stat = (folder / CATALOGUE_FILE).stat()
    except OSError:
        return None  # opening the catalogue reports the error
    return stat.st_mtime_ns, stat.st_size


class SqliteDatabase:
    """A `Database` in one file; a writer creates or migrates it."""

    def __init__(self, connection: sqlite3.Connection, folder: Path, *, write: bool) -> None:
        self._db = connection
        self._folder = folder
        self.location: Location = folder
        self.schema = CATALOGUE_SCHEMA
        self._prepare(write=write)

    def _prepare(self, *, write: bool) -> None:
        db = self._db
        # The file may come from anyone, so functions in its schema never run.
        db.execute("PRAGMA trusted_schema = OFF")
        # A committed photo survives a power failure.
        db.execute("PRAGMA synchronous = EXTRA")
        if write:
            db.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
        else:
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
                f"{self._folder / CATALOGUE_FILE} is no catalogue of slidescan",
                "choose another index",
            )
        if version > CATALOGUE_SCHEMA:
            raise IndexTooNew(
                f"the index {self._folder} was made by a newer slidescan (schema {version})",
                "upgrade slidescan, or choose another index",
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
            self._make_tables()
            self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self._db.execute(f"PRAGMA user_version = {CATALOGUE_SCHEMA}")
            self._db.execute(upsert("meta"), ("id", uuid.uuid4().hex))
            self.commit()
        except BaseException:
            self.rollback()
            raise

    def _migrate(self, version: int) -> None:
        """Brings an older catalogue up to date and keeps a copy of the old file."""
        copy = self._folder / f"catalogue.{version}.sqlite"
        unfinished = copy.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(unfinished)) as backup:
            self._db.backup(backup)
        unfinished.replace(copy)
        self.begin()
        try:
            for older in range(version, CATALOGUE_SCHEMA):
                for statement in MIGRATIONS.get(older, "").split(";"):
                    self._db.execute(statement)
            self._make_tables()
            self._db.execute(f"PRAGMA user_version = {CATALOGUE_SCHEMA}")
            self.commit()
        except BaseException:
            self.rollback()
            raise

    def _make_tables(self) -> None:
        for table in TABLES:
            for statement in statements(table):
                self._db.execute(statement)

    def execute(self, sql: str, values: Sequence[Value] = ()) -> Rows:
        """Runs one statement."""
        return self._db.execute(sql, values)

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Runs one statement for each of many rows."""
        self._db.executemany(sql, rows)

    def begin(self) -> None:
        """Begins a write transaction."""
        self._db.execute("BEGIN IMMEDIATE")

    def begin_snapshot(self) -> None:
        """Begins a read-only transaction."""
        self._db.execute("BEGIN")

    def commit(self) -> None:
        """Commits the transaction."""
        self._db.execute("COMMIT")

    def rollback(self) -> None:
        """Rolls the transaction back."""
        # On a full disk, SQLite has already rolled back.
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def json_members(
        self, table: str, key: str, column: str, members: Sequence[str], measured: str | None = None
    ) -> list[Row]:
        """Selects members of JSON objects; see the Protocol."""
        values = f"json_extract({column}, {', '.join(_path(name) for name in members)})"
        length = "0"
        if measured:
            length = f"coalesce(length(json_extract({column}, {_path(measured)})), 0)"
        sql = f"SELECT {key}, {values}, {length} FROM {table} ORDER BY {key}"  # noqa: S608
        try:
            return self.execute(sql).fetchall()
        except sqlite3.OperationalError as error:
            if "json" in str(error).casefold():
                raise unreadable(error) from error
            raise

    def json_text(self, column: str, name: str) -> str:
        """Returns SQL for a member of a JSON object."""
        return f"json_extract({column}, {_path(name)})"

    def text_position(self) -> str:
        """Returns SQL for the position of a text."""
        return "instr(uses, ?)"

    def text_list(self) -> str:
        """Returns SQL for a list of texts."""
        return "(SELECT value FROM json_each(?))"

    def null_safe_equals(self) -> str:
        """Returns the operator that compares values that may be null."""
        return "IS"

    def raw_rows(self, sql: str) -> Iterator[Row]:
        """Yields rows unchecked."""
        cursor = self._db.cursor()
        cursor.row_factory = None
        yield from cursor.execute(sql)

    def tables(self) -> frozenset[str]:
        """Returns the names of the tables that exist."""
        return frozenset(str(row[0]) for row in self.raw_rows("SELECT name FROM sqlite_master"))

    def columns(self, table: str) -> tuple[str, ...]:
        """Returns the columns of a table, in order."""
        return tuple(str(row[1]) for row in self.raw_rows(f"PRAGMA table_info({table})"))

    def publish(self, progress: str | None) -> None:
        """Publishes the progress of this process's ingest."""
        path = self._folder / PROGRESS_FILE
        if progress is None:
            path.unlink(missing_ok=True)
            return
        temporary = path.with_suffix(".tmp")
        temporary.write_text(progress, "utf-8")
        temporary.replace(path)

    def integrity_errors(self) -> tuple[str, ...]:
        """Returns the errors of SQLite's integrity check, at most 20."""
        rows: list[Any] = [row[0] for row in self.execute("PRAGMA integrity_check(20)")]
        return tuple(str(row) for row in rows if row != "ok")

    def leftovers(self) -> tuple[Path, ...]:
        """Returns files that exist only during a write."""
        paths = (
            path for pattern in LEFTOVER_PATTERNS for path in sorted(self._folder.glob(pattern))
        )
        return tuple(path for path in paths if path.is_file())


def _path(name: str) -> str:
    return f"'$.{name}'"
