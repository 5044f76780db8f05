"""Summaries of all slides, in memory until the catalogue changes, and facets to filter them."""

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

MIN_REFRESH_SECONDS = 2.0
"""The shortest time between two loads while an ingest changes the catalogue."""

Talk = tuple[str, tuple[str, ...]]
"""A post's path and a heading path in it."""


@dataclass(frozen=True, slots=True)
class CardFilter:
    """A filter of cards; empty attributes filter nothing.

    Attributes:
        post: A post's path.
        talk: Headings of the post, outermost first; matches slides of this section and below.
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

    def admits(self, link: Link) -> bool:
        """Whether a link passes the filter."""
        return (
            (not self.post or link.post == self.post)
            and link.section[: len(self.talk)] == self.talk
            and (not self.tag or self.tag in link.tags)
            and (not self.since or (link.date or "") >= self.since)
            and (not self.until or (link.date or "9999") <= self.until)
        )

    def matches(self, card: Card) -> bool:
        """Whether a slide passes the filter."""
        if not self:
            return True
        if any(self.admits(link) for link in card.links):
            return True
        dated = not (self.post or self.talk or self.tag) and not card.links and card.date
        return bool(dated and self.since <= dated <= (self.until or "9999"))


@dataclass(frozen=True, slots=True)
class Facet:
    """A value to filter by, its label, and the number of its slides."""

    value: str
    name: str
    count: int


@dataclass(frozen=True)
class CardIndex:
    """Summaries of all slides.

    Attributes:
        cards: The summaries, by path.
    """

    cards: tuple[Card, ...]
    by_image: Mapping[str, Card] = field(default_factory=dict)

    @classmethod
    def of(cls, cards: tuple[Card, ...]) -> CardIndex:
        """The index of these cards."""
        return cls(cards, {card.image: card for card in cards})

    @cached_property
    def posts(self) -> tuple[Facet, ...]:
        """The posts that show slides, the latest first."""
        headings: dict[str, tuple[str, str]] = {}
        counts: Counter[str] = Counter()
        for card in self.cards:
            for post, (date, title) in {
                k.post: (k.date or "", k.title) for k in card.links
            }.items():
                headings[post] = date, title
                counts[post] += 1
        order = sorted(counts, key=lambda post: (headings[post], post), reverse=True)
        return tuple(Facet(post, headings[post][1] or post, counts[post]) for post in order)

    @cached_property
    def tags(self) -> tuple[Facet, ...]:
        """The tags of these posts, the most used first."""
        counts = Counter(
            tag for card in self.cards for tag in {t for link in card.links for t in link.tags}
        )
        return tuple(Facet(tag, tag, n) for tag, n in sorted(counts.items(), key=_by_count))

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
                Facet(json.dumps(section, ensure_ascii=False), " › ".join(section), totals[section])
                for section in sorted(totals, key=lambda s: (first[post, s], len(s)))
            )
            for post, totals in counts.items()
        }

    def talks(self, post: str) -> tuple[Facet, ...]:
        """The sections of a post that show slides, in the post's order."""
        return self._talks.get(post, ())

    def matching(self, chosen: CardFilter) -> tuple[Card, ...]:
        """The slides that pass a filter, the latest post first, each post in its order."""
        cards = [card for card in self.cards if chosen.matches(card)]
        return tuple(sorted(cards, key=lambda card: _sort_key(card, chosen)))

    def beside(
        self, card: Card, chosen: CardFilter
    ) -> tuple[Card | None, Card | None, Sequence[Card]]:
        """The slides before and after one in its talk, and all slides of the talk.

        A talk is the part of a post below one heading, at the first level whose headings divide
        the post's slides. Slides that no post shows are grouped by folder.
        """
        home = next((k for k in card.links if chosen.admits(k)), next(iter(card.links), None))
        if home is not None:
            in_post = [
                (link, other) for other in self.cards for link in other.links
                if link.post == home.post
            ]  # fmt: skip
            depth = _talk_depth([link.section for link, _ in in_post])
            talk = home.section[:depth]
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


def _talk_depth(sections: Sequence[tuple[str, ...]]) -> int:
    """Length of the heading paths that divide talks: one more than their common part."""
    depth = 1
    while (
        len({section[:depth] for section in sections}) == 1
        and max(map(len, sections), default=0) > depth
    ):
        depth += 1
    return depth


def _by_count(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _sort_key(card: Card, chosen: CardFilter) -> tuple[tuple[int, ...], str, int, str]:
    links = [link for link in card.links if chosen.admits(link)] or list(card.links)
    link = max(links, key=lambda k: (k.date or "", k.post, -k.line), default=None)
    date = (link.date if link else card.date) or ""
    # Days descend; everything else ascends.
    latest = tuple(-ord(c) for c in date) or (1,)
    return latest, link.post if link else "~", link.line if link else 0, card.image


def version_of(card: Card) -> str:
    """A short digest of everything that affects the picture of a slide."""
    quad = card.quad.to_json() if card.quad else None
    state = json.dumps([card.sha256, quad, card.turn])
    return hashlib.sha256(state.encode()).hexdigest()[:12]


class CardIndexes:
    """Keeps the card index of a library, and loads it again when the catalogue changes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._state: object = None
        self._made = 0.0
        self._cards = CardIndex.of(())

    def current(self, *, now: bool = False) -> CardIndex:
        """The current cards; with `now`, never those of a moment ago.

        Raises:
            IndexUnusable: There is no index, or it can't be read.
        """
        with self._lock:
            state = self._library.revision()
            fresh = time.monotonic() - self._made < MIN_REFRESH_SECONDS
            if self._state is None or (state != self._state and (now or not fresh)):
                self._cards = CardIndex.of(self._library.cards())
                self._state, self._made = state, time.monotonic()
            return self._cards


def facets_of(cards: CardIndex, chosen: CardFilter) -> Iterable[tuple[str, tuple[Facet, ...]]]:
    """All facets, given the current filter."""
    yield "posts", cards.posts
    yield "talks", cards.talks(chosen.post)
    yield "tags", cards.tags
