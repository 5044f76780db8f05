"""The vectors of slides in a catalogue: what an encoder made of each slide's text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from slidescan.store.backends.protocol import Database
from slidescan.store.schema import upsert

VECTORS_SCHEMA = 7
"""The first schema with a table of vectors."""

VECTOR_ROWS_PER_QUERY = 500
"""Rows that one query selects; all of a large archive would fill the memory."""


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """The vectors of one slide.

    Attributes:
        image: The photo's path below the site.
        encoder: The name of the encoder that made them.
        digest: Digest of the texts that it was given.
        stale: Whether the slide changed since.
        vectors: The vectors as text; see `search.meaning.quantization`.
    """

    image: str
    encoder: str
    digest: str
    stale: bool
    vectors: str


class VectorRows:
    """The table of vectors.

    Args:
        database: The catalogue's database.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    @property
    def exists(self) -> bool:
        """Whether the catalogue has the table; an older one that is only read has none."""
        return self._db.schema >= VECTORS_SCHEMA

    def encoders(self) -> dict[str, int]:
        """Returns the number of slides that each encoder made vectors for."""
        if not self.exists:
            return {}
        sql = "SELECT encoder, count(*) FROM vectors GROUP BY encoder ORDER BY encoder"
        return {str(name): int(slides) for name, slides in self._db.execute(sql)}

    def outdated(self, encoder: str, *, other_encoders: bool) -> tuple[str, ...]:
        """Returns slides that lack vectors or changed since; also those of other encoders."""
        current, values = "NOT stale", tuple[str, ...]()
        if other_encoders:
            current, values = f"{current} AND encoder = ?", (encoder,)
        # Neither table's rows are read whole: both are compared by their indexes.
        rows = self._db.execute(
            "SELECT image FROM (SELECT image FROM slides EXCEPT SELECT image FROM vectors"  # noqa: S608
            f" WHERE {current}) missing ORDER BY image",
            values,
        )
        return tuple(str(row[0]) for row in rows)

    def of(self, images: Iterable[str]) -> dict[str, StoredVectors]:
        """Returns the stored vectors of some slides, by image."""
        wanted = list(images)
        placeholders = ", ".join("?" * len(wanted))
        rows = self._db.execute(
            "SELECT image, encoder, digest, stale, vectors FROM vectors"  # noqa: S608
            f" WHERE image IN ({placeholders})",
            wanted,
        )
        return {row[0]: StoredVectors(row[0], row[1], row[2], bool(row[3]), row[4]) for row in rows}

    def put(self, rows: Iterable[StoredVectors]) -> None:
        """Stores vectors; within the caller's transaction."""
        self._db.executemany(
            upsert("vectors"),
            [(row.image, row.encoder, row.digest, row.stale, row.vectors) for row in rows],
        )

    def mark_stale(self, image: str) -> None:
        """Marks the vectors of a slide that changed."""
        if self.exists:
            self._db.execute("UPDATE vectors SET stale = TRUE WHERE image = ?", (image,))

    def forget_removed(self) -> tuple[str, ...]:
        """Deletes the vectors of slides that are gone; returns the photos of these slides."""
        rows = self._db.execute("SELECT image FROM vectors EXCEPT SELECT image FROM slides")
        gone = tuple(str(row[0]) for row in rows)
        self._db.executemany("DELETE FROM vectors WHERE image = ?", [(image,) for image in gone])
        return gone

    def texts(self, encoder: str) -> Iterator[tuple[str, str]]:
        """Yields the image and the vectors, as text, of each slide that an encoder made any for."""
        last = ""
        while True:
            rows = self._db.execute(
                "SELECT image, vectors FROM vectors WHERE encoder = ? AND image > ?"
                " ORDER BY image LIMIT ?",
                (encoder, last, VECTOR_ROWS_PER_QUERY),
            ).fetchall()
            yield from ((str(row[0]), str(row[1])) for row in rows)
            if len(rows) < VECTOR_ROWS_PER_QUERY:
                return
            last = rows[-1][0]
