"""Short forms of all slides, which lists and counts read instead of the slides themselves.

The columns of a card, and the rows of its links, hold what lists filter and order by; see
`card_lists`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from slidescan.core.records import Card, Link, Slide
from slidescan.store.backends.protocol import Database
from slidescan.store.card_json import card_from_json, card_to_json, unread_from_json
from slidescan.store.rows import count, put_row
from slidescan.store.serialization import dumps, refuse_malformed

CARDS_SCHEMA = 10
"""The first schema with these tables."""

CONFIDENCE_STEPS = 1000
"""Confidences are stored in thousandths."""

UNKNOWN_CONFIDENCE = -1
"""Stands for a confidence that isn't known."""

CARDS_PER_QUERY = 200
"""Cards that one query selects by their photos."""

CARD_TABLES = ("cards", "card_links", "card_posts", "card_tags")
"""The tables, which always describe the same slides."""

CHANGES_KEY, DELETIONS_KEY = "card_changes", "card_deletions"
"""The keys of the metadata that count transactions that stored cards, and those that deleted some.
"""

NO_POST = "~"
"""Stands for the post of a slide that no post shows: it comes after all posts of its day."""


class CardRows:
    """The table of cards; a slide that an older version stored may lack one.

    Args:
        database: The catalogue's database.
    """

    def __init__(self, database: Database) -> None:
        self._db = database
        self._counted: dict[str, int] | None = None

    @contextmanager
    def one_change(self) -> Iterator[None]:
        """Counts all that its block changes as one change; the block is a transaction.

        A server keeps each version of a row until the transaction ends, and looks through all of
        them: with a count for each card, a transaction would take quadratic time.
        """
        self._counted = {}
        try:
            yield
        finally:
            self._counted = None

    @property
    def exists(self) -> bool:
        """Whether the catalogue has the table; an older one that is only read has none."""
        return self._db.schema >= CARDS_SCHEMA

    def put(self, slide: Slide) -> None:
        """Stores the card of a slide."""
        scripts, frames = slide.reading.unread_scripts, slide.photo.frames
        unread = dumps([scripts, frames]) if scripts or frames > 1 else ""
        self.put_card(Card.of(slide), unread)

    def put_card(self, card: Card, unread: str = "") -> None:
        """Stores a card.

        Args:
            card: The card.
            unread: The scripts that nothing read, and the number of frames, as JSON; empty if
                everything was read.
        """
        first = max(card.links, key=lambda k: (k.date or "", k.post, -k.line), default=None)
        confidence = UNKNOWN_CONFIDENCE
        if card.confidence is not None:
            confidence = round(card.confidence * CONFIDENCE_STEPS)
        put_row(
            self._db,
            *("cards", card.image, dumps(card_to_json(card)), card.kind, card.language),
            *(card.textless, bool(card.links), unread, confidence),
            any(link.url is None for link in card.links),
            (first.date if first else card.date) or "",
            *((first.post, first.line) if first else (NO_POST, 0)),
            self._count_change(CHANGES_KEY),
        )
        self._put_links(card)

    def _put_links(self, card: Card) -> None:
        before = self._db.execute(
            "SELECT count(*) FROM card_links WHERE image = ?", (card.image,)
        ).fetchone()
        if before and before[0] > len(card.links):
            self._db.execute("DELETE FROM card_links WHERE image = ?", (card.image,))
        alone = len(card.links) == 1
        for number, link in enumerate(card.links):
            put_row(
                self._db,
                *("card_links", card.image, number, link.post, link.line, link.date or ""),
                *(dumps(list(link.section)), alone),
            )
        for link in {link.post: link for link in card.links}.values():
            self._put_post(link)

    def _put_post(self, link: Link) -> None:
        row = self._db.execute(
            "SELECT title, day FROM card_posts WHERE post = ?", (link.post,)
        ).fetchone()
        if row != (link.title, link.date or ""):
            put_row(self._db, "card_posts", link.post, link.title, link.date or "")
        tags = self._db.execute("SELECT tag FROM card_tags WHERE post = ?", (link.post,))
        if {str(tag) for (tag,) in tags} != {*link.tags}:
            self._db.execute("DELETE FROM card_tags WHERE post = ?", (link.post,))
            for tag in {*link.tags}:
                put_row(self._db, "card_tags", tag, link.post)

    def changes(self) -> tuple[int, int]:
        """Returns how many transactions stored cards, and how many deleted some."""
        return self._changes(CHANGES_KEY), self._changes(DELETIONS_KEY)

    def _changes(self, key: str) -> int:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row and str(row[0]).isdigit() else 0

    def _count_change(self, key: str) -> int:
        counted = {} if self._counted is None else self._counted
        if key not in counted:
            counted[key] = self._changes(key) + 1
            put_row(self._db, "meta", key, str(counted[key]))
        return counted[key]

    def posts_since(self, change: int) -> frozenset[str]:
        """Returns the posts that show a slide whose card was stored after a change."""
        rows = self._db.execute(
            "SELECT DISTINCT l.post FROM cards c JOIN card_links l ON l.image = c.image"
            " WHERE c.change > ?",
            (change,),
        )
        return frozenset(str(row[0]) for row in rows)

    def links_by_post(self) -> dict[str, int]:
        """Returns the number of links to slides that each post has; those without any lack."""
        if not self.exists:
            return {}
        sql = "SELECT post, count(*) FROM card_links GROUP BY post"
        return {str(post): int(number) for post, number in self._db.execute(sql)}

    def images_since(self, change: int) -> tuple[str, ...]:
        """Returns the photos whose cards were stored after a change."""
        rows = self._db.execute("SELECT image FROM cards WHERE change > ?", (change,))
        return tuple(str(row[0]) for row in rows)

    def drop(self, image: str) -> None:
        """Deletes a card."""
        self._count_change(DELETIONS_KEY)
        for table in ("cards", "card_links"):
            self._db.execute(f"DELETE FROM {table} WHERE image = ?", (image,))  # noqa: S608

    def clear(self) -> None:
        """Deletes all cards."""
        self._count_change(DELETIONS_KEY)
        for table in CARD_TABLES:
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - a constant

    def is_complete(self) -> bool:
        """Whether every slide has a card: there are as many of the one as of the other."""
        sql = "SELECT (SELECT count(*) FROM slides) - (SELECT count(*) FROM cards)"
        return self.exists and not count(self._db, sql)

    def of(self, images: Sequence[str]) -> Iterator[Card]:
        """Yields the stored cards of some photos, in their order."""
        shared: dict[object, object] = {}
        for start in range(0, len(images), CARDS_PER_QUERY):
            batch = images[start : start + CARDS_PER_QUERY]
            placeholders = ", ".join("?" * len(batch))
            sql = f"SELECT image, card FROM cards WHERE image IN ({placeholders})"  # noqa: S608
            texts: dict[str, str] = dict(self._db.execute(sql, batch).fetchall())
            with refuse_malformed():
                for image in batch:
                    if image in texts:
                        yield card_from_json(image, texts[image], shared)

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
        if self.is_complete():
            return ()
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
