"""Finding the site that photos belong to."""

from __future__ import annotations

import os
from pathlib import Path

from slidescan.errors import SiteNotFound
from slidescan.posts.generators.plain import Plain
from slidescan.posts.generators.registry import generator_of
from slidescan.posts.site import Site


def find_site(
    start: Path,
    *,
    site: Path | None = None,
    base_url: str | None = None,
    exclude: tuple[str, ...] = (),
) -> Site:
    """The site that a photo or folder belongs to.

    Args:
        start: A photo, or a folder of them.
        site: The site's root, if a person named it; else it is looked for upwards from
            `start`. A folder without any mark of a site is its own site, unless the working
            folder lies above it: then that is the site.
        base_url: Overrides the configured address.
        exclude: Patterns of paths to leave out.

    Raises:
        SiteNotFound: `site` is no folder, or `start` doesn't exist.
        ConfigInvalid: The site's configuration can't be read.
    """
    if site is not None:
        root = Path(os.path.realpath(site.expanduser()))
        if not root.is_dir():
            raise SiteNotFound(f"{site} is no folder", "name the site's root with --site")
        return Site(root, generator_of(root, base_url) or Plain.load(root, base_url), exclude)
    found = Path(os.path.realpath(start.expanduser()))
    if not os.path.lexists(found):
        raise SiteNotFound(f"{start} doesn't exist", "give a photo, or a folder of photos")
    folder = found if found.is_dir() else found.parent
    for above in (folder, *folder.parents):
        generator = generator_of(above, base_url)
        if generator is not None:
            return Site(above, generator, exclude)
    working = Path.cwd().resolve()
    root = working if folder.is_relative_to(working) else folder
    return Site(root, Plain.load(root, base_url), exclude)
