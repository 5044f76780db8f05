"""The input and output of a search in an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Order: TypeAlias = Literal["score", "date"]
"""Best first; or latest first, and slides without a date last."""


class FullTextDamaged(Exception):
    """A stored index can't be read; it is a cache, and an update rebuilds it."""


@dataclass(frozen=True, slots=True)
class Filter:
    """The slides that a search may return.

    Attributes:
        posts: Paths of posts; one of them must show the slide. Empty for any.
        tags: Tags; a post that shows the slide must have one of them. Empty for any.
        since: Earliest day (ISO 8601) of a post that shows the slide, or of the photo.
        until: Latest day.
        textless: Whether slides without text, found by their posts and sections, may match.
    """

    posts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    textless: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A matching slide.

    Attributes:
        image: Its photo's path below the site.
        score: Higher is better.
    """

    image: str
    score: float


@dataclass(frozen=True, slots=True)
class Matches:
    """The matching slides of a search.

    Attributes:
        total: The number of all matches.
        best: The first matches.
    """

    total: int
    best: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Slides that differ between a stored index and its catalogue.

    Attributes:
        changed: Images of new and changed slides.
        removed: Images of removed slides.
    """

    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.changed or self.removed)
