"""Which photos show the same slide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from slidescan.core import similarity as likeness
from slidescan.core.records import Slide
from slidescan.store.catalogue import Catalogue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class FingerprintIndex:
    """Hashes of how slides look and what they say, and which photos have the same bytes.

    Of all slides, read once: an archive has many events, and each is compared with all of it.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        stored = catalogue.fingerprints()
        photos = catalogue.photos()
        self.photos = frozenset(photos)
        self.same_bytes: dict[str, list[str]] = defaultdict(list)
        for image, photo in photos.items():
            self.same_bytes[photo.sha256].append(image)
        self._at = {image: number for number, image in enumerate(stored)}
        self._images = list(stored)
        self._looks = _Hashes([look for look, _ in stored.values()])
        self._texts = _Hashes([text for _, text in stored.values()])

    def put(self, slide: Slide) -> None:
        """Take the hashes of a slide that was made anew."""
        at = self._at.setdefault(slide.image, len(self._images))
        if at == len(self._images):
            self._images.append(slide.image)
        self._looks.put(at, slide.detection.fingerprint)
        self._texts.put(at, likeness.words_hash(slide))

    def near(self, slide: Slide) -> set[str]:
        """Other photos whose slides may be the same: see `likeness.same_slide`."""
        looks = self._looks.apart(slide.detection.fingerprint)
        texts = self._texts.apart(likeness.words_hash(slide))
        near = (texts <= SAME_HASH) | (looks <= likeness.FEW_APART)
        near |= (looks <= likeness.APART) & (texts <= LIKE_HASH)
        return {self._images[at] for at in near[: len(self._images)].nonzero()[0]} - {slide.image}


SAME_HASH, LIKE_HASH = 16, 20
"""Bits up to which the words' hashes of nearly the same texts differ, mostly, and nearly always.
Of different slides, three in a hundred thousand and two in a thousand differ by so few."""


class _Hashes:
    """Hashes of 64 bits, by number; hexadecimal, or empty where there is none."""

    def __init__(self, hashes: Sequence[str]) -> None:
        import numpy as np

        self._bits = np.array([int(each or "0", 16) for each in hashes], dtype=np.uint64)
        self._known = np.array([bool(each) for each in hashes], dtype=np.bool_)

    def put(self, at: int, found: str) -> None:
        import numpy as np

        if at >= len(self._bits):
            more = max(1024, at)
            self._bits = np.append(self._bits, np.zeros(more, np.uint64))
            self._known = np.append(self._known, np.zeros(more, np.bool_))
        self._bits[at] = int(found or "0", 16)
        self._known[at] = bool(found)

    def apart(self, found: str) -> NDArray[np.uint8]:
        """By how many bits each differs from one; by more than there are where one is missing."""
        import numpy as np

        if not found:
            return np.full(len(self._bits), 255, np.uint8)
        apart: NDArray[np.uint8] = np.bitwise_count(self._bits ^ np.uint64(int(found, 16)))
        return np.where(self._known, apart, np.uint8(255))


def with_duplicates(
    catalogue: Catalogue, fresh: Mapping[str, Slide], prints: FingerprintIndex
) -> Iterator[Slide]:
    """Slides that were made anew, with the other photos of the same slide named.

    Slides of the catalogue that are the same as one of them, or were, follow.

    Args:
        catalogue: Holds the slides as they were before.
        fresh: The slides made anew, by their photos' paths.
        prints: Of all slides; takes those of the fresh ones.
    """
    for slide in fresh.values():
        prints.put(slide)
    known: dict[str, Slide | None] = dict(fresh)

    def slide_of(image: str) -> Slide | None:
        if image not in known:
            known[image] = next(catalogue.slides((image,)), None)
        return known[image]

    before = {slide.image: slide for slide in catalogue.slides(tuple(fresh))}
    changed = tuple(i for i, slide in fresh.items() if not _reads_alike(before.get(i), slide))
    anew = set(changed)
    # Of two slides that read as before, it is known whether they are the same.
    same = {
        image: {o for o in before[image].duplicates if o in prints.photos or o in fresh} - anew
        if image not in anew
        else set()
        for image in fresh
    }
    for image in changed:
        slide = fresh[image]
        beside = {*prints.same_bytes[slide.photo.sha256]} - {image}
        for other in sorted(beside | prints.near(slide)):
            there = slide_of(other)
            if there is not None and likeness.same_slide(slide, there):
                same[image].add(other)
                same.get(other, set()).add(image)
    for image, slide in fresh.items():
        yield replace(slide, duplicates=tuple(sorted(same[image])))
    were = {image: set(slide.duplicates) for image, slide in before.items()}
    for other in sorted({o for found in (same, were) for s in found.values() for o in s}):
        if other not in fresh and (there := slide_of(other)) is not None:
            now = set(there.duplicates) - set(fresh)
            now |= {image for image, others in same.items() if other in others}
            yield replace(there, duplicates=tuple(sorted(now)))


def _reads_alike(before: Slide | None, now: Slide) -> bool:
    return (
        before is not None
        and before.reading == now.reading
        and before.photo.sha256 == now.photo.sha256
        and before.detection.fingerprint == now.detection.fingerprint
    )
