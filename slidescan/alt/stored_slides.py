"""The slides of a catalogue, loaded when they are asked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping

from slidescan.core.records import Slide
from slidescan.store.catalogue import Catalogue

MAX_LOADED_SLIDES = 2_000
"""Slides that stay in memory; the one that was asked for the longest ago makes room."""


class StoredSlides(Mapping[str, Slide]):
    """The slides of a catalogue by image, loaded when they are asked for.

    Args:
        catalogue: Open as long as slides are asked for.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._slides: OrderedDict[str, Slide | None] = OrderedDict()

    def __getitem__(self, image: str) -> Slide:
        if image not in self._slides:
            self._slides[image] = next(self._catalogue.slides((image,)), None)
            if len(self._slides) > MAX_LOADED_SLIDES:
                self._slides.popitem(last=False)
        self._slides.move_to_end(image)
        slide = self._slides[image]
        if slide is None:
            raise KeyError(image)
        return slide

    def __contains__(self, image: object) -> bool:
        return isinstance(image, str) and self._catalogue.has(image)

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalogue.images())

    def __len__(self) -> int:
        return self._catalogue.count()
