"""The full-text index on PostgreSQL: `tsvector` and GIN, in the catalogue's database.

As for the other indexes, `analysis` splits and stems words, not the server's dictionaries, so all
indexes give the same answers. A slide's `tsvector` holds its words, and their stems and parts with
`FORM_PREFIX`; its four weights stand for the fields. A slide's score is the sum of `ts_rank` over
the words, each times the word's inverse document frequency (Robertson & Spärck Jones 1976).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from math import log
from typing import Any

from slidescan.core.versions import POSTGRES_FORMAT
from slidescan.search.analysis import FIELD_WEIGHTS, Document
from slidescan.search.indexes.postgres_overlay import Overlay
from slidescan.search.indexes.postgres_query import (
    FORM_PREFIX,
    MAX_TERM_LENGTH,
    Condition,
    Translator,
)
from slidescan.search.indexes.postgres_terms import ServerTerms
from slidescan.search.indexes.records import Changes, Filter, Match, Matches, Order
from slidescan.search.indexes.state import (
    documents,
    record_state,
    stored_index,
    stored_state,
)
from slidescan.search.query import Node, Phrase, Term, included_terms
from slidescan.search.vocabulary import (
    CombinedTerms,
    MemoryTerms,
    TermList,
    Vocabulary,
    join_terms,
)
from slidescan.store.backends.protocol import Database
from slidescan.store.catalogue import Catalogue

_WEIGHTS = "'{0.07, 0.2, 0.33, 1}'::real[]"
"""Weights of D, C, B and A: about `analysis.FIELD_WEIGHTS`, relative to the title's."""

_RANK = f"?::float8 * ts_rank({_WEIGHTS}, words, ?::tsquery)"

MAX_MEMORY_TERMS = 500_000
"""The most words that a search loads; with more, scanning on the server is faster."""

BATCH_SLIDES = 500
"""Slides sent to the server at once."""

MAX_SEPARATE_TERMS = 8
"""Words of a query that are ranked one by one; all others are ranked together."""

MAX_OVERLAY_SLIDES = 10_000
"""The most changes that a search applies. With more, it answers from the last state of the index
until an ingest updates it: sending the changed slides would take longer than a person waits."""

_ALL_SLIDES = ""
"""Stands for all slides among the numbers of slides by word; no word is empty."""

COMMON_WORD_RARITY = 0.1
"""Inverse document frequency of a word on more slides than the server's estimate of all slides."""


class VocabularyCache:
    """Keeps the words of one version of an index between searches."""

    def __init__(self) -> None:
        self._entry: tuple[int, MemoryTerms] | None = None

    def get(self, version: int) -> MemoryTerms | None:
        """Returns the words of a version; None if they aren't cached."""
        entry = self._entry
        return entry[1] if entry and entry[0] == version else None

    def put(self, version: int, terms: MemoryTerms) -> MemoryTerms:
        """Caches and returns the words of a version."""
        self._entry = version, terms
        return terms


class PostgresIndex:
    """A `SearchIndex` in a catalogue's database.

    Args:
        database: The catalogue's database on a server.
        cache: The cache of the vocabulary.
        languages: Languages of the index's stems.
        overlay: Changes that searches apply.
    """

    def __init__(
        self,
        database: Database,
        cache: VocabularyCache,
        languages: tuple[str, ...],
        overlay: Overlay | None = None,
    ) -> None:
        self._db: Any = database
        self._cache = cache
        self._languages = languages
        self._translator = Translator(languages)
        self._overlay = overlay
        self._counted: dict[str, int] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """Implements the Protocol."""
        return self._languages

    def with_changes(self, documents: Iterable[Document], changes: Changes) -> PostgresIndex:
        """Returns an index that applies changes to each search."""
        overlay = Overlay.of(self._db, self._translator, documents, changes)
        return PostgresIndex(self._db, self._cache, self._languages, overlay)

    def count(self) -> int:
        """Implements the Protocol."""
        return int(self._db.execute("SELECT count(*) FROM said").fetchone()[0])

    def verify(self, expected: Iterable[Document] | None = None) -> None:
        """Implements the Protocol: the server checks its own data."""
        del expected

    def close(self) -> None:
        """Implements the Protocol: the connection is the catalogue's."""

    def clear(self) -> None:
        """Deletes all slides; within the caller's transaction."""
        self._db.execute("DELETE FROM said")
        self._db.execute("DELETE FROM terms")

    def replace(self, add: Iterable[Document], remove: Iterable[str]) -> None:
        """Implements the Protocol; within the caller's transaction."""
        self._remove(list(remove))
        pending = iter(add)
        while batch := list(islice(pending, BATCH_SLIDES)):
            self._add(batch)
        # The server joins all words into one row, so a search loads a single text.
        self._db.execute(
            r"UPDATE vocabulary SET version = version + 1, number = (SELECT count(*) FROM terms),"
            r" words = coalesce((SELECT E'\n' || string_agg(term, E'\n' ORDER BY length(term),"
            r" term) || E'\n' FROM terms), '')"
        )
        self.__dict__.pop("vocabulary", None)
        self._counted.clear()

    def _add(self, batch: Sequence[Document]) -> None:
        images = [document.image for document in batch]
        self._remove(images)
        rows = [self._translator.row(document) for document in batch]
        self._db.executemany(
            "INSERT INTO said (image, newest, textless, facts, days, words)"
            " VALUES (?, ?, ?, ?, ?, ?::tsvector)",
            [(r.image, r.newest, r.textless, r.properties, r.days, r.words) for r in rows],
        )
        fields = ", ".join(FIELD_WEIGHTS)
        vectors = ", ".join(["?::tsvector"] * len(FIELD_WEIGHTS))
        self._db.executemany(
            f"INSERT INTO said_in (id, {fields}) SELECT id, {vectors} FROM said"  # noqa: S608
            " WHERE image = ?",
            [(*(row.fields[name] for name in FIELD_WEIGHTS), row.image) for row in rows],
        )
        self._count_terms(images, 1)

    def _remove(self, images: list[str]) -> None:
        if images:
            self._count_terms(images, -1)
            self._db.execute("DELETE FROM said WHERE image = ANY(?)", (images,))

    def _count_terms(self, images: list[str], by: int) -> None:
        """Adds the words of some slides to the counts (`by` is 1), or subtracts them (-1)."""
        self._db.execute(
            "INSERT INTO terms SELECT word, sum(?::int)"
            " FROM said JOIN said_in USING (id), unnest(tsvector_to_array(title || body)) word"
            " WHERE image = ANY(?) AND NOT starts_with(word, ?) GROUP BY word ORDER BY word"
            " ON CONFLICT (term) DO UPDATE SET slides = terms.slides + excluded.slides",
            (by, images, FORM_PREFIX),
        )
        if by < 0:
            self._db.execute("DELETE FROM terms WHERE slides <= 0")

    def search(self, query: Node, *, limit: int, within: Filter, order: Order = "score") -> Matches:
        """Implements the Protocol."""
        condition, values = self._translator.where(query, within)
        leaves = tuple(included_terms(query))
        tables, table_values = "", ()
        if self._overlay is not None:
            tables, table_values = self._overlay.tables, self._overlay.values
        if leaves and order == "score":
            score, score_values = self._score(leaves)
            # Materialized, so that one search serves both the count and the ranking.
            sql = f"""
                WITH {tables}{"," if tables else ""} matching AS MATERIALIZED (
                  SELECT id, {score} AS score FROM said WHERE {condition}
                ), best AS (SELECT id, score FROM matching ORDER BY score DESC LIMIT ?)
                SELECT image, score, (SELECT count(*) FROM matching) FROM best JOIN said USING (id)
                ORDER BY score DESC, image"""  # noqa: S608 - the person's words are in the values
        else:
            score_values = values
            sql = f"""
                {"WITH" if tables else ""} {tables}
                SELECT image, 1.0, (SELECT count(*) FROM said WHERE {condition})
                FROM said WHERE {condition} ORDER BY newest DESC, image LIMIT ?"""  # noqa: S608
        given = (*table_values, *score_values, *values, max(1, limit))
        rows = self._db.execute(sql, given).fetchall()
        total = int(rows[0][2]) if rows else 0
        return Matches(total, tuple(Match(image, float(s)) for image, s, _ in rows[:limit]))

    def _score(self, leaves: Sequence[Term | Phrase]) -> Condition:
        """Returns the SQL expression for a slide's score."""
        frequencies = self._frequencies({word for leaf in leaves for word in leaf.words})
        total = frequencies[_ALL_SLIDES] if frequencies[_ALL_SLIDES] > 0 else self.count()

        def rarity(leaf: Term | Phrase) -> float:
            slides = min(frequencies[word] for word in leaf.words)
            if slides > total:
                return COMMON_WORD_RARITY
            return log(1 + (total - slides + 0.5) / (slides + 0.5))

        by_rarity = sorted(set(leaves), key=lambda leaf: (-rarity(leaf), repr(leaf)))
        terms: list[str] = []
        values: list[float | str] = []
        for leaf in by_rarity[:MAX_SEPARATE_TERMS]:
            query, forms = self._translator.term_query(leaf)
            # ts_rank divides by the number of forms.
            terms.append(_RANK)
            values += [rarity(leaf) * forms, query]
        rest = by_rarity[MAX_SEPARATE_TERMS:]
        if rest:
            queries = [self._translator.term_query(leaf) for leaf in rest]
            weight = rarity(rest[0]) * sum(forms for _, forms in queries)
            terms.append(_RANK)
            values += [weight, " | ".join(f"({query})" for query, _ in queries)]
        return " + ".join(terms), tuple(values)

    def _frequencies(self, words: Iterable[str]) -> Mapping[str, int]:
        """Returns the number of slides with each word, and the server's estimate of all slides.

        One search asks for a word again and again: it is counted once.
        """
        missing = sorted({*words} - self._counted.keys())
        if missing:
            rows = self._db.execute(
                "SELECT term, slides FROM terms WHERE term = ANY(?)"
                " UNION ALL SELECT ?, reltuples::bigint FROM pg_class WHERE oid = 'said'::regclass",
                (missing, _ALL_SLIDES),
            ).fetchall()
            changed = self._overlay.frequencies if self._overlay is not None else {}
            self._counted |= {word: changed.get(word, 0) for word in missing}
            for word, slides in rows:
                self._counted[word] = slides + changed.get(word, 0)
        return self._counted

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Implements the Protocol."""

        def frequency(term: str) -> int:
            term = term[:MAX_TERM_LENGTH]
            return self._frequencies([term])[term]

        terms = self._terms()
        if self._overlay is not None:
            added = [t for t, n in self._overlay.frequencies.items() if n > 0 and t not in terms]
            terms = CombinedTerms(terms, MemoryTerms(join_terms(added)))
        return Vocabulary(terms, frequency)

    def _terms(self) -> TermList:
        """Returns the words of the stored index."""
        sql = "SELECT version, number FROM vocabulary"
        ((version, number),) = self._db.execute(sql).fetchall()
        if number > MAX_MEMORY_TERMS and ServerTerms.are_available(self._db):
            return ServerTerms(self._db)
        terms = self._cache.get(version)
        if terms is None:
            sql = "SELECT version, words FROM vocabulary"
            ((version, text),) = self._db.execute(sql).fetchall()
            terms = self._cache.put(version, MemoryTerms(text or join_terms(())))
        return terms


class PostgresStorage:
    """An `IndexStorage` in the catalogue's database.

    Args:
        catalogue: The catalogue of the slides, on a server.
        cache: The cache of the vocabulary.
    """

    def __init__(self, catalogue: Catalogue, cache: VocabularyCache) -> None:
        self._catalogue = catalogue
        self._cache = cache

    def open(self) -> PostgresIndex | None:
        """Implements the Protocol."""
        state, languages = stored_index(self._catalogue)
        return self._index(languages) if state == _state(languages) else None

    def open_patched(self, changes: Changes) -> PostgresIndex | None:
        """Implements the Protocol, for at most `MAX_OVERLAY_SLIDES` changes."""
        index = self.open()
        if index is None or len(changes.changed) + len(changes.removed) > MAX_OVERLAY_SLIDES:
            return index
        return index.with_changes(documents(self._catalogue, changes.changed), changes)

    def update(self, changes: Changes, languages: tuple[str, ...]) -> None:
        """Implements the Protocol."""
        index = self._index(languages)
        is_current = stored_state(self._catalogue) == _state(languages)
        if is_current and not changes:
            return
        with self._catalogue.transaction():
            if is_current:
                index.replace(documents(self._catalogue, changes.changed), changes.removed)
            else:
                index.clear()
                index.replace(documents(self._catalogue), ())
            record_state(self._catalogue, _state(languages), languages)

    def _index(self, languages: tuple[str, ...]) -> PostgresIndex:
        return PostgresIndex(self._catalogue.database, self._cache, languages)


def _state(languages: tuple[str, ...]) -> str:
    """Returns the state to record in the catalogue; if it changes, an update indexes all slides."""
    return f"postgresql {POSTGRES_FORMAT} {'+'.join(languages)}"
