"""Checks the rows of tables beyond the types of their columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slidescan.store.backends.protocol import Row
from slidescan.store.decks import deck_page_from_row
from slidescan.store.edit_rows import edit_from_row
from slidescan.store.serialization import (
    corners_from_row,
    decision_from_row,
    page_from_row,
    page_links_from_row,
    photo_from_row,
    post_from_row,
    typed_row,
)

_PARSERS: Mapping[str, Callable[[Row], object]] = {
    "photos": photo_from_row,
    "posts": post_from_row,
    "corners": corners_from_row,
    "mended": edit_from_row,
    "decided": decision_from_row,
    "deck_pages": deck_page_from_row,
    "page_links": page_links_from_row,
    "pages": page_from_row,
}
"""Checks of each table's rows."""


def check_row(table: str, row: Row) -> None:
    """Checks a row of a table; raises one of `serialization.MALFORMED`."""
    if table in _PARSERS:
        _PARSERS[table](row)
    else:
        typed_row(table, row)
