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
    _lists_by_folder: dict[str, tuple[tuple[str, Mapping[str, ExportedFile]], ...]] = field(
        default_factory=dict
    )

    def source_of(self, path: str) -> str | None:
        """The photo that a picture was made of; None if it isn't an exported picture.

        Args:
            path: The picture's path below the site.
        """
        above = path.rpartition("/")[0]
        lists = self._lists_by_folder.get(above)
        for folder, files in self._lists(above) if lists is None else lists:
            entry = files.get(path[len(folder) :].lstrip("/"))
            if entry is not None and entry.image and has_size(self.root / path, entry.size):
                return entry.image
        return None

    def may_hold(self, folder: str) -> bool:
        """Whether a list names pictures in a folder or above it.

        Args:
            folder: The folder's path below the site.
        """
        return bool(self._lists(folder))

    def _lists(self, folder: str) -> tuple[tuple[str, Mapping[str, ExportedFile]], ...]:
        """The folder and those above it that hold a list of exported files, with their lists."""
        new = []
        while folder not in self._lists_by_folder:
            new.append(folder)
            if not folder:
                break
            folder = posixpath.dirname(folder)
        lists = self._lists_by_folder.get(folder, ())
        for below in reversed(new):
            files = ExportList.read(self.root / below).files
            lists = ((below, files), *lists) if files else lists
            self._lists_by_folder[below] = lists
        return lists
