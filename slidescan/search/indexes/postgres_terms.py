"""The words of a very large index, which the server scans with trigrams (`pg_trgm`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from slidescan.core.text import folded_lookalike_key
from slidescan.search.vocabulary import MAX_SIMILAR_TERMS, MAX_WILDCARD_TERMS
from slidescan.store.backends.postgres_schema import LOOK
from slidescan.store.backends.protocol import Database

MAX_SHORT_LENGTH = 5
"""The longest word, in letters, for which `MIN_SHORT_SIMILARITY` applies."""

MIN_SHORT_SIMILARITY = 0.1
"""Share of trigrams that a short word shares with a similar one."""

MIN_TRIGRAM_SIMILARITY = 0.2
"""The same share for longer words: 965 of 1,000 words at one or two edits reach these shares, and
few other words do; see docs/research/scale.md."""


class ServerTerms:
    """A `TermList` on a server.

    Args:
        database: The catalogue's database.
    """

    def __init__(self, database: Database) -> None:
        self._db: Any = database

    @staticmethod
    def are_available(database: Database) -> bool:
        """Tells whether the server has the trigram index."""
        sql = "SELECT to_regclass('terms_trigrams') IS NOT NULL"
        return database.execute(sql).fetchone() == (True,)

    def __contains__(self, term: str) -> bool:
        sql = "SELECT FROM terms WHERE term = ?"
        return self._db.execute(sql, (term,)).fetchone() is not None

    def lookalikes(self, term: str) -> Iterator[str]:
        """Implements the Protocol."""
        sql = f"SELECT term FROM terms WHERE {LOOK.format(word='term')} = ?"  # noqa: S608
        return self._terms(sql, folded_lookalike_key(term))

    def containing(self, term: str) -> Iterator[str]:
        """Implements the Protocol."""
        sql = "SELECT term FROM terms WHERE term LIKE ? ORDER BY length(term), term LIMIT ?"
        return self._terms(sql, f"%{term}%", MAX_SIMILAR_TERMS)

    def matching(self, pattern: str) -> Iterator[str]:
        """Implements the Protocol."""
        fitting = pattern.translate({ord("?"): "_", ord("*"): "%"})
        sql = "SELECT term FROM terms WHERE term LIKE ? ORDER BY length(term), term LIMIT ?"
        return self._terms(sql, fitting, MAX_WILDCARD_TERMS)

    def near(self, term: str, edits: int) -> Sequence[str]:
        """Implements the Protocol: words with trigrams in common."""
        short = len(term) <= MAX_SHORT_LENGTH
        threshold = str(MIN_SHORT_SIMILARITY if short else MIN_TRIGRAM_SIMILARITY)
        sql = "SELECT set_config('pg_trgm.similarity_threshold', ?, FALSE)"
        self._db.execute(sql, (threshold,))
        sql = "SELECT term FROM terms WHERE term % ? AND length(term) BETWEEN ? AND ?"
        return list(self._terms(sql, term, len(term) - edits, len(term) + edits))

    def _terms(self, sql: str, *values: str | int) -> Iterator[str]:
        return (row[0] for row in self._db.execute(sql, values).fetchall())
