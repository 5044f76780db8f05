"""The addresses of posts as the last ingest stored them."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping
from functools import cached_property

from slidescan.core.versions import LINKING_VERSION
from slidescan.errors import SlidescanError
from slidescan.posts.earlier_addresses import EarlierAddress
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue
from slidescan.store.linked_files import unpack
from slidescan.store.location import Location
from slidescan.store.stored import StoredPost

MAX_SINGLE_LOOKUPS = 20
"""After so many posts, all posts are loaded at once: a site's bundles ask for each other."""

_SECTION_PAGE = "_index"
"""The name of a page whose front matter can decide about the addresses of the pages below it."""


class StoredAddresses:
    """The addresses of the posts in an index; see `EarlierAddresses`.

    Args:
        location: The index.
        site: The site as it is now.
    """

    def __init__(self, location: Location, site: Site) -> None:
        self._location = location
        self._site = site
        self._loaded: dict[str, StoredPost | None] = {}

    def __call__(self, path: str) -> EarlierAddress | None:
        """The address of the post at a path; None if it isn't known."""
        try:
            return earlier_address(self._stored(path), self._state) if self._is_valid else None
        except SlidescanError:
            return None  # the generator knows it

    def _stored(self, path: str) -> StoredPost | None:
        if path not in self._loaded and len(self._loaded) < MAX_SINGLE_LOOKUPS:
            with Catalogue.open(self._location) as catalogue:
                self._loaded[path] = catalogue.posts_at((path,)).get(path)
        return self._loaded[path] if path in self._loaded else self._all.get(path)

    @cached_property
    def _all(self) -> Mapping[str, StoredPost]:
        with Catalogue.open(self._location) as catalogue:
            return catalogue.posts()

    @cached_property
    def _state(self) -> str:
        return reading_state(self._site)

    @cached_property
    def _is_valid(self) -> bool:
        with Catalogue.open(self._location) as catalogue:
            files = unpack(catalogue.linked_files.stored())
            pages = section_pages(files or ())
            stored = catalogue.posts_at(pages)
        return files is not None and are_sections_unchanged(self._site, pages, stored)


def reading_state(site: Site) -> str:
    """A text that changes whenever the same bytes of a post may be read differently."""
    return f"{LINKING_VERSION} {site.generator.name} {site.generator.config_state}"


def earlier_address(stored: StoredPost | None, state: str) -> EarlierAddress | None:
    """The address of a stored post; None if it isn't known, or if another version read the post.

    Args:
        stored: The post, if the index has it.
        state: The current `reading_state`.
    """
    if stored is None or not stored.state.startswith(state + " "):
        return None
    post = stored.post
    return EarlierAddress(post.matter, post.url) if isinstance(post.url, str) else None


def section_pages(files: Iterable[str]) -> tuple[str, ...]:
    """The pages of sections among the files of a site, in order."""
    candidates = (path for path in files if _SECTION_PAGE in path)
    return tuple(
        sorted(p for p in candidates if posixpath.basename(p).startswith(_SECTION_PAGE + "."))
    )


def are_sections_unchanged(
    site: Site, pages: Iterable[str], stored: Mapping[str, StoredPost]
) -> bool:
    """Whether the pages of a site's sections are the same files as when its posts were read."""
    if tuple(pages) != section_pages(site.files):
        return False
    for page in pages:
        before = stored.get(page)
        try:
            status = os.stat(f"{site.root}/{page}")  # noqa: PTH116 - a fifth of the time
        except OSError:
            return False
        if before is None or (before.size, before.mtime) != (status.st_size, status.st_mtime_ns):
            return False
    return True
