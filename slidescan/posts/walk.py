"""Walks the folders of a site; follows symbolic links to folders, since generators publish them."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from slidescan.core.presence import is_gone_error

MAX_LINK_DEPTH = 2
"""Links to folders are followed below this many other links."""

MAX_LINKED_FOLDERS = 10_000
"""The walk goes through at most this many folders behind links: a link can lead to a whole disk."""


@dataclass(frozen=True, slots=True)
class WalkedFolder:
    """A folder of a site.

    Attributes:
        path: Its path below the site; empty for the site's root.
        files: The names of its files, sorted.
        target: Its real path if a symbolic link leads to it, else None.
        is_cut: Whether the walk ended here, since a link leads to too many folders.
        error: Why its entries can't be read; None if they can.
    """

    path: str
    files: tuple[str, ...]
    target: Path | None = None
    is_cut: bool = False
    error: OSError | None = None

    def file(self, name: str) -> str:
        """The path below the site of a file in the folder."""
        return posixpath.join(self.path, name)


@dataclass(frozen=True, slots=True)
class _Top:
    """Where a part of the walk begins, and the real folders of the links that lead to it."""

    path: str
    targets: tuple[Path, ...] = ()


def walk(root: Path, start: str, enters: Callable[[str], bool]) -> Iterator[WalkedFolder]:
    """Yields the folders at and below `start`.

    A link is not followed if the walk would come back to where it is: if it leads to the site, to
    a folder above it, or to a folder in which it stands. A folder that can't be read is yielded
    with the error; one that vanishes meanwhile is left out.

    Args:
        root: The site, with symbolic links resolved.
        start: Path of the first folder below the site; empty for the site's root.
        enters: Tells whether to enter a folder, by its path below the site.
    """
    pending = [_Top(start)]
    linked = 0
    errors: list[OSError] = []
    while pending:
        top = pending.pop()
        for folder, folders, files in os.walk(root / top.path, onerror=errors.append):
            yield from _unreadable(root, errors)
            below = Path(folder).relative_to(root).as_posix()
            path = "" if below == "." else below
            linked += bool(top.targets)
            if linked > MAX_LINKED_FOLDERS:
                yield WalkedFolder(path, (), is_cut=True)
                return
            entered = sorted(name for name in folders if enters(posixpath.join(path, name)))
            links = [name for name in entered if os.path.islink(os.path.join(folder, name))]  # noqa: PTH114, PTH118 - ten times as fast as Path
            folders[:] = [name for name in entered if name not in links]
            target = Path(os.path.realpath(folder)) if top.targets else None
            yield WalkedFolder(path, tuple(sorted(files)), target)
            for name in reversed(links):
                linked_top = _followed(root, Path(folder), posixpath.join(path, name), top)
                if linked_top is not None:
                    pending.append(linked_top)
        yield from _unreadable(root, errors)


def _unreadable(root: Path, errors: list[OSError]) -> Iterator[WalkedFolder]:
    """Yields folders that can't be read, and empties the list of errors."""
    for error in errors:
        if not is_gone_error(error):
            below = Path(os.fsdecode(error.filename)).relative_to(root).as_posix()
            yield WalkedFolder("" if below == "." else below, (), error=error)
    errors.clear()


def _followed(root: Path, folder: Path, link: str, top: _Top) -> _Top | None:
    """Where the walk goes on behind a link; None if it doesn't follow the link."""
    if len(top.targets) == MAX_LINK_DEPTH:
        return None
    target = Path(os.path.realpath(root / link))
    here = Path(os.path.realpath(folder))
    if any(inner.is_relative_to(target) for inner in (root, here, *top.targets)):
        return None
    return _Top(link, (*top.targets, target))
