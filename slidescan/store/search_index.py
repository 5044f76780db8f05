"""What a full-text index is, whatever engine answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from slidescan.records import Slide
from slidescan.store.query import Node


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
        best: The best of them, best first.
    """

    total: int
    best: tuple[Match, ...]


class SearchIndex(Protocol):
    """A full-text index over slides."""

    def replace(self, add: Iterable[Slide], remove: Iterable[str]) -> None:
        """Take in slides, in place of what stood under their images, and forget others."""
        ...

    def search(self, query: Node, *, limit: int, within: Filter) -> Matches:
        """The slides that match best."""
        ...

    def suggest(self, words: Sequence[str]) -> dict[str, str]:
        """For words that the index doesn't know, the likest that it does."""
        ...

    def alike(self, words: Sequence[str], *, far: bool) -> dict[str, tuple[str, ...]]:
        """Words of the index like those asked for: that look the same, hold them, or are misspelt.

        Args:
            words: Folded.
            far: Whether words two edits away count, and short ones one edit away.
        """
        ...

    def knows(self, term: str) -> bool:
        """Whether any slide holds a term."""
        ...
