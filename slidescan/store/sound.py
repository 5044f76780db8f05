"""Whether a catalogue agrees with itself, and what mends it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from slidescan.errors import IndexDamaged
from slidescan.records import Slide
from slidescan.store.codec import slide_from_text


class Sound:
    """The part of the catalogue that looks at itself."""

    _db: sqlite3.Connection

    def integrity(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the file; empty where nothing is."""
        rows = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check(20)")]
        return tuple(row for row in rows if row != "ok")

    def unread(self) -> tuple[str, ...]:
        """Photos that are said to have been read, though no reading of them is there."""
        return self._images(
            "SELECT image FROM photos WHERE sha256 NOT IN (SELECT sha256 FROM readings)"
        )

    def unmade(self) -> tuple[str, ...]:
        """Photos without a slide, though all slides are said to follow from what was read."""
        return self._images(
            "SELECT image FROM photos WHERE derived AND image NOT IN (SELECT image FROM slides)"
        )

    def orphans(self) -> tuple[str, ...]:
        """Slides of photos that the catalogue doesn't hold."""
        return self._images(
            "SELECT image FROM slides WHERE image NOT IN (SELECT image FROM photos)"
        )

    def unused(self) -> int:
        """How many readings belong to no photo."""
        row = self._db.execute(
            "SELECT count(*) FROM readings WHERE sha256 NOT IN (SELECT sha256 FROM photos)"
        ).fetchone()
        return int(row[0])

    def broken(self) -> Iterator[str]:
        """Slides that can't be read, or are of another photo than they stand under."""
        for image, text in self._db.execute("SELECT image, slide FROM slides ORDER BY image"):
            if not _is_slide(image, text):
                yield str(image)

    def broken_readings(self) -> Iterator[str]:
        """Photos whose reading can't be read."""
        rows = self._db.execute(
            "SELECT image, photo, detection, reading FROM photos JOIN readings USING (sha256)"
        )
        for image, *parts in rows:
            try:
                whole = all(isinstance(json.loads(part), dict) for part in parts)
            except (ValueError, TypeError, RecursionError):
                whole = False
            if not whole:
                yield str(image)

    def drop_photos(self, images: Iterable[str]) -> None:
        """Forget photos and what was read in them, so that the next ingest reads them again."""
        for image in images:
            self._db.execute(
                "DELETE FROM readings WHERE sha256 IN (SELECT sha256 FROM photos WHERE image = ?)",
                (image,),
            )
            self._db.execute("DELETE FROM photos WHERE image = ?", (image,))

    def drop_slides(self, images: Iterable[str]) -> None:
        """Forget slides; those whose photos are there are made anew."""
        for image in images:
            self._db.execute("DELETE FROM slides WHERE image = ?", (image,))
            self._db.execute("INSERT OR IGNORE INTO removed VALUES (?)", (image,))
            self._db.execute("UPDATE photos SET derived = 0 WHERE image = ?", (image,))

    def drop_unused(self) -> None:
        """Forget readings that belong to no photo."""
        self._db.execute("DELETE FROM readings WHERE sha256 NOT IN (SELECT sha256 FROM photos)")

    def _images(self, query: str) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in self._db.execute(f"{query} ORDER BY image"))


def _is_slide(image: object, text: object) -> bool:
    if not isinstance(image, str) or not isinstance(text, str):
        return False
    try:
        slide: Slide = slide_from_text(text)
    except (IndexDamaged, RecursionError):
        return False
    return slide.image == image
