"""Finds the built site of a site, and keeps its files apart from the sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from glob import escape
from pathlib import Path

from slidescan.core.presence import reported_errors
from slidescan.posts.rendered.folder import OUTPUT_FOLDERS, BuiltSite, find_folder, open_folder
from slidescan.posts.site import Site


def with_built_site(site: Site, rendered: str | None) -> tuple[Site, BuiltSite | None]:
    """Returns a site without the posts and photos of its built site, and the built site.

    Args:
        site: The site.
        rendered: The folder of the built site; empty for none, None to look for it in the site.

    Raises:
        UsageError: The given folder holds no built site.
        FileUnreachable: The system can't tell whether a folder holds one, or what is in it.
    """
    if rendered == "":
        return site, None
    with reported_errors():
        return _with_built_site(site, rendered)


def _with_built_site(site: Site, rendered: str | None) -> tuple[Site, BuiltSite | None]:
    if rendered is not None:
        given = open_folder(Path(rendered))
        return without(site, given.root), given
    candidates = [
        folder
        for folder in dict.fromkeys((*site.generator.output_folders, *OUTPUT_FOLDERS))
        if (site.root / folder / "index.html").is_file()
    ]
    if not candidates:
        return site, None
    sources = site
    for folder in candidates:
        sources = without(sources, site.root / folder)
    oldest = min(_post_times(sources), default=None)
    newer = None if oldest is None else find_folder(site.root, candidates, oldest)
    return (site, None) if newer is None else (without(site, newer.root), newer)


def without(site: Site, folder: Path) -> Site:
    """Returns a site that leaves a folder below it out."""
    if folder == site.root or not folder.is_relative_to(site.root):
        return site
    return replace(site, exclude=(*site.exclude, "/" + escape(site.relative(folder))))


def _post_times(site: Site) -> Iterator[int]:
    for path in site.post_paths:
        try:
            yield (site.root / path).stat().st_mtime_ns
        except OSError:
            continue
