"""Translates a query into FTS5's query language, and into SQL where FTS5 can't express it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from slidescan.search.analysis import FIELD_WEIGHTS, stems
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

WORD_COLUMNS = tuple(FIELD_WEIGHTS)
"""Columns of the slide's exact words."""

FORM_COLUMNS = tuple(f"{name}_forms" for name in FIELD_WEIGHTS)
"""Columns of their stems and parts."""

Condition: TypeAlias = tuple[str, tuple[str, ...]]
"""An SQL condition on a slide's `id`, and its values."""


@dataclass(frozen=True, slots=True)
class Translator:
    """Translates nodes of a query.

    Attributes:
        languages: Languages of the index's stems.
    """

    languages: tuple[str, ...]

    def match(self, node: Node) -> str:
        """Returns the FTS5 query for a node that `is_text`."""
        if isinstance(node, Term):
            forms = (node.text, *sorted(stems(node.text, self.languages)))
            query = f"{quoted(node.text)} *" if node.prefix else " OR ".join(map(quoted, forms))
            return f"{{{node.field} {node.field}_forms}} : ({query})" if node.field else query
        if isinstance(node, Phrase):
            columns = node.field or " ".join(WORD_COLUMNS)
            side_by_side, compound = quoted(" ".join(node.words)), quoted("".join(node.words))
            return f"{{{columns}}} : ({side_by_side} OR {compound})"
        if isinstance(node, Or):
            return " OR ".join(f"({self.match(part)})" for part in node.parts)
        if isinstance(node, And):
            included = [f"({self.match(p)})" for p in node.parts if not isinstance(p, Not)]
            excluded = [self.match(part.part) for part in node.parts if isinstance(part, Not)]
            query = " AND ".join(included)
            return f"({query}) NOT ({' OR '.join(excluded)})" if excluded else query
        raise TypeError(f"FTS5 can't match a {type(node).__name__}, only Term, Phrase, Or and And")

    def condition(self, node: Node) -> Condition:
        """Returns the SQL condition for any node."""
        if is_text(node):
            sql = "id IN (SELECT rowid FROM words WHERE words MATCH ?)"
            return sql, (self.match(node),)
        if isinstance(node, Not):
            sql, values = self.condition(node.part)
            return f"NOT ({sql})", values
        if isinstance(node, (And, Or)):
            parts = [self.condition(part) for part in node.parts]
            operator = " AND " if isinstance(node, And) else " OR "
            return (
                f"({operator.join(sql for sql, _ in parts)})",
                tuple(value for _, values in parts for value in values),
            )
        if isinstance(node, PropertyFilter):
            return _has_property(node.name, (node.value,))
        if isinstance(node, DateFilter):
            return _in_days(node.since, node.until)
        if isinstance(node, ImageFilter):
            sql = "id IN (SELECT id FROM slides WHERE image IN (SELECT value FROM json_each(?)))"
            return sql, (json.dumps(node.images),)
        raise TypeError(f"a {type(node).__name__} must be resolved into an ImageFilter")


def is_text(node: Node) -> bool:
    """Tells whether FTS5 alone can match a node: words, some of them excluded."""
    if isinstance(node, (Term, Phrase)):
        return True
    if isinstance(node, And):
        included = [part for part in node.parts if not isinstance(part, Not)]
        return bool(included) and all(
            is_text(part.part if isinstance(part, Not) else part) for part in node.parts
        )
    return isinstance(node, Or) and all(is_text(part) for part in node.parts)


def filter_conditions(within: Filter) -> list[Condition]:
    """Returns the conditions of a search's filter."""
    conditions: list[Condition] = []
    if not within.textless:
        # Its fact is found by key; the column of `slides` would be read from end to end.
        sql, values = _has_property("is", ("textless",))
        conditions.append((f"NOT ({sql})", values))
    if within.posts:
        conditions.append(_has_property("post", within.posts))
    if within.tags:
        conditions.append(_has_property("tag", tuple(tag.lower() for tag in within.tags)))
    if within.since or within.until:
        conditions.append(_in_days(within.since, within.until))
    return conditions


def _has_property(name: str, values: Sequence[str]) -> Condition:
    listed = ", ".join("?" * len(values))
    sql = f"id IN (SELECT slide FROM facts WHERE name = ? AND value IN ({listed}))"  # noqa: S608
    return sql, (name, *values)


def _in_days(since: str | None, until: str | None) -> Condition:
    sql = "id IN (SELECT slide FROM facts WHERE name = 'day' AND value BETWEEN ? AND ?)"
    return sql, (since or "", until or "9999-99-99")


def quoted(text: str) -> str:
    """Returns text as a string of FTS5's query language."""
    return '"' + text.replace('"', '""') + '"'
