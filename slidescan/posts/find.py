"""Finding the site that photos belong to."""

from __future__ import annotations

from pathlib import Path

from slidescan.errors import SiteNotFound
from slidescan.posts import hugo
from slidescan.posts.plain import Plain
from slidescan.posts.site import Generator, Site

OTHER_MARKS = (
    "mkdocs.yml", "mkdocs.yaml", "_config.yml", "docusaurus.config.js", "docusaurus.config.ts",
    "astro.config.mjs", "astro.config.ts", "eleventy.config.js", ".eleventy.js", ".obsidian",
    ".vitepress", "slidescan.toml", ".git",
)  # fmt: skip
"""What stands at the root of sites that are read as plain folders of Markdown."""


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
        root = site.expanduser().resolve()
        if not root.is_dir():
            raise SiteNotFound(f"{site} is no folder", "name the site's root with --site")
        return Site(root, _generator(root, base_url), exclude)
    found = start.expanduser().resolve()
    if not found.exists():
        raise SiteNotFound(f"{start} doesn't exist", "give a photo, or a folder of photos")
    folder = found if found.is_dir() else found.parent
    for above in (folder, *folder.parents):
        if hugo.recognise(above):
            return Site(above, hugo.Hugo.load(above, base_url), exclude)
        if any((above / mark).exists() for mark in OTHER_MARKS):
            return Site(above, Plain(base_url), exclude)
    working = Path.cwd().resolve()
    root = working if folder.is_relative_to(working) else folder
    return Site(root, Plain(base_url), exclude)


def _generator(root: Path, base_url: str | None) -> Generator:
    return hugo.Hugo.load(root, base_url) if hugo.recognise(root) else Plain(base_url)
