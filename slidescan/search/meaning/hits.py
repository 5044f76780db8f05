"""Slides that mean what a query asks, for the ranking of a search."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slidescan.core.records import Options
from slidescan.search.meaning.encoder_state import encoder_name, stored_encoder
from slidescan.search.meaning.registry import EXTRA, EmbedderKind, choose
from slidescan.store.catalogue import Catalogue

if TYPE_CHECKING:
    from slidescan.search.meaning.nearest import Near, NearestVectors
    from slidescan.search.meaning.protocol import Embedder, Vectors

MAX_MEANING_QUERY_CHARS = 1_000
"""The part of a query that is encoded, in characters."""

FIRST_LOOK = 4
"""Slides to look at for each hit, at first: filters leave some of them out."""

MORE_PER_LOOK = 10
"""By how much each further look is larger."""

MAX_LOOKS = 4

_FILTER = re.compile(r"\b(?:lang|is|after|before|near):\S*", re.IGNORECASE)
_EXCLUDED = re.compile(r"(?:^|(?<=\s))(?:-|NOT\s+)\S+")


@dataclass(frozen=True)
class MeaningSearch:
    """An encoder and the vectors that it made of a catalogue's slides.

    Attributes:
        embedder: The encoder.
        vectors: The vectors.
    """

    embedder: Embedder
    vectors: NearestVectors

    def hits(
        self,
        vector: Vectors,
        limit: int,
        floor: float,
        accept: Callable[[Sequence[str]], Collection[str]],
    ) -> list[Near]:
        """Returns the slides nearest to a vector that a search accepts, the nearest first.

        Args:
            vector: The vector of a query or a slide.
            limit: The most slides.
            floor: The lowest similarity.
            accept: Returns those of some images that the search may return.
        """
        number = FIRST_LOOK * limit
        near_slides: list[Near] = []
        for _ in range(MAX_LOOKS):
            near = self.vectors.nearest(vector, number)
            close = [each for each in near if each.similarity >= floor]
            accepted = set(accept([each.image for each in close])) if close else set()
            near_slides = [each for each in close if each.image in accepted]
            if len(near_slides) >= limit or len(close) < number:
                break
            number *= MORE_PER_LOOK
        return near_slides[:limit]


def open_meaning(catalogue: Catalogue, options: Options) -> tuple[MeaningSearch | None, str]:
    """Returns the search by meaning, or None and a hint how to have it; the hint may be empty.

    Raises:
        UsageError: The chosen encoder isn't available.
    """
    kind = choose(options)
    stored = stored_encoder(catalogue)
    if options.embedder == "none":
        return None, ""
    if kind is None:
        after = "" if stored else ", then slidescan ingest"
        return None, f"slides can be found by meaning as well: {EXTRA}{after}"
    if not stored:
        return None, "slides can be found by meaning as well after the next slidescan ingest"
    embedder = _EMBEDDERS.get(kind, options)
    from slidescan.search.meaning.storage import open_vectors  # lazy: loads numpy

    if encoder_name(embedder) != stored:
        return None, (
            f"slides are not found by meaning: another encoder made the vectors ({stored});"
            " slidescan ingest --refresh makes them again"
        )
    return MeaningSearch(embedder, open_vectors(catalogue)), ""


class _EmbedderCache:
    """Keeps encoders, which take long to load, for the next searches of a server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._embedders: dict[tuple[str, str | None, str | None], Embedder] = {}

    def get(self, kind: EmbedderKind, options: Options) -> Embedder:
        """Returns the encoder of a kind with some options."""
        key = (kind.name, options.embed_url, options.embed_model)
        with self._lock:
            if key not in self._embedders:
                self._embedders[key] = kind.make(options)
            return self._embedders[key]


_EMBEDDERS = _EmbedderCache()


def question_text(text: str) -> str:
    """Returns what a plain query asks, without its filters and excluded words."""
    plain = _EXCLUDED.sub(" ", _FILTER.sub(" ", text))
    return " ".join(plain.split())[:MAX_MEANING_QUERY_CHARS]
