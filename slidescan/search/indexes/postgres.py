"""The full-text index on PostgreSQL: `tsvector` and GIN, in the catalogue's own database.

Words are cut and stemmed as for the other indexes (`analysis`), never by the server's
dictionaries, so that all answer alike: a slide's `tsvector` holds its words, and their stems and
parts with a mark before them. Its four weights stand for the fields. A slide's score is the sum
of `ts_rank` for each word, times how rare the word is (Robertson & Spärck Jones 1976).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from math import log
from typing import Any

from slidescan.core.text import tokens
from slidescan.search.analysis import WEIGHTS, Document, stems
from slidescan.search.indexes.postgres_words import ServerWords
from slidescan.search.indexes.protocol import Filter, Match, Matches, Order
from slidescan.search.query import Among, And, Days, Fact, Node, Not, Or, Phrase, Word, wanted
from slidescan.search.vocabulary import ListedWords, Vocabulary, joined
from slidescan.store.backends.protocol import Database

OTHER = "~"
"""The mark of stems and parts: no word begins with it."""

_LABELS = {
    "title": ("A", "B"),
    "body": ("B", "C"),
    "section": ("C", "D"),
    "tags": ("C", "D"),
    "post": ("C", "D"),
    "alternative": ("D", "D"),
    "footer": ("D", "D"),
}
"""The weight of each field's words, and that of their stems and parts: one below."""

_WEIGHTS = "'{0.07, 0.2, 0.33, 1}'::real[]"
"""D, C, B, A: near `analysis.WEIGHTS`, as shares of the title's."""

MANY_WORDS = 500_000
"""Words from which on the server looks through them: reading them all takes longer then."""

LONGEST = 500
"""Letters of a word that are kept: a `tsvector` takes 2,046 bytes."""

MOST_PLACES = 16_000
"""Words of a slide whose places are kept: a `tsvector` counts to 16,383."""

AT_ONCE = 500
"""Slides that are taken in at once."""

RANKED_ALONE = 8
"""Words of a query that are ranked each by itself; the others are ranked together."""

Condition = tuple[str, tuple[Any, ...]]


class Kept:
    """The words of an index, kept as long as they are those of the server."""

    def __init__(self) -> None:
        self._found: tuple[int, ListedWords] | None = None

    def words(self, version: int) -> ListedWords | None:
        """Those of one version, if they are kept."""
        found = self._found
        return found[1] if found and found[0] == version else None

    def keep(self, version: int, words: ListedWords) -> ListedWords:
        """Keep the words of a version in place of others."""
        self._found = version, words
        return words


class PostgresIndex:
    """A `SearchIndex` in a catalogue's database.

    Args:
        database: Of the catalogue, on a server.
        kept: What is kept between searches.
        languages: Whose stems it holds.
    """

    def __init__(self, database: Database, kept: Kept, languages: tuple[str, ...]) -> None:
        self._db: Any = database
        self._kept = kept
        self._languages = languages

    def count(self) -> int:
        """As the Protocol says."""
        return int(self._db.execute("SELECT count(*) FROM said").fetchone()[0])

    def close(self) -> None:
        """Nothing: the connection is the catalogue's."""

    def clear(self) -> None:
        """Forget all slides; within the caller's transaction."""
        self._db.execute("DELETE FROM said")
        self._db.execute("DELETE FROM terms")

    def replace(self, add: Iterable[Document], remove: Iterable[str]) -> None:
        """As the Protocol says; within the caller's transaction."""
        self._forget(list(remove))
        documents = iter(add)
        while some := list(islice(documents, AT_ONCE)):
            images = [document.image for document in some]
            self._forget(images)
            rows = [self._row(document) for document in some]
            self._db.executemany(
                "INSERT INTO said (image, newest, textless, facts, days, words)"
                " VALUES (?, ?, ?, ?, ?, ?::tsvector)",
                [row[:6] for row in rows],
            )
            fields = ", ".join(WEIGHTS)
            marks = ", ".join(["?::tsvector"] * len(WEIGHTS))
            self._db.executemany(
                f"INSERT INTO said_in (id, {fields}) SELECT id, {marks} FROM said"  # noqa: S608
                " WHERE image = ?",
                [(*row[6:], row[0]) for row in rows],
            )
            self._count_terms(images, 1)
        # All words in one row: the server puts them together, whoever searches reads one text.
        self._db.execute(
            r"UPDATE vocabulary SET version = version + 1, number = (SELECT count(*) FROM terms),"
            r" words = coalesce((SELECT E'\n' || string_agg(term, E'\n' ORDER BY length(term),"
            r" term) || E'\n' FROM terms), '')"
        )
        self.__dict__.pop("vocabulary", None)

    def _forget(self, images: list[str]) -> None:
        if images:
            self._count_terms(images, -1)
            self._db.execute("DELETE FROM said WHERE image = ANY(?)", (images,))

    def _count_terms(self, images: list[str], by: int) -> None:
        """Count the words of some slides, or no longer."""
        self._db.execute(
            "INSERT INTO terms SELECT word, sum(?::int)"
            " FROM said JOIN said_in USING (id), unnest(tsvector_to_array(title || body)) word"
            " WHERE image = ANY(?) AND NOT starts_with(word, ?) GROUP BY word ORDER BY word"
            " ON CONFLICT (term) DO UPDATE SET slides = terms.slides + excluded.slides",
            (by, images, OTHER),
        )
        if by < 0:
            self._db.execute("DELETE FROM terms WHERE slides <= 0")

    def _row(self, document: Document) -> tuple[Any, ...]:
        """Image, newest day, textless, facts, days, all words, and the words of each field."""
        facts = [("post", post) for post in document.posts]
        facts += [("tag", tag) for tag in document.tags]
        facts += document.facts
        start = 1
        everywhere: dict[str, list[str]] = {}
        fields = []
        for name in WEIGHTS:
            found, start = self._cut(document.fields[name], start, _LABELS[name])
            fields.append(_vector(found))
            for term, places in found.items():
                everywhere.setdefault(term, []).extend(places)
        return (
            *(document.image, document.newest, document.textless),
            [f"{name}={value}" for name, value in facts],
            list(document.days),
            _vector(everywhere),
            *fields,
        )

    def _cut(
        self, text: str, start: int, labels: tuple[str, str]
    ) -> tuple[dict[str, list[str]], int]:
        """A field's words with their places; and where the next field's begin."""
        found: dict[str, list[str]] = {}
        place, position = start - 1, -1
        for token in tokens(text):
            term = token.term[:LONGEST]
            if token.position != position:
                place, position = place + 1, token.position
                if place > MOST_PLACES:
                    break
                found.setdefault(term, []).append(f"{place}{labels[0]}")
            else:
                found.setdefault(OTHER + term, []).append(f"{place}{labels[1]}")
            for stem in sorted(stems(term, self._languages)):
                found.setdefault(OTHER + stem, []).append(f"{place}{labels[1]}")
        # A gap: nothing stands side by side across two fields.
        return found, place + 2

    def search(self, query: Node, *, limit: int, within: Filter, order: Order = "score") -> Matches:
        """As the Protocol says."""
        condition, values = self._where(query, within)
        leaves = tuple(wanted(query))
        ranked = bool(leaves) and order == "score"
        score, scored = self._score(leaves) if ranked else ("", ())
        if ranked:
            # What matches is found once: counted whole, and joined with the best of it.
            sql = f"""
                WITH matching AS MATERIALIZED (
                  SELECT id, {score} AS score FROM said WHERE {condition}
                ), best AS (SELECT id, score FROM matching ORDER BY score DESC LIMIT ?)
                SELECT image, score, (SELECT count(*) FROM matching) FROM best JOIN said USING (id)
                ORDER BY score DESC, image"""  # noqa: S608 - what was asked for is in the values
        else:
            scored = values
            sql = f"""
                SELECT image, 1.0, (SELECT count(*) FROM said WHERE {condition})
                FROM said WHERE {condition} ORDER BY newest DESC, image LIMIT ?"""  # noqa: S608
        found = self._db.execute(sql, (*scored, *values, max(1, limit))).fetchall()
        total = int(found[0][2]) if found else 0
        return Matches(total, tuple(Match(image, float(s)) for image, s, _ in found[:limit]))

    def _where(self, query: Node, within: Filter) -> Condition:
        conditions = [self._condition(query), *_conditions(within)]
        return (
            " AND ".join(f"({sql})" for sql, _ in conditions),
            tuple(value for _, values in conditions for value in values),
        )

    def _score(self, leaves: Sequence[Word | Phrase]) -> Condition:
        """SQL for how well a slide answers."""
        frequencies = self._frequencies(leaves)
        slides = self._slides()

        def rarity(leaf: Word | Phrase) -> float:
            said = min(frequencies.get(word, 0) for word in _words(leaf))
            return log(1 + (slides - said + 0.5) / (said + 0.5)) if said <= slides else 0.1

        by_rarity = sorted(set(leaves), key=lambda leaf: (-rarity(leaf), repr(leaf)))
        parts, values = [], []
        for leaf in by_rarity[:RANKED_ALONE]:
            asked, forms = self._query(leaf)
            # ts_rank divides by how many forms a word has.
            parts.append(f"{rarity(leaf) * forms:.4f} * ts_rank({_WEIGHTS}, words, ?::tsquery)")
            values.append(asked)
        rest = by_rarity[RANKED_ALONE:]
        if rest:
            together = [self._query(leaf) for leaf in rest]
            least = rarity(rest[0]) * sum(forms for _, forms in together)
            parts.append(f"{least:.4f} * ts_rank({_WEIGHTS}, words, ?::tsquery)")
            values.append(" | ".join(f"({asked})" for asked, _ in together))
        return " + ".join(parts), tuple(values)

    def _frequencies(self, leaves: Iterable[Word | Phrase]) -> dict[str, int]:
        words = {word for leaf in leaves for word in _words(leaf)}
        rows = self._db.execute(
            "SELECT term, slides FROM terms WHERE term = ANY(?)", (sorted(words),)
        )
        return dict(rows.fetchall())

    def _slides(self) -> int:
        """About how many slides there are."""
        row = self._db.execute(
            "SELECT reltuples FROM pg_class WHERE oid = 'said'::regclass"
        ).fetchone()
        return int(row[0]) if row[0] > 0 else self.count()

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """As the Protocol says."""

        def frequency(term: str) -> int:
            sql = "SELECT slides FROM terms WHERE term = ?"
            row = self._db.execute(sql, (term[:LONGEST],)).fetchone()
            return int(row[0]) if row else 0

        asked = "SELECT version, number FROM vocabulary"
        ((version, number),) = self._db.execute(asked).fetchall()
        if number > MANY_WORDS and ServerWords.are_there(self._db):
            return Vocabulary(ServerWords(self._db), frequency)
        words = self._kept.words(version)
        if words is None:
            asked = "SELECT version, words FROM vocabulary"
            ((version, text),) = self._db.execute(asked).fetchall()
            words = self._kept.keep(version, ListedWords(text or joined(())))
        return Vocabulary(words, frequency)

    def _query(self, leaf: Word | Phrase) -> tuple[str, int]:
        """A word as `tsquery`, and how many forms it has."""
        if isinstance(leaf, Phrase):
            words = [_quoted(word) for word in leaf.words]
            return f"({' <-> '.join(words)}) | {_quoted(''.join(leaf.words))}", 2
        if leaf.prefix:
            return f"{_quoted(leaf.text)}:* | {_quoted(OTHER + leaf.text)}:*", 2
        forms = [leaf.text, *sorted(stems(leaf.text, self._languages))]
        listed = [_quoted(mark + form) for form in forms for mark in ("", OTHER)]
        return " | ".join(listed), len(listed)

    def _text(self, node: Node) -> str:
        """What the words of a slide must be, as `tsquery`; of what `_is_text`."""
        if isinstance(node, (Word, Phrase)):
            return self._query(node)[0]
        if isinstance(node, Not):
            return f"!({self._text(node.part)})"
        if not isinstance(node, (And, Or)):
            raise TypeError(f"a tsquery can't hold {type(node).__name__}")
        return (" & " if isinstance(node, And) else " | ").join(
            f"({self._text(part)})" for part in node.parts
        )

    def _condition(self, node: Node) -> Condition:
        """What a slide must be, in SQL, and the values that it names."""
        if _is_text(node):
            return "words @@ ?::tsquery", (self._text(node),)
        if isinstance(node, (Word, Phrase)):
            asked = self._query(node)[0]
            inside = (
                f"SELECT FROM said_in WHERE said_in.id = said.id AND {node.field} @@ ?::tsquery"
            )
            return f"words @@ ?::tsquery AND EXISTS ({inside})", (asked, asked)
        if isinstance(node, Not):
            sql, values = self._condition(node.part)
            return f"NOT ({sql})", values
        if isinstance(node, (And, Or)):
            return self._joined(node)
        if isinstance(node, Fact):
            return "facts @> ?", ([f"{node.name}={node.value}"],)
        if isinstance(node, Days):
            return _days(node.since, node.until)
        if isinstance(node, Among):
            return "image = ANY(?)", (list(node.images),)
        raise TypeError("an index knows no places: Near must be resolved before")

    def _joined(self, node: And | Or) -> Condition:
        """Parts joined; those that are text alone are one question, which GIN answers fastest."""
        texts = tuple(part for part in node.parts if _is_text(part))
        others = [part for part in node.parts if not _is_text(part)]
        parts = [self._condition(part) for part in others]
        if texts:
            parts.insert(0, self._condition(type(node)(texts)))
        if not parts:
            return ("TRUE" if isinstance(node, And) else "FALSE"), ()
        word = " AND " if isinstance(node, And) else " OR "
        return (
            word.join(f"({sql})" for sql, _ in parts),
            tuple(value for _, values in parts for value in values),
        )


def _words(leaf: Word | Phrase) -> tuple[str, ...]:
    return leaf.words if isinstance(leaf, Phrase) else (leaf.text,)


def _is_text(node: Node) -> bool:
    """Whether the words of a slide, in whatever field, alone can answer."""
    if isinstance(node, (Word, Phrase)):
        return node.field is None
    if isinstance(node, Not):
        return _is_text(node.part)
    return isinstance(node, (And, Or)) and bool(node.parts) and all(map(_is_text, node.parts))


def _conditions(within: Filter) -> Iterator[Condition]:
    if not within.textless:
        yield "NOT textless", ()
    if within.posts:
        yield "facts && ?", ([f"post={post}" for post in within.posts],)
    if within.tags:
        yield "facts && ?", ([f"tag={tag.lower()}" for tag in within.tags],)
    if within.since or within.until:
        yield _days(within.since, within.until)


def _days(since: str | None, until: str | None) -> Condition:
    sql = 'EXISTS (SELECT FROM unnest(days) AS day WHERE day COLLATE "C" BETWEEN ? AND ?)'
    return sql, (since or "", until or "9999-99-99")


def _quoted(term: str) -> str:
    """A word of a `tsvector` or `tsquery`."""
    escaped = term[: LONGEST + len(OTHER)].replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _vector(words: dict[str, list[str]]) -> str:
    """A `tsvector`; the server keeps 256 places of a word."""
    return " ".join(f"{_quoted(term)}:{','.join(places[:255])}" for term, places in words.items())
