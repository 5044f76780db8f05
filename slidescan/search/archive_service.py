"""Dumps, loads and copies the index of one library, without OCR."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from slidescan.core.records import AltDecision, Options, Slide
from slidescan.search import manager
from slidescan.search.meaning.update import encode
from slidescan.store import archive
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location
from slidescan.store.lock import exclusive
from slidescan.store.lookup import default_root, trusted_root


class ArchiveService:
    """The archive of one index; `Library` documents the methods.

    Args:
        location: Where the index lives.
        options: The encoder of the search by meaning; vectors are made again, not copied.
    """

    def __init__(self, location: Location, options: Options) -> None:
        self._location = location
        self._options = options

    def dump(self) -> tuple[tuple[Slide, ...], tuple[AltDecision, ...], dict[str, Any]]:
        """See `Library.dump`."""
        with Catalogue.open(self._location) as catalogue, catalogue.snapshot():
            slides = tuple(catalogue.slides())
            return slides, catalogue.edits.decisions(), archive.dump(catalogue)

    def load(self, export: Path, site: Path | None, *, replace: bool) -> int:
        """See `Library.load`."""
        data = archive.parse(export)
        root = default_root(self._location) if site is None else site
        with exclusive(self._location), Catalogue.open(self._location, write=True) as catalogue:
            archive.refuse_to_replace(catalogue, replace=replace)
            archive.load(catalogue, data, root)
            # If the encoder doesn't answer, a search says how to have the vectors.
            encode(catalogue, self._options)
            manager.update(catalogue)
            return catalogue.count()

    def copy(self, target: Location, site: Path | None, *, replace: bool) -> int:
        """See `Library.copy`."""
        with Catalogue.open(self._location) as source:
            root = trusted_root(source) if site is None else site.resolve()
            with exclusive(target), Catalogue.open(target, write=True) as catalogue:
                archive.copy(source, catalogue, root, replace=replace)
                encode(catalogue, self._options)
                manager.update(catalogue)
                return catalogue.count()
