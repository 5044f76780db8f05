"""Built sites written for a test, and their links without reading photos."""

from __future__ import annotations

import os
from pathlib import Path

from slidescan.ingest.built_pages import built_pages
from slidescan.ingest.built_site import BuiltUpdate, decide_links
from slidescan.ingest.link_posts import link_changed_posts
from slidescan.posts.discovery import find_site
from slidescan.posts.rendered.discovery import with_built_site
from slidescan.store.catalogue import Catalogue

PAGES_SECONDS = 2_000_000_000
"""When the pages of a built site are written: after all posts."""


def links_by_pages(
    root: Path, built: Path | None, *, index: Path | None = None, base_url: str | None = None
) -> BuiltUpdate:
    """The links of a site by the pages of its built site, or without one."""
    site = find_site(root, site=root, base_url=base_url)
    site, found = with_built_site(site, str(built) if built else "")
    folder = index or root.parent / f"{root.name}.index"
    with Catalogue.open(folder, write=True) as catalogue:
        with built_pages(catalogue, site, found) as pages:
            update = link_changed_posts(catalogue, site, site.post_paths)
            decided = decide_links(catalogue, site, pages, update)
        with catalogue.transaction():
            for stored in update.changed:
                catalogue.put_post(stored)
            update.files.store(catalogue)
            catalogue.built.forget_links(decided.gone)
            catalogue.built.put_links(decided.changed)
            catalogue.built.put_stable(decided.stable.to_text())
    return decided


def page(body: str, head: str = "", title: str = "") -> str:
    """A page."""
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def newer(root: Path) -> None:
    """Makes all files below a folder newer than all posts."""
    for path in root.rglob("*"):
        os.utime(path, (PAGES_SECONDS, PAGES_SECONDS))
