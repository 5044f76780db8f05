"""Reads and writes rows of the catalogue's tables."""

from __future__ import annotations

from collections.abc import Sequence

from slidescan.store.backends.protocol import Database, Row, Value
from slidescan.store.schema import BY_NAME, upsert


def put_row(database: Database, table: str, *values: Value) -> None:
    """Stores a row; replaces the row with the same key."""
    database.execute(upsert(table), values)


def select_rows(
    database: Database,
    name: str,
    condition: str = "TRUE",
    values: Sequence[Value] = (),
    *,
    columns: str = "",
) -> list[Row]:
    """Returns rows of a table by key; empty if the catalogue is older than the table.

    Args:
        database: The catalogue's database.
        name: The table.
        condition: Which rows, in SQL.
        values: Values for the condition.
        columns: What of the rows, in SQL; empty for all columns.
    """
    table = BY_NAME[name]
    if table.since > database.schema:
        return []
    columns, key = columns or ", ".join(table.columns), ", ".join(table.key)
    sql = f"SELECT {columns} FROM {name} WHERE {condition} ORDER BY {key}"  # noqa: S608
    return database.execute(sql, values).fetchall()


def count(database: Database, sql: str, values: Sequence[Value] = ()) -> int:
    """Returns the number that a statement selects."""
    row = database.execute(sql, values).fetchone()
    return int(row[0]) if row else 0
