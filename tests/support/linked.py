"""What a small site links, for tests of idioms."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from support.sites import links_of, make_site


def linked_urls(root: Path, files: Mapping[str, str]) -> dict[str, list[str | None]]:
    """Writes a site and returns the addresses to which its images are linked, by image."""
    site = make_site(root, files)
    urls: dict[str, list[str | None]] = {}
    for path in site.post_paths:
        for image, links in links_of(site, path).items():
            urls.setdefault(image, []).extend(link.url for link in links)
    return urls
