"""Walks the folders of a site; follows symbolic links to folders, since generators publish them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum, auto
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
        unusual: Those of them that are no regular files: links, pipes, what has vanished.
        target: Its real path if a symbolic link leads to it, else None.
        is_cut: Whether the walk ended here, since a link leads to too many folders.
        error: Why its entries can't be read; None if they can.
    """

    path: str
    files: tuple[str, ...]
    target: Path | None = None
    is_cut: bool = False
    error: OSError | None = None
    unusual: frozenset[str] = frozenset()

    def file(self, name: str) -> str:
        """The path below the site of a file in the folder."""
        return f"{self.path}/{name}" if self.path else name


@dataclass(frozen=True, slots=True)
class _Top:
    """Where a part of the walk begins, and the real folders of the links that lead to it."""

    path: str
    targets: tuple[Path, ...] = ()


class Listings:
    """The entries of a site's folders: each folder is listed once, however often it is walked.

    Args:
        root: The site, with symbolic links resolved.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._by_path: dict[str, _Entries] = {}

    def of(self, path: str) -> _Entries:
        """The entries of a folder.

        Raises:
            OSError: It can't be read.
        """
        entries = self._by_path.get(path)
        if entries is None:
            entries = self._by_path[path] = _Entries.of(self.root / path)
        return entries


def walk(listings: Listings, start: str, enters: Callable[[str], bool]) -> Iterator[WalkedFolder]:
    """Yields the folders at and below `start`.

    A link is not followed if the walk would come back to where it is: if it leads to the site, to
    a folder above it, or to a folder in which it stands. A folder that can't be read is yielded
    with the error; one that vanishes meanwhile is left out.

    Args:
        listings: The entries of the site's folders.
        start: Path of the first folder below the site; empty for the site's root.
        enters: Tells whether to enter a folder, by its path below the site.
    """
    root = listings.root
    tops = [_Top(start)]
    linked = 0
    while tops:
        top = tops.pop()
        pending = [top.path]
        while pending:
            path = pending.pop()
            folder = root / path
            try:
                entries = listings.of(path)
            except OSError as error:
                if not is_gone_error(error):
                    yield WalkedFolder(path, (), error=error)
                continue
            linked += bool(top.targets)
            if linked > MAX_LINKED_FOLDERS:
                yield WalkedFolder(path, (), is_cut=True)
                return
            target = Path(os.path.realpath(folder)) if top.targets else None
            walked = WalkedFolder(path, entries.files, target, unusual=entries.unusual)
            yield walked
            for name in reversed(entries.folders):
                if not enters(below := walked.file(name)):
                    continue
                if name not in entries.links:
                    pending.append(below)
                elif (linked_top := _followed(root, folder, below, top)) is not None:
                    tops.append(linked_top)


@dataclass(frozen=True, slots=True)
class _Entries:
    """The entries of a folder.

    Attributes:
        folders: The names of its folders, and of links to folders, sorted.
        links: Those of them that are links.
        files: The names of all other entries, sorted.
        unusual: Those of them that are no regular files.
    """

    folders: tuple[str, ...]
    links: frozenset[str]
    files: tuple[str, ...]
    unusual: frozenset[str]

    @classmethod
    def of(cls, folder: Path) -> _Entries:
        """Lists a folder; the system tells what most entries are without a look at each.

        Raises:
            OSError: It can't be read.
        """
        kinds: dict[_Kind, list[str]] = {kind: [] for kind in _Kind}
        with os.scandir(folder) as entries:
            for entry in entries:
                kinds[_kind_of(entry)].append(entry.name)
        links, others = kinds[_Kind.LINK], kinds[_Kind.OTHER]
        return cls(
            tuple(sorted(kinds[_Kind.FOLDER] + links)),
            frozenset(links),
            tuple(sorted(kinds[_Kind.FILE] + others)),
            frozenset(others),
        )


class _Kind(IntEnum):
    """What an entry of a folder is."""

    FILE = auto()
    FOLDER = auto()
    LINK = auto()
    OTHER = auto()


def _kind_of(entry: os.DirEntry[str]) -> _Kind:
    """What an entry is: `LINK` for a link to a folder, `OTHER` if the system can't tell."""
    try:
        if entry.is_file(follow_symlinks=False):
            return _Kind.FILE
        if not entry.is_dir():
            return _Kind.OTHER
        is_link = entry.is_symlink() or _is_junction(entry)
    except OSError:
        return _Kind.OTHER
    return _Kind.LINK if is_link else _Kind.FOLDER


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a link to a folder of Windows' own kind; Python 3.12 tells."""
    is_junction = getattr(entry, "is_junction", None)
    return is_junction is not None and bool(is_junction())


def _followed(root: Path, folder: Path, link: str, top: _Top) -> _Top | None:
    """Where the walk goes on behind a link; None if it doesn't follow the link."""
    if len(top.targets) == MAX_LINK_DEPTH:
        return None
    target = Path(os.path.realpath(root / link))
    here = Path(os.path.realpath(folder))
    if any(inner.is_relative_to(target) for inner in (root, here, *top.targets)):
        return None
    return _Top(link, (*top.targets, target))
