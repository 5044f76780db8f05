"""Short forms of all slides, which lists and counts read instead of the slides themselves."""

from __future__ import annotations

from collections.abc import Iterator

from slidescan.core.records import Card, Slide
from slidescan.store.backends.protocol import Database
from slidescan.store.card_json import card_from_json, card_to_json, unread_from_json
from slidescan.store.rows import put_row
from slidescan.store.serialization import dumps, refuse_malformed

CARDS_SCHEMA = 9
"""The first schema with this table."""


class CardRows:
    """The table of cards; a slide that an older version stored may lack one.

    Args:
        database: The catalogue's database.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    @property
    def exists(self) -> bool:
        """Whether the catalogue has the table; an older one that is only read has none."""
        return self._db.schema >= CARDS_SCHEMA

    def put(self, slide: Slide) -> None:
        """Stores the card of a slide."""
        card = Card.of(slide)
        scripts, frames = slide.reading.unread_scripts, slide.photo.frames
        unread = dumps([scripts, frames]) if scripts or frames > 1 else ""
        put_row(
            self._db,
            *("cards", card.image, dumps(card_to_json(card)), card.kind, slide.language),
            *(card.textless, bool(card.links), unread),
        )

    def drop(self, image: str) -> None:
        """Deletes a card."""
        self._db.execute("DELETE FROM cards WHERE image = ?", (image,))

    def all(self) -> Iterator[Card]:
        """Yields all stored cards by path."""
        if not self.exists:
            return
        shared: dict[object, object] = {}
        with refuse_malformed():
            for image, text in self._db.execute("SELECT image, card FROM cards ORDER BY image"):
                yield card_from_json(image, text, shared)

    def missing(self) -> tuple[str, ...]:
        """Returns the slides without a card."""
        if not self.exists:
            return self._images("SELECT image FROM slides ORDER BY image")
        return self._images(
            "SELECT s.image FROM slides s LEFT JOIN cards c ON c.image = s.image"
            " WHERE c.image IS NULL ORDER BY s.image"
        )

    def in_folder(self, folder: str) -> tuple[Card, ...]:
        """Returns the stored cards of the photos in a folder, by path."""
        if not self.exists:
            return ()
        prefix = f"{folder}/" if folder else ""
        # The character after "/" ends the folder's paths.
        condition, values = "image >= ? AND image < ?", [prefix, f"{folder}0"]
        if not prefix:
            condition, values = "TRUE", []
        sql = f"SELECT image, card FROM cards WHERE {condition} ORDER BY image"  # noqa: S608
        shared: dict[object, object] = {}
        with refuse_malformed():
            return tuple(
                card_from_json(image, text, shared)
                for image, text in self._db.execute(sql, values)
                if "/" not in image[len(prefix) :]
            )

    def unread(self) -> Iterator[tuple[str, tuple[str, ...], int]]:
        """Yields photos with text in scripts that nothing read, or with several frames.

        Yields:
            The photo, the scripts, and the number of frames.
        """
        rows = self._db.execute("SELECT image, unread FROM cards WHERE unread <> '' ORDER BY image")
        with refuse_malformed():
            for image, text in rows:
                scripts, frames = unread_from_json(text)
                yield image, scripts, frames

    def unlinked(self) -> tuple[str, ...]:
        """Returns the slides that no post shows."""
        return self._images("SELECT image FROM cards WHERE NOT linked ORDER BY image")

    def textless(self) -> tuple[str, ...]:
        """Returns the slides without text."""
        return self._images("SELECT image FROM cards WHERE textless ORDER BY image")

    def kinds(self) -> dict[str, int]:
        """Returns the number of slides of each kind, the most frequent first."""
        return self._counts("SELECT kind, count(*) FROM cards GROUP BY kind")

    def languages(self) -> dict[str, int]:
        """Returns the number of slides with text in each language, the most frequent first."""
        sql = "SELECT language, count(*) FROM cards WHERE NOT textless GROUP BY language"
        return self._counts(sql)

    def _counts(self, sql: str) -> dict[str, int]:
        rows = [(str(value), int(number)) for value, number in self._db.execute(sql)]
        return dict(sorted(rows, key=lambda row: (-row[1], row[0])))

    def _images(self, sql: str) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in self._db.execute(sql))
