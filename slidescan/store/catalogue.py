"""The catalogue: one SQLite file that holds everything slidescan knows. The truth.

Photos are known by their path, readings by their photo's SHA-256: the same bytes are read
once. Slides are what follows from readings and links; they are stored whole, so that search
and export need no other layer.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import posixpath
import re
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slidescan.errors import IndexDamaged, IndexMissing, IndexTooNew, IndexUnusable
from slidescan.likeness import words_hash
from slidescan.records import (
    Card,
    Failure,
    Photo,
    Slide,
)
from slidescan.store import strict
from slidescan.store.codec import (
    card_from_row,
    damage,
    detection_from_json,
    detection_to_json,
    dumps,
    kind_from,
    reading_from_json,
    reading_to_json,
    slide_from_text,
    stored_post,
    unreadable,
)
from slidescan.store.lock import refuse_without_locks
from slidescan.store.own import may_trust, refuse_links, vouch
from slidescan.store.said import Said
from slidescan.store.schema import APPLICATION_ID, MIGRATIONS, SCHEMA, TABLES
from slidescan.store.sound import Sound
from slidescan.store.stored import StoredPhoto, StoredPost, StoredReading

NAME = "catalogue.sqlite"

EMPTIED = (
    *("readings", "photos", "slides", "posts", "failures", "written", "corners", "decided"),
    *("long_texts", "described", "mended"),
)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexUnusable(
            f"the index {folder} can't be made ({(error.strerror or str(error)).lower()})",
            "check its permissions, or name another with --index",
        ) from error


_HEXADECIMAL = re.compile("[0-9a-f]*")


def _plain(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row of texts and whole numbers: slidescan stores nothing else."""
    del cursor
    if not all(isinstance(value, str | int | None) for value in row):
        raise unreadable(TypeError("a column holds neither text nor a whole number"))
    return row


class Catalogue(Said, Sound):
    """An open catalogue; use `Catalogue.open`."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._db = connection
        self.folder = folder
        self._schema = SCHEMA

    @classmethod
    @contextmanager
    def open(cls, folder: Path, *, write: bool = False) -> Iterator[Catalogue]:
        """Open the catalogue in `folder`.

        Args:
            folder: The index.
            write: Make it if it isn't there, and allow changes.

        Raises:
            IndexMissing: There is none, and `write` is false.
            IndexDamaged: It is no catalogue, or can't be read.
            IndexTooNew: A newer version made it.
            IndexUnusable: The folder can't be written, or the disk is full.
        """
        path = folder / NAME
        refuse_links(folder)
        if not write and not path.is_file():
            raise IndexMissing(
                f"there is no index in {folder}", "make one with slidescan ingest PATH"
            )
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
            catalogue = cls(connection, folder)
            catalogue._prepare(write=write)
            yield catalogue
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
                    f"the index {self.folder} is empty", "fill it with slidescan ingest PATH"
                )
            self._create()
            return
        if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise IndexDamaged(
                f"{self.folder / NAME} is no catalogue of slidescan", "name another with --index"
            )
        if version > SCHEMA:
            raise IndexTooNew(
                f"the index {self.folder} was made by a newer slidescan (schema {version})",
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
        self._schema = version
        if write and version < SCHEMA:
            self._migrate(version)
            self._schema = SCHEMA

    def _migrate(self, version: int) -> None:
        """Bring an older catalogue up to date; a copy of it as it was is kept beside it."""
        copy = self.folder / f"catalogue.{version}.sqlite"
        fresh = copy.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(fresh)) as kept:
            self._db.backup(kept)
        fresh.replace(copy)
        with self.transaction():
            for older in range(version, SCHEMA):
                for statement in MIGRATIONS.get(older, "").split(";"):
                    if statement.strip():
                        self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {SCHEMA}")

    def _create(self) -> None:
        with self.transaction():
            for statement in TABLES.split(";"):
                if statement.strip():
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self._db.execute(f"PRAGMA user_version = {SCHEMA}")
            self.set_meta("id", uuid.uuid4().hex)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is changed inside, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            # SQLite has rolled back by itself where the disk is full.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """All that is read inside is of one moment, whatever an ingest writes meanwhile."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    # Facts about the whole

    def meta(self, key: str) -> str | None:
        """A fact about the whole catalogue."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Set a fact."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def set_site(self, place: str) -> None:
        """Note the site: its root as seen from the index, or absolute where it lies elsewhere."""
        self.set_meta("site", place)
        self.set_meta("site_by", vouch(self.meta("id") or "", place))

    def may_trust(self) -> bool:
        """Whether posts of the site may be read and written; see `store.own`."""
        place = self.meta("site") or "."
        return may_trust(self.meta("id") or "", place, self.meta("site_by") or "")

    def empty(self) -> None:
        """Drop everything but what is said of the whole; the full-text index forgets it, too."""
        self._db.execute("INSERT OR IGNORE INTO removed SELECT image FROM slides")
        for table in EMPTIED:
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of our own

    # Photos and readings

    def photos(self) -> dict[str, StoredPhoto]:
        """Every photo, by its path."""
        rows = self._db.execute("SELECT image, sha256, size, mtime FROM photos ORDER BY image")
        with damage():
            return {strict.path(row[0]): strict.record(StoredPhoto(*row)) for row in rows}

    def readers(self) -> dict[str, str]:
        """Which reader read each photo, by SHA-256."""
        return dict(self._db.execute("SELECT sha256, reader FROM readings"))

    def chosen(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Engine and languages that each photo was read with, by SHA-256."""
        with damage():
            return {
                sha256: (engine, tuple(json.loads(languages)))
                for sha256, engine, languages in self._db.execute(
                    "SELECT sha256, json_extract(reading, '$.engine'),"
                    " json_extract(reading, '$.languages') FROM readings"
                )
            }

    def put_photo(self, photo: StoredPhoto) -> None:
        """Take note of a photo file; its folder's slides must then be derived anew."""
        self._db.execute(
            "INSERT OR REPLACE INTO photos VALUES (?, ?, ?, ?, 0)",
            (photo.image, photo.sha256, photo.size, photo.mtime),
        )

    def underived(self) -> tuple[str, ...]:
        """Photos that have changed since slides were derived, also by a run that was killed."""
        rows = self._db.execute("SELECT image FROM photos WHERE NOT derived ORDER BY image")
        return tuple(row[0] for row in rows)

    def set_derived(self) -> None:
        """Take note that all slides follow from their readings and links."""
        self._db.execute("UPDATE photos SET derived = 1 WHERE NOT derived")

    def put_reading(self, stored: StoredReading) -> None:
        """Keep what was read."""
        self._db.execute(
            "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?)",
            (
                stored.photo.sha256,
                stored.reader,
                dumps(dataclasses.asdict(stored.photo)),
                dumps(detection_to_json(stored.detection)),
                dumps(reading_to_json(stored.reading)),
                stored.kind,
            ),
        )

    def reading(self, sha256: str) -> StoredReading | None:
        """What was read in a photo's bytes."""
        row = self._db.execute(
            "SELECT reader, photo, detection, reading, kind FROM readings WHERE sha256 = ?",
            (sha256,),
        ).fetchone()
        if row is None:
            return None
        with damage():
            return StoredReading(
                row[0],
                strict.photo(Photo(**json.loads(row[1]))),
                strict.detection(detection_from_json(json.loads(row[2]))),
                strict.reading(reading_from_json(json.loads(row[3]))),
                kind_from(row[4]),
            )

    def forget(self, images: Iterable[str]) -> None:
        """Drop photos, their slides, and readings that no photo has any more.

        The photos beside them must be derived anew: what returns on a folder's slides changes.
        """
        folders = set()
        for image in images:
            folders.add(posixpath.dirname(image))
            for slide in self.slides((image,)):
                self._db.executemany(
                    "UPDATE photos SET derived = 0 WHERE image = ?",
                    [(other,) for other in slide.duplicates],
                )
            self._db.execute("DELETE FROM photos WHERE image = ?", (image,))
            self._db.execute("DELETE FROM slides WHERE image = ?", (image,))
            self._db.execute("INSERT OR IGNORE INTO removed VALUES (?)", (image,))
        self._db.execute("DELETE FROM readings WHERE sha256 NOT IN (SELECT sha256 FROM photos)")
        for image in self.photos():
            if posixpath.dirname(image) in folders:
                self._db.execute("UPDATE photos SET derived = 0 WHERE image = ?", (image,))

    # Slides

    def slides(self, images: Sequence[str] | None = None) -> Iterator[Slide]:
        """Slides, all by path, or those of `images` in that order.

        One by one: whoever takes his time with them keeps no ingest from writing.
        """
        for image in self.images() if images is None else images:
            row = self._db.execute("SELECT slide FROM slides WHERE image = ?", (image,)).fetchone()
            if row:
                yield slide_from_text(row[0])

    def cards(self) -> tuple[Card, ...]:
        """All slides in short, by path: a tenth of the time that reading them whole takes."""
        with damage():
            rows = self._db.execute(
                "SELECT image, json_extract(slide, '$.sha256', '$.title', '$.alt', '$.taken',"
                " '$.kind', '$.quad', '$.turn', '$.links'),"
                " coalesce(json_array_length(slide, '$.lines'), 0) FROM slides ORDER BY image"
            )
            return tuple(card_from_row(*row) for row in rows)

    def images(self) -> tuple[str, ...]:
        """The paths of all slides, in order."""
        return tuple(r[0] for r in self._db.execute("SELECT image FROM slides ORDER BY image"))

    def count(self) -> int:
        """How many slides there are."""
        return int(self._db.execute("SELECT count(*) FROM slides").fetchone()[0])

    def fingerprints(self) -> dict[str, tuple[str, str]]:
        """Hashes of how all slides look and what they say, by their photos' paths.

        An older catalogue has none.
        """
        if self._schema < 4:
            return {}
        rows = self._db.execute("SELECT image, fingerprint FROM slides WHERE fingerprint > ' '")
        return {
            image: (look, text)
            for image, found in rows
            for look, _, text in [str(found).partition(" ")]
            if _HEXADECIMAL.fullmatch(look + text)
        }

    def same_as_others(self) -> tuple[str, ...]:
        """Slides that other photos show, too."""
        if self._schema < 4:
            return tuple(slide.image for slide in self.slides() if slide.duplicates)
        rows = self._db.execute("SELECT image FROM slides WHERE same ORDER BY image")
        return tuple(row[0] for row in rows)

    def put_slide(self, slide: Slide) -> bool:
        """Keep a slide; returns whether anything about it is new."""
        text = dumps(slide.to_json() | {"photo": dataclasses.asdict(slide.photo)})
        row = self._db.execute(
            "SELECT slide FROM slides WHERE image = ?", (slide.image,)
        ).fetchone()
        if row and row[0] == text:
            return False
        self._db.execute(
            "INSERT OR REPLACE INTO slides VALUES (?, ?, 1, ?, ?, ?)",
            (
                slide.image,
                text,
                slide.language,
                f"{slide.detection.fingerprint} {words_hash(slide)}",
                bool(slide.duplicates),
            ),
        )
        self._db.execute("DELETE FROM removed WHERE image = ?", (slide.image,))
        return True

    def dirty(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Slides that the full-text index doesn't know yet, and those that it must forget."""
        changed = self._db.execute("SELECT image FROM slides WHERE dirty ORDER BY image")
        changed_images = tuple(row[0] for row in changed)
        gone = self._db.execute("SELECT image FROM removed ORDER BY image")
        return changed_images, tuple(row[0] for row in gone)

    def clean(self) -> None:
        """Take note that the full-text index knows everything."""
        self._db.execute("UPDATE slides SET dirty = 0 WHERE dirty")
        self._db.execute("DELETE FROM removed")

    def languages(self) -> tuple[str, ...]:
        """Languages of the slides."""
        column = "language" if self._schema >= 4 else "json_extract(slide, '$.language')"
        rows = self._db.execute(f"SELECT DISTINCT {column} FROM slides")  # noqa: S608
        return tuple(sorted(row[0] for row in rows if isinstance(row[0], str)))

    # Posts

    def posts(self) -> dict[str, StoredPost]:
        """Every post, by its path."""
        rows = self._db.execute("SELECT * FROM posts ORDER BY path")
        with damage():
            return {row[0]: stored_post(row) for row in rows}

    def put_post(self, stored: StoredPost) -> None:
        """Keep a post."""
        self._db.execute(
            "INSERT OR REPLACE INTO posts VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                stored.post.path,
                stored.size,
                stored.mtime,
                stored.state,
                dumps(dataclasses.asdict(stored.post)),
                dumps({k: [x.to_json() for x in v] for k, v in stored.links.items()}),
                dumps([m.to_json() for m in stored.missing]),
            ),
        )

    def forget_posts(self, paths: Iterable[str]) -> None:
        """Drop posts."""
        self._db.executemany("DELETE FROM posts WHERE path = ?", [(p,) for p in paths])

    # Failures

    def failures(self) -> tuple[Failure, ...]:
        """What could not be read the last time."""
        rows = self._db.execute("SELECT path, reason, remedy FROM failures ORDER BY path")
        return tuple(Failure(*row) for row in rows)

    def put_failure(self, failure: Failure) -> None:
        """Take note of a failure."""
        self._db.execute(
            "INSERT OR REPLACE INTO failures VALUES (?, ?, ?)",
            (failure.path, failure.reason, failure.remedy),
        )

    def clear_failures(self, paths: Iterable[str]) -> None:
        """Forget failures that were mended."""
        self._db.executemany("DELETE FROM failures WHERE path = ?", [(p,) for p in paths])
