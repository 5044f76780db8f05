"""The catalogue: one database that holds everything slidescan knows. The truth.

Photos are known by their path, readings by their photo's SHA-256: the same bytes are read
once. Slides are what follows from readings and links; they are stored whole, so that search
and export need no other layer.
"""

from __future__ import annotations

import dataclasses
import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from slidescan.core.records import (
    Card,
    Failure,
    Photo,
    Slide,
)
from slidescan.core.similarity import words_hash
from slidescan.store import validation as strict
from slidescan.store.backends.protocol import Database, opened
from slidescan.store.edits import UserEdits
from slidescan.store.integrity import IntegrityChecks
from slidescan.store.location import Location
from slidescan.store.serialization import (
    card_from_row,
    damage,
    detection_from_json,
    detection_to_json,
    dumps,
    gist_from_text,
    kind_from,
    reading_from_json,
    reading_to_json,
    slide_from_text,
    stored_post,
)
from slidescan.store.stored import Gist, StoredPhoto, StoredPost, StoredReading
from slidescan.store.trust import may_trust, vouch

EMPTIED = (
    *("readings", "photos", "slides", "posts", "failures", "written", "corners", "decided"),
    *("long_texts", "described", "mended"),
)


_HEXADECIMAL = re.compile("[0-9a-f]*")

AT_ONCE = 50
"""Slides that are asked for in one go."""


class Catalogue(UserEdits, IntegrityChecks):
    """An open catalogue; use `Catalogue.open`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.location = database.location

    @classmethod
    @contextmanager
    def open(cls, place: Location, *, write: bool = False) -> Iterator[Catalogue]:
        """Open the catalogue of an index.

        Args:
            place: The index.
            write: Make it if it isn't there, and allow changes.

        Raises:
            IndexMissing: There is none, and `write` is false.
            IndexDamaged: It is no catalogue, or can't be read.
            IndexTooNew: A newer version made it.
            IndexUnusable: It can't be written, the disk is full, or the server can't be reached.
        """
        with opened(place, write=write) as database:
            yield cls(database)

    @property
    def database(self) -> Database:
        """What it is kept in."""
        return self._db

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is changed inside, or nothing."""
        self._db.begin()
        try:
            yield
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """All that is read inside is of one moment, whatever an ingest writes meanwhile."""
        self._db.begin_reading()
        try:
            yield
        finally:
            self._db.rollback()

    # Facts about the whole

    def meta(self, key: str) -> str | None:
        """A fact about the whole catalogue."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Set a fact."""
        self._put("meta", key, value)

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
        self._db.execute(
            "INSERT INTO removed SELECT image FROM slides WHERE TRUE ON CONFLICT DO NOTHING"
        )
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
                sha256: (engine, tuple(languages))
                for sha256, said, _ in self._db.facts(
                    "readings", "sha256", "reading", ("engine", "languages")
                )
                for engine, languages in (json.loads(said),)
            }

    def put_photo(self, photo: StoredPhoto) -> None:
        """Take note of a photo file; its folder's slides must then be derived anew."""
        self._put("photos", photo.image, photo.sha256, photo.size, photo.mtime, False)

    def underived(self) -> tuple[str, ...]:
        """Photos that have changed since slides were derived, also by a run that was killed."""
        rows = self._db.execute("SELECT image FROM photos WHERE NOT derived ORDER BY image")
        return tuple(row[0] for row in rows)

    def set_derived(self) -> None:
        """Take note that all slides follow from their readings and links."""
        self._db.execute("UPDATE photos SET derived = TRUE WHERE NOT derived")

    def put_reading(self, stored: StoredReading) -> None:
        """Keep what was read."""
        self._put(
            "readings",
            stored.photo.sha256,
            stored.reader,
            dumps(dataclasses.asdict(stored.photo)),
            dumps(detection_to_json(stored.detection)),
            dumps(reading_to_json(stored.reading)),
            stored.kind,
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
                    "UPDATE photos SET derived = FALSE WHERE image = ?",
                    [(other,) for other in slide.duplicates],
                )
            self._db.execute("DELETE FROM photos WHERE image = ?", (image,))
            self._db.execute("DELETE FROM slides WHERE image = ?", (image,))
            self._put("removed", image)
        self._db.execute("DELETE FROM readings WHERE sha256 NOT IN (SELECT sha256 FROM photos)")
        for image in self.photos():
            if posixpath.dirname(image) in folders:
                self._db.execute("UPDATE photos SET derived = FALSE WHERE image = ?", (image,))

    # Slides

    def slides(self, images: Sequence[str] | None = None) -> Iterator[Slide]:
        """Slides, all by path, or those of `images` in that order.

        Some at a time: whoever takes his time with them keeps no ingest from writing.
        """
        return map(slide_from_text, self._texts(images))

    def gists(self, images: Sequence[str]) -> Iterator[Gist]:
        """What slides say, in that order."""
        return map(gist_from_text, self._texts(images))

    def _texts(self, images: Sequence[str] | None) -> Iterator[str]:
        wanted = self.images() if images is None else tuple(images)
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            marks = ", ".join("?" * len(some))
            sql = f"SELECT image, slide FROM slides WHERE image IN ({marks})"  # noqa: S608
            texts: dict[str, str] = dict(self._db.execute(sql, some).fetchall())
            yield from (texts[image] for image in some if image in texts)

    def cards(self) -> tuple[Card, ...]:
        """All slides in short, by path: a tenth of the time that reading them whole takes."""
        names = ("sha256", "title", "alt", "taken", "kind", "quad", "turn", "links")
        with damage():
            rows = self._db.facts("slides", "image", "slide", names, "lines")
            return tuple(card_from_row(*row) for row in rows)

    def images(self) -> tuple[str, ...]:
        """The paths of all slides, in order."""
        return tuple(r[0] for r in self._db.execute("SELECT image FROM slides ORDER BY image"))

    def count(self) -> int:
        """How many slides there are."""
        return self._count("SELECT count(*) FROM slides")

    def fingerprints(self) -> dict[str, tuple[str, str]]:
        """Hashes of how all slides look and what they say, by their photos' paths.

        An older catalogue has none.
        """
        if self._db.schema < 4:
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
        if self._db.schema < 4:
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
        self._put(
            "slides",
            slide.image,
            text,
            True,
            slide.language,
            f"{slide.detection.fingerprint} {words_hash(slide)}",
            bool(slide.duplicates),
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
        self._db.execute("UPDATE slides SET dirty = FALSE WHERE dirty")
        self._db.execute("DELETE FROM removed")

    def languages(self) -> tuple[str, ...]:
        """Languages of the slides."""
        column = "language" if self._db.schema >= 4 else self._db.json_text("slide", "language")
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
        self._put(
            "posts",
            stored.post.path,
            stored.size,
            stored.mtime,
            stored.state,
            dumps(dataclasses.asdict(stored.post)),
            dumps({k: [x.to_json() for x in v] for k, v in stored.links.items()}),
            dumps([m.to_json() for m in stored.missing]),
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
        self._put("failures", failure.path, failure.reason, failure.remedy)

    def clear_failures(self, paths: Iterable[str]) -> None:
        """Forget failures that were mended."""
        self._db.executemany("DELETE FROM failures WHERE path = ?", [(p,) for p in paths])
