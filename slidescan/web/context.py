"""What all routes share, and the slides and filters in requests."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from slidescan.core.records import Hit, Results, Slide
from slidescan.errors import NotInIndex, UsageError
from slidescan.library import Library
from slidescan.search.card_filter import NEEDS_ALT, CardFilter
from slidescan.search.card_lists import Position
from slidescan.search.selection import MAX_SELECTED_HITS
from slidescan.web.alt_queue import AltQueue
from slidescan.web.card_filter import FilterParameters
from slidescan.web.drops import DropFolder
from slidescan.web.exports import Exports
from slidescan.web.guard import Access
from slidescan.web.ingests import Ingests
from slidescan.web.listing import Listings
from slidescan.web.pictures import Pictures

MAX_QUERY_CHARACTERS = 1000


MAX_WALKED_HITS = 200
"""The hits of a search that “previous” and “next” walk."""

MAX_REMEMBERED_SEARCHES = 32

Walk: TypeAlias = tuple[tuple[str, ...], int]
"""The photos of hits in their order, and the number of hits."""


@dataclass(frozen=True)
class Context:
    """What all routes share: the library, and what is kept in memory of it."""

    library: Library
    access: Access
    listings: Listings
    pictures: Pictures
    alt_queue: AltQueue
    ingests: Ingests
    exports: Exports
    drop_folder: DropFolder | None = None
    _walks: OrderedDict[tuple[object, ...], Walk] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, library: Library, access: Access, drop_folder: DropFolder | None = None) -> Context:
        """The context of a library."""
        return cls(
            *(library, access, Listings(library), Pictures(library.folder), AltQueue(library)),
            *(Ingests(library, drop_folder.folder if drop_folder else None), Exports(library)),
            drop_folder,
        )

    def filter(self, parameters: FilterParameters) -> CardFilter:
        """The filter in the query string of an address.

        Raises:
            UsageError: A value can't be understood.
        """
        chosen = parameters.parsed()
        if chosen.needs == NEEDS_ALT:
            chosen = replace(chosen, needing_alt=self.alt_queue.needing_alt())
        return chosen

    def position(
        self, query: str, chosen: CardFilter, sort: str, image: str
    ) -> tuple[Position | None, int, bool]:
        """Where a slide stands in the list that led to it.

        Returns:
            Its position, None if the list lacks it; the number of all slides of the list; and
            whether a search has more hits than that.

        Raises:
            UsageError: The search is too long.
        """
        if not query.strip():
            with self.listings.open() as listing:
                return listing.lists.position(chosen, image), listing.count(chosen), False
        images, count = self._walk(query, chosen, sort)
        if image not in images:
            return None, count, count > len(images)
        at = images.index(image)
        before = images[at - 1] if at else ""
        after = images[at + 1] if at + 1 < len(images) else ""
        return Position(at + 1, before, after), count, count > len(images)

    def _walk(self, query: str, chosen: CardFilter, sort: str) -> Walk:
        """The photos of a search's first hits, and their number; one more if there are more."""
        key = (query, chosen, sort, self.library.revision())
        with self._lock:
            if key in self._walks:
                self._walks.move_to_end(key)
                return self._walks[key]
        hits = self.search(query, chosen, limit=MAX_WALKED_HITS + 1, sort=sort).hits
        images = tuple(hit.slide.image for hit in hits)
        walk = images[:MAX_WALKED_HITS], len(images)
        with self._lock:
            self._walks[key] = walk
            while len(self._walks) > MAX_REMEMBERED_SEARCHES:
                self._walks.popitem(last=False)
        return walk

    def slide(self, image: str) -> Slide:
        """The slide of the photo at exactly this path below the site.

        Raises:
            NotInIndex: The catalogue doesn't have this photo.
        """
        slide = self.library.slide_at(image)
        if slide is None:
            raise NotInIndex(f"the index holds no photo {image}", "look for it in the search")
        return slide

    def listed(self, query: str, chosen: CardFilter) -> tuple[str, ...] | None:
        """All photos of a search with a filter, in order; None for all without a condition.

        Raises:
            UsageError: The search is too long.
        """
        if query.strip():
            results = self.search(query, chosen, limit=MAX_SELECTED_HITS)
            return tuple(i for hit in results.hits for i in (hit.slide.image, *hit.others))
        if not chosen:
            return None
        return self._images(chosen)

    def search(
        self,
        text: str,
        chosen: CardFilter,
        *,
        limit: int,
        sort: str = "score",
        textless: bool = False,
    ) -> Results:
        """A search among the slides that pass a filter.

        Raises:
            UsageError: The search is too long.
        """
        if len(text) > MAX_QUERY_CHARACTERS:
            raise UsageError(
                "the search is too long", f"use at most {MAX_QUERY_CHARACTERS} characters"
            )
        among = None
        if chosen:
            among = self._images(chosen)
        return self.library.search(
            text,
            limit=limit,
            sort="date" if sort == "date" else "score",
            among=among,
            textless=textless,
        )

    def _images(self, chosen: CardFilter) -> tuple[str, ...]:
        """The photos of all slides that pass a filter, in order."""
        with self.listings.open() as listing:
            return listing.lists.images(chosen)

    def hit(self, text: str, image: str) -> Hit | None:
        """The hit of a search on one slide."""
        if not text.strip():
            return None
        results = self.library.search(
            text[:MAX_QUERY_CHARACTERS], limit=1, among=[image], textless=True, exact=True
        )
        return next((hit for hit in results.hits if hit.slide.image == image), None)
