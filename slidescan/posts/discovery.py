"""Finds the site that photos belong to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from slidescan.core.presence import check_readable, is_folder, reported_errors
from slidescan.errors import FileUnreachable, SiteNotFound
from slidescan.posts.generators.protocol import Generator
from slidescan.posts.generators.registry import FALLBACK, generator_of, recogniser_of
from slidescan.posts.generators.several import Several, candidate_folders
from slidescan.posts.site import Site
from slidescan.posts.site_files import matches_pattern


def find_site(
    start: Path,
    *,
    site: Path | None = None,
    base_url: str | None = None,
    exclude: tuple[str, ...] = (),
    cdn: tuple[tuple[str, str], ...] = (),
) -> Site:
    """Finds the site that a photo or folder belongs to.

    Args:
        start: A photo, or a folder of photos.
        site: The site's root, if the user gives it. Otherwise it is the nearest root at or above
            `start`; if there is no root, it is the working folder if that contains `start`, else
            the folder of `start`. Sites in the folders of a root that is none itself belong to it.
        base_url: Overrides the configured address.
        exclude: Patterns of paths to leave out.
        cdn: Beginnings of addresses that serve files of the site, as in `SiteHosts`.

    Raises:
        SiteNotFound: `site` is not a folder, or `start` doesn't exist.
        ConfigInvalid: The site's configuration can't be read.
        FileUnreachable: The site can't be read.
    """
    with reported_errors():
        return _site(_find_root(start, site), base_url, exclude, cdn)


def _find_root(start: Path, site: Path | None) -> Path:
    if site is not None:
        root = Path(os.path.realpath(site.expanduser()))
        if not is_folder(root):
            raise SiteNotFound(f"{site} is no folder", "name the site's root with --site")
        return root
    if not os.path.lexists(start.expanduser()):
        raise SiteNotFound(f"{start} doesn't exist", "give a photo, or a folder of photos")
    path = start.expanduser()
    folder = _folder(Path(os.path.abspath(path)))  # noqa: PTH100 - keeps symbolic links
    real_folder = _folder(Path(os.path.realpath(path)))
    nearest = _nearest_root(folder, real_folder)
    if nearest is None:
        working_folder = Path.cwd().resolve()
        nearest = working_folder if real_folder.is_relative_to(working_folder) else real_folder
    return Path(os.path.realpath(nearest))


def _site(
    root: Path,
    base_url: str | None,
    exclude: tuple[str, ...],
    cdn: tuple[tuple[str, str], ...],
) -> Site:
    check_readable(root)
    generator = generator_of(root, base_url) or FALLBACK.load(root, base_url)
    if isinstance(generator, FALLBACK):
        generator = _with_sites_below(root, base_url, generator, exclude)
    return Site(root, generator, exclude, cdn)


def _with_sites_below(
    root: Path, base_url: str | None, plain: Generator, exclude: Sequence[str]
) -> Generator:
    """The rules of the sites in the folders of a plain folder; `plain` if there are none."""
    folders: list[str] = []
    for folder in candidate_folders(root):
        is_inside = any(folder.startswith(other + "/") for other in folders)
        if any(matches_pattern(folder, pattern) for pattern in exclude):
            continue
        if not is_inside and recogniser_of(root / folder) not in (None, FALLBACK):
            folders.append(folder)
    if not folders:
        return plain
    # An address that is given is that of the only site.
    address = base_url if len(folders) == 1 else None
    parts = ((folder, generator_of(root / folder, address)) for folder in folders)
    return Several(root, parts=tuple((folder, part) for folder, part in parts if part is not None))


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
