"""What a full-text index is, whatever engine answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from slidescan.search.analysis import Document
from slidescan.search.query import Node
from slidescan.search.vocabulary import Vocabulary

Order: TypeAlias = Literal["score", "date"]
"""Best first, or the latest first, slides without a date last."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which slides a search may find.

    Attributes:
        posts: Paths of posts, one of which must show it; empty for any.
        tags: Tags, one of which a post that shows it must have; empty for any.
        since: Earliest day (ISO 8601) of a post that shows it, or of the photo.
        until: Latest day.
        textless: Also photos without text, found by the posts and sections that show them.
    """

    posts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    textless: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A slide that an index found.

    Attributes:
        image: Its photo's path below the site.
        score: Higher is better.
    """

    image: str
    score: float


@dataclass(frozen=True, slots=True)
class Matches:
    """An index's answer.

    Attributes:
        total: How many slides match.
        best: The first of them.
    """

    total: int
    best: tuple[Match, ...]


class SearchIndex(Protocol):
    """A full-text index over slides."""

    def replace(self, add: Iterable[Document], remove: Iterable[str]) -> None:
        """Take in slides, in place of what stood under their images, and forget others."""
        ...

    def search(self, query: Node, *, limit: int, within: Filter, order: Order = "score") -> Matches:
        """The slides that match best, or last; a query holds no `Near`."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """The words that slides say, in title and body."""
        ...

    def count(self) -> int:
        """How many slides it holds."""
        ...

    def close(self) -> None:
        """Let go of its files."""
        ...
