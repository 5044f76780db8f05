"""Changes that a search applies to the index on a server without writing there.

In each search statement, common table expressions shadow the tables of the index: they leave out
changed and removed slides, and add the changed ones from a parameter.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from slidescan.search.analysis import FIELD_WEIGHTS, Document, vocabulary_terms
from slidescan.search.indexes.postgres_query import FORM_PREFIX, MAX_TERM_LENGTH, Translator
from slidescan.search.indexes.records import Changes
from slidescan.store.backends.protocol import Database

_FIELDS = ", ".join(FIELD_WEIGHTS)
_FIELD_TYPES = ", ".join(f"{name} text" for name in FIELD_WEIGHTS)
_FIELD_VECTORS = ", ".join(f"{name}::tsvector" for name in FIELD_WEIGHTS)
_TABLES = f"""
    changed AS MATERIALIZED (
      SELECT id, image, newest, textless, words::tsvector AS words, properties AS facts, days,
        {_FIELD_VECTORS}
      FROM json_to_recordset(?::json) AS listed (
        id bigint, image text, newest text, textless boolean, words text,
        properties text[], days text[], {_FIELD_TYPES}
      )
    ), said AS NOT MATERIALIZED (
      SELECT id, image, newest, textless, words, facts, days FROM said WHERE image <> ALL(?)
      UNION ALL SELECT id, image, newest, textless, words, facts, days FROM changed
    ), said_in AS NOT MATERIALIZED (
      SELECT id, {_FIELDS} FROM said_in UNION ALL SELECT id, {_FIELDS} FROM changed
    )"""  # noqa: S608 - our own names


@dataclass(frozen=True)
class Overlay:
    """Changes to an index on a server.

    Attributes:
        tables: Common table expressions that replace the index's tables.
        values: Their values.
        frequencies: By how much the changes raise the number of slides with a word.
    """

    tables: str
    values: tuple[Any, ...]
    frequencies: Mapping[str, int]

    @classmethod
    def of(
        cls,
        database: Database,
        translator: Translator,
        documents: Iterable[Document],
        changes: Changes,
    ) -> Overlay:
        """Returns the overlay for changes, with the documents of the changed slides."""
        hidden = [*changes.changed, *changes.removed]
        frequencies = Counter({word: -slides for word, slides in _word_counts(database, hidden)})
        rows = []
        for number, document in enumerate(documents, 1):
            row = asdict(translator.row(document))
            fields = row.pop("fields")
            # Stored slides never have negative numbers.
            rows.append({"id": -number, **row, **fields})
            frequencies.update(term[:MAX_TERM_LENGTH] for term in vocabulary_terms(document))
        listed = json.dumps(rows, ensure_ascii=False)
        return cls(_TABLES, (listed, hidden), frequencies)


def _word_counts(database: Any, images: list[str]) -> list[tuple[str, int]]:  # noqa: ANN401
    """Returns how many of the given stored slides have each word in title or body."""
    rows: list[tuple[str, int]] = database.execute(
        "SELECT word, count(*) FROM said JOIN said_in USING (id),"
        " unnest(tsvector_to_array(title || body)) word"
        " WHERE image = ANY(?) AND NOT starts_with(word, ?) GROUP BY word",
        (images, FORM_PREFIX),
    ).fetchall()
    return rows
