"""The tree of a parsed query."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Term:
    """A word, in one field or in any.

    Attributes:
        text: The folded word.
        field: The field of the index; None for any.
        prefix: Whether words that begin with `text` also match.
        parts: The parts of a compound as typed: `DataLake`, `10GB`, `R&D`.
        spellings: Other spellings that match as well: `mueller`.
        bare: A name without its signs, which matches weakly: `c` of `C++`.
    """

    text: str
    field: str | None = None
    prefix: bool = False
    parts: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    bare: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The word, in the form of `Phrase.words`."""
        return (self.text,)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side.

    Attributes:
        words: The folded words.
        field: The field of the index; None for any.
        quoted: Whether it was typed in quotes, rather than as a run without spaces (`data-lake`).
        parts: The words with compounds in parts, if there are any: `7`, `15`, `pm` of `7:15pm`.
    """

    words: tuple[str, ...]
    field: str | None = None
    quoted: bool = True
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A word with `?` for one letter or `*` for any; resolved into the words that it fits.

    Attributes:
        pattern: The folded word.
        field: The field of the index; None for any.
        literal: The words between the wildcards, which match as well; None if there are none.
    """

    pattern: str
    field: str | None = None
    literal: Node | None = None


@dataclass(frozen=True, slots=True)
class PropertyFilter:
    """Slides with a property; `name` is `lang` or `is`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class DateFilter:
    """Slides in a range of days (ISO 8601), including both ends; None for an open end."""

    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class NearFilter:
    """Slides near the photo with the typed name `photo`; resolved into an `ImageFilter`."""

    photo: str


@dataclass(frozen=True, slots=True)
class ImageFilter:
    """Slides by the paths of their photos."""

    images: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class And:
    """All parts must match."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part must match."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not match."""

    part: Node


Node: TypeAlias = (
    "Term | Phrase | Wildcard | PropertyFilter | DateFilter | NearFilter | ImageFilter"
    " | And | Or | Not"
)


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    Attributes:
        root: The tree; None for an empty query.
        warning: Why the query is searched as plain words; empty if it isn't.
    """

    root: Node | None
    warning: str = ""


def join_parts(kind: type[And] | type[Or], parts: list[Node]) -> Node | None:
    """Joins parts into one node: a single part is returned as is, None stands for no parts."""
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def map_parts(node: Node, change: Callable[[Node], Node]) -> Node:
    """Applies `change` to each part of a node; returns a leaf unchanged."""
    if isinstance(node, Not):
        return Not(change(node.part))
    if isinstance(node, And):
        return And(tuple(change(part) for part in node.parts))
    if isinstance(node, Or):
        return Or(tuple(change(part) for part in node.parts))
    return node


def in_field(node: Node, field: str) -> Node:
    """Returns a query whose words must stand in a field, except words that name another."""
    if isinstance(node, Wildcard):
        literal = None if node.literal is None else in_field(node.literal, field)
        return replace(node, field=node.field or field, literal=literal)
    if isinstance(node, (Term, Phrase)):
        return replace(node, field=node.field or field)
    return map_parts(node, lambda part: in_field(part, field))


def included_terms(node: Node | None) -> Iterator[Term | Phrase]:
    """Yields the words and phrases of a query, except excluded ones."""
    if isinstance(node, (Term, Phrase)):
        yield node
    elif isinstance(node, (And, Or)):
        for part in node.parts:
            yield from included_terms(part)


def is_plain(query: Node) -> bool:
    """Tells whether a query is plain words: no phrase, field, beginning or OR between words.

    Who types these means the words themselves.
    """
    if isinstance(query, And):
        return all(is_plain(part) for part in query.parts)
    if isinstance(query, Or):
        return not any(True for _ in included_terms(query))
    if isinstance(query, Term):
        return query.field is None and not query.prefix
    if isinstance(query, Phrase):
        return query.field is None and not query.quoted
    return True


def restrictions(query: Node) -> tuple[Node, ...]:
    """Returns the filters and the excluded parts of a plain query."""
    if isinstance(query, And):
        return tuple(each for part in query.parts for each in restrictions(part))
    return () if any(True for _ in included_terms(query)) else (query,)


def leaves(node: Node | None) -> Iterator[Node]:
    """Yields all terms, phrases and filters of a query, including excluded ones."""
    if isinstance(node, Not):
        yield from leaves(node.part)
    elif isinstance(node, (And, Or)):
        for part in node.parts:
            yield from leaves(part)
    elif node is not None:
        yield node
