"""Folders of a site that can't be read, and what they may hold."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from slidescan.core.presence import REACH_REMEDY, reason_of, status_of
from slidescan.core.records import Failure
from slidescan.errors import FileUnreachable


def unreadable_folder(folder: str, error: OSError) -> Failure:
    """The failure to list the entries of a folder.

    Args:
        folder: Its path below the site; empty for the site.
        error: The error.
    """
    return Failure(folder or ".", f"the folder can't be read ({reason_of(error)})", REACH_REMEDY)


def may_be_there(root: Path, path: str, unreadable: Iterable[Failure]) -> bool:
    """Whether a file that isn't among a site's files may be there all the same.

    Args:
        root: The site.
        path: Path of the file below it.
        unreadable: The folders of the site that can't be read.
    """
    folders = ("" if failure.path == "." else f"{failure.path}/" for failure in unreadable)
    if any(path.startswith(folder) for folder in folders):
        return True
    try:
        status_of(root / path)
    except FileUnreachable:
        return True
    return False
