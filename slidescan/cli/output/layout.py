"""Texts in rows and tables in columns, by the width that letters take on a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

UNLIMITED_COLUMNS = 10_000
"""The width of a pipe, in which nothing is wrapped."""


def wrap(text: str, columns: int) -> Iterator[str]:
    """The rows of a text, none wider than `columns`."""
    console = Console(width=columns, file=io.StringIO())
    yield from (row.plain.rstrip() for row in Text(text).wrap(console, columns))


def grid(rows: Sequence[Sequence[str]], columns: int | None) -> Iterator[str]:
    """The rows of a table with a rule below its head; numbers stand at the right of their column.

    Args:
        rows: The cells, the head first.
        columns: The most columns; None for no limit.
    """
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1))
    body = rows[1:]
    for number, head in enumerate(rows[0]):
        right = bool(body) and all(_is_number(row[number]) for row in body)
        justify = "right" if right else "left"
        table.add_column(Text(head), justify=justify, overflow="fold", vertical="top")  # type: ignore[arg-type]
    for row in body:
        table.add_row(*map(Text, row))
    file = io.StringIO()
    width = UNLIMITED_COLUMNS if columns is None else columns
    Console(width=width, file=file, color_system=None, legacy_windows=False).print(table)
    yield from (printed.rstrip() for printed in file.getvalue().rstrip("\n").split("\n"))


def _is_number(text: str) -> bool:
    """Whether a cell is empty or a number with few other characters."""
    digits = sum(c.isdecimal() for c in text)
    return not text or digits * 2 >= len(text.replace(" ", "")) > 0
