"""SQL that makes or updates an index's tables on a PostgreSQL server.

Text is compared byte by byte, as SQLite does. Records stay text, never `jsonb`, so that they come
back byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slidescan.store.schema import Column, Table

LOOK = "replace(replace(translate({word}, 'l1|0', 'iiio'), 'rn', 'm'), 'vv', 'w')"
"""`core.text.folded_lookalike_key`, in SQL."""

_TEXT = 'TEXT COLLATE "C" NOT NULL'

TYPES: Mapping[Column, str] = {
    Column.TEXT: _TEXT,
    Column.LONG_TEXT: _TEXT,
    Column.SIZE: "INTEGER NOT NULL",
    Column.COUNT: "BIGINT NOT NULL",
    Column.FLAG: "BOOLEAN NOT NULL",
    Column.SERIAL: "INTEGER GENERATED ALWAYS AS IDENTITY",
}

RUNNING = f"CREATE TABLE running (backend INTEGER PRIMARY KEY, state {_TEXT})"
"""The progress of each ingest, by the process that serves its connection."""

FULL_TEXT = f"""
CREATE TABLE said (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, image {_TEXT} UNIQUE, newest {_TEXT},
  textless BOOLEAN NOT NULL, words TSVECTOR NOT NULL, facts TEXT[] COLLATE "C" NOT NULL,
  days TEXT[] COLLATE "C" NOT NULL
);
ALTER TABLE said ALTER words SET STORAGE MAIN;
CREATE INDEX said_words ON said USING gin (words) WITH (fastupdate = off);
CREATE INDEX said_facts ON said USING gin (facts) WITH (fastupdate = off);
CREATE INDEX said_textless ON said (id) WHERE textless;
CREATE INDEX said_newest ON said (newest DESC, image);
CREATE TABLE said_in (
  id BIGINT PRIMARY KEY REFERENCES said ON DELETE CASCADE, title TSVECTOR NOT NULL,
  body TSVECTOR NOT NULL, section TSVECTOR NOT NULL, tags TSVECTOR NOT NULL,
  post TSVECTOR NOT NULL, alternative TSVECTOR NOT NULL, footer TSVECTOR NOT NULL,
  author TSVECTOR NOT NULL
);
CREATE TABLE terms (term {_TEXT} PRIMARY KEY, slides INTEGER NOT NULL);
CREATE TABLE vocabulary (
  one BOOLEAN PRIMARY KEY CHECK (one), version BIGINT NOT NULL, number BIGINT NOT NULL,
  words {_TEXT}
);
INSERT INTO vocabulary VALUES (TRUE, 0, 0, '')
"""  # noqa: S608 - no value from outside
"""Tables of the full-text index; `search/indexes/postgres.py` fills them."""

TRIGRAMS = f"""
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX terms_trigrams ON terms USING gin (term gin_trgm_ops);
CREATE INDEX terms_looks ON terms (({LOOK.format(word="term")}))
"""
"""Indexes for fuzzy terms, if the server has the extension and lets this user create it."""

NEAREST_TABLE = "nearest"
"""The table of vectors that the server searches; `search/meaning/pgvector.py` fills it."""

MIGRATIONS: dict[int, str] = {
    2: "ALTER TABLE said_in ADD COLUMN author TSVECTOR NOT NULL DEFAULT ''",
    6: "DROP TABLE IF EXISTS cards",
}
"""SQL that brings tables from each version to the next; missing tables are made afterwards."""


def nearest_table_statements() -> tuple[str, ...]:
    """Returns SQL that makes an empty table of vectors; it needs the extension `vector`."""
    return (
        f"DROP TABLE IF EXISTS {NEAREST_TABLE}",
        f"CREATE TABLE {NEAREST_TABLE} (image {_TEXT}, passage INTEGER NOT NULL,"
        f" digest {_TEXT} NOT NULL, vector vector NOT NULL, PRIMARY KEY (image, passage))",
    )


def nearest_index_statement(dimensions: int) -> str:
    """Returns SQL that makes the graph of a table of vectors."""
    return (
        f"CREATE INDEX nearest_vectors ON {NEAREST_TABLE}"
        f" USING hnsw ((vector::vector({dimensions})) vector_cosine_ops)"
    )


def statements(table: Table) -> Iterator[str]:
    """Yields SQL that makes a table and its indexes if they don't exist."""
    parts = [f"{name} {_type(table, name, kind)}" for name, kind in table.columns.items()]
    key = list(table.key)
    for name in table.key:
        # An index entry holds at most 2,704 bytes; a longer text is identified by its digest.
        if table.columns[name] is Column.LONG_TEXT:
            parts.append(f"digest {_TEXT} GENERATED ALWAYS AS (md5({name})) STORED")
            key[key.index(name)] = "digest"
    parts.append(f"PRIMARY KEY ({', '.join(key)})")
    yield f"CREATE TABLE IF NOT EXISTS {table.name} ({', '.join(parts)})"
    for name, rest in table.indexes.items():
        yield f"CREATE INDEX IF NOT EXISTS {name} ON {table.name} {rest}"


def _type(table: Table, name: str, kind: Column) -> str:
    default = table.defaults.get(name)
    if default is None:
        return TYPES[kind]
    value = str(default).upper() if isinstance(default, bool) else f"'{default}'"
    return f"{TYPES[kind]} DEFAULT {value}"
