"""All slides in short, held in memory until the catalogue changes, and how they are filtered."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from slidescan.core.records import Card, Link
from slidescan.library import Library

OFTEN = 2.0
"""Seconds for which what is held stands at least, while an ingest changes the catalogue."""

Talk = tuple[str, tuple[str, ...]]
"""A post's path and a heading path in it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person filters by; what is empty filters nothing.

    Attributes:
        post: A post's path.
        talk: Headings of that post, outermost first: slides of that section and those in it.
        tag: A tag.
        since: The first day.
        until: The last day.
    """

    post: str = ""
    talk: tuple[str, ...] = ()
    tag: str = ""
    since: str = ""
    until: str = ""

    def __bool__(self) -> bool:
        return any((self.post, self.talk, self.tag, self.since, self.until))

    def shows(self, link: Link) -> bool:
        """Whether a post shows a slide where it is wanted."""
        return (
            (not self.post or link.post == self.post)
            and link.section[: len(self.talk)] == self.talk
            and (not self.tag or self.tag in link.tags)
            and (not self.since or (link.date or "") >= self.since)
            and (not self.until or (link.date or "9999") <= self.until)
        )

    def holds(self, card: Card) -> bool:
        """Whether a slide is wanted."""
        if not self:
            return True
        if any(self.shows(link) for link in card.links):
            return True
        dated = not (self.post or self.talk or self.tag) and not card.links and card.date
        return bool(dated and self.since <= dated <= (self.until or "9999"))


@dataclass(frozen=True, slots=True)
class Facet:
    """Something to filter by: its value, what it is called, how many slides it leaves."""

    value: str
    name: str
    count: int


@dataclass(frozen=True)
class CardIndex:
    """All slides in short.

    Attributes:
        cards: By path.
    """

    cards: tuple[Card, ...]
    by_image: Mapping[str, Card] = field(default_factory=dict)

    @classmethod
    def of(cls, cards: tuple[Card, ...]) -> CardIndex:
        """A shelf of these."""
        return cls(cards, {card.image: card for card in cards})

    @cached_property
    def posts(self) -> tuple[Facet, ...]:
        """The posts that show slides, the latest first."""
        names: dict[str, tuple[str, str]] = {}
        counts: Counter[str] = Counter()
        for card in self.cards:
            for post, (date, title) in {
                k.post: (k.date or "", k.title) for k in card.links
            }.items():
                names[post] = date, title
                counts[post] += 1
        order = sorted(counts, key=lambda post: (names[post], post), reverse=True)
        return tuple(Facet(post, names[post][1] or post, counts[post]) for post in order)

    @cached_property
    def tags(self) -> tuple[Facet, ...]:
        """The tags of these posts, the most used first."""
        counts = Counter(
            tag for card in self.cards for tag in {t for link in card.links for t in link.tags}
        )
        return tuple(Facet(tag, tag, n) for tag, n in sorted(counts.items(), key=_most_first))

    @cached_property
    def _talks(self) -> Mapping[str, tuple[Facet, ...]]:
        counts: dict[str, Counter[tuple[str, ...]]] = {}
        first: dict[Talk, int] = {}
        for card in self.cards:
            seen = set()
            for link in card.links:
                for depth in range(1, len(link.section) + 1):
                    talk = link.post, link.section[:depth]
                    first[talk] = min(first.get(talk, link.line), link.line)
                    seen.add(talk)
            for post, section in seen:
                counts.setdefault(post, Counter())[section] += 1
        return {
            post: tuple(
                Facet(json.dumps(section, ensure_ascii=False), " › ".join(section), found[section])
                for section in sorted(found, key=lambda s: (first[post, s], len(s)))
            )
            for post, found in counts.items()
        }

    def talks(self, post: str) -> tuple[Facet, ...]:
        """The sections of a post that show slides, in its order."""
        return self._talks.get(post, ())

    def wanted(self, asked: Wanted) -> tuple[Card, ...]:
        """The slides that a filter leaves, the latest post first, as posts show them."""
        found = [card for card in self.cards if asked.holds(card)]
        return tuple(sorted(found, key=lambda card: _place(card, asked)))

    def beside(self, card: Card, asked: Wanted) -> tuple[Card | None, Card | None, Sequence[Card]]:
        """The slides before and after one in its talk, and all of the talk.

        A talk is what a post shows below one of its headings, of the level at which they part the
        post's slides; what no post shows goes with its folder.
        """
        place = next((k for k in card.links if asked.shows(k)), next(iter(card.links), None))
        if place is not None:
            in_post = [
                (link, other) for other in self.cards for link in other.links
                if link.post == place.post
            ]  # fmt: skip
            depth = _parting([link.section for link, _ in in_post])
            talk = place.section[:depth]
            of_talk = [pair for pair in in_post if pair[0].section[:depth] == talk]
            of_talk.sort(key=lambda pair: (pair[0].line, pair[1].image))
            row = list({other.image: other for _, other in of_talk}.values())
        else:
            folder = card.image.rpartition("/")[0]
            row = [c for c in self.cards if not c.links and c.image.rpartition("/")[0] == folder]
        images = [c.image for c in row]
        if card.image not in images:
            return None, None, row
        at = images.index(card.image)
        return (
            row[at - 1] if at > 0 else None,
            row[at + 1] if at + 1 < len(row) else None,
            row,
        )


def _parting(sections: Sequence[tuple[str, ...]]) -> int:
    """How many headings of a path tell talks apart: one more than all have in common."""
    depth = 1
    while (
        len({section[:depth] for section in sections}) == 1
        and max(map(len, sections), default=0) > depth
    ):
        depth += 1
    return depth


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _place(card: Card, asked: Wanted) -> tuple[tuple[int, ...], str, int, str]:
    shown = [link for link in card.links if asked.shows(link)] or list(card.links)
    link = max(shown, key=lambda k: (k.date or "", k.post, -k.line), default=None)
    date = (link.date if link else card.date) or ""
    # The latest day first, though all else goes upwards.
    latest = tuple(-ord(c) for c in date) or (1,)
    return latest, link.post if link else "~", link.line if link else 0, card.image


def version_of(card: Card) -> str:
    """What the picture of a slide depends on, in few characters."""
    quad = card.quad.to_json() if card.quad else None
    said = json.dumps([card.sha256, quad, card.turn])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


class CardIndexes:
    """The shelf of a library's index, made anew when the catalogue has changed."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._state: object = None
        self._made = 0.0
        self._shelf = CardIndex.of(())

    def current(self, *, now: bool = False) -> CardIndex:
        """The shelf as it is; with `now`, never one from a moment ago.

        Raises:
            IndexUnusable: There is no index, or it can't be read.
        """
        with self._lock:
            state = self._library.revision()
            fresh = time.monotonic() - self._made < OFTEN
            if self._state is None or (state != self._state and (now or not fresh)):
                self._shelf = CardIndex.of(self._library.cards())
                self._state, self._made = state, time.monotonic()
            return self._shelf


def facets_of(shelf: CardIndex, asked: Wanted) -> Iterable[tuple[str, tuple[Facet, ...]]]:
    """Everything to filter by, where something is filtered by already."""
    yield "posts", shelf.posts
    yield "talks", shelf.talks(asked.post)
    yield "tags", shelf.tags
