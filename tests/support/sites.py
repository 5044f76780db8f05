"""Small sites written for a test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from slidescan.core.records import Link
from slidescan.posts.discovery import find_site
from slidescan.posts.links import link_post
from slidescan.posts.read import read_post
from slidescan.posts.site import Site


def write(path: Path, text: str | bytes) -> Path:
    """Writes a file and the folders above it; returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def make_site(root: Path, files: Mapping[str, str | bytes]) -> Site:
    """The site of these files, by path below `root`."""
    for path, text in files.items():
        write(root / path, text)
    return find_site(root, site=root)


def links_of(site: Site, post: str) -> dict[str, list[Link]]:
    """The links of a post, by image."""
    linked = link_post(site, read_post(site, post))
    return {image: list(links) for image, links in linked.links.items()}
