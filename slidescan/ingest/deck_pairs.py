"""Applies the pages of decks to readings: which page a photo shows follows from people's edits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import DeckPage, Edit, PageEdit, Photo, Reading, SlidePage
from slidescan.deck.take import take_page
from slidescan.store.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class DeckPairs:
    """The pages that photos show.

    Attributes:
        edits: The edit that decides the page of each photo, by the SHA-256 of its bytes. A pair
            holds for these bytes alone, under any path: other bytes may show another page.
        pages: The pages, by the SHA-256 of their deck and their number.
    """

    edits: Mapping[str, PageEdit]
    pages: Mapping[tuple[str, int], DeckPage]

    @classmethod
    def of(cls, catalogue: Catalogue, edits: Iterable[Edit]) -> DeckPairs:
        """The pairs of a catalogue; its edits come in order of time."""
        deciding = {edit.sha256: edit for edit in edits if isinstance(edit, PageEdit)}
        return cls(deciding, catalogue.decks.all() if deciding else {})

    def apply(self, reading: Reading, photo: Photo) -> tuple[Reading, SlidePage | None]:
        """The reading with the words of the photo's page, and that page, if it has one."""
        edit = self.edits.get(photo.sha256)
        if edit is None or edit.pair is None:
            return reading, None
        page = self.pages.get((edit.pair.sha256, edit.pair.number))
        if page is None:
            return reading, None
        quad: PhotoQuad | None = None
        if edit.quad is not None:
            quad = edit.quad.in_photo(photo.width, photo.height)
        return take_page(reading, page, edit.pair, quad)
