"""Summaries of all slides, in memory until the catalogue changes, and facets to filter them."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from slidescan.core.records import Card
from slidescan.library import Library
from slidescan.web.card_filter import LACKS, NEEDS, READ_BANDS, CardFilter, read_band

MIN_REFRESH_SECONDS = 2.0
"""The shortest time between two loads while an ingest changes the catalogue."""

MAX_REMEMBERED_FILTERS = 16
"""Filters whose slides stay in memory, in order, until the catalogue changes."""

VALUES_BY_FACET: Mapping[str, Callable[[Card, frozenset[str]], Iterable[str]]] = {
    "kind": lambda card, _: (card.kind,),
    "lang": lambda card, _: () if card.textless else (card.language,),
    "read": lambda card, _: (read_band(card),),
    "needs": lambda card, needing: (n for n, lacks in LACKS.items() if lacks(card, needing)),
}
"""The values of a card that each facet counts."""

Talk = tuple[str, tuple[str, ...]]
"""A post's path and a heading path in it."""


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

    def facets(
        self, chosen: CardFilter, needing_alt: frozenset[str] | None
    ) -> Mapping[str, tuple[Facet, ...]]:
        """The choices of kind, language, reading and need; counts are of slides.

        The count of a choice is the number of slides that the filter would leave with this choice
        in place of the current one.

        Args:
            chosen: The filter.
            needing_alt: The photos that need an alt text; None if that isn't known yet.
        """
        key = chosen, needing_alt
        if key not in self._facets:
            if len(self._facets) >= MAX_REMEMBERED_FILTERS:
                self._facets.clear()
            self._facets[key] = self._counted(chosen, needing_alt or frozenset())
        return self._facets[key]

    def _counted(
        self, chosen: CardFilter, needing_alt: frozenset[str]
    ) -> Mapping[str, tuple[Facet, ...]]:
        counts: dict[str, Counter[str]] = {name: Counter() for name in VALUES_BY_FACET}
        for card in self.cards:
            if not chosen.matches_links(card):
                continue
            unmet = tuple(chosen.unmet(card))
            if len(unmet) > 1:
                continue
            for name in unmet or VALUES_BY_FACET:
                counts[name].update(VALUES_BY_FACET[name](card, needing_alt))
        read, needs = counts["read"], counts["needs"]
        return {
            "kind": _by_use(counts["kind"]),
            "lang": _by_use(counts["lang"]),
            "read": tuple(Facet(v, name, read[v]) for v, name in READ_BANDS.items() if read[v]),
            "needs": tuple(
                Facet(value, name, needs[value])
                for value, name in NEEDS.items()
                if needs[value] or value == "alt"
            ),
        }

    @cached_property
    def _facets(
        self,
    ) -> dict[tuple[CardFilter, frozenset[str] | None], Mapping[str, tuple[Facet, ...]]]:
        return {}

    @cached_property
    def _matching(self) -> dict[CardFilter, tuple[Card, ...]]:
        return {}

    def matching(self, chosen: CardFilter) -> tuple[Card, ...]:
        """The slides that pass a filter, the latest post first, each post in its order."""
        if chosen not in self._matching:
            if len(self._matching) >= MAX_REMEMBERED_FILTERS:
                self._matching.clear()
            cards = [card for card in self.cards if chosen.matches(card)]
            cards.sort(key=lambda card: _sort_key(card, chosen))
            self._matching[chosen] = tuple(cards)
        return self._matching[chosen]


def _by_use(counts: Counter[str]) -> tuple[Facet, ...]:
    return tuple(Facet(v, v, n) for v, n in sorted(counts.items(), key=_by_count))


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


def facets_of(
    cards: CardIndex, chosen: CardFilter, needing_alt: frozenset[str]
) -> Iterable[tuple[str, tuple[Facet, ...]]]:
    """All facets, given the current filter."""
    yield "posts", cards.posts
    yield "talks", cards.talks(chosen.post)
    yield "tags", cards.tags
    yield from cards.facets(chosen, needing_alt).items()
