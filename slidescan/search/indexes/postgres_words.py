"""Words of very many slides, looked through by the server: trigrams (`pg_trgm`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from slidescan.core.text import look_of_term
from slidescan.search.vocabulary import MOST_ALIKE
from slidescan.store.backends.postgres_schema import LOOK
from slidescan.store.backends.protocol import Database

SHORT, ALIKE_SHORT, ALIKE = 5, 0.1, 0.2
"""Letters of a short word, and the least shares of trigrams in common with it, and with longer
ones: 965 of 1,000 words one or two edits away have so many, and few others; see docs/scale.md."""


class ServerWords:
    """`Words` of an index on a server.

    Args:
        database: Of the catalogue.
    """

    def __init__(self, database: Database) -> None:
        self._db: Any = database

    @staticmethod
    def are_there(database: Database) -> bool:
        """Whether the server has the indexes that are asked."""
        sql = "SELECT to_regclass('terms_trigrams') IS NOT NULL"
        return database.execute(sql).fetchone() == (True,)

    def __contains__(self, term: str) -> bool:
        sql = "SELECT FROM terms WHERE term = ?"
        return self._db.execute(sql, (term,)).fetchone() is not None

    def looking_like(self, word: str) -> Iterator[str]:
        """As the Protocol says."""
        sql = f"SELECT term FROM terms WHERE {LOOK.format(word='term')} = ?"  # noqa: S608
        return self._terms(sql, look_of_term(word))

    def holding(self, word: str) -> Iterator[str]:
        """As the Protocol says."""
        sql = "SELECT term FROM terms WHERE term LIKE ? ORDER BY length(term), term LIMIT ?"
        return self._terms(sql, f"%{word}%", MOST_ALIKE)

    def near(self, word: str, edits: int) -> Sequence[str]:
        """As the Protocol says: those with trigrams in common."""
        least = str(ALIKE_SHORT if len(word) <= SHORT else ALIKE)
        self._db.execute("SELECT set_config('pg_trgm.similarity_threshold', ?, FALSE)", (least,))
        sql = "SELECT term FROM terms WHERE term % ? AND length(term) BETWEEN ? AND ?"
        return list(self._terms(sql, word, len(word) - edits, len(word) + edits))

    def _terms(self, sql: str, *values: str | int) -> Iterator[str]:
        return (row[0] for row in self._db.execute(sql, values).fetchall())
