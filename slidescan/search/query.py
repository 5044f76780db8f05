"""The tree of a parsed query, which every index answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Term:
    """A word, in one field or in any.

    Attributes:
        text: Folded.
        field: The field of the index; None for any.
        prefix: Whether words that begin with `text` match, too.
        parts: The parts of a compound as it was typed: `DataLake`, `10GB`.
    """

    text: str
    field: str | None = None
    prefix: bool = False
    parts: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Its one word, as `Phrase.words`."""
        return (self.text,)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side.

    Attributes:
        words: Folded.
        field: The field of the index; None for any.
        quoted: Whether it was typed in quotes, not as a run without spaces (`data-lake`).
    """

    words: tuple[str, ...]
    field: str | None = None
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class PropertyFilter:
    """Slides with a property: `name` is `lang` or `is`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class DateFilter:
    """Slides of a range of days (ISO 8601), both ends included; None for an open end."""

    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class NearFilter:
    """Slides near the photo that a person calls `photo`; resolved into an `ImageFilter`."""

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
    "Term | Phrase | PropertyFilter | DateFilter | NearFilter | ImageFilter | And | Or | Not"
)


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    Attributes:
        root: None for an empty query.
        warning: Why the query was searched as plain words; empty if it was not.
    """

    root: Node | None
    warning: str = ""


def join_parts(kind: type[And] | type[Or], parts: list[Node]) -> Node | None:
    """One node of all parts: the part itself if there is one, None if there is none."""
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def map_parts(node: Node, change: Callable[[Node], Node]) -> Node:
    """Changes each part of a node; returns a leaf unchanged."""
    if isinstance(node, Not):
        return Not(change(node.part))
    if isinstance(node, And):
        return And(tuple(change(part) for part in node.parts))
    if isinstance(node, Or):
        return Or(tuple(change(part) for part in node.parts))
    return node


def included_terms(node: Node | None) -> Iterator[Term | Phrase]:
    """The words and phrases of a query, without those that it excludes."""
    if isinstance(node, (Term, Phrase)):
        yield node
    elif isinstance(node, (And, Or)):
        for part in node.parts:
            yield from included_terms(part)


def leaves(node: Node | None) -> Iterator[Node]:
    """All terms, phrases and filters of a query, excluded ones too."""
    if isinstance(node, Not):
        yield from leaves(node.part)
    elif isinstance(node, (And, Or)):
        for part in node.parts:
            yield from leaves(part)
    elif node is not None:
        yield node
