"""The catalogue: one database that holds everything slidescan knows, and the source of truth.

A photo is identified by its path, a reading by the photo's SHA-256: equal bytes are read once.
Slides are derived from readings and links, and stored whole, so that search and export need
nothing else.
"""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import msgspec

from slidescan.core.records import Card, Failure, Post, Slide
from slidescan.core.similarity import simhash
from slidescan.store.backends.protocol import Database, Row, Value
from slidescan.store.backends.registry import backend
from slidescan.store.built_pages import BuiltPages
from slidescan.store.deck_pages import DeckPages
from slidescan.store.edits import UserEdits
from slidescan.store.integrity import IntegrityChecks
from slidescan.store.location import Location
from slidescan.store.members import engine_from_json, frames_from_json, scripts_from_json
from slidescan.store.row_checks import check_row
from slidescan.store.rows import count, put_row, select_rows
from slidescan.store.schema import BY_NAME, RECORD_TABLES, Column, upsert
from slidescan.store.serialization import (
    card_from_row,
    detection_to_json,
    dumps,
    gist_from_json,
    photo_from_row,
    post_from_row,
    reading_from_row,
    reading_to_json,
    refuse_malformed,
    slide_from_json,
)
from slidescan.store.stored import Gist, StoredPhoto, StoredPost, StoredReading
from slidescan.store.trust import may_trust, vouch
from slidescan.store.vectors import VectorRows

SLIDES_PER_QUERY = 50
"""Slides that one query selects; with few, a slow reader doesn't block an ingest."""

LOOKUP_SCHEMA = 4
"""The first schema whose slides have columns for language, fingerprint and duplicates."""

_HEXADECIMAL = re.compile("[0-9a-f]*")


class Catalogue:
    """An open catalogue; use `Catalogue.open`.

    Attributes:
        database: The database that stores it.
        location: Where it is.
        edits: What people set and decided.
        integrity: Its consistency checks.
        vectors: What an encoder made of its slides.
        decks: The pages of decks that photos show.
        built: What was read of the built site, and the links that its pages give.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.location = database.location
        self.edits = UserEdits(database)
        self.integrity = IntegrityChecks(database)
        self.vectors = VectorRows(database)
        self.decks = DeckPages(database)
        self.built = BuiltPages(database)

    @classmethod
    @contextmanager
    def open(cls, location: Location, *, write: bool = False) -> Iterator[Catalogue]:
        """Opens the catalogue of an index.

        Args:
            location: The index.
            write: Allows changes; makes the catalogue if it is missing.

        Raises:
            IndexMissing: There is no catalogue, and `write` is false.
            IndexDamaged: The file isn't a catalogue, or can't be read.
            IndexTooNew: A newer version of slidescan made it.
            IndexUnusable: The catalogue can't be written, the disk is full, or the server can't be
                reached.
        """
        with backend(location).open_database(location, write=write) as database:
            yield cls(database)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commits all changes of its block, or none of them."""
        self.database.begin()
        try:
            yield
            self.database.commit()
        except BaseException:
            self.database.rollback()
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads one unchanging state throughout its block, even while an ingest writes."""
        self.database.begin_snapshot()
        try:
            yield
        finally:
            self.database.rollback()

    # The catalogue as a whole

    def meta(self, key: str) -> str | None:
        """Returns a value that belongs to the whole catalogue."""
        row = self.database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Stores a value that belongs to the whole catalogue."""
        put_row(self.database, "meta", key, value)

    def set_site(self, root: str) -> None:
        """Stores the site's root, relative to the index or absolute."""
        self.set_meta("site", root)
        self.set_meta("site_by", vouch(self.meta("id") or "", root))

    def may_trust(self) -> bool:
        """Tells whether slidescan may read and write the site's posts; see `store.trust`."""
        root = self.meta("site") or "."
        return may_trust(self.meta("id") or "", root, self.meta("site_by") or "")

    def empty(self) -> None:
        """Deletes all records; tells the full-text index to forget all slides."""
        self.database.execute(
            "INSERT INTO removed SELECT image FROM slides WHERE TRUE ON CONFLICT DO NOTHING"
        )
        for table in RECORD_TABLES:
            self.database.execute(f"DELETE FROM {table.name}")  # noqa: S608

    def rows(self, name: str) -> Iterator[Row]:
        """Yields the rows of a table by key, each checked.

        Raises:
            IndexDamaged: A row is malformed.
        """
        for row in select_rows(self.database, name):
            with refuse_malformed():
                check_row(name, row)
            yield row

    def put_rows(self, name: str, rows: Iterable[Row]) -> None:
        """Stores rows from another catalogue; the database assigns new serial numbers."""
        columns = BY_NAME[name].columns
        values: Iterable[list[Value]] = (
            [
                bool(value) if kind is Column.FLAG else value
                for value, kind in zip(row, columns.values(), strict=True)
                if kind is not Column.SERIAL
            ]
            for row in rows
        )
        self.database.executemany(upsert(name), values)

    # Photos

    def photos(self) -> dict[str, StoredPhoto]:
        """Returns every photo, by path."""
        with refuse_malformed():
            rows = select_rows(self.database, "photos")
            return {row[0]: photo_from_row(row) for row in rows}

    def put_photo(self, photo: StoredPhoto) -> None:
        """Stores a photo file; the slides of its folder must then be derived again."""
        put_row(self.database, "photos", photo.image, photo.sha256, photo.size, photo.mtime, False)

    def underived(self) -> tuple[str, ...]:
        """Returns photos whose slides must be derived again, even after a killed run."""
        return self._images("SELECT image FROM photos WHERE NOT derived ORDER BY image")

    def underive(self, image: str) -> None:
        """Marks a photo's slide to be derived again."""
        self.database.execute("UPDATE photos SET derived = FALSE WHERE image = ?", (image,))

    def set_derived(self) -> None:
        """Marks all slides as derived."""
        self.database.execute("UPDATE photos SET derived = TRUE WHERE NOT derived")

    def forget(self, images: Iterable[str]) -> None:
        """Deletes photos, their slides, and readings that no other photo uses.

        Other photos of their folders must be derived again: their recurring lines may change.
        """
        folders = set()
        for image in images:
            folders.add(posixpath.dirname(image))
            for slide in self.slides((image,)):
                for duplicate in slide.duplicates:
                    self.underive(duplicate)
            self.database.execute("DELETE FROM photos WHERE image = ?", (image,))
            self.database.execute("DELETE FROM slides WHERE image = ?", (image,))
            put_row(self.database, "removed", image)
        self.integrity.drop_unused_readings()
        for image in self.photos():
            if posixpath.dirname(image) in folders:
                self.underive(image)

    # Readings

    def reading(self, sha256: str) -> StoredReading | None:
        """Returns the reading of a photo's bytes."""
        with refuse_malformed():
            rows = select_rows(self.database, "readings", "sha256 = ?", (sha256,))
            return next(map(reading_from_row, rows), None)

    def put_reading(self, stored: StoredReading) -> None:
        """Stores a reading."""
        put_row(
            self.database,
            "readings",
            stored.photo.sha256,
            stored.reader,
            dumps(dataclasses.asdict(stored.photo)),
            dumps(detection_to_json(stored.detection)),
            dumps(reading_to_json(stored.reading)),
            stored.kind,
        )

    def readers(self) -> dict[str, str]:
        """Returns the pipeline and model that read each photo, by SHA-256."""
        return dict(self.database.execute("SELECT sha256, reader FROM readings"))

    def engines(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Returns the engine and the languages that read each photo, by SHA-256."""
        rows = self.database.json_members("readings", "sha256", "reading", ("engine", "languages"))
        with refuse_malformed():
            return {sha256: engine_from_json(members) for sha256, members, _ in rows}

    def unread_scripts(self) -> dict[str, tuple[str, ...]]:
        """Returns the scripts that nothing read on photos, by SHA-256; only of such photos."""
        members = ("unread_scripts", "engine")
        rows = self.database.json_members("readings", "sha256", "reading", members)
        with refuse_malformed():
            scripts = {sha256: scripts_from_json(values) for sha256, values, _ in rows}
        return {sha256: unread for sha256, unread in scripts.items() if unread}

    def frame_counts(self) -> dict[str, int]:
        """Returns the number of frames of photos that have several, by SHA-256."""
        rows = self.database.json_members("readings", "sha256", "photo", ("frames", "width"))
        with refuse_malformed():
            counts = {sha256: frames_from_json(values) for sha256, values, _ in rows}
        return {sha256: count for sha256, count in counts.items() if count > 1}

    # Slides

    def slides(self, images: Sequence[str] | None = None) -> Iterator[Slide]:
        """Yields all slides by path, or those of `images` in their order.

        Raises:
            IndexDamaged: A slide is malformed.
        """
        for text in self._texts(images):
            with refuse_malformed():
                slide = slide_from_json(text)
            yield slide

    def gists(self, images: Sequence[str]) -> Iterator[Gist]:
        """Yields the parts of slides that ranking needs, in the order of `images`.

        Raises:
            IndexDamaged: A slide is malformed.
        """
        for text in self._texts(images):
            with refuse_malformed():
                gist = gist_from_json(text)
            yield gist

    def _texts(self, images: Sequence[str] | None) -> Iterator[str]:
        wanted = self.images() if images is None else tuple(images)
        for start in range(0, len(wanted), SLIDES_PER_QUERY):
            batch = wanted[start : start + SLIDES_PER_QUERY]
            placeholders = ", ".join("?" * len(batch))
            sql = f"SELECT image, slide FROM slides WHERE image IN ({placeholders})"  # noqa: S608
            texts: dict[str, str] = dict(self.database.execute(sql, batch).fetchall())
            yield from (texts[image] for image in batch if image in texts)

    def cards(self) -> tuple[Card, ...]:
        """Returns summaries of all slides, by path, in 40 % of the time that `slides` takes."""
        members = (
            *("sha256", "title", "alt", "taken", "kind", "quad", "turn", "links"),
            *("language", "confidence"),
        )
        with refuse_malformed():
            rows = self.database.json_members("slides", "image", "slide", members, "text")
            return tuple(card_from_row(*row) for row in rows)

    def images(self) -> tuple[str, ...]:
        """Returns the paths of all slides, in order."""
        return self._images("SELECT image FROM slides ORDER BY image")

    def count(self) -> int:
        """Returns the number of slides."""
        return count(self.database, "SELECT count(*) FROM slides")

    def fingerprints(self) -> dict[str, tuple[str, str]]:
        """Returns the hashes of each slide's picture and of its words, by path.

        An older catalogue has none.
        """
        if self.database.schema < LOOKUP_SCHEMA:
            return {}
        rows = self.database.execute(
            "SELECT image, fingerprint FROM slides WHERE fingerprint > ' '"
        )
        return {
            image: (picture, words)
            for image, fingerprint in rows
            for picture, _, words in [str(fingerprint).partition(" ")]
            if _HEXADECIMAL.fullmatch(picture + words)
        }

    def duplicates(self) -> tuple[str, ...]:
        """Returns slides that other photos also show."""
        if self.database.schema < LOOKUP_SCHEMA:
            return tuple(slide.image for slide in self.slides() if slide.duplicates)
        return self._images("SELECT image FROM slides WHERE same ORDER BY image")

    def put_slide(self, slide: Slide) -> bool:
        """Stores a slide; returns whether it changed."""
        derived = {"photo": dataclasses.asdict(slide.photo), "confidence": slide.confidence}
        text = dumps(slide.to_json() | derived)
        row = self.database.execute(
            "SELECT slide FROM slides WHERE image = ?", (slide.image,)
        ).fetchone()
        if row and row[0] == text:
            return False
        fingerprint = f"{slide.detection.fingerprint} {simhash(slide)}"
        put_row(
            self.database,
            *("slides", slide.image, text, True),
            *(slide.language, fingerprint, bool(slide.duplicates)),
        )
        self.database.execute("DELETE FROM removed WHERE image = ?", (slide.image,))
        self.vectors.mark_stale(slide.image)
        return True

    def dirty(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Returns the slides that the full-text index must add, and those that it must forget."""
        return (
            self._images("SELECT image FROM slides WHERE dirty ORDER BY image"),
            self._images("SELECT image FROM removed ORDER BY image"),
        )

    def clean(self) -> None:
        """Marks the full-text index as up to date."""
        self.database.execute("UPDATE slides SET dirty = FALSE WHERE dirty")
        self.database.execute("DELETE FROM removed")

    def languages(self) -> tuple[str, ...]:
        """Returns the languages of the slides."""
        column = "language"
        if self.database.schema < LOOKUP_SCHEMA:
            column = self.database.json_text("slide", "language")
        rows = self.database.execute(f"SELECT DISTINCT {column} FROM slides")  # noqa: S608
        return tuple(sorted(row[0] for row in rows if isinstance(row[0], str)))

    def _images(self, sql: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self.database.execute(sql))

    # Posts

    def posts(self) -> dict[str, StoredPost]:
        """Returns every post, by path."""
        with refuse_malformed():
            rows = select_rows(self.database, "posts")
            return {row[0]: post_from_row(row) for row in rows}

    def put_post(self, stored: StoredPost) -> None:
        """Stores a post."""
        links = {image: [link.to_json() for link in each] for image, each in stored.links.items()}
        put_row(
            self.database,
            *("posts", stored.post.path, stored.size, stored.mtime, stored.state),
            *(_post_json(stored.post), dumps(links)),
            dumps([reference.to_json() for reference in stored.missing]),
        )

    def forget_posts(self, paths: Iterable[str]) -> None:
        """Deletes posts."""
        self.database.executemany("DELETE FROM posts WHERE path = ?", [(p,) for p in paths])

    # Failures

    def failures(self) -> tuple[Failure, ...]:
        """Returns the files that the last ingest couldn't read."""
        return tuple(Failure(*row) for row in select_rows(self.database, "failures"))

    def put_failure(self, failure: Failure) -> None:
        """Stores a failure."""
        put_row(self.database, "failures", failure.path, failure.reason, failure.remedy)

    def clear_failures(self, paths: Iterable[str]) -> None:
        """Deletes the failures of files that can be read again."""
        self.database.executemany("DELETE FROM failures WHERE path = ?", [(p,) for p in paths])


def _post_json(post: Post) -> str:
    """A post as compact JSON: what `dumps` makes of its fields, in a tenth of the time."""
    try:
        return msgspec.json.encode(post).decode()
    except UnicodeEncodeError:  # the name of a file that isn't UTF-8
        return dumps(dataclasses.asdict(post))
