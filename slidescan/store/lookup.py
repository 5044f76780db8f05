"""Finds photos, posts and the site of a catalogue by the names that people type."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from slidescan.errors import IndexUnusable, NotInIndex
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location, Server
from slidescan.store.post_outlines import post_titles
from slidescan.store.serialization import unreadable
from slidescan.store.validation import is_too_long

_UPWARDS = re.compile(r"(?:\.{0,2}/)*")
"""What leads a relative path to another folder: `./`, `../../`."""


def site_root(catalogue: Catalogue) -> Path:
    """Returns the folder that the paths of slides and posts are relative to.

    Raises:
        IndexDamaged: The stored site isn't a valid path.
    """
    root = catalogue.meta("site") or "."
    if "\0" in root or is_too_long(root):
        raise unreadable(ValueError("its site is no path"))
    if isinstance(catalogue.location, Server):
        return Path(os.path.normpath(Path(root).absolute()))
    return Path(os.path.normpath(catalogue.location.resolve() / root))


def stored_root(location: Location, root: Path) -> str:
    """Returns the site's root as an index stores it: relative if the index is inside it."""
    if isinstance(location, Server):
        return str(root)
    index = location.resolve()
    return os.path.relpath(root, index) if index.is_relative_to(root) else str(root)


def default_root(location: Location) -> Path:
    """Returns the default site of an index: its folder's parent, or the current folder."""
    return Path.cwd() if isinstance(location, Server) else location.resolve().parent


def trusted_root(catalogue: Catalogue) -> Path:
    """Returns `site_root`, for callers that read or write posts there.

    Raises:
        IndexUnusable: The index was made elsewhere, and its site isn't its folder's parent.
    """
    root = site_root(catalogue)
    if not catalogue.may_trust():
        raise IndexUnusable(
            f"the index {catalogue.location} names the site {root}, and was not made here",
            f"ingest again with --site {root} if that is right",
        )
    return root


def find_image(catalogue: Catalogue, name: str) -> str:
    """Returns the path of the photo with this name.

    Raises:
        NotInIndex: No photo has this name, or several do.
    """
    images = _matches(name, catalogue.images, catalogue.has, site_root(catalogue))
    if len(images) == 1:
        return images[0]
    if images:
        raise NotInIndex(
            f"{name} may be {images[0]}, {images[1]}{' or others' if len(images) > 2 else ''}",
            "give more of its path",
        )
    raise NotInIndex(f"the index holds no photo {name}", "read it with slidescan ingest")


def find_posts(catalogue: Catalogue, name: str) -> tuple[str, ...]:
    """Returns the paths of posts by path, end of a path, or part of a title.

    Raises:
        NotInIndex: No post matches.
    """
    posts = catalogue.post_files()
    paths = _matches(name, lambda: sorted(posts), posts.__contains__, site_root(catalogue))
    if not paths:
        words = name.casefold()
        titles = post_titles(catalogue.database)
        paths = tuple(path for path, title in titles.items() if words in title.casefold())
    if not paths:
        raise NotInIndex(f"the index holds no post {name}", "see slidescan status")
    return paths


def _matches(
    name: str, list_paths: Callable[[], Sequence[str]], has: Callable[[str], bool], root: Path
) -> tuple[str, ...]:
    """Returns the paths below `root` that match a name.

    Prefers an exact path, then the end of a path, then its end without the suffix, then the same
    in other letter case or another composition of accents.

    Args:
        name: The name.
        list_paths: Lists all paths; it takes longer than `has`.
        has: Whether there is a path.
        root: The site.
    """
    try:
        if b"\0" in name.encode():
            return ()  # not a valid path
    except UnicodeEncodeError:
        return ()  # bytes that are no UTF-8, which no index holds
    if has(name):
        return (name,)
    try:
        expanded = Path(name).expanduser()
    except RuntimeError:
        expanded = Path(name)  # no user has the name after the tilde
    absolute = Path(os.path.abspath(expanded))  # noqa: PTH100 - keeps links
    plain = Path(os.path.normpath(name)).as_posix()
    exact = {plain}
    for path in (absolute, Path(os.path.realpath(absolute))):
        if path.is_relative_to(root):
            exact.add(path.relative_to(root).as_posix())
    for candidate in sorted(exact):
        if has(candidate):
            return (candidate,)
    paths = list_paths()
    end = "/" + _UPWARDS.sub("", plain, count=1)
    return _ending(paths, end, str) or _ending(paths, _folded(end), _folded)


def _ending(paths: Sequence[str], end: str, form: Callable[[str], str]) -> tuple[str, ...]:
    """Returns the paths whose form ends with `end`, else those that do without their suffix."""
    forms = [(path, form(f"/{path}")) for path in paths]
    return tuple(path for path, written in forms if written.endswith(end)) or tuple(
        path for path, written in forms if written.rpartition(".")[0].endswith(end)
    )


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
