"""Translates a query into Whoosh's queries."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

from slidescan.search.analysis import FIELD_WEIGHTS, STEM_WEIGHT, stems
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

with warnings.catch_warnings():
    # Whoosh 2.7.4 (2016) has invalid escapes in its strings.
    warnings.simplefilter("ignore")
    from whoosh import query as whoosh

COMPOUND_WEIGHT = 0.8
"""Weight of a compound that matches a phrase (`datalake`), relative to the phrase itself."""


@dataclass(frozen=True, slots=True)
class Translator:
    """Translates nodes of a query; Whoosh's queries have no types.

    Attributes:
        languages: Languages of the index's stems.
    """

    languages: tuple[str, ...]

    def query(self, node: Node) -> Any:  # noqa: ANN401
        """Returns Whoosh's query for a node."""
        if isinstance(node, Term):
            return whoosh.Or([self._term(node, field) for field in _fields(node.field)])
        if isinstance(node, Phrase):
            return whoosh.Or([_phrase(node, field) for field in _fields(node.field)])
        if isinstance(node, Not):
            return whoosh.Not(self.query(node.part))
        if isinstance(node, Or):
            return whoosh.Or([self.query(part) for part in node.parts])
        if isinstance(node, And):
            return self._and(node)
        # Filters add nothing to the score.
        return whoosh.ConstantScoreQuery(_filter_query(node), 0.0)

    def _and(self, node: And) -> Any:  # noqa: ANN401
        included = [self.query(part) for part in node.parts if not isinstance(part, Not)]
        excluded = [self.query(part.part) for part in node.parts if isinstance(part, Not)]
        query = whoosh.And(included or [whoosh.Every()])
        if not excluded:
            return query
        # Whoosh 2.7.4's AndNot lets some excluded documents through.
        without = whoosh.ConstantScoreQuery(whoosh.Not(whoosh.Or(excluded)), 0.0)
        return whoosh.And([query, without])

    def _term(self, node: Term, field: str) -> Any:  # noqa: ANN401
        weight = FIELD_WEIGHTS[field]
        if node.prefix:
            return whoosh.Prefix(field, node.text, boost=weight)
        terms = [whoosh.Term(field, node.text, boost=weight)]
        terms += [
            whoosh.Term(field, stem, boost=weight * STEM_WEIGHT)
            for stem in sorted(stems(node.text, self.languages))
        ]
        return whoosh.DisjunctionMax(terms)


def _fields(field: str | None) -> tuple[str, ...]:
    return (field,) if field else tuple(FIELD_WEIGHTS)


def _phrase(node: Phrase, field: str) -> Any:  # noqa: ANN401
    weight = FIELD_WEIGHTS[field]
    phrase = whoosh.Phrase(field, list(node.words), boost=weight)
    compound = whoosh.Term(field, "".join(node.words), boost=weight * COMPOUND_WEIGHT)
    return whoosh.Or([phrase, compound])


def _filter_query(node: Node) -> Any:  # noqa: ANN401
    if isinstance(node, PropertyFilter):
        return whoosh.Term("fact", f"{node.name}:{node.value}")
    if isinstance(node, DateFilter):
        return whoosh.TermRange("day", node.since, node.until)
    if isinstance(node, ImageFilter):
        return whoosh.Or([whoosh.Term("image", image) for image in node.images])
    raise TypeError(f"a {type(node).__name__} must be resolved into an ImageFilter")


def filter_query(within: Filter) -> Any:  # noqa: ANN401
    """Returns Whoosh's query for a search's filter; None if it admits all slides."""
    parts: list[Any] = []
    if not within.textless:
        parts.append(whoosh.Term("textless", "f"))
    if within.posts:
        parts.append(whoosh.Or([whoosh.Term("path", p.replace(",", " ")) for p in within.posts]))
    if within.tags:
        tags = [tag.replace(",", " ").lower() for tag in within.tags]
        parts.append(whoosh.Or([whoosh.Term("tag", tag) for tag in tags]))
    if within.since or within.until:
        parts.append(whoosh.TermRange("day", within.since, within.until))
    return whoosh.And(parts) if parts else None
