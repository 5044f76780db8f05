"""Checks whether a catalogue is consistent, and deletes records that aren't."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from slidescan.store.backends.protocol import Database, Row
from slidescan.store.cards import CardRows
from slidescan.store.location import folder_of
from slidescan.store.lock import held
from slidescan.store.row_checks import check_row
from slidescan.store.rows import count, put_row
from slidescan.store.schema import TABLES
from slidescan.store.serialization import MALFORMED, reading_from_row, slide_from_json

PICTURE_LEFTOVERS = "pictures/.*.jpg.*"
"""Temporary files of cached pictures, left by killed processes."""


class IntegrityChecks:
    """The consistency checks of a catalogue."""

    def __init__(self, database: Database, card_rows: CardRows) -> None:
        self._database = database
        self._cards = card_rows

    def database_errors(self) -> tuple[str, ...]:
        """Returns the errors that the database reports about itself."""
        return self._database.integrity_errors()

    def photos_without_reading(self) -> tuple[str, ...]:
        """Returns photos whose reading is missing."""
        return self._images(
            "SELECT image FROM photos WHERE sha256 NOT IN (SELECT sha256 FROM readings)"
        )

    def photos_without_slide(self) -> tuple[str, ...]:
        """Returns photos that are marked as derived but have no slide."""
        return self._images(
            "SELECT image FROM photos WHERE derived AND image NOT IN (SELECT image FROM slides)"
        )

    def lacks_slides(self, images: Iterable[str]) -> bool:
        """Whether one of some photos has no slide."""
        sql = "SELECT count(*) FROM slides WHERE image = ?"
        return any(not count(self._database, sql, (image,)) for image in images)

    def slides_without_photo(self) -> tuple[str, ...]:
        """Returns slides whose photo is missing."""
        return self._images(
            "SELECT image FROM slides WHERE image NOT IN (SELECT image FROM photos)"
        )

    def unused_readings(self) -> int:
        """Returns the number of readings that belong to no photo."""
        return count(
            self._database,
            "SELECT count(*) FROM readings WHERE sha256 NOT IN (SELECT sha256 FROM photos)",
        )

    def malformed_slides(self) -> Iterator[str]:
        """Yields slides that can't be decoded, or are stored under another photo."""
        rows = self._database.raw_rows("SELECT image, slide FROM slides ORDER BY image")
        for image, text in rows:
            if not _is_slide(image, text):
                yield str(image)

    def malformed_readings(self) -> Iterator[str]:
        """Yields photos whose reading can't be decoded."""
        rows = self._database.raw_rows(
            "SELECT image, sha256, reader, photo, detection, reading"
            " FROM photos JOIN readings USING (sha256)"
        )
        for image, *columns in rows:
            try:
                # Schema 1 has no column `kind`.
                reading_from_row((*map(str, columns), "slide"))
            except MALFORMED:
                yield str(image)

    def malformed_rows(self) -> Iterator[tuple[str, Row]]:
        """Yields rows of all other tables that can't be decoded, as (table, row)."""
        existing = self._database.tables() - {"slides", "readings"}
        for table in TABLES:
            if table.name not in existing:
                continue
            columns = ", ".join(self._database.columns(table.name))
            sql = f"SELECT {columns} FROM {table.name}"  # noqa: S608
            for row in tuple(self._database.raw_rows(sql)):
                try:
                    check_row(table.name, row)
                except MALFORMED:
                    yield table.name, row

    def drop_malformed_rows(self) -> None:
        """Deletes the rows that `malformed_rows` yields."""
        equals = self._database.null_safe_equals()
        for table, row in tuple(self.malformed_rows()):
            columns = self._database.columns(table)
            condition = " AND ".join(f"{column} {equals} ?" for column in columns)
            self._database.execute(f"DELETE FROM {table} WHERE {condition}", row)  # noqa: S608

    def drop_photos(self, images: Iterable[str]) -> None:
        """Deletes photos and their readings, so that the next ingest reads them again."""
        for image in images:
            self._database.execute(
                "DELETE FROM readings WHERE sha256 IN (SELECT sha256 FROM photos WHERE image = ?)",
                (image,),
            )
            self._database.execute("DELETE FROM photos WHERE image = ?", (image,))

    def drop_slides(self, images: Iterable[str]) -> None:
        """Deletes slides; marks their photos to be derived again."""
        for image in images:
            self._database.execute("DELETE FROM slides WHERE image = ?", (image,))
            self._cards.drop(image)
            put_row(self._database, "removed", image)
            self._database.execute("UPDATE photos SET derived = FALSE WHERE image = ?", (image,))

    def drop_unused_readings(self) -> None:
        """Deletes readings that belong to no photo."""
        self._database.execute(
            "DELETE FROM readings WHERE sha256 NOT IN (SELECT sha256 FROM photos)"
        )

    def leftovers(self) -> tuple[Path, ...]:
        """Returns files that killed processes left behind; empty while a process writes."""
        location = self._database.location
        if held(location):
            return ()
        pictures = sorted(folder_of(location).glob(PICTURE_LEFTOVERS))
        return (*self._database.leftovers(), *(path for path in pictures if path.is_file()))

    def _images(self, query: str) -> tuple[str, ...]:
        rows = self._database.execute(f"{query} ORDER BY image")
        return tuple(str(row[0]) for row in rows)


def _is_slide(image: object, text: object) -> bool:
    if not isinstance(image, str) or not isinstance(text, str):
        return False
    try:
        return slide_from_json(text).image == image
    except MALFORMED:
        return False
