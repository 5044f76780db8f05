"""Finds the nearest vectors of a whole archive, exactly enough and fast.

The signs of all vectors, as bits, choose candidates; only these are compared in 8 bits. The nearest
slides are then ordered by their nearest passage, their nearest pair of neighbouring passages, and
all of their passages: where one passage ends and the next begins is chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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

RANKED_PER_SLIDE = 3
"""Slides that are ranked by all of their passages, for each slide that is asked for."""


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


def nearness_together(units: Vectors, vector: Vectors) -> float:
    """Returns what pairs of passages and all passages add to a slide's similarity.

    The sum of two passages' vectors is nearly the vector of both texts together.

    Args:
        units: The vectors of the slide's passages, in order, of unit length.
        vector: The vector of the query.
    """
    pairs = units[:-1] + units[1:] if len(units) > 1 else units
    return PAIR_WEIGHT * _nearest_cosine(pairs, vector) + ALL_PASSAGES_WEIGHT * _nearest_cosine(
        units.sum(axis=0, keepdims=True), vector
    )


def _nearest_cosine(vectors: Vectors, vector: Vectors) -> float:
    sizes = np.maximum(np.linalg.norm(vectors, axis=1), np.float32(1e-9))
    return float((vectors @ vector / sizes).max())


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

    def nearest(self, vector: Vectors, limit: int) -> Sequence[Near]:
        """Implements the Protocol."""
        if not len(self.codes) or vector.shape[-1] != self.codes.shape[1]:
            return ()
        candidates = self._candidates(vector, max(MIN_CANDIDATES, CANDIDATES_PER_SLIDE * limit))
        similarities = self._similarities(candidates, vector)
        best = list(self._best(candidates, similarities, RANKED_PER_SLIDE * limit))
        owners = [self._rows_of(int(self.owners[row])) for row, _ in best]
        ranked = sorted(
            (
                (similarity + nearness_together(self._units(rows), vector), row, similarity, rows)
                for (row, similarity), rows in zip(best, owners, strict=True)
            ),
            key=lambda each: (-each[0], each[1]),
        )
        return tuple(
            Near(self.images[int(self.owners[row])], similarity, row - rows.start)
            for _, row, similarity, rows in ranked[:limit]
        )

    def _rows_of(self, owner: int) -> range:
        first, last = np.searchsorted(self.owners, (owner, owner + 1))
        return range(int(first), int(last))

    def _units(self, rows: range) -> Vectors:
        """Returns the vectors of a slide, of unit length."""
        part = slice(rows.start, rows.stop)
        units: Vectors = self.codes[part].astype(np.float32) / self.norms[part, None]
        return units

    def _candidates(self, vector: Vectors, number: int) -> Any:  # noqa: ANN401 - indices
        if len(self.codes) <= number:
            return np.arange(len(self.codes))
        differing = differing_bits(self.bits, to_bits(vector[None])[0])
        # Ascending, so that a memory-mapped file is read in order.
        return np.sort(np.argpartition(differing, number)[:number])

    def _similarities(self, candidates: Any, vector: Vectors) -> Any:  # noqa: ANN401 - arrays
        codes = self.codes[candidates].astype(np.float32)
        return codes @ vector.astype(np.float32) / self.norms[candidates]

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
