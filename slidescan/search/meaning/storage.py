"""Where the vectors of a catalogue are, for a search: a file, a server, or the memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from slidescan.search.meaning import vector_file
from slidescan.search.meaning.encoder_state import label, stored_encoder
from slidescan.search.meaning.nearest import MemoryVectors, Near, NearestVectors
from slidescan.search.meaning.protocol import Vectors
from slidescan.store.backends.protocol import Database
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Server


def open_vectors(catalogue: Catalogue) -> NearestVectors:
    """Returns the vectors of a catalogue; a search writes none."""
    if isinstance(catalogue.location, Path):
        mapped = vector_file.read(catalogue.location / vector_file.VECTOR_FILE, label(catalogue))
        if mapped is not None:
            return _FileVectors(mapped, catalogue)
    elif isinstance(catalogue.location, Server):
        on_server = _on_server(catalogue.database, stored_encoder(catalogue))
        if on_server is not None:
            return on_server
    return _MEMORY.get(catalogue)


@dataclass(frozen=True, slots=True)
class _FileVectors:
    """The vectors of a mapped file; those of the catalogue answer where the file is damaged.

    Attributes:
        mapped: The file.
        catalogue: Open as long as vectors are compared.
    """

    mapped: MemoryVectors
    catalogue: Catalogue

    def nearest(self, vector: Vectors, limit: int) -> Sequence[Near]:
        """Implements the Protocol."""
        try:
            return self.mapped.nearest(vector, limit)
        except vector_file.DamagedVectors:
            return _MEMORY.get(self.catalogue).nearest(vector, limit)


def _on_server(database: Database, encoder: str) -> NearestVectors | None:
    from slidescan.search.meaning.pgvector import (  # lazy: only an index on a server needs it
        ServerVectors,
    )

    return ServerVectors.open(database, encoder)


class _MemoryCache:
    """Keeps the last archive's vectors in memory for the next searches of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key = ""
        self._vectors: MemoryVectors | None = None

    def get(self, catalogue: Catalogue) -> MemoryVectors:
        """Returns the vectors from the catalogue's table."""
        key = f"{catalogue.location} {label(catalogue)}"
        with self._lock:
            if self._vectors is None or self._key != key:
                rows = catalogue.vectors.texts(stored_encoder(catalogue))
                self._vectors, self._key = MemoryVectors.of(rows), key
            return self._vectors


_MEMORY = _MemoryCache()
