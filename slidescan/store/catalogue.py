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

from slidescan.core import records
from slidescan.core.collection import without_collection
from slidescan.core.records import Card, Slide
from slidescan.core.similarity import simhash
from slidescan.store.backends.protocol import Database, Row, Value
from slidescan.store.backends.registry import backend
from slidescan.store.built_pages import BuiltPages
from slidescan.store.cards import CardRows
from slidescan.store.deck_pages import DeckPages
from slidescan.store.derivation import DerivationRows
from slidescan.store.edits import UserEdits
from slidescan.store.integrity import IntegrityChecks
from slidescan.store.linked_files import LinkedFiles
from slidescan.store.location import Location
from slidescan.store.members import engine_from_json
from slidescan.store.row_checks import check_row
from slidescan.store.rows import count, put_row, select_rows
from slidescan.store.schema import BY_NAME, RECORD_TABLES, Column, upsert
from slidescan.store.serialization import (
    detection_to_json,
    dumps,
    gist_from_json,
    photos_from_rows,
    post_files_from_rows,
    post_from_row,
    post_to_json,
    reading_from_row,
    reading_to_json,
    refuse_malformed,
    slide_from_json,
)
from slidescan.store.stored import Fingerprints, Gist, StoredPhoto, StoredPost, StoredReading
from slidescan.store.trust import may_trust, vouch
from slidescan.store.vectors import VectorRows

SLIDES_PER_QUERY = 50
"""Slides that one query selects; with few, a slow reader doesn't block an ingest."""

LOOKUP_SCHEMA = 4
"""The first schema whose slides have columns for language, fingerprint and duplicates."""

FORGOTTEN_KEY = "forgotten"
"""The key of the metadata that tells that photos were deleted since slides were derived."""

_FINGERPRINTS = re.compile("(?:[0-9a-f]{0,16} [0-9a-f]{0,16}\n)*")


class Catalogue:
    """An open catalogue; use `Catalogue.open`.

    Attributes:
        database: The database that stores it.
        location: Where it is.
        edits: What people set and decided.
        integrity: Its consistency checks.
        vectors: What an encoder made of its slides.
        decks: The pages of decks that photos show.
        card_rows: Short forms of its slides.
        built: What was read of the built site, and the links that its pages give.
        derivation: What the derivation of slides keeps.
        linked_files: The files that all posts are linked against.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.location = database.location
        self.edits = UserEdits(database)
        self.card_rows = CardRows(database)
        self.integrity = IntegrityChecks(database, self.card_rows)
        self.vectors = VectorRows(database)
        self.decks = DeckPages(database)
        self.built = BuiltPages(database)
        self.derivation = DerivationRows(database)
        self.linked_files = LinkedFiles(database)

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
            with self.card_rows.one_change():
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

    def meta(self, key: str) -> str | None:
        """Returns a value that belongs to the whole catalogue."""
        return self.metas(key)[0]

    def metas(self, *keys: str) -> tuple[str | None, ...]:
        """Returns several values that belong to the whole catalogue, read at once."""
        sql = f"SELECT key, value FROM meta WHERE key IN ({', '.join('?' * len(keys))})"  # noqa: S608
        values: dict[str, str] = dict(self.database.execute(sql, keys).fetchall())
        return tuple(values.get(key) for key in keys)

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
        self.card_rows.clear()
        self.derivation.clear()
        self.linked_files.put("")

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

    def photos(self) -> dict[str, StoredPhoto]:
        """Returns every photo, by path."""
        with refuse_malformed(), without_collection():
            rows = select_rows(self.database, "photos", columns=", ".join(StoredPhoto._fields))
            return {photo.image: photo for photo in photos_from_rows(rows)}

    def photo_paths(self) -> tuple[str, ...]:
        """Returns the path of every photo, in order."""
        return self._images("SELECT image FROM photos ORDER BY image")

    def put_photo(self, photo: StoredPhoto) -> None:
        """Stores a photo file; its slide must then be derived again."""
        before = self.digest_of(photo.image)
        put_row(self.database, "photos", photo.image, photo.sha256, photo.size, photo.mtime, False)
        if before is not None and before != photo.sha256:
            self._drop_copy(before)

    def digest_of(self, image: str) -> str | None:
        """Returns the SHA-256 of a photo's bytes; None without the photo."""
        sql = "SELECT sha256 FROM photos WHERE image = ?"
        row = self.database.execute(sql, (image,)).fetchone()
        return str(row[0]) if row else None

    def copies(self, sha256: str, limit: int | None = None) -> tuple[str, ...]:
        """Returns the photos with the same bytes, or the first ones."""
        # Without statistics, PostgreSQL would look for the first ones through all photos in order.
        order = "image" if limit is None else f"image || '' LIMIT {limit}"
        sql = f"SELECT image FROM photos WHERE sha256 = ? ORDER BY {order}"  # noqa: S608
        return self._images(sql, (sha256,))

    def lone_copies(self, sha256: str) -> tuple[str, ...]:
        """Returns the photos with these bytes whose slides have no duplicate yet."""
        same_bytes = "image IN (SELECT image FROM photos WHERE sha256 = ?)"
        sql = f"SELECT image FROM slides WHERE NOT same AND {same_bytes} ORDER BY image"  # noqa: S608
        return self._images(sql, (sha256,))

    def _drop_copy(self, sha256: str) -> None:
        """Adjusts what belongs to a photo's bytes after a photo lost them."""
        left = self.copies(sha256, 2)
        if not left:
            self.database.execute("DELETE FROM readings WHERE sha256 = ?", (sha256,))
        elif len(left) == 1:
            for slide in self.slides(left):
                self.put_slide(slide)

    def underived(self) -> tuple[str, ...]:
        """Returns photos whose slides must be derived again, even after a killed run."""
        return self._images("SELECT image FROM photos WHERE NOT derived ORDER BY image")

    def underive(self, image: str) -> None:
        """Marks a photo's slide to be derived again, and those of photos with the same bytes."""
        self.database.execute(
            "UPDATE photos SET derived = FALSE WHERE image = ? OR sha256 IN"
            " (SELECT sha256 FROM photos WHERE image = ?)",
            (image, image),
        )

    def underive_bytes(self, sha256: str) -> None:
        """Marks the slides of all photos with these bytes to be derived again."""
        self.database.execute("UPDATE photos SET derived = FALSE WHERE sha256 = ?", (sha256,))

    def set_derived(self) -> None:
        """Marks all slides as derived."""
        self.database.execute("UPDATE photos SET derived = TRUE WHERE NOT derived")

    def forget(self, images: Iterable[str]) -> None:
        """Deletes photos, their slides, and readings that no other photo uses.

        Slides that change with them must be derived again.
        """
        for image in images:
            sha256 = self.digest_of(image)
            others = [other for slide in self.slides((image,)) for other in slide.duplicates]
            self.database.execute("DELETE FROM photos WHERE image = ?", (image,))
            self.database.execute("DELETE FROM slides WHERE image = ?", (image,))
            self.card_rows.drop(image)
            put_row(self.database, "removed", image)
            self.set_meta(FORGOTTEN_KEY, "1")
            if sha256 is None:
                continue
            copies = frozenset(self.copies(sha256))
            for slide in self.slides([other for other in others if other not in copies]):
                left = tuple(each for each in slide.duplicates if each != image)
                self.put_slide(dataclasses.replace(slide, duplicates=left))
            self._drop_copy(sha256)

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

    def outdated(self, reader: str) -> tuple[str, ...]:
        """Returns the photos that another pipeline or model read than this one."""
        return self._images(
            "SELECT image FROM photos WHERE sha256 IN (SELECT sha256 FROM readings WHERE reader < ?"
            " UNION ALL SELECT sha256 FROM readings WHERE reader > ?) ORDER BY image",
            (reader, reader),
        )

    def slides(self, images: Sequence[str] | None = None) -> Iterator[Slide]:
        """Yields all slides by path, or those of `images` in their order.

        Raises:
            IndexDamaged: A slide is malformed.
        """
        copies: tuple[str, ...] = ()
        sha256 = ""
        for text, has_duplicates in self._texts(images):
            with refuse_malformed():
                slide = slide_from_json(text)
            if has_duplicates:
                # Copies aren't listed in each of them: they have the same digest.
                if slide.photo.sha256 != sha256:
                    sha256 = slide.photo.sha256
                    copies = self.copies(sha256)
                others = {*slide.duplicates, *copies} - {slide.image}
                slide = dataclasses.replace(slide, duplicates=tuple(sorted(others)))
            yield slide

    def gists(self, images: Sequence[str]) -> Iterator[Gist]:
        """Yields the parts of slides that ranking needs, in the order of `images`.

        Raises:
            IndexDamaged: A slide is malformed.
        """
        for text, _ in self._texts(images):
            with refuse_malformed():
                gist = gist_from_json(text)
            yield gist

    def _texts(self, images: Sequence[str] | None) -> Iterator[tuple[str, bool]]:
        """Yields slides as JSON, and whether each has duplicates."""
        wanted = self.images() if images is None else tuple(images)
        same = "same" if self.database.schema >= LOOKUP_SCHEMA else "0"
        for start in range(0, len(wanted), SLIDES_PER_QUERY):
            batch = wanted[start : start + SLIDES_PER_QUERY]
            placeholders = ", ".join("?" * len(batch))
            sql = f"SELECT image, slide, {same} FROM slides WHERE image IN ({placeholders})"  # noqa: S608
            rows = self.database.execute(sql, batch).fetchall()
            texts = {image: (str(text), bool(is_same)) for image, text, is_same in rows}
            yield from (texts[image] for image in batch if image in texts)

    def cards(self) -> tuple[Card, ...]:
        """Returns summaries of all slides, by path."""
        return self._cards(self.card_rows.all(), self.card_rows.missing())

    def cards_in(self, folder: str) -> tuple[Card, ...]:
        """Returns summaries of the slides in a folder, by path."""
        missing = [i for i in self.card_rows.missing() if posixpath.dirname(i) == folder]
        return self._cards(self.card_rows.in_folder(folder), missing)

    def _cards(self, stored: Iterable[Card], missing: Sequence[str]) -> tuple[Card, ...]:
        cards = [*stored, *(map(Card.of, self.slides(missing)) if missing else ())]
        return tuple(sorted(cards, key=lambda card: card.image) if missing else cards)

    def images(self) -> tuple[str, ...]:
        """Returns the paths of all slides, in order."""
        # An expression: in the order of the key, SQLite would read all slides whole.
        return self._images("SELECT image FROM slides ORDER BY image || ''")

    def count(self) -> int:
        """Returns the number of slides."""
        return count(self.database, "SELECT count(*) FROM slides")

    def fingerprints(self) -> Fingerprints:
        """Returns the hashes of each slide's picture and of its words.

        An older catalogue has none.
        """
        rows: list[Row] = []
        if self.database.schema >= LOOKUP_SCHEMA:
            sql = "SELECT image, fingerprint FROM slides WHERE fingerprint > ' '"
            rows = self.database.execute(sql).fetchall()
        if not _FINGERPRINTS.fullmatch("".join(f"{row[1]}\n" for row in rows)):
            rows = [row for row in rows if _FINGERPRINTS.fullmatch(f"{row[1]}\n")]
        halves = [row[1].partition(" ") for row in rows]
        return Fingerprints(
            [row[0] for row in rows], [each[0] for each in halves], [each[2] for each in halves]
        )

    def duplicates(self) -> tuple[str, ...]:
        """Returns slides that other photos also show."""
        if self.database.schema < LOOKUP_SCHEMA:
            return tuple(slide.image for slide in self.slides() if slide.duplicates)
        return self._images("SELECT image FROM slides WHERE same ORDER BY image")

    def put_slide(self, slide: Slide) -> bool:
        """Stores a slide; returns whether it changed."""
        has_copies = len(self.copies(slide.photo.sha256, 2)) > 1
        has_duplicates = has_copies or bool(slide.duplicates)
        if has_copies and slide.duplicates:
            copies = frozenset(self.copies(slide.photo.sha256))
            others = tuple(each for each in slide.duplicates if each not in copies)
            slide = dataclasses.replace(slide, duplicates=others)
        derived = {"photo": dataclasses.asdict(slide.photo), "confidence": slide.confidence}
        text = dumps(slide.to_json() | derived)
        row = self.database.execute(
            "SELECT s.slide, s.same, c.image FROM slides s LEFT JOIN cards c ON c.image = s.image"
            " WHERE s.image = ?",
            (slide.image,),
        ).fetchone()
        if row is None or row[0] != text or row[2] is None:
            self.card_rows.put(slide)
        if row and row[0] == text and bool(row[1]) == has_duplicates:
            return False
        fingerprint = f"{slide.detection.fingerprint} {simhash(slide)}"
        put_row(
            self.database,
            *("slides", slide.image, text, True),
            *(slide.language, fingerprint, has_duplicates),
        )
        self.database.execute("DELETE FROM removed WHERE image = ?", (slide.image,))
        self.vectors.mark_stale(slide.image)
        return True

    def dirty(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Returns the slides that the full-text index must add, and those that it must forget."""
        # One statement, since a search on a server waits for the answer to each.
        sql = "SELECT image, 1 FROM slides WHERE dirty UNION ALL SELECT image, 0 FROM removed"
        rows = self.database.execute(f"{sql} ORDER BY 1").fetchall()
        changed = tuple(image for image, is_new in rows if is_new)
        return changed, tuple(image for image, is_new in rows if not is_new)

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

    def _images(self, sql: str, values: Sequence[str] = ()) -> tuple[str, ...]:
        return tuple(row[0] for row in self.database.execute(sql, values))

    def has(self, image: str) -> bool:
        """Tells whether there is a slide of a photo."""
        sql = "SELECT image FROM slides WHERE image = ?"
        return self.database.execute(sql, (image,)).fetchone() is not None

    def posts(self) -> dict[str, StoredPost]:
        """Returns every post, by path."""
        with refuse_malformed(), without_collection():
            rows = select_rows(self.database, "posts")
            return {row[0]: post_from_row(row) for row in rows}

    def posts_at(self, paths: Iterable[str]) -> dict[str, StoredPost]:
        """Returns some posts, by path."""
        with refuse_malformed():
            listed = [select_rows(self.database, "posts", "path = ?", (path,)) for path in paths]
            return {row[0]: post_from_row(row) for rows in listed for row in rows}

    def post_files(self) -> dict[str, tuple[int, int]]:
        """Returns the size and the time of change of every post when it was read, by path."""
        rows = self.database.execute("SELECT path, size, mtime FROM posts").fetchall()
        with refuse_malformed():
            return post_files_from_rows(rows)

    def put_post(self, stored: StoredPost) -> None:
        """Stores a post."""
        links = {image: [link.to_json() for link in each] for image, each in stored.links.items()}
        put_row(
            self.database,
            *("posts", stored.post.path, stored.size, stored.mtime, stored.state),
            *(post_to_json(stored.post), dumps(links)),
            dumps([reference.to_json() for reference in stored.missing]),
        )

    def forget_posts(self, paths: Iterable[str]) -> None:
        """Deletes posts."""
        self.database.executemany("DELETE FROM posts WHERE path = ?", [(p,) for p in paths])

    def failures(self) -> tuple[records.Failure, ...]:
        """Returns the files that the last ingest couldn't read."""
        return tuple(records.Failure(*row) for row in select_rows(self.database, "failures"))

    def put_failure(self, failure: records.Failure) -> None:
        """Stores a failure."""
        put_row(self.database, "failures", failure.path, failure.reason, failure.remedy)

    def clear_failures(self, paths: Iterable[str]) -> None:
        """Deletes the failures of files that can be read again."""
        self.database.executemany("DELETE FROM failures WHERE path = ?", [(p,) for p in paths])
