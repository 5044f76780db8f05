"""An archive's vectors on a PostgreSQL server that has the extension `vector` (pgvector).

The server finds the nearest vectors with an HNSW graph (Malkov & Yashunin 2018). Without the
extension, or without the right to create it, a search loads the vectors into memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import psycopg

from slidescan.search.meaning.nearest import RANKED_PER_SLIDE, Near, nearness_together
from slidescan.search.meaning.protocol import Vectors
from slidescan.search.meaning.quantization import Codes, from_text, lengths
from slidescan.store.backends.postgres_schema import (
    NEAREST_TABLE,
    nearest_index_statement,
    nearest_table_statements,
)
from slidescan.store.backends.protocol import Database
from slidescan.store.catalogue import Catalogue

MAX_DIMENSIONS_INDEXED = 2_000
"""The longest vectors that pgvector's graph takes."""

PASSAGES_PER_SLIDE = 4
"""Passages to ask for, for each slide: several of a slide may be near."""

INSERT_ROWS = 500
"""Vectors sent to the server at once."""

_DELETE_OUTDATED = (
    f"DELETE FROM {NEAREST_TABLE} n WHERE NOT EXISTS"  # noqa: S608 - our name
    " (SELECT 1 FROM vectors v WHERE v.image = n.image AND v.digest = n.digest)"
)
_SELECT_MISSING = (
    "SELECT v.image FROM vectors v WHERE v.encoder = ? AND NOT EXISTS"  # noqa: S608 - our name
    f" (SELECT 1 FROM {NEAREST_TABLE} n WHERE n.image = v.image) ORDER BY v.image"
)


class ServerVectors:
    """A `NearestVectors` on a server; use `open`."""

    def __init__(self, database: Database, dimensions: int) -> None:
        self._db: Any = database
        self._dimensions = dimensions

    @classmethod
    def open(cls, database: Database, encoder: str) -> ServerVectors | None:
        """Returns the vectors that `update` stored for an encoder; None if there are none."""
        name, _, dimensions = _comment(database).rpartition(" ")
        return cls(database, int(dimensions)) if name == encoder and dimensions else None

    def nearest(self, vector: Vectors, limit: int) -> Sequence[Near]:
        """Implements the Protocol."""
        if len(vector) != self._dimensions:
            return ()
        text = _text(vector)
        # A graph finds at most as many rows as it looks at.
        number = PASSAGES_PER_SLIDE * RANKED_PER_SLIDE * limit
        sql = "SELECT set_config('hnsw.ef_search', ?, FALSE)"
        self._db.execute(sql, (str(min(1_000, max(40, number))),))
        column = f"vector::vector({self._dimensions})"
        rows = self._db.execute(
            f"SELECT image, passage, 1 - ({column} <=> ?::vector)"  # noqa: S608 - our own number
            f" FROM {NEAREST_TABLE} ORDER BY {column} <=> ?::vector LIMIT ?",
            (text, text, number),
        ).fetchall()
        best: dict[str, Near] = {}
        for image, passage, similarity in rows:
            if len(best) < RANKED_PER_SLIDE * limit:
                best.setdefault(image, Near(image, float(similarity), int(passage)))
        rows = self._db.execute(
            f"SELECT image, vector::real[] FROM {NEAREST_TABLE}"  # noqa: S608 - our name
            " WHERE image = ANY(?) ORDER BY image, passage",
            (list(best),),
        ).fetchall()
        if not rows:
            return ()
        units = np.array([values for _, values in rows], dtype=np.float32)
        firsts = {image: number for number, (image, _) in reversed(list(enumerate(rows)))}
        starts = sorted(firsts.values())
        added = nearness_together(units, np.array(starts), vector).tolist()
        together = {rows[start][0]: value for start, value in zip(starts, added, strict=True)}

        def order(near: Near) -> tuple[float, str]:
            return -(near.similarity + together[near.image]), near.image

        return tuple(sorted(best.values(), key=order)[:limit])


def update(catalogue: Catalogue, encoder: str) -> bool:
    """Stores new and changed vectors for the server's search; returns whether the server can.

    The caller holds the index lock and no transaction.
    """
    sizes = (codes.shape[1] for _, codes in _codes(catalogue, encoder) if len(codes))
    dimensions = next(sizes, 0)
    if not 0 < dimensions <= MAX_DIMENSIONS_INDEXED or not _has_extension(catalogue):
        return False
    database: Any = catalogue.database
    comment = f"{encoder} {dimensions}"
    with catalogue.transaction():
        is_new = _comment(database) != comment
        if is_new:
            for statement in nearest_table_statements():
                database.execute(statement)
        else:
            database.execute(_DELETE_OUTDATED)
        stored = _missing_vectors(catalogue, encoder)
        insert = f"INSERT INTO {NEAREST_TABLE} VALUES (?, ?, ?, ?::vector)"  # noqa: S608 - our name
        while batch := list(islice(stored, INSERT_ROWS)):
            database.executemany(insert, batch)
        if is_new:
            # A graph of all vectors at once takes a tenth of the time of one by one.
            database.execute(nearest_index_statement(dimensions))
            # COMMENT takes no parameters, so format quotes the text on the server.
            sql = f"SELECT format('COMMENT ON TABLE {NEAREST_TABLE} IS %L', ?::text)"
            database.execute(database.execute(sql, (comment,)).fetchone()[0])
    return True


def _comment(database: Database) -> str:
    """Returns the table's comment: its encoder and number of dimensions; empty without a table."""
    sql = "SELECT obj_description(to_regclass(?)::oid, 'pg_class')"
    row = database.execute(sql, (NEAREST_TABLE,)).fetchone()
    return str(row[0] or "") if row else ""


def _has_extension(catalogue: Catalogue) -> bool:
    """Tells whether the server has the extension, and makes it if it may."""
    database: Any = catalogue.database
    sql = "SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'"
    if database.execute(sql).fetchone() != (1,):
        return False
    try:
        database.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except psycopg.Error:
        return False
    return True


def _codes(catalogue: Catalogue, encoder: str) -> Iterator[tuple[str, Codes]]:
    return ((image, from_text(text)) for image, text in catalogue.vectors.texts(encoder))


def _missing_vectors(catalogue: Catalogue, encoder: str) -> Iterator[tuple[str, int, str, str]]:
    """Yields the image, passage, digest and vector of each row that the table lacks."""
    database: Any = catalogue.database
    missing = [row[0] for row in database.execute(_SELECT_MISSING, (encoder,)).fetchall()]
    for start in range(0, len(missing), INSERT_ROWS):
        for image, stored in catalogue.vectors.of(missing[start : start + INSERT_ROWS]).items():
            codes = from_text(stored.vectors)
            for number, unit in enumerate(codes / lengths(codes)[:, None]):
                yield image, number, stored.digest, _text(unit)


def _text(vector: Any) -> str:  # noqa: ANN401 - an array
    """Returns a vector as pgvector writes it."""
    return "[" + ",".join(f"{value:.5f}" for value in vector.tolist()) + "]"
