"""What the derivation of slides keeps, so that one change doesn't derive all slides again.

Everything here follows from readings and can be made again. Events and folders are named by digests
of their paths, which are short.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass

from slidescan.store.backends.protocol import Database, Row
from slidescan.store.rows import count
from slidescan.store.schema import BY_NAME, upsert

DERIVATION_SCHEMA = 9
"""The first schema with these tables."""

TRACE_ROWS_PER_QUERY = 200
"""Rows that one query selects by their photos."""

MAX_LISTED_USERS = 16
"""The most slides that a row of `lookups` lists; words that more slides use rarely change."""

UNLISTED_USERS = "*"
"""Stands in `lookups` for more slides than it lists."""

_COLUMNS = ", ".join(BY_NAME["traces"].columns)

DERIVATION_TABLES = ("traces", "lexicon", "votes", "lookups")
"""The tables, which always describe the same readings."""


@dataclass(frozen=True, slots=True)
class StoredTrace:
    """What one photo adds to its event, and what its slide takes from there.

    Attributes:
        image: The photo's path below the site.
        event: Digest of its event's path.
        folder: Digest of its folder's path.
        fingerprint: The perceptual hash of the slide's picture.
        words: The words that it adds to the lexicon, as JSON.
        edges: The lines at its edge, as JSON.
        line_keys: The letters of all its lines, as JSON.
        votes: Where it votes about recurring lines: 1 in its folder, 2 in its event, 3 in both.
        alt: Digest of the alt text that it has by itself; empty without one.
        about: What tells it from slides with the same alt text, as JSON.
        first_phrases: The phrases that its alt text therefore starts with, as JSON.
        uses: The words that its slide looked up, each between spaces.
    """

    image: str
    event: str
    folder: str
    fingerprint: str
    words: str
    edges: str
    line_keys: str
    votes: int = 0
    alt: str = ""
    about: str = ""
    first_phrases: str = "[]"
    uses: str = " "


def event_of(image: str) -> str:
    """The path of a photo's event: the folder of its folder."""
    return posixpath.dirname(posixpath.dirname(image))


def event_scope(image: str) -> str:
    """The digest that names the event of a photo."""
    return scope_of_event(event_of(image))


def scope_of_event(event: str) -> str:
    """The digest that names an event, given its path."""
    return _scope(f"event {event}")


def folder_scope(folder: str) -> str:
    """The digest that names a folder."""
    return _scope(f"folder {folder}")


def _scope(name: str) -> str:
    return hashlib.blake2b(name.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


class DerivationRows:
    """The tables that the derivation of slides keeps.

    Args:
        database: The catalogue's database.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    @property
    def exists(self) -> bool:
        """Whether the catalogue has the tables; an older one that is only read has none."""
        return self._db.schema >= DERIVATION_SCHEMA

    def is_complete(self) -> bool:
        """Whether every slide has a trace: there are as many of the one as of the other."""
        sql = "SELECT (SELECT count(*) FROM slides) - (SELECT count(*) FROM traces)"
        return self.exists and not count(self._db, sql)

    def clear(self) -> None:
        """Deletes everything, so that all slides are derived again."""
        for table in DERIVATION_TABLES:
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - a constant

    # Traces

    def traces(self, images: Iterable[str]) -> Iterator[StoredTrace]:
        """Yields the traces of some photos; leaves out photos without one."""
        wanted = list(images)
        for start in range(0, len(wanted), TRACE_ROWS_PER_QUERY):
            batch = wanted[start : start + TRACE_ROWS_PER_QUERY]
            placeholders = ", ".join("?" * len(batch))
            yield from self._traces(f"image IN ({placeholders})", batch)

    def traces_of_folder(self, folder: str) -> Iterator[StoredTrace]:
        """Yields the traces of a folder's photos."""
        yield from self._traces("folder = ?", (folder,))

    def traces_with_alt(self, event: str, alt: str) -> Iterator[StoredTrace]:
        """Yields the traces of an event's slides that have the same alt text by themselves."""
        yield from self._traces("event = ? AND alt = ?", (event, alt))

    def traces_of_picture(self, event: str, fingerprint: str) -> Iterator[StoredTrace]:
        """Yields the traces of an event's photos whose picture has a hash."""
        yield from self._traces("event = ? AND fingerprint = ?", (event, fingerprint))

    def _traces(self, condition: str, values: Sequence[str]) -> Iterator[StoredTrace]:
        sql = f"SELECT {_COLUMNS} FROM traces WHERE {condition} ORDER BY image"  # noqa: S608
        return (StoredTrace(*row) for row in self._db.execute(sql, values).fetchall())

    def put_traces(self, traces: Iterable[StoredTrace]) -> None:
        """Stores traces."""
        self._db.executemany(upsert("traces"), (astuple(trace) for trace in traces))

    def drop_trace(self, image: str) -> None:
        """Deletes a trace."""
        self._db.execute("DELETE FROM traces WHERE image = ?", (image,))

    def is_empty(self, event: str) -> bool:
        """Whether no photo of an event has a trace."""
        return not count(
            self._db, "SELECT count(*) FROM (SELECT 1 FROM traces WHERE event = ? LIMIT 1) t",
            (event,),
        )  # fmt: skip

    def folders(self, event: str) -> tuple[str, ...]:
        """Returns the folders of an event."""
        sql = "SELECT DISTINCT folder FROM traces WHERE event = ? ORDER BY folder"
        return tuple(str(row[0]) for row in self._db.execute(sql, (event,)))

    def without_photo(self) -> tuple[str, ...]:
        """Returns photos with a trace that the catalogue no longer holds."""
        return self._images(
            "SELECT t.image FROM traces t LEFT JOIN photos p ON p.image = t.image"
            " WHERE p.image IS NULL ORDER BY t.image"
        )

    def without_trace(self, event: str) -> tuple[str, ...]:
        """Returns the photos below an event's folder that have no trace.

        If others have one, only photos that await their derivation can lack it.

        Args:
            event: The path of the event.
        """
        prefix = f"{event}/" if event else ""
        condition, values = "p.image >= ?", [prefix]
        if prefix:
            condition += " AND p.image < ?"
            values.append(f"{event}0")  # the character after "/"
        if not self.is_empty(scope_of_event(event)):
            condition += " AND NOT p.derived"
        return self._images(
            "SELECT p.image FROM photos p LEFT JOIN traces t ON t.image = p.image"  # noqa: S608
            f" WHERE t.image IS NULL AND {condition} ORDER BY p.image",
            values,
        )

    def _images(self, sql: str, values: Sequence[str] = ()) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in self._db.execute(sql, values))

    # Words

    def words(self, event: str, look: str) -> list[Row]:
        """Returns an event's words with a lookalike key: word, number of slides, spellings."""
        sql = "SELECT word, slides, spellings FROM lexicon WHERE event = ? AND look = ?"
        return self._db.execute(sql, (event, look)).fetchall()

    def put_words(self, rows: Iterable[Row]) -> None:
        """Stores words as (event, lookalike key, word, number of slides, spellings)."""
        self._db.executemany(upsert("lexicon"), rows)

    def drop_words(self, rows: Iterable[Row]) -> None:
        """Deletes words as (event, lookalike key, word)."""
        sql = "DELETE FROM lexicon WHERE event = ? AND look = ? AND word = ?"
        self._db.executemany(sql, rows)

    # Votes

    def votes(self, scope: str, line_key: str) -> Row | None:
        """Returns the votes for a line: number of voters, and its copies."""
        sql = "SELECT voters, copies FROM votes WHERE scope = ? AND line_key = ?"
        return self._db.execute(sql, (scope, line_key)).fetchone()

    def most_voted(self, scope: str, voters: int) -> list[Row]:
        """Returns the lines with at least so many voters: key, number of voters, copies."""
        sql = (
            "SELECT line_key, voters, copies FROM votes WHERE scope = ? AND voters >= ?"
            " ORDER BY line_key"
        )
        return self._db.execute(sql, (scope, voters)).fetchall()

    def put_votes(self, rows: Iterable[Row]) -> None:
        """Stores votes as (scope, key of the line, number of voters, copies)."""
        self._db.executemany(upsert("votes"), rows)

    def drop_votes(self, rows: Iterable[Row]) -> None:
        """Deletes votes as (scope, key of the line)."""
        self._db.executemany("DELETE FROM votes WHERE scope = ? AND line_key = ?", rows)

    # Lookups

    def users(self, event: str, word: str) -> str | None:
        """Returns the slides that looked a word up, as stored; None without any."""
        sql = "SELECT images FROM lookups WHERE event = ? AND word = ?"
        row = self._db.execute(sql, (event, word)).fetchone()
        return str(row[0]) if row else None

    def users_by_trace(self, event: str, word: str) -> tuple[str, ...]:
        """Returns the slides that looked a word up; searches all traces of the event."""
        position = self._db.text_position()
        return self._images(
            f"SELECT image FROM traces WHERE event = ? AND {position} > 0 ORDER BY image",  # noqa: S608
            (event, f" {word} "),
        )

    def put_users(self, rows: Iterable[Row]) -> None:
        """Stores lookups as (event, word, images)."""
        self._db.executemany(upsert("lookups"), rows)
