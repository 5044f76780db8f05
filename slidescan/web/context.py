"""What all routes work with, and how requests name things."""

from __future__ import annotations

import json
from dataclasses import dataclass

from slidescan.core.records import Hit, Results, Slide
from slidescan.errors import NotInIndex, UsageError
from slidescan.library import Library
from slidescan.search.query import first_and_last
from slidescan.web.card_index import CardIndexes, Wanted
from slidescan.web.guard import Access
from slidescan.web.pictures import Pictures

LONGEST_SEARCH = 1000
"""Characters of a search, at most."""


@dataclass(frozen=True)
class Context:
    """The library and what is held beside it."""

    library: Library
    access: Access
    shelves: CardIndexes
    pictures: Pictures

    @classmethod
    def of(cls, library: Library, access: Access) -> Context:
        """Everything that serving a library takes."""
        return cls(library, access, CardIndexes(library), Pictures(library.folder))

    def slide(self, image: str) -> Slide:
        """The slide of a photo, by its whole path below the site and nothing else.

        Raises:
            NotInIndex: The catalogue holds no such photo.
        """
        slide = self.library.slide_at(image)
        if slide is None:
            raise NotInIndex(f"the index holds no photo {image}", "look for it in the search")
        return slide

    def search(
        self, text: str, wanted: Wanted, *, limit: int, sort: str = "score", textless: bool = False
    ) -> Results:
        """A search among what a filter leaves.

        Raises:
            UsageError: The search is too long.
        """
        if len(text) > LONGEST_SEARCH:
            raise UsageError("the search is too long", f"use at most {LONGEST_SEARCH} characters")
        among = None
        if wanted:
            among = [card.image for card in self.shelves.current().wanted(wanted)]
        return self.library.search(
            text,
            limit=limit,
            sort="date" if sort == "date" else "score",
            among=among,
            textless=textless,
        )

    def hit(self, text: str, image: str) -> Hit | None:
        """What a search marks on one slide."""
        if not text.strip():
            return None
        found = self.library.search(text[:LONGEST_SEARCH], limit=1, among=[image], textless=True)
        return next((hit for hit in found.hits if hit.slide.image == image), None)


def wanted_of(post: str, talk: str, tag: str, since: str, until: str) -> Wanted:
    """A filter as an address holds it.

    Raises:
        UsageError: A date is none, or the talk is no list of headings.
    """
    try:
        headings = json.loads(talk) if talk else []
        if not isinstance(headings, list) or not all(isinstance(h, str) for h in headings):
            raise TypeError
    except (ValueError, TypeError, RecursionError) as error:
        raise UsageError("there is no such talk", "choose one of the list") from error
    try:
        first = first_and_last(since)[0] if since else ""
        last = first_and_last(until)[1] if until else ""
    except ValueError as error:
        raise UsageError("that is no date", "write it as 2017-11-29") from error
    return Wanted(post, tuple(headings), tag, first, last)
