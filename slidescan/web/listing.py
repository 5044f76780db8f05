"""Lists of slides for one request, and the choices to filter them by.

The database filters, orders and counts. What it counted stays in memory until the catalogue
changes.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from slidescan.core.languages import language_label
from slidescan.core.text import fold
from slidescan.library import Library
from slidescan.search.card_filter import NEED_CONDITIONS, NEEDS_ALT, CardFilter
from slidescan.search.card_lists import CardLists, lists_in_memory, open_lists
from slidescan.web.card_filter import NEEDS, READ_BANDS

MAX_REMEMBERED_COUNTS = 64
"""Counts that stay in memory until the catalogue changes."""

MAX_LISTED_CHOICES = 60
"""Posts or tags that the page lists; with more, people search them."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A value to filter by, its label, and the number of its slides."""

    value: str
    name: str
    count: int


class Listing:
    """The lists of slides as of one request.

    Args:
        lists: The lists of the catalogue.
        remembered: What was counted since the catalogue changed.
    """

    def __init__(self, lists: CardLists, remembered: dict[object, Any]) -> None:
        self.lists = lists
        self._remembered = remembered

    def count(self, chosen: CardFilter) -> int:
        """The number of slides that pass a filter."""
        number: int = self._once(("count", chosen), lambda: self.lists.count(chosen))
        return number

    def posts(self) -> tuple[Facet, ...]:
        """The posts that show slides, the latest first."""
        return tuple(
            Facet(each.post, each.title or each.post, each.slides) for each in self.lists.posts()
        )

    def tags(self) -> tuple[Facet, ...]:
        """The tags of these posts, the most used first."""
        counts: Mapping[str, int] = self._once("tags", self.lists.tags)
        return tuple(Facet(tag, tag, number) for tag, number in counts.items())

    def listed(self) -> Mapping[str, tuple[Facet, ...] | None]:
        """The posts and tags, each None if there are too many for a page: see `choices`."""
        facets: Mapping[str, tuple[Facet, ...] | None] = self._once("listed", self._listed)
        return facets

    def _listed(self) -> Mapping[str, tuple[Facet, ...] | None]:
        most = MAX_LISTED_CHOICES + 1
        posts = tuple(
            Facet(each.post, each.title or each.post, each.slides)
            for each in self.lists.posts(most)
        )
        tags = self.tags()
        return {
            "post": posts if len(posts) < most else None,
            "tag": tags if len(tags) < most else None,
        }

    def choices(self, name: str, text: str, limit: int) -> tuple[Facet, ...]:
        """The posts or tags whose names have a text, those with just this name first.

        Args:
            name: `post` or `tag`.
            text: The text, in any case; a post's path counts as a name.
            limit: The most choices.
        """
        wanted = fold(text.strip())
        if name == "post" and not wanted:
            latest = self.lists.posts(limit)
            return tuple(Facet(each.post, each.title or each.post, each.slides) for each in latest)
        facets: tuple[Facet, ...]
        facets = self._once("posts", self.posts) if name == "post" else self.tags()
        exact = [f for f in facets if text.strip() in (f.value, f.name)]
        like = (f for f in facets if wanted in fold(f.name) or wanted in fold(f.value))
        return tuple(islice(dict.fromkeys(chain(exact, like)), limit))

    def talks(self, post: str) -> tuple[Facet, ...]:
        """The sections of a post that show slides, in the post's order."""
        if not post:
            return ()
        images: dict[tuple[str, ...], set[str]] = {}
        first: dict[tuple[str, ...], int] = {}
        for image, section, line in self.lists.sections(post):
            for depth in range(1, len(section) + 1):
                talk = section[:depth]
                images.setdefault(talk, set()).add(image)
                first[talk] = min(first.get(talk, line), line)
        return tuple(
            Facet(json.dumps(talk, ensure_ascii=False), " › ".join(talk), len(images[talk]))
            for talk in sorted(images, key=lambda each: (first[each], len(each)))
        )

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
        facets: Mapping[str, tuple[Facet, ...]] = self._once(
            ("facets", chosen, needing_alt), lambda: self._counted(chosen, needing_alt)
        )
        return facets

    def _counted(
        self, chosen: CardFilter, needing_alt: frozenset[str] | None
    ) -> Mapping[str, tuple[Facet, ...]]:
        read = self.lists.counts(chosen, "read")
        needs = {name: self.lists.count_needing(chosen, name) for name in NEED_CONDITIONS}
        if needing_alt is not None:
            needs[NEEDS_ALT] = self.lists.count_needing(chosen, NEEDS_ALT, needing_alt)
        return {
            "kind": _by_use(self.lists.counts(chosen, "kind")),
            "lang": tuple(
                Facet(facet.value, language_label(facet.value), facet.count)
                for facet in _by_use(self.lists.counts(chosen, "lang"))
            ),
            "read": tuple(
                Facet(value, name, read[value]) for value, name in READ_BANDS.items()
                if read.get(value)
            ),
            "needs": tuple(
                Facet(value, name, needs.get(value, 0)) for value, name in NEEDS.items()
                if needs.get(value) or value == NEEDS_ALT
            ),
        }  # fmt: skip

    def _once(self, key: object, count: Callable[[], Any]) -> Any:  # noqa: ANN401
        if key not in self._remembered:
            value = count()
            if len(self._remembered) >= MAX_REMEMBERED_COUNTS:
                self._remembered.clear()
            self._remembered[key] = value
            return value
        return self._remembered[key]


def _by_use(counts: Mapping[str, int]) -> tuple[Facet, ...]:
    ordered = sorted(Counter(counts).items(), key=lambda each: (-each[1], each[0]))
    return tuple(Facet(value, value, number) for value, number in ordered)


class Listings:
    """The lists of slides of one library.

    Args:
        library: The slides.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._revision: object = None
        self._remembered: dict[object, Any] = {}
        self._in_memory: CardLists | None = None

    @contextmanager
    def open(self) -> Iterator[Listing]:
        """The current lists.

        Raises:
            IndexUnusable: There is no index, or it can't be read.
        """
        revision = self._library.revision()
        with open_lists(self._library.location) as lists:
            with self._lock:
                if revision is None or revision != self._revision:
                    self._revision, self._remembered, self._in_memory = revision, {}, None
                if lists is None and self._in_memory is None:
                    # An older version stored some slides, and no ingest has completed them.
                    self._in_memory = lists_in_memory(self._library.cards())
                current = lists or self._in_memory
            assert current is not None  # noqa: S101 - for the type checker
            yield Listing(current, self._remembered)


def facets_of(
    listing: Listing, chosen: CardFilter, needing_alt: frozenset[str]
) -> Iterable[tuple[str, tuple[Facet, ...]]]:
    """All facets, given the current filter."""
    yield "posts", listing.posts()
    yield "talks", listing.talks(chosen.post)
    yield "tags", listing.tags()
    yield from listing.facets(chosen, needing_alt).items()
