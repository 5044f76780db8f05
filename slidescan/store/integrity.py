"""Whether a catalogue agrees with itself, and what mends it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from slidescan.core.geometry import Quad
from slidescan.core.records import AltDecision, Corners, Edit, Photo, Slide
from slidescan.errors import IndexDamaged
from slidescan.store import validation as strict
from slidescan.store.backends.protocol import Row, Tables
from slidescan.store.serialization import (
    damage,
    detection_from_json,
    reading_from_json,
    slide_from_text,
    stored_post,
)
from slidescan.store.stored import StoredPhoto


class IntegrityChecks(Tables):
    """The part of the catalogue that looks at itself."""

    def integrity(self) -> tuple[str, ...]:
        """What the database finds wrong with itself; empty where nothing is."""
        return self._db.integrity()

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
        return self._count(
            "SELECT count(*) FROM readings WHERE sha256 NOT IN (SELECT sha256 FROM photos)"
        )

    def broken(self) -> Iterator[str]:
        """Slides that can't be read, or are of another photo than they stand under."""
        for image, text in self._db.raw("SELECT image, slide FROM slides ORDER BY image"):
            if not _is_slide(image, text):
                yield str(image)

    def broken_readings(self) -> Iterator[str]:
        """Photos whose reading can't be read."""
        rows = self._db.raw(
            "SELECT image, photo, detection, reading FROM photos JOIN readings USING (sha256)"
        )
        for image, *parts in rows:
            try:
                with damage():
                    photo, detection, reading = (json.loads(str(part)) for part in parts)
                    strict.photo(Photo(**photo))
                    strict.detection(detection_from_json(detection))
                    strict.reading(reading_from_json(reading))
            except IndexDamaged:
                yield str(image)

    def strays(self) -> Iterator[tuple[str, Row]]:
        """Rows that can't be read, with their tables: of all but slides and readings."""
        there = self._db.tables()
        for table, check in _CHECKS.items():
            if table not in there:
                continue  # an older catalogue
            for row in tuple(self._db.raw(f"SELECT * FROM {table}")):  # noqa: S608 - of our own
                try:
                    with damage():
                        for value in row:
                            if not isinstance(value, str | int | None):
                                raise TypeError("neither text nor a whole number")
                        check(row)
                except IndexDamaged:
                    yield table, row

    def drop_strays(self) -> None:
        """Forget rows that can't be read."""
        for table, row in tuple(self.strays()):
            same = " AND ".join(f"{name} {self._db.same()} ?" for name in self._db.columns(table))
            self._db.execute(f"DELETE FROM {table} WHERE {same}", row)  # noqa: S608 - of our own

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
            self._put("removed", image)
            self._db.execute("UPDATE photos SET derived = FALSE WHERE image = ?", (image,))

    def drop_unused(self) -> None:
        """Forget readings that belong to no photo."""
        self._db.execute("DELETE FROM readings WHERE sha256 NOT IN (SELECT sha256 FROM photos)")

    def _images(self, query: str) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in self._db.execute(f"{query} ORDER BY image"))


def _quad(text: str) -> Quad | None:
    data = json.loads(text)
    return strict.near(Quad.of(data)) if data else None


def _photo(row: tuple[Any, ...]) -> object:
    return strict.path(row[0]), strict.record(StoredPhoto(*row[:4]))


def _corners(row: tuple[Any, ...]) -> object:
    return strict.record(Corners(row[0], row[1], row[2], row[3], _quad(row[4])))


def _mend(row: tuple[Any, ...]) -> object:
    number, at, image, sha256, what, old, new, quad, post = row
    kind = Edit.kind_of(what)
    return strict.record(Edit(number, at, image, sha256, kind, old, new, _quad(quad), post))


_CHECKS: Mapping[str, Callable[[tuple[Any, ...]], object]] = {
    "meta": lambda row: [strict.text(value) for value in row],
    "photos": _photo,
    "posts": stored_post,
    "removed": lambda row: strict.text(row[0]),
    "failures": lambda row: [strict.text(value) for value in row],
    "written": lambda row: [strict.text(value) for value in row],
    "corners": _corners,
    "decided": lambda row: strict.record(AltDecision.of(*row)),
    "long_texts": lambda row: [strict.text(value) for value in row],
    "described": lambda row: [strict.text(value) for value in row],
    "mended": _mend,
}
"""What tells, by an exception, that a row of a table can't be read."""


def _is_slide(image: object, text: object) -> bool:
    if not isinstance(image, str) or not isinstance(text, str):
        return False
    try:
        slide: Slide = slide_from_text(text)
    except (IndexDamaged, RecursionError):
        return False
    return slide.image == image
