"""The full-text index on SQLite's FTS5 (BM25 with a weight for each column), for large sites.

The index is a cache in one file beside the catalogue. Each update is one transaction, so a reader
sees all of it or nothing. slidescan never uses a file whose tables it didn't make; an update
rebuilds it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from slidescan.core.text import tokens
from slidescan.core.versions import FTS5_FORMAT
from slidescan.search.analysis import (
    FIELD_WEIGHTS,
    STEM_WEIGHT,
    Document,
    stems,
    vocabulary_terms,
)
from slidescan.search.indexes.fts5_query import (
    FORM_COLUMNS,
    WORD_COLUMNS,
    Translator,
    filter_conditions,
    is_text,
    quoted,
)
from slidescan.search.indexes.records import (
    Changes,
    Filter,
    FullTextDamaged,
    Match,
    Matches,
    Order,
)
from slidescan.search.indexes.state import (
    documents,
    record_state,
    slide_languages,
    stored_languages,
    stored_state,
    unlink_database,
)
from slidescan.search.query import And, Node, Not
from slidescan.search.vocabulary import Vocabulary, join_terms, memory_terms
from slidescan.store.catalogue import Catalogue

STATE = "fts5"
"""The index state that the catalogue records."""

FILE_KEY = "fulltext_file"
"""The key of the catalogue's metadata that holds the state in which an update left the file."""

_COLUMNS = ", ".join((*WORD_COLUMNS, *FORM_COLUMNS))

# The ascii tokenizer takes all characters beyond ASCII as letters, so its tokens are the runs
# between spaces.
_TABLES = (
    "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE slides (id INTEGER PRIMARY KEY, image TEXT NOT NULL UNIQUE,"
    " newest TEXT NOT NULL, textless INTEGER NOT NULL)",
    "CREATE TABLE facts (name TEXT NOT NULL, value TEXT NOT NULL, slide INTEGER NOT NULL,"
    " PRIMARY KEY (name, value, slide)) WITHOUT ROWID",
    "CREATE INDEX facts_by_slide ON facts (slide)",
    f"CREATE VIRTUAL TABLE words USING fts5({_COLUMNS}, tokenize='ascii')",
)

_COLUMN_WEIGHTS = ", ".join(
    str(round(weight, 3))
    for weight in (*FIELD_WEIGHTS.values(), *(STEM_WEIGHT * w for w in FIELD_WEIGHTS.values()))
)

_PASSING_ERRORS = (
    *("locked", "busy", "full", "readonly", "disk I/O", "unable to open", "interrupted"),
)
"""SQLite's messages about the disk or a lock; the file itself may be intact."""

MAX_SEARCHED_TERMS = 500
"""Words of changed slides that are looked up one by one; with more, all are joined at once."""

_BUSY_SECONDS = 10
"""How long SQLite waits for another process's commit."""


@contextmanager
def _classified_errors() -> Iterator[None]:
    """Raises FullTextDamaged for errors in the file; passes on other errors."""
    try:
        yield
    except MemoryError as error:
        # A damaged length field asks for more memory than exists.
        raise FullTextDamaged("it asks for too much memory") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if any(message in str(error) for message in _PASSING_ERRORS):
            raise
        raise FullTextDamaged(str(error)) from error


def is_available() -> bool:
    """Tells whether this Python's SQLite has FTS5."""
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        return ("ENABLE_FTS5",) in db.execute("PRAGMA compile_options").fetchall()


class Fts5Index:
    """A `SearchIndex` on SQLite's FTS5; use `create` or `open`."""

    def __init__(self, connection: sqlite3.Connection, languages: tuple[str, ...]) -> None:
        self._db = connection
        self._languages = languages
        self._translator = Translator(languages)

    @property
    def languages(self) -> tuple[str, ...]:
        """Implements the Protocol."""
        return self._languages

    @classmethod
    def create(cls, path: Path, label: str, languages: tuple[str, ...]) -> Fts5Index:
        """Makes an empty index at `path`; replaces an existing one."""
        unlink_database(path)
        index = cls(sqlite3.connect(path, isolation_level=None), languages)
        index._create_tables(label)
        return index

    @classmethod
    def in_memory(cls, languages: tuple[str, ...]) -> Fts5Index:
        """Makes an empty index in memory."""
        index = cls(_memory(), languages)
        index._create_tables("")
        return index

    def _create_tables(self, label: str) -> None:
        with _transaction(self._db):
            for statement in _TABLES:
                self._db.execute(statement)
            label = _label(label, self._languages)
            self._db.execute("INSERT INTO about VALUES ('label', ?)", (label,))
            self._db.execute("INSERT INTO about VALUES ('terms', ?)", (join_terms(()),))

    @classmethod
    def open(
        cls, path: Path, label: str, languages: tuple[str, ...], *, write: bool = False
    ) -> Fts5Index | None:
        """Opens the index at `path`; returns None unless slidescan made it under `label`.

        An index for reading shows one state until it is closed: a search asks it several times,
        and an ingest may change it meanwhile.
        """
        if not path.is_file():
            return None
        uri = f"{path.resolve().as_uri()}?mode={'rw' if write else 'ro'}"
        try:
            db = sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
        except sqlite3.OperationalError:
            return None  # it can't be read
        try:
            db.execute("PRAGMA trusted_schema = OFF")
            if not write:
                db.execute("BEGIN")
            if _is_ours(db) and _about(db, "label") == _label(label, languages):
                return cls(db, languages)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if "locked" in str(error):
                db.close()
                raise
        db.close()
        return None

    def copy_to_memory(self) -> Fts5Index:
        """Returns a copy in memory, which never changes the file; 5 ms for 10,000 slides."""
        copy = _memory()
        with _classified_errors():
            self._db.backup(copy)
        return Fts5Index(copy, self._languages)

    def count(self) -> int:
        """Implements the Protocol."""
        with _classified_errors():
            return int(self._db.execute("SELECT count(*) FROM slides").fetchone()[0])

    def verify(self, expected: Iterable[Document] | None = None) -> None:
        """Implements the Protocol; 5 ms for 1,000 slides. The file must be open for writing."""
        with _classified_errors():
            problem = self._db.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if problem != "ok":
                raise FullTextDamaged(str(problem))
            self._db.execute("INSERT INTO words (words) VALUES ('integrity-check')")
            if expected is not None:
                self._compare(expected)

    def _compare(self, expected: Iterable[Document]) -> None:
        """Compares all rows with documents: SQLite's checks miss a changed letter or number.

        Raises:
            FullTextDamaged: One differs, or there are others.
        """
        counts, terms = [0, 0, 0], set[str]()
        for document in expected:
            texts, properties = self._texts(document), self._properties(document)
            slide = self._db.execute(
                "SELECT id, newest, textless FROM slides WHERE image = ?", (document.image,)
            ).fetchone()
            number = slide[0] if slide else None
            words = self._db.execute(
                f"SELECT {_COLUMNS} FROM words WHERE rowid = ?",  # noqa: S608 - our names
                (number,),
            ).fetchone()
            rows = self._db.execute("SELECT name, value FROM facts WHERE slide = ?", (number,))
            stored = (slide and slide[1:], words, {*rows.fetchall()})
            if stored != ((document.newest, document.textless), (*texts,), properties):
                raise FullTextDamaged(f"it holds other words of {document.image}")
            counts = [counts[0] + 1, counts[1] + 1, counts[2] + len(properties)]
            terms |= vocabulary_terms(document)
        for table, count in zip(("slides", "words", "facts"), counts, strict=True):
            (stored_count,) = self._db.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
            if stored_count != count:
                raise FullTextDamaged(f"it holds {stored_count} rows of {table}, not {count}")
        listed = _about(self._db, "terms") or ""
        if listed != join_terms({*listed.split("\n")[1:-1], *terms}):
            raise FullTextDamaged("words are missing in the list of its words")

    def close(self) -> None:
        """Implements the Protocol."""
        self._db.close()

    def replace(self, add: Iterable[Document], remove: Iterable[str]) -> None:
        """Implements the Protocol."""
        with _classified_errors(), _transaction(self._db):
            for image in remove:
                self._remove(image)
            terms: set[str] = set()
            for document in add:
                self._remove(document.image)
                self._add(document)
                terms |= vocabulary_terms(document)
            # Words that no slide has any longer stay, with a frequency of 0.
            before = _about(self._db, "terms")
            if before is None:
                raise FullTextDamaged("its words are gone")
            if len(terms) > MAX_SEARCHED_TERMS or any(f"\n{t}\n" not in before for t in terms):
                after = join_terms(terms.union(before.split("\n")[1:-1]))
                self._db.execute("UPDATE about SET value = ? WHERE key = 'terms'", (after,))
        self.__dict__.pop("vocabulary", None)

    def _remove(self, image: str) -> None:
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
        texts = self._texts(document)
        values = ", ".join("?" * (len(texts) + 1))
        sql = f"INSERT INTO words (rowid, {_COLUMNS}) VALUES ({values})"  # noqa: S608 - our names
        self._db.execute(sql, (number, *texts))
        self._db.executemany(
            "INSERT INTO facts VALUES (?, ?, ?)",
            [(name, value, number) for name, value in sorted(self._properties(document))],
        )

    def _texts(self, document: Document) -> list[str]:
        """Returns the texts of a document's columns."""
        columns = [self._columns(document.fields[name]) for name in WORD_COLUMNS]
        return [words for words, _ in columns] + [forms for _, forms in columns]

    def _properties(self, document: Document) -> set[tuple[str, str]]:
        """Returns the names and values by which filters find a document."""
        properties = {("post", post) for post in document.posts}
        properties |= {("tag", tag) for tag in document.tags}
        properties |= {("day", day) for day in document.days}
        return properties | {(name, value) for name, value in document.properties}

    def _columns(self, text: str) -> tuple[str, str]:
        """Returns a text's words, and their stems and parts, separated by spaces."""
        words: list[str] = []
        forms: list[str] = []
        position = -1
        for token in tokens(text):
            (forms if token.position == position else words).append(token.term)
            forms += sorted(stems(token.term, self._languages))
            position = token.position
        return " ".join(words), " ".join(forms)

    def search(self, query: Node, *, limit: int, within: Filter, order: Order = "score") -> Matches:
        """Implements the Protocol."""
        with _classified_errors():
            return self._search(query, limit, within, order)

    def _search(self, query: Node, limit: int, within: Filter, order: Order) -> Matches:
        condition, values, has_text = self._condition(query, within)
        # All SQL is our own text; the user's text is in the values.
        # Without the `+`, SQLite may query FTS5 once for each slide in a condition.
        ids = f"SELECT {'+rowid AS ' if has_text else ''}id"
        source = f"FROM {'words' if has_text else 'slides'} WHERE {condition}"
        if has_text and order == "score":
            rows = self._db.execute(
                f"SELECT image, score FROM ({ids}, -bm25(words, {_COLUMN_WEIGHTS}) AS score"  # noqa: S608
                f" {source} ORDER BY score DESC LIMIT ?) JOIN slides USING (id)"
                " ORDER BY score DESC, image",
                (*values, max(1, limit)),
            ).fetchall()
        else:
            rows = self._db.execute(
                f"SELECT image, 1.0 FROM slides WHERE id IN ({ids} {source})"  # noqa: S608
                " ORDER BY newest DESC, image LIMIT ?",
                (*values, max(1, limit)),
            ).fetchall()
        total = len(rows)
        if total >= limit:
            count = f"SELECT count(*) FROM ({ids} {source})"  # noqa: S608
            total = self._db.execute(count, values).fetchone()[0]
        best = tuple(Match(image, max(0.0, score)) for image, score in rows)
        return Matches(total, best[:limit])

    def _condition(self, query: Node, within: Filter) -> tuple[str, list[str], bool]:
        """Returns a search's SQL condition, its values, and whether it uses the table of words."""
        parts = query.parts if isinstance(query, And) else (query,)
        texts = [self._translator.match(part) for part in parts if is_text(part)]
        excluded = [part.part for part in parts if isinstance(part, Not) and is_text(part.part)]
        rest = [p for p in parts if not is_text(p) and not (texts and _excludes_text(p))]
        conditions = [self._translator.condition(part) for part in rest]
        conditions += filter_conditions(within)
        where = [sql for sql, _ in conditions]
        values: list[str] = [value for _, given in conditions for value in given]
        if texts:
            match = " AND ".join(f"({text})" for text in texts)
            if excluded:
                without = " OR ".join(self._translator.match(part) for part in excluded)
                match = f"({match}) NOT ({without})"
            where, values = ["words MATCH ?", *where], [match, *values]
        return " AND ".join(where) or "1", values, bool(texts)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Implements the Protocol."""

        def frequency(term: str) -> int:
            match = f"{{title body}} : {quoted(term)}"
            sql = "SELECT count(*) FROM words WHERE words MATCH ?"
            with _classified_errors():
                return int(self._db.execute(sql, (match,)).fetchone()[0])

        with _classified_errors():
            return Vocabulary(memory_terms(_about(self._db, "terms") or join_terms(())), frequency)


class Fts5Storage:
    """An `IndexStorage` in one file.

    Args:
        catalogue: The catalogue of the slides.
        path: The file.
    """

    def __init__(self, catalogue: Catalogue, path: Path) -> None:
        self._catalogue = catalogue
        self._path = path
        self._label = catalogue.meta("id") or ""

    def open(self) -> Fts5Index | None:
        """Implements the Protocol."""
        return Fts5Index.open(self._path, self._label, stored_languages(self._catalogue))

    def open_patched(self, changes: Changes) -> Fts5Index | None:
        """Implements the Protocol; also returns None if the changes add a language."""
        if changes and slide_languages(self._catalogue) != stored_languages(self._catalogue):
            return None
        stored = self.open()
        if stored is None:
            return None
        with contextlib.closing(stored):
            copy = stored.copy_to_memory()
        copy.replace(documents(self._catalogue, changes.changed), changes.removed)
        return copy

    def update(self, changes: Changes, languages: tuple[str, ...]) -> None:
        """Implements the Protocol."""
        if stored_state(self._catalogue) == STATE and self._continue(changes, languages):
            if not changes:
                return
        else:
            self._rebuild(languages)
        with self._catalogue.transaction():
            record_state(self._catalogue, STATE, languages)
            self._catalogue.set_meta(FILE_KEY, self._file_state())

    def _file_state(self) -> str:
        """Changes whenever something writes the file: its number, size and times."""
        status = self._path.stat()
        return f"{status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"

    def _continue(self, changes: Changes, languages: tuple[str, ...]) -> bool:
        """Applies changes to the file; returns False if it is missing, damaged or another index's.

        Applying changes twice, after a killed update, gives the same result. A file that is as the
        last update left it isn't verified again, which takes time for each slide.
        """
        is_ours = self._path.is_file() and self._catalogue.meta(FILE_KEY) == self._file_state()
        index = Fts5Index.open(self._path, self._label, languages, write=True)
        if index is None:
            return False
        with contextlib.closing(index):
            try:
                if not is_ours:
                    index.verify()
                if changes:
                    index.replace(documents(self._catalogue, changes.changed), changes.removed)
            except FullTextDamaged:
                return False
        return True

    def _rebuild(self, languages: tuple[str, ...]) -> None:
        fresh = self._path.with_suffix(".new")
        with contextlib.closing(Fts5Index.create(fresh, self._label, languages)) as index:
            index.replace(documents(self._catalogue), ())
        unlink_database(self._path)
        fresh.replace(self._path)


def _excludes_text(node: Node) -> bool:
    return isinstance(node, Not) and is_text(node.part)


def _memory() -> sqlite3.Connection:
    # An index in memory may serve searches of several threads, one after the other.
    return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)


def _label(label: str, languages: tuple[str, ...]) -> str:
    return f"fts5 {FTS5_FORMAT} {'+'.join(languages)} {label}"


def _about(db: sqlite3.Connection, key: str) -> str | None:
    row = db.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None


def _is_ours(db: sqlite3.Connection) -> bool:
    """Tells whether a file has exactly slidescan's tables, and no trigger or view."""
    sql = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
    tables = {row[0] for row in db.execute(sql) if not row[0].startswith("CREATE TABLE 'words_")}
    return tables == set(_TABLES)


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Commits all changes, or none of them."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if db.in_transaction:  # on a full disk, SQLite has already rolled back
            db.execute("ROLLBACK")
        raise
    if db.in_transaction:
        db.execute("COMMIT")
