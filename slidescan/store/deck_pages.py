"""The pages of decks that photos show."""

from __future__ import annotations

from collections.abc import Iterable

from slidescan.core.records import DeckPage
from slidescan.store.backends.protocol import Database
from slidescan.store.decks import deck_page_from_row, page_content
from slidescan.store.rows import put_row, select_rows
from slidescan.store.serialization import refuse_malformed


class DeckPages:
    """The part of a catalogue that came from speakers' decks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[tuple[str, int], DeckPage]:
        """Returns every page, by the SHA-256 of its deck and its number."""
        with refuse_malformed():
            pages = map(deck_page_from_row, select_rows(self._database, "deck_pages"))
            return {(page.sha256, page.number): page for page in pages}

    def put(self, page: DeckPage) -> None:
        """Stores a page."""
        put_row(
            self._database, "deck_pages", page.sha256, page.number, page.deck, page_content(page)
        )

    def keep_only(self, used: Iterable[tuple[str, int]]) -> None:
        """Deletes all pages but these, by the SHA-256 of their deck and their number."""
        unused = self.all().keys() - set(used)
        self._database.executemany(
            "DELETE FROM deck_pages WHERE sha256 = ? AND page = ?", sorted(unused)
        )
