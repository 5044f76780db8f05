"""Pictures that slidescan exported into a site: copies of photos, not photos."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from slidescan.core.export_list import ExportedFile, ExportList, has_size


@dataclass(frozen=True)
class ExportedPictures:
    """The exported pictures of a site, as the lists in its folders tell.

    Attributes:
        root: The site.
    """

    root: Path
    _files_by_folder: dict[str, Mapping[str, ExportedFile]] = field(default_factory=dict)

    def source_of(self, path: str) -> str | None:
        """The photo that a picture was made of; None if it isn't an exported picture.

        Args:
            path: The picture's path below the site.
        """
        folder = posixpath.dirname(path)
        while True:
            below = path[len(folder) :].lstrip("/")
            entry = self._files(folder).get(below)
            if entry is not None and entry.image and has_size(self.root / path, entry.size):
                return entry.image
            if not folder:
                return None
            folder = posixpath.dirname(folder)

    def _files(self, folder: str) -> Mapping[str, ExportedFile]:
        if folder not in self._files_by_folder:
            self._files_by_folder[folder] = ExportList.read(self.root / folder).files
        return self._files_by_folder[folder]
