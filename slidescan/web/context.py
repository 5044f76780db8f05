"""What all routes share, and the slides and filters in requests."""

from __future__ import annotations

import json
from dataclasses import dataclass

from slidescan.core.records import Hit, Results, Slide
from slidescan.errors import NotInIndex, UsageError
from slidescan.library import Library
from slidescan.search.filters import day_range
from slidescan.web.card_index import CardFilter, CardIndexes
from slidescan.web.guard import Access
from slidescan.web.pictures import Pictures

MAX_QUERY_CHARACTERS = 1000


@dataclass(frozen=True)
class Context:
    """The library, its card index and its pictures."""

    library: Library
    access: Access
    card_indexes: CardIndexes
    pictures: Pictures

    @classmethod
    def of(cls, library: Library, access: Access) -> Context:
        """The context of a library."""
        return cls(library, access, CardIndexes(library), Pictures(library.folder))

    def slide(self, image: str) -> Slide:
        """The slide of the photo at exactly this path below the site.

        Raises:
            NotInIndex: The catalogue doesn't have this photo.
        """
        slide = self.library.slide_at(image)
        if slide is None:
            raise NotInIndex(f"the index holds no photo {image}", "look for it in the search")
        return slide

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
            among = [card.image for card in self.card_indexes.current().matching(chosen)]
        return self.library.search(
            text,
            limit=limit,
            sort="date" if sort == "date" else "score",
            among=among,
            textless=textless,
        )

    def hit(self, text: str, image: str) -> Hit | None:
        """The hit of a search on one slide."""
        if not text.strip():
            return None
        results = self.library.search(
            text[:MAX_QUERY_CHARACTERS], limit=1, among=[image], textless=True, exact=True
        )
        return next((hit for hit in results.hits if hit.slide.image == image), None)


def parse_filter(post: str, talk: str, tag: str, since: str, until: str) -> CardFilter:
    """The filter in the query string of an address.

    Raises:
        UsageError: A date is invalid, or the talk isn't a list of headings.
    """
    try:
        headings = json.loads(talk) if talk else []
        if not isinstance(headings, list) or not all(isinstance(h, str) for h in headings):
            raise TypeError
    except (ValueError, TypeError, RecursionError) as error:
        raise UsageError("there is no such talk", "choose one from the list") from error
    try:
        first = day_range(since)[0] if since else ""
        last = day_range(until)[1] if until else ""
    except ValueError as error:
        raise UsageError("that is not a date", "write it as 2017-11-29") from error
    return CardFilter(post, tuple(headings), tag, first, last)
