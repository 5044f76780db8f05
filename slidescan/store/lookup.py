"""Photos and posts of the catalogue, as a person names them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from slidescan.errors import IndexUnusable, NotInIndex
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location, Server
from slidescan.store.serialization import unreadable
from slidescan.store.validation import is_too_long


def site_root(catalogue: Catalogue) -> Path:
    """The folder that paths of slides and posts start at."""
    place = catalogue.meta("site") or "."
    if "\0" in place or is_too_long(place):
        raise unreadable(ValueError("its site is no path"))
    if isinstance(catalogue.location, Server):
        return Path(os.path.normpath(Path(place).absolute()))
    return Path(os.path.normpath(catalogue.location.resolve() / place))


def site_place(place: Location, root: Path) -> str:
    """How an index notes its site: as seen from its folder where it lies in it, else absolute."""
    if isinstance(place, Server):
        return str(root)
    index = place.resolve()
    return os.path.relpath(root, index) if index.is_relative_to(root) else str(root)


def default_root(place: Location) -> Path:
    """The site of an index that says none: the folder above it; of one on a server, this one."""
    return Path.cwd() if isinstance(place, Server) else place.resolve().parent


def trusted_root(catalogue: Catalogue) -> Path:
    """`site_root`, for whoever is going to read or write posts there.

    Raises:
        IndexUnusable: The index came from elsewhere and names a site other than its own folder's.
    """
    root = site_root(catalogue)
    if not catalogue.may_trust():
        raise IndexUnusable(
            f"the index {catalogue.location} names the site {root}, and was not made here",
            f"ingest again with --site {root} if that is right",
        )
    return root


def image_named(catalogue: Catalogue, given: str) -> str:
    """The photo that a person means.

    Raises:
        NotInIndex: The catalogue holds none such, or several.
    """
    found = _named(given, catalogue.images(), site_root(catalogue))
    if len(found) == 1:
        return found[0]
    if found:
        raise NotInIndex(
            f"{given} may be {found[0]}, {found[1]}{' or others' if len(found) > 2 else ''}",
            "give more of its path",
        )
    raise NotInIndex(f"the index holds no photo {given}", "read it with slidescan ingest")


def posts_named(catalogue: Catalogue, given: str) -> tuple[str, ...]:
    """The posts that a person means: by path, the end of a path, or part of a title.

    Raises:
        NotInIndex: The catalogue holds none such.
    """
    posts = catalogue.posts()
    found = _named(given, tuple(posts), site_root(catalogue))
    if not found:
        wanted = given.casefold()
        found = tuple(p for p, stored in posts.items() if wanted in stored.post.title.casefold())
    if not found:
        raise NotInIndex(f"the index holds no post {given}", "see slidescan status")
    return found


def _named(given: str, paths: Sequence[str], root: Path) -> tuple[str, ...]:
    """Which of `paths` (below `root`) a person means.

    Exactly; else by the end of the path; else by that without its suffix.
    """
    if "\0" in given:
        return ()  # no path, whatever the system would say of it
    known = set(paths)
    if given in known:
        return (given,)
    absolute = Path(os.path.abspath(Path(given).expanduser()))  # noqa: PTH100 - links stay as named
    plain = Path(os.path.normpath(given)).as_posix()
    exact = {plain}
    for place in (absolute, Path(os.path.realpath(absolute))):
        if place.is_relative_to(root):
            exact.add(place.relative_to(root).as_posix())
    for name in sorted(exact):
        if name in known:
            return (name,)
    end = "/" + plain.lstrip("./")
    return tuple(path for path in paths if path.endswith(end)) or tuple(
        path for path in paths if f"/{path}".rpartition(".")[0].endswith(end)
    )
