"""The Protocol of an encoder of texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors: TypeAlias = NDArray[np.float32]
else:
    Vectors = Any


class Embedder(Protocol):
    """Turns texts into vectors; texts that mean like things get near vectors."""

    @property
    def name(self) -> str:
        """The encoder and its model, exact enough to tell whose vectors can be compared."""
        ...

    def min_similarity(self, words: int) -> float:
        """Returns the lowest cosine that means anything, for a query of so many words."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Returns a vector of unit length for each text of a slide, as rows.

        Raises:
            EmbedderUnavailable: The encoder doesn't answer.
        """
        ...

    def query(self, text: str) -> Vectors:
        """Returns the vector of a query, of unit length.

        Raises:
            EmbedderUnavailable: The encoder doesn't answer.
        """
        ...
