"""Finds the nearest vectors of a whole archive, exactly enough and fast.

The signs of all vectors, as bits, choose candidates; only these are compared in 8 bits. The nearest
slides are then ordered by their nearest passage, their nearest pair of neighbouring passages, and
all of their passages: where one passage ends and the next begins is chance.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from slidescan.search.meaning.protocol import Vectors
from slidescan.search.meaning.quantization import (
    Codes,
    Words,
    differing_bits,
    from_text,
    lengths,
    smallest,
    to_bits,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

MIN_CANDIDATES = 1_000
"""Passages that are compared in 8 bits, at least."""

CANDIDATES_PER_SLIDE = 8
"""The same for each slide that is asked for."""

PAIR_WEIGHT, ALL_PASSAGES_WEIGHT = 1.0, 0.2
"""Weights of the nearest pair of passages and of all passages of a slide, relative to the nearest
passage. With passages of 80 to 160 characters, pairs lift the share of 83 questions that are
answered in the first five by 0.01 to 0.02 on average."""

RANKED_PER_SLIDE, MAX_RANKED_SLIDES = 3, 60
"""Slides that are ranked by all of their passages: so many for each slide that is asked for, but no
more than the second, unless more are asked for."""


class Near(NamedTuple):
    """A slide near a query.

    Attributes:
        image: The photo's path below the site.
        similarity: The cosine of its nearest passage, -1..1.
        passage: The index of that passage.
    """

    image: str
    similarity: float
    passage: int


def nearness_together(units: Vectors, starts: Any, vector: Vectors) -> Any:  # noqa: ANN401 - arrays
    """Returns what pairs of passages and all passages add to the similarity of each slide.

    The sum of two passages' vectors is nearly the vector of both texts together. A slide with one
    passage has no pair; the passage stands for it.

    Args:
        units: The vectors of the slides' passages, of unit length, slide by slide and in order.
        starts: The index of each slide's first vector.
        vector: The vector of the query.
    """
    similarities = _dots(units, vector)
    pairs = similarities.copy()
    if len(units) > 1:
        sums = similarities[:-1] + similarities[1:]
        pairs[:-1] = sums / _sizes(units[:-1] + units[1:])
        lasts = np.append(starts[1:], len(units)) - 1
        # A slide's last passage has no neighbour of the same slide.
        pairs[lasts] = np.where(lasts == starts, similarities[lasts], -np.inf)
    all_passages = np.add.reduceat(units, starts, axis=0)
    return PAIR_WEIGHT * np.maximum.reduceat(pairs, starts) + ALL_PASSAGES_WEIGHT * (
        _dots(all_passages, vector) / _sizes(all_passages)
    )


def _dots(rows: Vectors, vector: Vectors) -> Vectors:
    """Returns the dot product of each row and a vector.

    Unlike `@`, it wakes no threads of the matrix library, which take longer than so few rows.
    """
    dots: Vectors = np.einsum("ij,j->i", rows, vector)
    return dots


def _sizes(vectors: Vectors) -> Vectors:
    sizes: Vectors = np.maximum(np.linalg.norm(vectors, axis=1), np.float32(1e-9))
    return sizes


class NearestVectors(Protocol):
    """The vectors of an archive."""

    def nearest(self, vector: Vectors, limit: int) -> Sequence[Near]:
        """Returns the nearest slides, the nearest first."""
        ...


@dataclass(frozen=True)
class MemoryVectors:
    """The vectors of an archive in memory, or in a memory-mapped file.

    Attributes:
        images: The photos' paths, ascending.
        owners: The index of each vector's image, ascending.
        codes: The vectors in 8 bits: an array, or what reads its rows from a file.
        norms: Their lengths.
        bits: Their signs.
    """

    images: Sequence[str]
    owners: NDArray[np.uint32]
    codes: Any
    norms: Vectors
    bits: Words

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> MemoryVectors:
        """Returns the vectors of images; each text is from `quantization.to_text`.

        Raises:
            IndexDamaged: A text is malformed.
        """
        images: list[str] = []
        owners: list[int] = []
        parts: list[Codes] = []
        for image, text in rows:
            codes = from_text(text)
            # Vectors of another length come from another hand and can't be compared.
            if len(codes) and (not parts or codes.shape[1] == parts[0].shape[1]):
                owners += [len(images)] * len(codes)
                images.append(image)
                parts.append(codes)
        codes = np.concatenate(parts) if parts else np.zeros((0, 1), dtype=np.int8)
        return cls(
            tuple(images), np.array(owners, dtype=np.uint32), codes, lengths(codes), to_bits(codes)
        )

    def patched(self, changed: Mapping[str, str]) -> MemoryVectors | None:
        """Returns these vectors with those of some images in place of earlier ones.

        Args:
            changed: The vectors of each image, from `quantization.to_text`; empty without any.

        Returns:
            What `of` makes of all vectors; None if these are of another length.
        """
        fresh = MemoryVectors.of((i, text) for i, text in sorted(changed.items()) if text)
        images = list(self.images)
        stays = np.ones(len(images), dtype=np.bool_)
        for image in changed:
            at = bisect_left(images, image)
            if at < len(images) and images[at] == image:
                stays[at] = False
        rows = np.flatnonzero(stays[self.owners])
        codes = self.codes[:][rows]
        if len(codes) and len(fresh.codes) and codes.shape[1] != fresh.codes.shape[1]:
            return None
        merged = [image for image, is_same in zip(images, stays, strict=True) if is_same]
        merged += fresh.images
        if not merged:
            return MemoryVectors.of(())
        order = np.array(sorted(range(len(merged)), key=merged.__getitem__))
        sizes = np.concatenate(
            [np.bincount(self.owners, minlength=len(images))[stays], np.bincount(fresh.owners)]
            if len(fresh.owners)
            else [np.bincount(self.owners, minlength=len(images))[stays]]
        )
        # The rows of each image follow one another; they move with their image.
        starts = np.cumsum(sizes) - sizes
        moved = sizes[order]
        firsts = np.cumsum(moved) - moved
        at_rows = np.repeat(starts[order] - firsts, moved) + np.arange(int(moved.sum()))
        parts = (codes, fresh.codes) if len(fresh.codes) and len(codes) else None
        together = np.concatenate(parts) if parts else codes if len(codes) else fresh.codes
        in_order = np.ascontiguousarray(together[at_rows])
        return MemoryVectors(
            tuple(merged[at] for at in order),
            np.repeat(np.arange(len(order), dtype=np.uint32), moved),
            in_order,
            lengths(in_order),
            to_bits(in_order),
        )

    def nearest(self, vector: Vectors, limit: int) -> Sequence[Near]:
        """Implements the Protocol."""
        if not len(self.codes) or vector.shape[-1] != self.codes.shape[1]:
            return ()
        candidates = self._candidates(vector, max(MIN_CANDIDATES, CANDIDATES_PER_SLIDE * limit))
        similarities = self._similarities(candidates, vector)
        number = max(limit, min(RANKED_PER_SLIDE * limit, MAX_RANKED_SLIDES))
        best = list(self._best(candidates, similarities, number))
        # Ascending, so that the file is read in order.
        owners = np.sort(np.array([self.owners[row] for row, _ in best], dtype=np.uint32))
        firsts = np.searchsorted(self.owners, owners)
        ends = np.searchsorted(self.owners, owners, side="right")
        starts = np.cumsum(ends - firsts) - (ends - firsts)
        rows = np.repeat(firsts - starts, ends - firsts) + np.arange(int((ends - firsts).sum()))
        units = self.codes[rows].astype(np.float32) / self.norms[rows, None]
        together = dict(
            zip(owners.tolist(), nearness_together(units, starts, vector).tolist(), strict=True)
        )
        first_rows = dict(zip(owners.tolist(), firsts.tolist(), strict=True))
        ranked = sorted(
            (
                (similarity + together[int(self.owners[row])], row, similarity)
                for row, similarity in best
            ),
            key=lambda each: (-each[0], each[1]),
        )
        return tuple(
            Near(self.images[owner], similarity, row - first_rows[owner])
            for _, row, similarity in ranked[:limit]
            for owner in (int(self.owners[row]),)
        )

    def _candidates(self, vector: Vectors, number: int) -> Any:  # noqa: ANN401 - indices
        if len(self.codes) <= number:
            return np.arange(len(self.codes))
        return smallest(differing_bits(self.bits, to_bits(vector[None])[0]), number)

    def _similarities(self, candidates: Any, vector: Vectors) -> Any:  # noqa: ANN401 - arrays
        codes = self.codes[candidates].astype(np.float32)
        return _dots(codes, vector.astype(np.float32)) / self.norms[candidates]

    def _best(
        self,
        candidates: Any,  # noqa: ANN401 - an array
        similarities: Any,  # noqa: ANN401 - an array
        limit: int,
    ) -> Iterator[tuple[int, float]]:
        """Yields the row and the similarity of each slide's nearest passage."""
        seen: set[int] = set()
        for at in np.argsort(-similarities, kind="stable"):
            row = int(candidates[at])
            owner = int(self.owners[row])
            if owner not in seen:
                seen.add(owner)
                yield row, float(similarities[at])
                if len(seen) == limit:
                    return
