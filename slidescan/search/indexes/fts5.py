"""The full-text index on SQLite's FTS5 (BM25 with a weight for each column), for many slides.

A cache, in one file beside the catalogue. A change is one transaction, so that readers see all
of it or nothing; what is not exactly what slidescan makes is never used, but made anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from slidescan.core.text import tokens
from slidescan.core.versions import FTS5_FORMAT
from slidescan.search.analysis import STEM_WEIGHT, WEIGHTS, Document, stems, terms_of
from slidescan.search.indexes.protocol import Filter, Match, Matches, Order
from slidescan.search.query import Among, And, Days, Fact, Node, Not, Or, Phrase, Word
from slidescan.search.vocabulary import ListedWords, Vocabulary, joined

WHOLE = tuple(WEIGHTS)
"""Columns of whole words, in their order."""

OTHER = tuple(f"{name}_forms" for name in WEIGHTS)
"""Columns of their stems and parts."""

# Terms are runs of letters and digits of any script between spaces: to this tokenizer,
# everything beyond ASCII is a letter.
_COLUMNS = ", ".join((*WHOLE, *OTHER))
_TABLES = (
    "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE slides (id INTEGER PRIMARY KEY, image TEXT NOT NULL UNIQUE,"
    " newest TEXT NOT NULL, textless INTEGER NOT NULL)",
    "CREATE TABLE facts (name TEXT NOT NULL, value TEXT NOT NULL, slide INTEGER NOT NULL,"
    " PRIMARY KEY (name, value, slide)) WITHOUT ROWID",
    "CREATE INDEX facts_by_slide ON facts (slide)",
    f"CREATE VIRTUAL TABLE words USING fts5({_COLUMNS}, tokenize='ascii')",
)
_WEIGHTS = ", ".join(
    str(round(weight, 3))
    for weight in (*WEIGHTS.values(), *(STEM_WEIGHT * w for w in WEIGHTS.values()))
)


class FullTextDamaged(Exception):
    """An index on disk that can't be read: a cache, to be made anew."""


_PASSING = ("locked", "busy", "full", "readonly", "disk I/O", "unable to open", "interrupted")
"""What SQLite says where the file itself may be sound."""


@contextmanager
def _damage() -> Iterator[None]:
    """Tell what is wrong with the file from what is wrong with the disk, or with a lock."""
    try:
        yield
    except MemoryError as error:
        # A damaged length asks for more than there is.
        raise FullTextDamaged("it asks for too much memory") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if any(cause in str(error) for cause in _PASSING):
            raise
        raise FullTextDamaged(str(error)) from error


def unlink(path: Path) -> None:
    """Delete an index, and what a killed writer left beside it: it must not reach another."""
    for name in (path.name, f"{path.name}-journal", f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def is_possible() -> bool:
    """Whether this Python's SQLite has FTS5."""
    with sqlite3.connect(":memory:") as db:
        options = {row[0] for row in db.execute("PRAGMA compile_options")}
    db.close()
    return "ENABLE_FTS5" in options


class FtsIndex:
    """A `SearchIndex` on SQLite's FTS5; made by `create` or `open`."""

    def __init__(self, connection: sqlite3.Connection, languages: tuple[str, ...]) -> None:
        self._db = connection
        self._languages = languages

    @classmethod
    def create(cls, path: Path, label: str, languages: tuple[str, ...]) -> FtsIndex:
        """A new, empty index in place of any that is there; `:memory:` for none on disk."""
        if str(path) != ":memory:":
            unlink(path)
        db = sqlite3.connect(path, isolation_level=None)
        with _transaction(db):
            for statement in _TABLES:
                db.execute(statement)
            db.execute("INSERT INTO about VALUES ('label', ?)", (_label(label, languages),))
            db.execute("INSERT INTO about VALUES ('terms', ?)", (joined(()),))
        return cls(db, languages)

    @classmethod
    def open(
        cls, path: Path, label: str, languages: tuple[str, ...], *, write: bool = False
    ) -> FtsIndex | None:
        """The index in `path`, if slidescan made it under `label`; else None."""
        if not path.is_file():
            return None
        uri = f"{path.resolve().as_uri()}?mode={'rw' if write else 'ro'}"
        db = sqlite3.connect(uri, uri=True, timeout=10, isolation_level=None)
        try:
            db.execute("PRAGMA trusted_schema = OFF")
            if _is_ours(db) and _about(db, "label") == _label(label, languages):
                return cls(db, languages)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if "locked" in str(error):
                db.close()
                raise
        db.close()
        return None

    def count(self) -> int:
        """As the Protocol says."""
        with _damage():
            return int(self._db.execute("SELECT count(*) FROM slides").fetchone()[0])

    def close(self) -> None:
        """As the Protocol says."""
        self._db.close()

    def replace(self, add: Iterable[Document], remove: Iterable[str]) -> None:
        """As the Protocol says; raises FullTextDamaged."""
        with _damage(), _transaction(self._db):
            for image in remove:
                self._forget(image)
            terms: set[str] = set()
            for document in add:
                self._forget(document.image)
                self._add(document)
                terms |= terms_of(document)
            # Words that no slide says any more stay: they have a frequency of 0.
            known = _about(self._db, "terms")
            if known is None:
                raise FullTextDamaged("its words are gone")
            fresh = joined(terms.union(known.split("\n")[1:-1]))
            self._db.execute("UPDATE about SET value = ? WHERE key = 'terms'", (fresh,))
        self.__dict__.pop("vocabulary", None)

    def _forget(self, image: str) -> None:
        row = self._db.execute("SELECT id FROM slides WHERE image = ?", (image,)).fetchone()
        if row:
            self._db.execute("DELETE FROM words WHERE rowid = ?", row)
            self._db.execute("DELETE FROM facts WHERE slide = ?", row)
            self._db.execute("DELETE FROM slides WHERE id = ?", row)

    def _add(self, document: Document) -> None:
        number = self._db.execute(
            "INSERT INTO slides (image, newest, textless) VALUES (?, ?, ?)",
            (document.image, document.newest, document.textless),
        ).lastrowid
        cut = [self._cut(document.fields[name]) for name in WHOLE]
        texts = [whole for whole, _ in cut] + [other for _, other in cut]
        marks = ", ".join("?" * (len(texts) + 1))
        sql = f"INSERT INTO words (rowid, {_COLUMNS}) VALUES ({marks})"  # noqa: S608 - our names
        self._db.execute(sql, (number, *texts))
        facts = [("post", post) for post in document.posts]
        facts += [("tag", tag) for tag in document.tags]
        facts += [("day", day) for day in document.days]
        self._db.executemany(
            "INSERT OR IGNORE INTO facts VALUES (?, ?, ?)",
            [(name, value, number) for name, value in (*facts, *document.facts)],
        )

    def _cut(self, text: str) -> tuple[str, str]:
        """A text's words, and their stems and parts, between spaces."""
        whole: list[str] = []
        other: list[str] = []
        position = -1
        for token in tokens(text):
            (other if token.position == position else whole).append(token.term)
            other += sorted(stems(token.term, self._languages))
            position = token.position
        return " ".join(whole), " ".join(other)

    def search(self, query: Node, *, limit: int, within: Filter, order: Order = "score") -> Matches:
        """As the Protocol says; raises FullTextDamaged."""
        with _damage():
            return self._search(query, limit, within, order)

    def _search(self, query: Node, limit: int, within: Filter, order: Order) -> Matches:
        parts = query.parts if isinstance(query, And) else (query,)
        texts = [self._match(part) for part in parts if _is_text(part)]
        no = [part.part for part in parts if isinstance(part, Not) and _is_text(part.part)]
        rest = [p for p in parts if not _is_text(p) and not (texts and _excludes_text(p))]
        conditions = [self._condition(part) for part in rest] + _conditions(within)
        where = [sql for sql, _ in conditions]
        values: list[str] = [value for _, given in conditions for value in given]
        if texts:
            match = " AND ".join(f"({text})" for text in texts)
            if no:
                match = f"({match}) NOT ({' OR '.join(self._match(part) for part in no)})"
            where, values = ["words MATCH ?", *where], [match, *values]
        condition = " AND ".join(where) or "1"
        # All of it is our own text; what was asked for is in the values.
        # Else SQLite may ask FTS5 once for each slide that a condition names.
        ids = f"SELECT {'+rowid AS ' if texts else ''}id"
        which = f"FROM {'words' if texts else 'slides'} WHERE {condition}"
        if texts and order == "score":
            found = self._db.execute(
                f"SELECT image, score FROM ({ids}, -bm25(words, {_WEIGHTS}) AS score {which}"  # noqa: S608
                " ORDER BY score DESC LIMIT ?) JOIN slides USING (id) ORDER BY score DESC, image",
                (*values, max(1, limit)),
            ).fetchall()
        else:
            found = self._db.execute(
                f"SELECT image, 1.0 FROM slides WHERE id IN ({ids} {which})"  # noqa: S608
                " ORDER BY newest DESC, image LIMIT ?",
                (*values, max(1, limit)),
            ).fetchall()
        total = len(found)
        if total >= limit:
            count = f"SELECT count(*) FROM ({ids} {which})"  # noqa: S608
            total = self._db.execute(count, values).fetchone()[0]
        best = tuple(Match(image, max(0.0, score)) for image, score in found)
        return Matches(total, best[:limit])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """As the Protocol says."""

        def frequency(term: str) -> int:
            match = f"{{title body}} : {_quoted(term)}"
            sql = "SELECT count(*) FROM words WHERE words MATCH ?"
            with _damage():
                return int(self._db.execute(sql, (match,)).fetchone()[0])

        with _damage():
            return Vocabulary(ListedWords(_about(self._db, "terms") or joined(())), frequency)

    def _match(self, node: Node) -> str:
        """What FTS5 is asked for."""
        if isinstance(node, Word):
            forms = (node.text, *sorted(stems(node.text, self._languages)))
            found = f"{_quoted(node.text)} *" if node.prefix else " OR ".join(map(_quoted, forms))
            return f"{{{node.field} {node.field}_forms}} : ({found})" if node.field else found
        if isinstance(node, Phrase):
            columns = node.field or " ".join(WHOLE)
            side_by_side, compound = _quoted(" ".join(node.words)), _quoted("".join(node.words))
            return f"{{{columns}}} : ({side_by_side} OR {compound})"
        if isinstance(node, Or):
            return " OR ".join(f"({self._match(part)})" for part in node.parts)
        if not isinstance(node, And):
            raise TypeError(f"FTS5 can't answer {type(node).__name__} alone")
        wanted = " AND ".join(f"({self._match(p)})" for p in node.parts if not isinstance(p, Not))
        no = [self._match(part.part) for part in node.parts if isinstance(part, Not)]
        return f"({wanted}) NOT ({' OR '.join(no)})" if no else wanted

    def _condition(self, node: Node) -> tuple[str, tuple[str, ...]]:
        """What a slide must be, in SQL, and the values that it names."""
        if _is_text(node):
            found = "id IN (SELECT rowid FROM words WHERE words MATCH ?)"
            return found, (self._match(node),)
        if isinstance(node, Not):
            sql, values = self._condition(node.part)
            return f"NOT ({sql})", values
        if isinstance(node, (And, Or)):
            parts = [self._condition(part) for part in node.parts]
            word = " AND " if isinstance(node, And) else " OR "
            return (
                f"({word.join(sql for sql, _ in parts)})",
                tuple(value for _, values in parts for value in values),
            )
        if isinstance(node, Fact):
            return _fact(node.name, (node.value,))
        if isinstance(node, Days):
            return _days(node.since, node.until)
        if isinstance(node, Among):
            found = "id IN (SELECT id FROM slides WHERE image IN (SELECT value FROM json_each(?)))"
            return found, (json.dumps(node.images),)
        raise TypeError("an index knows no places: Near must be resolved before")


def _is_text(node: Node) -> bool:
    """Whether FTS5 alone can answer: words, and what holds words beside what excludes them."""
    if isinstance(node, (Word, Phrase)):
        return True
    if isinstance(node, And):
        wanted = [part for part in node.parts if not isinstance(part, Not)]
        return bool(wanted) and all(
            _is_text(part.part if isinstance(part, Not) else part) for part in node.parts
        )
    return isinstance(node, Or) and all(_is_text(part) for part in node.parts)


def _excludes_text(node: Node) -> bool:
    return isinstance(node, Not) and _is_text(node.part)


def _conditions(within: Filter) -> list[tuple[str, tuple[str, ...]]]:
    found: list[tuple[str, tuple[str, ...]]] = []
    if not within.textless:
        found.append(("id NOT IN (SELECT id FROM slides WHERE textless)", ()))
    if within.posts:
        found.append(_fact("post", within.posts))
    if within.tags:
        found.append(_fact("tag", tuple(tag.lower() for tag in within.tags)))
    if within.since or within.until:
        found.append(_days(within.since, within.until))
    return found


def _fact(name: str, values: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    marks = ", ".join("?" * len(values))
    sql = f"id IN (SELECT slide FROM facts WHERE name = ? AND value IN ({marks}))"  # noqa: S608
    return sql, (name, *values)


def _days(since: str | None, until: str | None) -> tuple[str, tuple[str, ...]]:
    sql = "id IN (SELECT slide FROM facts WHERE name = 'day' AND value BETWEEN ? AND ?)"
    return sql, (since or "", until or "9999-99-99")


def _quoted(text: str) -> str:
    """A string of FTS5."""
    return '"' + text.replace('"', '""') + '"'


def _label(label: str, languages: tuple[str, ...]) -> str:
    return f"fts5 {FTS5_FORMAT} {'+'.join(languages)} {label}"


def _about(db: sqlite3.Connection, key: str) -> str | None:
    row = db.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None


def _is_ours(db: sqlite3.Connection) -> bool:
    """Whether a file's tables are those that slidescan makes, and no code stands beside them."""
    sql = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
    found = {row[0] for row in db.execute(sql) if not row[0].startswith("CREATE TABLE 'words_")}
    return found == set(_TABLES)


class _transaction:  # noqa: N801 - reads as a statement
    """All that is changed inside, or nothing."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_: object) -> None:
        if self._db.in_transaction:  # not where SQLite has rolled back: the disk is full
            self._db.execute("COMMIT" if kind is None else "ROLLBACK")
