"""Translates a query into SQL and `tsquery`, and a document into `tsvector`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from slidescan.core.text import tokens
from slidescan.search.analysis import FIELD_WEIGHTS, Document, stems
from slidescan.search.indexes.records import Filter
from slidescan.search.query import (
    And,
    DateFilter,
    ImageFilter,
    Node,
    Not,
    Or,
    Phrase,
    PropertyFilter,
    Term,
)

FORM_PREFIX = "~"
"""The first character of stems and parts in a `tsvector`; no word begins with it."""

MAX_TERM_LENGTH = 500
"""The longest indexed word, in characters; a `tsvector` takes 2,046 bytes."""

MAX_POSITIONS = 16_000
"""Indexed positions on a slide; a `tsvector` counts to 16,383."""

MAX_TERM_POSITIONS = 255
"""Indexed positions of a word; a `tsvector` takes 256."""

_FIELD_LABELS = {
    "title": ("A", "B"),
    "body": ("B", "C"),
    "section": ("C", "D"),
    "tags": ("C", "D"),
    "post": ("C", "D"),
    "alternative": ("D", "D"),
    "footer": ("D", "D"),
    "author": ("D", "D"),
}
"""The `tsvector` weight of each field's words, and of their stems and parts."""

Condition: TypeAlias = tuple[str, tuple[Any, ...]]
"""An SQL condition on a row of `said`, and its values."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document as the server stores it.

    Attributes:
        image: The photo's path.
        newest: The latest day.
        textless: Whether the slide has no text.
        properties: Properties, posts and tags, each as `name=value`.
        days: Days.
        words: The `tsvector` of all fields.
        fields: The `tsvector` of each field.
    """

    image: str
    newest: str
    textless: bool
    properties: list[str]
    days: list[str]
    words: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Translator:
    """Translates nodes of a query, and documents.

    Attributes:
        languages: Languages of the index's stems.
    """

    languages: tuple[str, ...]

    def row(self, document: Document) -> Row:
        """Returns the row of a document."""
        properties = [("post", post) for post in document.posts]
        properties += [("tag", tag) for tag in document.tags]
        properties += document.properties
        start = 1
        everywhere: dict[str, list[str]] = {}
        fields = {}
        for name in FIELD_WEIGHTS:
            terms, start = self._positions(document.fields[name], start, _FIELD_LABELS[name])
            fields[name] = _vector(terms)
            for term, positions in terms.items():
                everywhere.setdefault(term, []).extend(positions)
        return Row(
            image=document.image,
            newest=document.newest,
            textless=document.textless,
            properties=[f"{name}={value}" for name, value in properties],
            days=list(document.days),
            words=_vector(everywhere),
            fields=fields,
        )

    def _positions(
        self, text: str, start: int, labels: tuple[str, str]
    ) -> tuple[dict[str, list[str]], int]:
        """Returns a field's terms with their positions, and the start of the next field."""
        positions: dict[str, list[str]] = {}
        at, word = start - 1, -1
        for token in tokens(text):
            term = token.term[:MAX_TERM_LENGTH]
            if token.position != word:
                at, word = at + 1, token.position
                if at > MAX_POSITIONS:
                    break
                positions.setdefault(term, []).append(f"{at}{labels[0]}")
            else:
                positions.setdefault(FORM_PREFIX + term, []).append(f"{at}{labels[1]}")
            for stem in sorted(stems(term, self.languages)):
                positions.setdefault(FORM_PREFIX + stem, []).append(f"{at}{labels[1]}")
        # The gap keeps phrases from matching across two fields.
        return positions, at + 2

    def term_query(self, leaf: Term | Phrase) -> tuple[str, int]:
        """Returns a leaf as `tsquery`, and its number of forms."""
        if isinstance(leaf, Phrase):
            words = [_quoted(word) for word in leaf.words]
            return f"({' <-> '.join(words)}) | {_quoted(''.join(leaf.words))}", 2
        if leaf.prefix:
            return f"{_quoted(leaf.text)}:* | {_quoted(FORM_PREFIX + leaf.text)}:*", 2
        forms = [leaf.text, *sorted(stems(leaf.text, self.languages))]
        listed = [_quoted(prefix + form) for form in forms for prefix in ("", FORM_PREFIX)]
        return " | ".join(listed), len(listed)

    def where(self, query: Node, within: Filter) -> Condition:
        """Returns the condition of a whole search."""
        conditions = [self._condition(query), *_filter_conditions(within)]
        return _joined(conditions, " AND ")

    def _condition(self, node: Node) -> Condition:
        if _is_text(node):
            return "words @@ ?::tsquery", (self._text_query(node),)
        if isinstance(node, (Term, Phrase)):
            query = self.term_query(node)[0]
            in_field = (
                f"SELECT FROM said_in WHERE said_in.id = said.id AND {node.field} @@ ?::tsquery"
            )
            return f"words @@ ?::tsquery AND EXISTS ({in_field})", (query, query)
        if isinstance(node, Not):
            sql, values = self._condition(node.part)
            return f"NOT ({sql})", values
        if isinstance(node, (And, Or)):
            return self._compound_condition(node)
        if isinstance(node, PropertyFilter):
            return "facts @> ?", ([f"{node.name}={node.value}"],)
        if isinstance(node, DateFilter):
            return _in_days(node.since, node.until)
        if isinstance(node, ImageFilter):
            return "image = ANY(?)", (list(node.images),)
        raise TypeError(f"a {type(node).__name__} must be resolved into an ImageFilter")

    def _text_query(self, node: Node) -> str:
        """Returns a node that `_is_text` as `tsquery`."""
        if isinstance(node, (Term, Phrase)):
            return self.term_query(node)[0]
        if isinstance(node, Not):
            return f"!({self._text_query(node.part)})"
        if isinstance(node, (And, Or)):
            operator = " & " if isinstance(node, And) else " | "
            return operator.join(f"({self._text_query(part)})" for part in node.parts)
        raise TypeError(
            f"a tsquery can't hold a {type(node).__name__}, only Term, Phrase, Not, And and Or"
        )

    def _compound_condition(self, node: And | Or) -> Condition:
        """Joins the parts, with all text in one `tsquery`, which a GIN index answers fastest."""
        texts = tuple(part for part in node.parts if _is_text(part))
        conditions = [self._condition(part) for part in node.parts if not _is_text(part)]
        if texts:
            conditions.insert(0, self._condition(type(node)(texts)))
        if not conditions:
            return ("TRUE" if isinstance(node, And) else "FALSE"), ()
        return _joined(conditions, " AND " if isinstance(node, And) else " OR ")


def _joined(conditions: Sequence[Condition], operator: str) -> Condition:
    return (
        operator.join(f"({sql})" for sql, _ in conditions),
        tuple(value for _, values in conditions for value in values),
    )


def _is_text(node: Node) -> bool:
    """Tells whether a `tsquery` on all fields together can express a node."""
    if isinstance(node, (Term, Phrase)):
        return node.field is None
    if isinstance(node, Not):
        return _is_text(node.part)
    return isinstance(node, (And, Or)) and bool(node.parts) and all(map(_is_text, node.parts))


def _filter_conditions(within: Filter) -> Iterator[Condition]:
    if not within.textless:
        yield "NOT textless", ()
    if within.posts:
        yield "facts && ?", ([f"post={post}" for post in within.posts],)
    if within.tags:
        yield "facts && ?", ([f"tag={tag.lower()}" for tag in within.tags],)
    if within.since or within.until:
        yield _in_days(within.since, within.until)


def _in_days(since: str | None, until: str | None) -> Condition:
    sql = 'EXISTS (SELECT FROM unnest(days) AS day WHERE day COLLATE "C" BETWEEN ? AND ?)'
    return sql, (since or "", until or "9999-99-99")


def _quoted(term: str) -> str:
    """Returns a word quoted for a `tsvector` or `tsquery`."""
    limit = MAX_TERM_LENGTH + len(FORM_PREFIX)
    escaped = term[:limit].replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _vector(terms: Mapping[str, Sequence[str]]) -> str:
    return " ".join(
        f"{_quoted(term)}:{','.join(positions[:MAX_TERM_POSITIONS])}"
        for term, positions in terms.items()
    )
