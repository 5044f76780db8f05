"""Exports that people make on the page: each is a file to download, kept for a while."""

from __future__ import annotations

import secrets
import shutil
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from slidescan.core.export_list import EXPORT_LIST_NAME
from slidescan.core.records import Failure
from slidescan.errors import NotInIndex
from slidescan.export.protocol import ExportOptions, LeftOut
from slidescan.export.registry import ExportFormat, FolderExport, TextExport, export_format
from slidescan.export.run import ExportRequest, run_export
from slidescan.library import Library
from slidescan.search.selection import Selection

SUFFIX_BY_FORMAT = {
    "json": ".json",
    "alt-check": ".json",
    "csv": ".csv",
    "markdown": ".md",
    "hocr": ".html",
    "alto": ".xml",
    "search-index": ".json",
    "pdf": ".pdf",
    "pptx": ".pptx",
}
"""The suffixes of the files of formats that aren't folders; a folder becomes a ZIP file."""

DOWNLOAD_SECONDS = 900
"""How long a file can be downloaded."""

MAX_DOWNLOADS = 8
"""Files that can be downloaded at the same time; older ones are deleted."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to download.

    Attributes:
        path: Where it lies.
        name: The name to save it under.
        made: When it was made, by the monotonic clock.
        failures: Photos that couldn't be written.
        left_out: Photos that it lacks because they are no slides, each with what it is instead.
    """

    path: Path
    name: str
    made: float
    failures: tuple[Failure, ...]
    left_out: tuple[tuple[str, str], ...] = ()


class Exports:
    """The exported files of one server, in a folder of their own that only this user can read.

    Args:
        library: The slides.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._files: dict[str, ExportedFile] = {}

    def make(
        self, name: str, images: Sequence[str] | None, *, all_pictures: bool
    ) -> tuple[str, ExportedFile]:
        """Exports slides; returns the key to download the file with, and the file.

        Args:
            name: The format.
            images: The photos of the slides, in order; None for all slides.
            all_pictures: Whether decks and notes also have pictures that are no slides.

        Raises:
            UsageError: There is no such format, or it can't take these slides.
        """
        row = export_format(name)
        folder = Path(tempfile.mkdtemp(prefix="slidescan-export-"))
        try:
            is_folder = _is_folder(row, images)
            out = folder / ("slides" if is_folder else f"slides{SUFFIX_BY_FORMAT[row.name]}")
            selection = Selection(images=None if images is None else tuple(images))
            request = ExportRequest(row, selection, ExportOptions(), out, all_pictures)
            written = list(run_export(self._library, request, sys.stdout))
            failures = tuple(result for _, result in written if isinstance(result, Failure))
            left_out = tuple((i, r.reason) for i, r in written if isinstance(r, LeftOut))
            if is_folder:
                out = _zipped(out, folder / f"slides-{row.name}.zip")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        file = ExportedFile(out, out.name, time.monotonic(), failures, left_out)
        key = secrets.token_urlsafe(18)
        with self._lock:
            self._files[key] = file
            self._forget_old()
        return key, file

    def file(self, key: str) -> ExportedFile:
        """The file of a key.

        Raises:
            NotInIndex: There is none, or it is too old.
        """
        with self._lock:
            self._forget_old()
            if key not in self._files:
                raise NotInIndex("this export is gone", "export again")
            return self._files[key]

    def close(self) -> None:
        """Deletes all files."""
        with self._lock:
            for file in self._files.values():
                shutil.rmtree(file.path.parent, ignore_errors=True)
            self._files.clear()

    def _forget_old(self) -> None:
        oldest = time.monotonic() - DOWNLOAD_SECONDS
        by_age = sorted(self._files, key=lambda key: self._files[key].made)
        surplus = by_age[: max(0, len(by_age) - MAX_DOWNLOADS)]
        for key in by_age:
            if key in surplus or self._files[key].made < oldest:
                shutil.rmtree(self._files.pop(key).path.parent, ignore_errors=True)


def _is_folder(row: ExportFormat, images: Sequence[str] | None) -> bool:
    """Whether these slides become several files."""
    of_one_slide = isinstance(row, TextExport) and bool(row.suffix_per_slide)
    return isinstance(row, FolderExport) or (of_one_slide and (images is None or len(images) != 1))


def _zipped(folder: Path, target: Path) -> Path:
    """Packs a folder, without the list of its files; pictures aren't compressed again."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != EXPORT_LIST_NAME:
                archive.write(path, path.relative_to(folder).as_posix())
    shutil.rmtree(folder)
    return target
