"""Photos that show the same slide."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from slidescan.core import similarity
from slidescan.core.records import Slide
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import Fingerprints

NEAR_TEXT_BITS, FAR_TEXT_BITS = 16, 20
"""The hashes of nearly equal texts mostly differ by at most the first, and nearly always by at most
the second. Of pairs of different slides, 3 in 100,000 and 2 in 1,000 do."""

MISSING_HASH_BITS = 255
"""The distance from a missing hash: more than 64 bits could differ by."""

MIN_GROWTH_ROWS = 1024
"""Rows by which the arrays of hashes grow."""

TOKEN_MASK = 0xFFFF_FFFF
"""The part of a word's hash that a token keeps."""


class FingerprintIndex:
    """Hashes of the pictures and texts of all slides.

    It reads the catalogue once, when it is needed: an archive has many events and compares each
    with all slides.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._last_near: tuple[str, int, frozenset[str]] | None = None
        self._tokens: dict[str, array[int]] = {}

    @cached_property
    def _hashes(self) -> _SlideHashes:
        return _SlideHashes(self._catalogue.fingerprints())

    def put(self, slide: Slide) -> None:
        """Stores the hashes of a slide that was derived again."""
        self._last_near = None
        self._hashes.put(slide.image, slide.detection.fingerprint, similarity.simhash(slide))
        self.put_words(slide)

    def put_words(self, slide: Slide) -> None:
        """Keeps the words of a slide, so that `near` need not name it in vain."""
        self._tokens[slide.image] = _tokens_of(slide)

    def put_picture(self, image: str, fingerprint: str) -> None:
        """Stores the hash of a picture whose slide is not derived yet."""
        self._last_near = None
        self._hashes.put(image, fingerprint, None)

    def near(self, slide: Slide) -> set[str]:
        """Other photos whose slides may be the same: candidates for `similarity.is_same_slide`.

        Hashes alone name more slides, the larger the archive is, and loading them takes most of
        the time. So their words are compared first, as far as they are in memory.

        Args:
            slide: A slide that was put.
        """
        hashes = self._hashes
        pictures = hashes.pictures.distances(slide.detection.fingerprint)
        texts = hashes.texts.distances(hashes.text_hash(slide.image))
        near = (texts <= NEAR_TEXT_BITS) | (pictures <= similarity.MAX_SHORT_TEXT_HASH_BITS)
        near |= (pictures <= similarity.MAX_HASH_BITS) & (texts <= FAR_TEXT_BITS)
        tokens = self._tokens[slide.image]
        given = frozenset(tokens)
        return {
            image
            for image in hashes.images_at(near) - {slide.image}
            if image not in self._tokens or _may_be_same(tokens, given, self._tokens[image])
        }

    def near_hashes(self, fingerprint: str, bits: int) -> frozenset[str]:
        """The hashes of pictures that differ from one by at most so many bits; none if empty."""
        if not fingerprint:
            return frozenset()
        # A changed photo is asked for twice: where it votes, and whose votes it changes.
        last = self._last_near
        if last is None or last[:2] != (fingerprint, bits):
            near = frozenset({fingerprint, *self._hashes.pictures.near(fingerprint, bits)})
            last = self._last_near = fingerprint, bits, near
        return last[2]


class _SlideHashes:
    """A row of hashes for each slide."""

    def __init__(self, stored: Fingerprints) -> None:
        self._rows = {image: row for row, image in enumerate(stored.images)}
        self._images = stored.images
        self.pictures = _Hashes(stored.pictures)
        self.texts = _Hashes(stored.words)

    def put(self, image: str, picture: str, text: str | None) -> None:
        row = self._rows.setdefault(image, len(self._images))
        if row == len(self._images):
            self._images.append(image)
            self.texts.put(row, "")
        self.pictures.put(row, picture)
        if text is not None:
            self.texts.put(row, text)

    def text_hash(self, image: str) -> str:
        return self.texts.at(self._rows[image])

    def images_at(self, rows: NDArray[np.bool_]) -> set[str]:
        return {self._images[row] for row in rows[: len(self._images)].nonzero()[0]}


class _Hashes:
    """Rows of 64-bit hashes, given in hexadecimal; a missing hash is empty."""

    def __init__(self, hashes: Sequence[str]) -> None:
        self._bits = np.array([int(each or "0", 16) for each in hashes], dtype=np.uint64)
        self._least = np.array([_least_distance(each) for each in hashes], dtype=np.uint8)

    def put(self, row: int, digest: str) -> None:
        if row >= len(self._bits):
            growth = max(MIN_GROWTH_ROWS, row)
            self._bits = np.append(self._bits, np.zeros(growth, np.uint64))
            missing = np.full(growth, MISSING_HASH_BITS, np.uint8)
            self._least = np.append(self._least, missing)
        self._bits[row] = int(digest or "0", 16)
        self._least[row] = _least_distance(digest)

    def at(self, row: int) -> str:
        """The hash in a row; empty if it is missing."""
        return "" if self._least[row] else f"{self._bits[row]:016x}"

    def near(self, digest: str, bits: int) -> Iterator[str]:
        """Yields the hashes that differ from one by at most so many bits, each once."""
        for each in np.unique(self._bits[self.distances(digest) <= bits]).tolist():
            yield f"{each:016x}"

    def distances(self, digest: str) -> NDArray[np.uint8]:
        """The number of bits by which each row differs from a hash."""
        if not digest:
            return np.full(len(self._bits), MISSING_HASH_BITS, np.uint8)
        bits: NDArray[np.uint8] = np.bitwise_count(self._bits ^ np.uint64(int(digest, 16)))
        return np.maximum(bits, self._least, out=bits)


def _least_distance(digest: str) -> int:
    """The least distance of a row from any hash; a missing one is far from all."""
    return 0 if digest else MISSING_HASH_BITS


def _tokens_of(slide: Slide) -> array[int]:
    """A number for each occurrence of each content word; equal words have equal numbers."""
    counts = similarity.content_words(slide)
    return array(
        "I", (hash((word, at)) & TOKEN_MASK for word, n in counts.items() for at in range(n))
    )


def _may_be_same(tokens: array[int], given: frozenset[int], others: array[int]) -> bool:
    """Whether two slides may have enough words in common for `similarity.is_same_slide`.

    Args:
        tokens: The words of the one slide.
        given: The same as a set.
        others: The words of the other slide.
    """
    common = sum(token in given for token in others)
    return 2 * common >= similarity.MIN_WORD_SIMILARITY * (len(tokens) + len(others))


def with_duplicates(
    catalogue: Catalogue,
    derived: Mapping[str, Slide],
    fingerprints: FingerprintIndex,
    *,
    compare_all: bool = False,
) -> Iterator[Slide]:
    """Sets the duplicates of slides that were derived again.

    Yields these slides, then those of the catalogue whose duplicates change with them.

    Args:
        catalogue: Holds the previous slides.
        derived: The slides that were derived again, by their photos' paths.
        fingerprints: The hashes of all slides; takes those of the derived ones.
        compare_all: Whether to compare slides that read and look as before, too: the rule for
            duplicates may have changed.
    """
    cache: dict[str, Slide | None] = dict(derived)

    def slide_of(image: str) -> Slide | None:
        if image not in cache:
            slide = cache[image] = next(catalogue.slides((image,)), None)
            if slide is not None:
                fingerprints.put_words(slide)
        return cache[image]

    previous = {slide.image: slide for slide in catalogue.slides(tuple(derived))}
    changed = tuple(
        image
        for image, slide in derived.items()
        if compare_all or not _is_same(previous.get(image), slide)
    )
    for image in changed:
        fingerprints.put(derived[image])
    changed_set = set(changed)
    # Two slides that both read and look as before are duplicates exactly if they were before.
    same = {
        image: set() if image in changed_set else {*previous[image].duplicates} - changed_set
        for image in derived
    }
    copies_of: dict[str, frozenset[str]] = {}
    for image in changed:
        slide = derived[image]
        # Copies have the same digest, so that the catalogue finds them without a list.
        sha256 = slide.photo.sha256
        if sha256 not in copies_of:
            copies_of[sha256] = frozenset(catalogue.copies(sha256))
        copies = copies_of[sha256]
        for other in sorted(fingerprints.near(slide) - copies):
            other_slide = slide_of(other)
            if other_slide is not None and similarity.is_same_slide(slide, other_slide):
                same[image].add(other)
                same.get(other, set()).add(image)
    for image, slide in derived.items():
        yield replace(slide, duplicates=tuple(sorted(same[image])))
    yield from _others(derived, previous, same, slide_of)
    yield from _first_copies(catalogue, derived, changed)


def _first_copies(
    catalogue: Catalogue, derived: Mapping[str, Slide], changed: Iterable[str]
) -> Iterator[Slide]:
    """Other slides that have their first duplicate: a derived photo has the same bytes."""
    for sha256 in sorted({derived[image].photo.sha256 for image in changed}):
        if len(catalogue.copies(sha256, 2)) > 1:
            lone = catalogue.lone_copies(sha256)
            yield from catalogue.slides([image for image in lone if image not in derived])


def _others(
    derived: Mapping[str, Slide],
    previous: Mapping[str, Slide],
    same: Mapping[str, set[str]],
    slide_of: Callable[[str], Slide | None],
) -> Iterator[Slide]:
    """Other slides that are duplicates of derived ones, or were, with their new duplicates."""
    before = {image: set(slide.duplicates) for image, slide in previous.items()}
    for other in sorted({o for sets in (same, before) for s in sets.values() for o in s}):
        if other not in derived and (slide := slide_of(other)) is not None:
            duplicates = set(slide.duplicates) - set(derived)
            duplicates |= {image for image, others in same.items() if other in others}
            yield replace(slide, duplicates=tuple(sorted(duplicates)))


def _is_same(previous: Slide | None, slide: Slide) -> bool:
    """Whether a slide reads and looks as before."""
    return (
        previous is not None
        and previous.reading == slide.reading
        and previous.photo.sha256 == slide.photo.sha256
        and previous.detection.fingerprint == slide.detection.fingerprint
    )
