"""The index in memory, which follows the one on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from slidescan.core.records import Slide
from slidescan.errors import SlidescanError

if TYPE_CHECKING:
    from slidescan.alt.live import LiveAlts
    from slidescan.library import Library


class LiveIndex:
    """An index in memory.

    Attributes:
        library: The library of the index.
        alts: The alt texts of its posts.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self._revision = library.revision()
        self.alts: LiveAlts = library.alt_texts.live()

    def warm_up(self) -> None:
        """Reads what only some answers need, so that none of them waits for it."""
        self.search("a", 1)
        self.alts.warm_up()

    def is_current(self) -> bool:
        """Whether the index on disk is still the one in memory."""
        return self.library.revision() == self._revision

    def post_of(self, path: Path) -> str | None:
        """The post at a path, below the site; None if the file is no post of the site."""
        below = self.alts.locate(path)
        return below if below is not None and self.alts.is_post(below) else None

    def search(self, query: str, most: int) -> list[Slide]:
        """The best slides for words that are being typed: the last one may be a beginning."""
        words = "".join(c if c.isalnum() else " " for c in query).split()
        if not words:
            return []
        try:
            hits = self.library.search(" ".join(words) + "*", limit=most, exact=True).hits
        except SlidescanError:
            return []
        return [hit.slide for hit in hits]

    def by_file_name(self, text: str, most: int) -> list[Slide]:
        """Slides whose photo's file name contains a text."""
        folded = text.strip().casefold()
        slides = self.alts.context.slides
        matching = (i for i in slides if folded in i.rpartition("/")[2].casefold())
        return [slides[image] for image, _ in zip(matching, range(most), strict=False)]

    def unlinked(self, most: int) -> list[Slide]:
        """Slides that no post shows yet, the latest first."""
        slides = [s for s in self.alts.context.slides.values() if not s.links]
        slides.sort(key=lambda s: (s.photo.taken or "", s.image), reverse=True)
        return slides[:most]
