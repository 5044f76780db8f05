"""What a search in an index takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Order: TypeAlias = Literal["score", "date"]
"""Best first, or latest first with slides without a date last."""


class FullTextDamaged(Exception):
    """A stored index can't be read; it is a cache, and an update rebuilds it."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which slides a search may return.

    Attributes:
        posts: Paths of posts, one of which must show the slide; empty for any.
        tags: Tags, one of which a post that shows the slide must have; empty for any.
        since: Earliest day (ISO 8601) of a post that shows the slide, or of the photo.
        until: Latest day.
        textless: Also slides without text, which match by their posts and sections.
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
        total: How many there are.
        best: The first of them.
    """

    total: int
    best: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Slides that a stored index doesn't have as the catalogue has them.

    Attributes:
        changed: Images of new and changed slides.
        removed: Images of slides that are gone.
    """

    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.changed or self.removed)
