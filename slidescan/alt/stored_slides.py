"""The slides of a catalogue, loaded when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slidescan.core.records import Slide
from slidescan.store.catalogue import Catalogue


class StoredSlides(Mapping[str, Slide]):
    """The slides of a catalogue by image; each is loaded once, when it is asked for.

    Args:
        catalogue: Open as long as slides are asked for.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._slides: dict[str, Slide | None] = {}

    def __getitem__(self, image: str) -> Slide:
        if image not in self._slides:
            self._slides[image] = next(self._catalogue.slides((image,)), None)
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
