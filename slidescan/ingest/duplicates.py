"""Which photos show the same slide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from slidescan import likeness
from slidescan.records import Slide
from slidescan.store.catalogue import Catalogue


def with_duplicates(catalogue: Catalogue, fresh: Mapping[str, Slide]) -> Iterator[Slide]:
    """Slides that were made anew, with the other photos of the same slide named.

    Slides of the catalogue that are the same as one of them, or were, follow.

    Args:
        catalogue: Holds the slides as they were before.
        fresh: The slides made anew, by their photos' paths.
    """
    stored = catalogue.fingerprints()
    looks = {image: look for image, (look, _) in stored.items()}
    texts = {image: words for image, (_, words) in stored.items()}
    looks |= {image: slide.detection.fingerprint for image, slide in fresh.items()}
    texts |= {image: likeness.words_hash(slide) for image, slide in fresh.items()}
    known: dict[str, Slide | None] = dict(fresh)

    def slide_of(image: str) -> Slide | None:
        if image not in known:
            known[image] = next(catalogue.slides((image,)), None)
        return known[image]

    by_bytes: dict[str, list[str]] = defaultdict(list)
    for image, photo in catalogue.photos().items():
        by_bytes[photo.sha256].append(image)
    before = {slide.image: slide for slide in catalogue.slides(tuple(fresh))}
    changed = tuple(i for i, slide in fresh.items() if not _reads_alike(before.get(i), slide))
    anew = set(changed)
    there_still = {image for images in by_bytes.values() for image in images} | set(fresh)
    # Of two slides that read as before, it is known whether they are the same.
    same = {
        image: (set(before[image].duplicates) & there_still) - anew if image not in anew else set()
        for image in fresh
    }
    by_look = _near(looks, changed, likeness.APART)
    by_text = _near(texts, changed, SAME_HASH)
    for image in changed:
        slide = fresh[image]
        beside = {other for other in by_bytes[slide.photo.sha256] if other != image}
        for other in sorted(beside | by_look[image] | by_text[image]):
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


SAME_HASH = 16
"""Bits up to which the words' hashes of nearly the same texts differ, mostly."""


def _near(prints: Mapping[str, str], asked: tuple[str, ...], most: int) -> dict[str, set[str]]:
    """For each of some photos, all whose hashes differ in few bits."""
    import numpy as np

    images = [image for image, found in prints.items() if found]
    bits = np.array([int(prints[image], 16) for image in images], dtype=np.uint64)
    as_bytes = bits.view(np.uint8).reshape(-1, 8)
    set_bits = np.array([byte.bit_count() for byte in range(256)], dtype=np.uint8)
    found: dict[str, set[str]] = {image: set() for image in asked}
    for image in asked:
        if not prints[image]:
            continue
        one = np.array([int(prints[image], 16)], dtype=np.uint64).view(np.uint8)
        apart = set_bits[as_bytes ^ one].sum(axis=1)
        found[image] = {images[i] for i in np.flatnonzero(apart <= most)} - {image}
    return found
