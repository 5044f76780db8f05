"""Finds the index of a folder: its own, the nearest one above, or that of the one site below."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from slidescan.core.presence import is_there
from slidescan.errors import FileUnreachable, IndexUnusable
from slidescan.store.backends.sqlite import CATALOGUE_FILE
from slidescan.store.location import INDEX_FOLDER

ROOT_USER = 0
"""The id of the user that everybody trusts."""


def find_index(start: Path) -> Path | None:
    """The `index/` of a folder, of the nearest folder above, or of the only folder below with one.

    The index of another user is left out, unless it lies in `start` itself: what it says of the
    files above could lead a command to change them (as git refuses the repositories of others).

    Args:
        start: The folder.
    """
    above = next(indexes_at_or_above(start), None)
    return above or _only_index_below(start)


def index_for_reading(folder: Path) -> str:
    """The index of a command that isn't told one; `index` if there is none."""
    index = find_index(folder)
    return INDEX_FOLDER if index is None else short_path(index, folder)


def short_path(index: Path, folder: Path) -> str:
    """The path of an index: just `index` in the current folder."""
    return INDEX_FOLDER if index.parent == Path(os.path.realpath(folder)) else str(index)


def indexes_at_or_above(start: Path) -> Iterator[Path]:
    """The indexes of a folder and of those above, the nearest first; see `find_index`.

    Raises:
        IndexUnusable: The system can't tell whether `start` has one.
    """
    folder = Path(os.path.realpath(start))
    for parent in (folder, *folder.parents):
        index = parent / INDEX_FOLDER
        if _is_index(index, is_near=parent == folder) and (parent == folder or _is_trusted(index)):
            yield index


def _only_index_below(start: Path) -> Path | None:
    """The index of the only subfolder that has one: commands work beside a site, too."""
    try:
        with os.scandir(start) as entries:
            folders = [Path(e.path) for e in entries if e.is_dir(follow_symlinks=False)]
    except OSError:
        return None
    candidates = [folder / INDEX_FOLDER for folder in folders]
    indexes = [folder for folder in candidates if _is_index(folder, is_near=False)]
    return Path(os.path.realpath(indexes[0])) if len(indexes) == 1 else None


def _is_index(folder: Path, *, is_near: bool) -> bool:
    """Whether a folder holds an index; a far one that can't be reached is another person's."""
    try:
        return is_there(folder / CATALOGUE_FILE)
    except FileUnreachable as error:
        if is_near:
            raise IndexUnusable(error.what, error.remedy) from error
        return False


def _is_trusted(folder: Path) -> bool:
    """Whether this user or the system's administrator made a folder."""
    if not hasattr(os, "geteuid"):
        return True  # Windows: the files' owner says little there
    try:
        owner = folder.stat().st_uid
    except OSError:
        return False
    return owner in (os.geteuid(), ROOT_USER)
