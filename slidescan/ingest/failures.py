"""Makes the failures to report for photos and posts."""

from __future__ import annotations

import os
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from slidescan.core.presence import REACH_REMEDY, is_gone_error, reason_of, status_of
from slidescan.core.records import Failure
from slidescan.core.text import clean
from slidescan.errors import FileUnreachable, PhotoError


def failure_of(image: str, error: Exception) -> Failure:
    """The failure that reports an error about one photo."""
    if isinstance(error, PhotoError):
        return Failure(image, error.what, error.remedy)
    if isinstance(error, OSError):
        reason = (error.strerror or str(error)).lower()
        return Failure(image, clean(reason), "check that the file is there and readable")
    return Failure(
        image,
        clean(f"unexpected {type(error).__name__}: {error}"),
        "this is a bug in slidescan: please report it with the photo",
    )


def divide_absent(root: Path, images: Iterable[str]) -> tuple[tuple[str, ...], list[Failure]]:
    """Divides photos that may be absent: those that are gone, and those that can't be reached.

    Args:
        root: The site.
        images: Paths of photos below it.

    Returns:
        The photos that are gone, and a failure for each file or topmost folder that the system
        can't reach.
    """
    gone: list[str] = []
    by_cause: dict[tuple[str, str], list[str]] = defaultdict(list)
    for image, is_certain in _unlisted(root, images):
        try:
            if is_certain or status_of(f"{root}/{image}") is None:
                gone.append(image)
        except FileUnreachable as error:
            cause = error.__cause__
            reason = reason_of(cause) if isinstance(cause, OSError) else error.what
            by_cause[_topmost_folder(root, image), reason].append(image)
    failures = [
        Failure(images[0], reason, REACH_REMEDY)
        if len(images) == 1
        else Failure(folder or ".", f"{len(images)} photos in it: {reason}", REACH_REMEDY)
        for (folder, reason), images in by_cause.items()
    ]
    return tuple(gone), failures


def _unlisted(root: Path, images: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yields the photos that the lists of their folders don't show, or show as links.

    Each comes with whether it is certainly gone, as its folder is. Listing a folder costs a
    fiftieth of asking for each of its files.
    """
    by_folder: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for image in images:
        folder, _, name = image.rpartition("/")
        by_folder[folder].append((name, image))
    for folder, of_folder in by_folder.items():
        present: set[str] = set()
        is_gone = False
        try:
            with os.scandir(root / folder) as entries:
                present.update(each.name for each in entries if not each.is_symlink())
        except OSError as error:
            is_gone = is_gone_error(error)  # else the system tells about each photo why
        except ValueError:
            pass
        yield from ((image, is_gone) for name, image in of_folder if name not in present)


def _topmost_folder(root: Path, image: str) -> str:
    """The topmost folder above a photo that can't be reached, else the photo's folder."""
    topmost = folder = posixpath.dirname(image)
    while folder:
        try:
            status_of(root / folder)
        except FileUnreachable:
            topmost = folder
        folder = posixpath.dirname(folder)
    return topmost


def crash_failure(image: str) -> Failure:
    """The failure of a photo that crashed the process that read it."""
    return Failure(
        image,
        "reading it brought the process down",
        "is the photo damaged? convert it, or leave it out with exclude",
    )


def timeout_failure(image: str, seconds: int) -> Failure:
    """The failure of a photo that took longer than the limit."""
    return Failure(
        image,
        f"reading it took longer than {seconds} seconds",
        "allow more with --timeout, or leave it out with exclude",
    )
