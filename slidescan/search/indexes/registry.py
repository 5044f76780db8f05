"""The kinds of full-text index, and the choice of one for a catalogue.

To add a kind, write a module with an `IndexStorage` and add a row to `INDEXES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from slidescan.errors import UsageError
from slidescan.search.indexes.protocol import IndexStorage, SearchIndex
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Server

Backend: TypeAlias = Literal["folder", "server"]

MIN_FTS5_SLIDES = 500
"""The smallest number of slides for FTS5. With 499 slides FTS5 answers in 5 ms and Whoosh in 21 ms;
with 1,999 slides, in 12 ms and 43 ms."""

FTS5_FILE = "fulltext.sqlite"

WHOOSH_FOLDER = "fulltext"


@dataclass(frozen=True, slots=True)
class IndexKind:
    """A kind of full-text index.

    Attributes:
        name: Its name.
        backend: The kind of catalogue that it needs.
        min_slides: The smallest number of slides for which to choose it.
        state: The pattern of states that it records in a catalogue.
        path: Its file or folder in the index folder; empty if it is in the database.
        storage: Makes its storage for a catalogue.
        in_memory: Makes an empty index in memory for some languages; None if it exists only on
            a server.
        is_available: Tells whether this installation can run it.
    """

    name: str
    backend: Backend
    min_slides: int
    state: re.Pattern[str]
    path: str
    storage: Callable[[Catalogue], IndexStorage]
    in_memory: Callable[[tuple[str, ...]], SearchIndex] | None
    is_available: Callable[[], bool]


def _always() -> bool:
    return True


def _postgres(catalogue: Catalogue) -> IndexStorage:
    from slidescan.search.indexes.postgres import (  # lazy: only an index on a server needs it
        PostgresStorage,
        VocabularyCache,
    )

    if not isinstance(catalogue.location, Server):
        raise TypeError(f"the catalogue {catalogue.location} is in a folder, not on a server")
    cache = catalogue.location.cache.setdefault("vocabulary", VocabularyCache())
    return PostgresStorage(catalogue, cache)


def _fts5(catalogue: Catalogue) -> IndexStorage:
    from slidescan.search.indexes.fts5 import Fts5Storage  # lazy: small sites never need it

    return Fts5Storage(catalogue, folder_of(catalogue) / FTS5_FILE)


def _fts5_in_memory(languages: tuple[str, ...]) -> SearchIndex:
    from slidescan.search.indexes.fts5 import Fts5Index  # lazy: small sites never need it

    return Fts5Index.in_memory(languages)


def _has_fts5() -> bool:
    from slidescan.search.indexes import fts5  # lazy: small sites never need it

    return fts5.is_available()


def _whoosh(catalogue: Catalogue) -> IndexStorage:
    from slidescan.search.indexes.whoosh import WhooshStorage  # lazy: importing Whoosh is slow

    return WhooshStorage(catalogue, folder_of(catalogue) / WHOOSH_FOLDER)


def _whoosh_in_memory(languages: tuple[str, ...]) -> SearchIndex:
    from slidescan.search.indexes.whoosh import WhooshIndex  # lazy: importing Whoosh is slow

    return WhooshIndex.in_memory(languages)


INDEXES = (
    IndexKind(
        name="postgresql",
        backend="server",
        min_slides=0,
        state=re.compile("postgresql .*"),
        path="",
        storage=_postgres,
        in_memory=None,
        is_available=_always,
    ),
    IndexKind(
        name="fts5",
        backend="folder",
        min_slides=MIN_FTS5_SLIDES,
        state=re.compile("fts5"),
        path=FTS5_FILE,
        storage=_fts5,
        in_memory=_fts5_in_memory,
        is_available=_has_fts5,
    ),
    IndexKind(
        name="whoosh",
        backend="folder",
        min_slides=0,
        state=re.compile("[0-9]+"),
        path=WHOOSH_FOLDER,
        storage=_whoosh,
        in_memory=_whoosh_in_memory,
        is_available=_always,
    ),
)
"""All kinds; `choose` takes the first that suits a catalogue."""


def get(name: str) -> IndexKind:
    """Returns the kind with a name.

    Raises:
        UsageError: No kind has this name.
    """
    for kind in INDEXES:
        if kind.name == name:
            return kind
    choices = ", ".join(kind.name for kind in INDEXES)
    raise UsageError(f"there is no full-text index “{name}”", f"choose one of {choices}")


def choose(backend: Backend, slides: int) -> IndexKind:
    """Returns the kind to use for a number of slides.

    Raises:
        UsageError: No kind suits.
    """
    for kind in INDEXES:
        if kind.backend == backend and slides >= kind.min_slides and kind.is_available():
            return kind
    choices = ", ".join(f"{kind.name} ({kind.backend})" for kind in INDEXES)
    raise UsageError(f"no full-text index suits a {backend}", f"there are {choices}")


def of_state(state: str) -> IndexKind | None:
    """Returns the kind that recorded a state; None if it is empty or from another version."""
    return next((kind for kind in INDEXES if kind.state.fullmatch(state)), None)


def backend_of(catalogue: Catalogue) -> Backend:
    """Returns the kind of a catalogue's backend."""
    return "server" if isinstance(catalogue.location, Server) else "folder"


def folder_of(catalogue: Catalogue) -> Path:
    """Returns the folder of a catalogue that lives in a folder."""
    if isinstance(catalogue.location, Server):
        raise TypeError(f"the catalogue {catalogue.location} is on a server, not in a folder")
    return catalogue.location
