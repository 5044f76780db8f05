"""Lists of slides: filtered, ordered and counted by the database, a page at a time.

The latest post comes first, each post in its own order.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from slidescan.core.records import Card
from slidescan.search.card_filter import (
    READ_CONDITIONS,
    CardFilter,
    Sql,
    need_condition,
    rows_of,
)
from slidescan.store.backends.protocol import Database
from slidescan.store.backends.sqlite import memory_database
from slidescan.store.cards import CONFIDENCE_STEPS, CardRows
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location
from slidescan.store.rows import count

_IN_ORDER = "at_day DESC, at_post, at_line, image"

_IN_REVERSE = "at_day, at_post DESC, at_line DESC, image DESC"

_READ_CASES = " ".join(f"WHEN {sql} THEN '{name}'" for name, sql in READ_CONDITIONS.items())

_COUNTED_COLUMNS: Mapping[str, tuple[str, str]] = {
    "kind": ("kind", "TRUE"),
    "lang": ("language", "NOT textless"),
    "read": (f"CASE {_READ_CASES} END", "TRUE"),
}
"""By the name of a choice: what tells a slide's value, and which slides have one."""


@dataclass(frozen=True, slots=True)
class CardPost:
    """A post that shows slides, and how many."""

    post: str
    title: str
    day: str
    slides: int


@dataclass(frozen=True, slots=True)
class Position:
    """Where a slide stands in a list, from 1, and its neighbours there; empty without one."""

    number: int
    before: str
    after: str


class CardLists:
    """The lists of slides of one catalogue.

    Args:
        database: Holds a card of each slide.
    """

    def __init__(self, database: Database) -> None:
        self._db = database
        self._rows = CardRows(database)
        self._text_list = database.text_list()

    def count(self, chosen: CardFilter) -> int:
        """Returns the number of slides that pass a filter."""
        rows = rows_of(chosen, self._text_list)
        return count(self._db, f"SELECT count(*) FROM ({rows.text}) c", rows.values)  # noqa: S608

    def images(
        self, chosen: CardFilter, start: int = 0, limit: int | None = None
    ) -> tuple[str, ...]:
        """Returns the photos of slides that pass a filter, or some of them, in order."""
        rows = rows_of(chosen, self._text_list)
        part, values = ("", ()) if limit is None else (" LIMIT ? OFFSET ?", (limit, start))
        sql = f"SELECT image FROM ({rows.text}) c ORDER BY {_IN_ORDER}{part}"  # noqa: S608
        selected = self._db.execute(sql, (*rows.values, *values))
        return tuple(str(row[0]) for row in selected)

    def all_images(self) -> tuple[str, ...]:
        """Returns the photos of all slides, by path."""
        rows = self._db.execute("SELECT image FROM cards ORDER BY image")
        return tuple(str(row[0]) for row in rows)

    def cards(self, chosen: CardFilter, start: int, limit: int) -> tuple[Card, ...]:
        """Returns a page of the slides that pass a filter, in order."""
        return tuple(self._rows.of(self.images(chosen, start, limit)))

    def of(self, images: Iterable[str]) -> dict[str, Card]:
        """Returns the cards of some photos, by photo."""
        return {card.image: card for card in self._rows.of(tuple(images))}

    def position(self, chosen: CardFilter, image: str) -> Position | None:
        """Returns where a slide stands among those that pass a filter; None if it doesn't."""
        rows = rows_of(chosen, self._text_list)
        at = self._db.execute(
            f"SELECT at_day, at_post, at_line FROM ({rows.text}) c WHERE image = ?",  # noqa: S608
            (*rows.values, image),
        ).fetchone()
        if at is None:
            return None
        day, *rest = at
        key = (day, day, *rest, image)
        # The first condition lets the database begin at the day.
        after_it = "at_day <= ? AND (at_day < ? OR (at_post, at_line, image) > (?, ?, ?))"
        before_it = "at_day >= ? AND (at_day > ? OR (at_post, at_line, image) < (?, ?, ?))"
        earlier, later = Sql(before_it, key), Sql(after_it, key)
        number = count(
            self._db,
            f"SELECT count(*) FROM ({rows.text}) c WHERE {earlier.text}",  # noqa: S608
            (*rows.values, *earlier.values),
        )
        return Position(
            number + 1,
            self._first(rows, earlier, _IN_REVERSE),
            self._first(rows, later, _IN_ORDER),
        )

    def _first(self, rows: Sql, condition: Sql, order: str) -> str:
        row = self._db.execute(
            f"SELECT image FROM ({rows.text}) c WHERE {condition.text} ORDER BY {order} LIMIT 1",  # noqa: S608
            (*rows.values, *condition.values),
        ).fetchone()
        return str(row[0]) if row else ""

    # Choices to filter by

    def counts(self, chosen: CardFilter, name: str) -> dict[str, int]:
        """Returns how many slides a filter leaves with each choice in place of the current one.

        Args:
            chosen: The filter.
            name: What to choose: `kind`, `lang` or `read`.
        """
        value, condition = _COUNTED_COLUMNS[name]
        rows = rows_of(chosen, self._text_list, without=name)
        selected = self._db.execute(
            f"SELECT {value} AS value, count(*) FROM ({rows.text}) c"  # noqa: S608
            f" WHERE {condition} GROUP BY value",
            rows.values,
        )
        return {str(value): int(number) for value, number in selected}

    def count_needing(self, chosen: CardFilter, need: str, needing_alt: Iterable[str] = ()) -> int:
        """Returns how many slides a filter leaves that lack something."""
        rows = rows_of(chosen, self._text_list, without="needs")
        lacks = need_condition(need, needing_alt, self._text_list)
        return count(
            self._db,
            f"SELECT count(*) FROM ({rows.text}) c WHERE {lacks.text}",  # noqa: S608
            (*rows.values, *lacks.values),
        )

    def posts(self, limit: int | None = None) -> tuple[CardPost, ...]:
        """Returns the posts that show slides, or the latest ones, the latest first."""
        part, values = ("", ()) if limit is None else (" LIMIT ?", (limit,))
        rows = self._db.execute(
            "SELECT p.post, p.title, p.day, (SELECT count(DISTINCT l.image) FROM card_links l"  # noqa: S608
            " WHERE l.post = p.post) FROM card_posts p"
            " WHERE EXISTS (SELECT 1 FROM card_links l WHERE l.post = p.post)"
            f" ORDER BY p.day DESC, p.title DESC, p.post DESC{part}",
            values,
        )
        return tuple(CardPost(*row) for row in rows)

    def title_of(self, post: str) -> str:
        """Returns the title of a post; empty if it shows no slide."""
        sql = "SELECT title FROM card_posts WHERE post = ?"
        row = self._db.execute(sql, (post,)).fetchone()
        return str(row[0]) if row else ""

    def tags(self) -> dict[str, int]:
        """Returns the number of slides of each tag, the most used first."""
        alone: dict[str, int] = dict(
            self._db.execute(
                "SELECT post, count(*) FROM card_links WHERE alone GROUP BY post"
            ).fetchall()
        )
        tags_of: dict[str, list[str]] = {}
        for tag, post in self._db.execute("SELECT tag, post FROM card_tags"):
            tags_of.setdefault(post, []).append(tag)
        counts: Counter[str] = Counter()
        for post, slides in alone.items():
            for tag in tags_of.get(post, ()):
                counts[tag] += slides
        # A slide that several posts show counts once for each tag.
        several: dict[str, set[str]] = {}
        for image, post in self._db.execute("SELECT image, post FROM card_links WHERE NOT alone"):
            several.setdefault(image, set()).update(tags_of.get(post, ()))
        for tags in several.values():
            counts.update(tags)
        return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))

    def count_links(self) -> int:
        """Returns the number of links to slides."""
        return count(self._db, "SELECT count(*) FROM card_links")

    def confidences(self) -> dict[str, float]:
        """Returns how surely each slide was read, 0..1, by photo; without those not known."""
        rows = self._db.execute("SELECT image, confidence FROM cards WHERE confidence >= 0")
        return {str(image): int(steps) / CONFIDENCE_STEPS for image, steps in rows}

    def sections(self, post: str) -> Iterable[tuple[str, tuple[str, ...], int]]:
        """Yields the photo, the section and the line of each place where a post shows a slide."""
        sql = "SELECT image, section, line FROM card_links WHERE post = ?"
        for image, section, line in self._db.execute(sql, (post,)):
            yield image, tuple(json.loads(section)), line


def lists_in_memory(cards: Iterable[Card]) -> CardLists:
    """Returns the lists of some cards, for a catalogue that doesn't hold all cards."""
    database = memory_database()
    rows = CardRows(database)
    database.begin()
    with rows.one_change():
        for card in cards:
            rows.put_card(card)
    database.commit()
    return CardLists(database)


@contextmanager
def open_lists(location: Location) -> Iterator[CardLists | None]:
    """The lists of an index; None if its catalogue doesn't hold all cards.

    Raises:
        IndexUnusable: There is no index, or it can't be read.
    """
    with Catalogue.open(location) as catalogue:
        is_complete = catalogue.card_rows.is_complete()
        yield CardLists(catalogue.database) if is_complete else None


@contextmanager
def complete_lists(location: Location) -> Iterator[CardLists]:
    """The lists of an index; made in memory if its catalogue doesn't hold all cards.

    Raises:
        IndexUnusable: There is no index, or it can't be read.
    """
    with Catalogue.open(location) as catalogue:
        is_complete = catalogue.card_rows.is_complete()
        yield CardLists(catalogue.database) if is_complete else lists_in_memory(catalogue.cards())


def photo_folders(location: Location) -> frozenset[str]:
    """Returns the folders of all photos of an index, as paths below the site."""
    with Catalogue.open(location) as catalogue:
        return frozenset(image.rpartition("/")[0] for image in catalogue.images())
