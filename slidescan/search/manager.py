"""The full-text index of a catalogue: writers keep it up to date, searches only read it.

A search writes nothing and takes no lock. If the stored index lacks changes because an ingest is
running or was killed, the search applies them to a copy in memory. If the index is missing or
damaged, the search indexes the catalogue in memory. Ingest, repair and import call `update`.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from slidescan.errors import IndexUnusable
from slidescan.search.indexes import registry
from slidescan.search.indexes.protocol import IndexStorage, SearchIndex
from slidescan.search.indexes.records import Changes, FullTextDamaged
from slidescan.search.indexes.state import (
    documents,
    forget_state,
    slide_languages,
    stored_languages,
    stored_state,
    unlink_database,
)
from slidescan.store.backends.registry import backend
from slidescan.store.catalogue import Catalogue

Answer = TypeVar("Answer")


def update(catalogue: Catalogue) -> None:
    """Stores the index with all slides of the catalogue; the caller holds the lock.

    Applies changes to the stored index, or indexes all slides if no trusted index is stored.

    Raises:
        IndexUnusable: The index can't be written; the last state stays.
    """
    try:
        changes = Changes(*catalogue.dirty())
        languages = slide_languages(catalogue) if changes else stored_languages(catalogue)
        kind = registry.choose(registry.backend_of(catalogue), catalogue.count())
        kind.storage(catalogue).update(changes, languages)
        if kind.state.fullmatch(stored_state(catalogue)):
            _remove_files(catalogue, keep=kind.path)
    except (OSError, sqlite3.DatabaseError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise IndexUnusable(
            f"the full-text index in {catalogue.location} can't be written ({reason.lower()})",
            "check its permissions and the space on the disk, then ingest again",
        ) from error


def drop(catalogue: Catalogue) -> None:
    """Removes the stored index, so that `update` makes a new one; the caller holds the lock.

    Raises:
        IndexUnusable: The index can't be removed.
    """
    try:
        forget_state(catalogue)
        _remove_files(catalogue)
    except OSError as error:
        raise IndexUnusable(
            f"the full-text index in {catalogue.location} can't be removed", "check its permissions"
        ) from error


def _remove_files(catalogue: Catalogue, keep: str = "") -> None:
    """Removes the files of all kinds of index, except those at `keep`."""
    for kind in registry.INDEXES:
        if kind.path and kind.path != keep and isinstance(catalogue.location, Path):
            path = catalogue.location / kind.path
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                unlink_database(path)


def is_intact(catalogue: Catalogue) -> bool:
    """Tells whether the stored index is readable and holds exactly the catalogue's slides."""
    storage = _storage(catalogue)
    try:
        index = storage.open_patched(Changes((), ())) if storage else None
        if index is None:
            return False
        with contextlib.closing(index):
            index.verify(documents(catalogue))
            return index.count() == catalogue.count()
    except FullTextDamaged:
        return False


def answer(catalogue: Catalogue, ask: Callable[[SearchIndex], Answer]) -> Answer:
    """Returns the result of `ask` on the index, or on one in memory if the index is damaged."""
    try:
        with open_index(catalogue) as index:
            return ask(index)
    except FullTextDamaged:
        return ask(_CACHE.get(catalogue, Changes(*catalogue.dirty()), None))


@contextmanager
def open_index(catalogue: Catalogue) -> Iterator[SearchIndex]:
    """Opens the index with all slides of the catalogue, for searching.

    Raises:
        FullTextDamaged: The stored index is damaged.
    """
    changes = Changes(*catalogue.dirty())
    storage = _storage(catalogue)
    index: SearchIndex | None = None
    if storage is not None and not changes:
        index = storage.open()
    elif storage is not None and registry.backend_of(catalogue) == "server":
        index = storage.open_patched(changes)
    if index is None:
        yield _CACHE.get(catalogue, changes, storage)
        return
    with contextlib.closing(index):
        yield index


def _storage(catalogue: Catalogue) -> IndexStorage | None:
    """Returns the storage of the index that the catalogue records."""
    kind = registry.of_state(stored_state(catalogue))
    if kind is None or kind.backend != registry.backend_of(catalogue):
        return None
    return kind.storage(catalogue)


class _MemoryIndexCache:
    """Keeps the last index in memory for the next searches of a server or a watch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: object = None
        self._index: SearchIndex | None = None

    def get(
        self, catalogue: Catalogue, changes: Changes, storage: IndexStorage | None
    ) -> SearchIndex:
        """Returns an index in memory: the stored one with changes, or one of all slides."""
        location = catalogue.location
        revision = backend(location).revision(location)
        key = (str(location), stored_state(catalogue), storage is None, changes, revision)
        with self._lock:
            if self._index is None or self._key != key:
                patched = storage.open_patched(changes) if storage and changes else None
                self._index = patched or _index_in_memory(catalogue)
                self._key = key
            return self._index


_CACHE = _MemoryIndexCache()


def _index_in_memory(catalogue: Catalogue) -> SearchIndex:
    """Indexes all slides in memory."""
    make = registry.choose("folder", catalogue.count()).in_memory
    if make is None:
        raise TypeError("an index of folders needs in_memory")
    index = make(slide_languages(catalogue))
    index.replace(documents(catalogue), ())
    return index
