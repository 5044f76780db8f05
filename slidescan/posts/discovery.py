"""Finds the site that photos belong to."""

from __future__ import annotations

import os
from pathlib import Path

from slidescan.core.presence import check_readable, is_folder, reported_errors
from slidescan.errors import FileUnreachable, SiteNotFound
from slidescan.posts.generators.registry import FALLBACK, generator_of, recogniser_of
from slidescan.posts.site import Site


def find_site(
    start: Path,
    *,
    site: Path | None = None,
    base_url: str | None = None,
    exclude: tuple[str, ...] = (),
) -> Site:
    """Finds the site that a photo or folder belongs to.

    Args:
        start: A photo, or a folder of photos.
        site: The site's root, if the user gives it. Otherwise it is the nearest root at or above
            `start`; if there is no root, it is the working folder if that contains `start`, else
            the folder of `start`.
        base_url: Overrides the configured address.
        exclude: Patterns of paths to leave out.

    Raises:
        SiteNotFound: `site` is not a folder, or `start` doesn't exist.
        ConfigInvalid: The site's configuration can't be read.
        FileUnreachable: The site can't be read.
    """
    with reported_errors():
        return _find_site(start, site, base_url, exclude)


def _find_site(
    start: Path, site: Path | None, base_url: str | None, exclude: tuple[str, ...]
) -> Site:
    if site is not None:
        root = Path(os.path.realpath(site.expanduser()))
        if not is_folder(root):
            raise SiteNotFound(f"{site} is no folder", "name the site's root with --site")
        return _site(root, base_url, exclude)
    if not os.path.lexists(start.expanduser()):
        raise SiteNotFound(f"{start} doesn't exist", "give a photo, or a folder of photos")
    path = start.expanduser()
    folder = _folder(Path(os.path.abspath(path)))  # noqa: PTH100 - keeps symbolic links
    real_folder = _folder(Path(os.path.realpath(path)))
    nearest = _nearest_root(folder, real_folder)
    if nearest is None:
        working_folder = Path.cwd().resolve()
        nearest = working_folder if real_folder.is_relative_to(working_folder) else real_folder
    root = Path(os.path.realpath(nearest))
    return _site(root, base_url, exclude)


def _site(root: Path, base_url: str | None, exclude: tuple[str, ...]) -> Site:
    check_readable(root)
    return Site(root, generator_of(root, base_url) or FALLBACK.load(root, base_url), exclude)


def _folder(path: Path) -> Path:
    """The path if it is a folder, else the nearest folder above it that can be reached."""
    for above in (path, *path.parents):
        try:
            if is_folder(above):
                return above
        except FileUnreachable:
            continue
    return path.parent


def _nearest_root(*folders: Path) -> Path | None:
    """The nearest root of a site at or above one of the folders; None without one.

    Args:
        folders: A folder as it is named, and where symbolic links lead; the first with a site
            decides, since what stands in a site belongs to it. A mere repository comes last.
    """
    plain = None
    for folder in dict.fromkeys(folders):
        for root in (folder, *folder.parents):
            recogniser = recogniser_of(root)
            if recogniser is None:
                continue
            if recogniser is not FALLBACK:
                return root
            plain = plain or root
            if not _is_part(root):
                break
    return plain


def _is_part(repository: Path) -> bool:
    """Whether a repository can be part of a site: a submodule, or one that a link leads to."""
    is_linked = os.path.realpath(repository) != str(repository)
    return is_linked or (repository / ".git").is_file()
