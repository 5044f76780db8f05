"""SQL that makes or updates the catalogue's tables in SQLite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slidescan.store.schema import Column, Table

APPLICATION_ID = 0x534C4944
"""`PRAGMA application_id` of a catalogue: "SLID"."""

TYPES: Mapping[Column, str] = {
    Column.TEXT: "TEXT",
    Column.LONG_TEXT: "TEXT",
    Column.SIZE: "INTEGER",
    Column.COUNT: "INTEGER",
    Column.FLAG: "INTEGER",
    Column.SERIAL: "INTEGER",
}

INDEXES: Mapping[str, Mapping[str, str]] = {
    "slides": {"slides_fingerprint": "(fingerprint)"},
}
"""Indexes that only SQLite has, besides those of `schema.TABLES`, by table and name."""

MIGRATIONS: Mapping[int, str] = {
    1: "ALTER TABLE readings ADD COLUMN kind TEXT NOT NULL DEFAULT 'slide'",
    3: """
ALTER TABLE slides ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE slides ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
ALTER TABLE slides ADD COLUMN same INTEGER NOT NULL DEFAULT 0;
UPDATE slides SET language = coalesce(json_extract(slide, '$.language'), 'en'),
  same = coalesce(json_array_length(slide, '$.duplicates'), 0) > 0
""",
    9: "DROP TABLE IF EXISTS cards",
}
"""SQL that brings tables from each schema to the next; missing tables are made afterwards."""


def statements(table: Table) -> Iterator[str]:
    """Yields SQL that makes a table and its indexes if they don't exist."""
    parts = [_column(table, name, kind) for name, kind in table.columns.items()]
    if len(table.key) > 1:
        parts.append(f"PRIMARY KEY ({', '.join(table.key)})")
    # SQLite assigns such a number only as the row's id.
    options = "" if Column.SERIAL in table.columns.values() else " WITHOUT ROWID"
    yield f"CREATE TABLE IF NOT EXISTS {table.name} ({', '.join(parts)}){options}"
    for name, rest in {**table.indexes, **INDEXES.get(table.name, {})}.items():
        yield f"CREATE INDEX IF NOT EXISTS {name} ON {table.name} {rest}"


def _column(table: Table, name: str, kind: Column) -> str:
    if kind is Column.SERIAL:
        return f"{name} INTEGER PRIMARY KEY AUTOINCREMENT"
    if table.key == (name,):
        return f"{name} {TYPES[kind]} PRIMARY KEY"
    default = table.defaults.get(name)
    if default is None:
        return f"{name} {TYPES[kind]} NOT NULL"
    value = int(default) if isinstance(default, bool) else f"'{default}'"
    return f"{name} {TYPES[kind]} NOT NULL DEFAULT {value}"
