"""Finds the site that photos belong to."""

from __future__ import annotations

import os
from pathlib import Path

from slidescan.errors import SiteNotFound
from slidescan.posts.generators.registry import FALLBACK, generator_of
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
    """
    if site is not None:
        root = Path(os.path.realpath(site.expanduser()))
        if not root.is_dir():
            raise SiteNotFound(f"{site} is no folder", "name the site's root with --site")
        return Site(root, generator_of(root, base_url) or FALLBACK.load(root, base_url), exclude)
    path = Path(os.path.realpath(start.expanduser()))
    if not os.path.lexists(path):
        raise SiteNotFound(f"{start} doesn't exist", "give a photo, or a folder of photos")
    folder = path if path.is_dir() else path.parent
    for root in (folder, *folder.parents):
        generator = generator_of(root, base_url)
        if generator is not None:
            return Site(root, generator, exclude)
    working_folder = Path.cwd().resolve()
    root = working_folder if folder.is_relative_to(working_folder) else folder
    return Site(root, FALLBACK.load(root, base_url), exclude)
