"""Reads the pages of the built site, and begins to decode the pictures that will be compared."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Set
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from slidescan.core.collection import without_collection
from slidescan.core.records import Failure
from slidescan.core.regular_files import read_start
from slidescan.core.versions import LINKING_VERSION
from slidescan.errors import PageUnreadable
from slidescan.posts.file_types import is_image
from slidescan.posts.rendered.addresses import Addresses
from slidescan.posts.rendered.folder import BuiltSite, PageFile
from slidescan.posts.rendered.photo_matcher import PhotoMatcher
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPage

if TYPE_CHECKING:
    from slidescan.ingest.built_pictures import BuiltPictures

MIN_PAGES_AHEAD = 1_000
"""From so many new pages, pictures are decoded in a process of their own, which takes half a second
to start."""

PAGES_PER_BATCH = 250
"""How many pages are read before their pictures are handed over."""

_DIGEST_PREFIX = f"{LINKING_VERSION} "
"""Begins the digest of a page: other versions read pages in another way."""


@dataclass(frozen=True, slots=True)
class BuiltPages:
    """The pages of a built site as they are now.

    Attributes:
        built: The built site.
        pages: The pages that can be read, by path.
        changed: The paths of those that changed.
        failures: Pages that can't be read.
        pictures: The images of both sites.
        matcher: Recognises the site's images among those of the pages.
    """

    built: BuiltSite
    pages: Mapping[str, StoredPage]
    changed: Set[str]
    failures: tuple[Failure, ...]
    pictures: BuiltPictures
    matcher: PhotoMatcher


@contextmanager
def built_pages(
    catalogue: Catalogue, site: Site, built: BuiltSite | None
) -> Iterator[BuiltPages | None]:
    """Reads the pages of a built site, and stores those that changed.

    Of many new pages, pictures are decoded in another process until the context ends: linking posts
    meanwhile costs no time.

    Args:
        catalogue: Open for writing.
        site: The site.
        built: Its built site, if it has one.
    """
    if built is None:
        yield None
        return
    from slidescan.imaging.same_picture import quiet_decoding  # lazy: loads OpenCV and Pillow
    from slidescan.ingest.built_pictures import BuiltPictures
    from slidescan.ingest.picture_process import PictureProcess

    images = [path for path in site.files if is_image(path)]
    # One search for circular references at the end costs less than one after each part.
    with closing(PictureProcess()) as process, without_collection(), quiet_decoding():
        pictures = BuiltPictures(
            *(site.root, built.root, images, catalogue.photos(), catalogue.built.pictures()),
            *(catalogue.built.signature, process),
        )
        matcher = PhotoMatcher(site.root, images, lambda: site.images_by_url, built, pictures)
        pages, changed, failures = _read_pages(catalogue, site, built, matcher)
        yield BuiltPages(built, pages, changed, failures, pictures, matcher)


def page_prefix(site: Site, built: BuiltSite) -> str:
    """What precedes the paths of pages, to tell them apart from those of the site's files."""
    is_below = built.root.is_relative_to(site.root) and built.root != site.root
    return (site.relative(built.root) if is_below else built.root.name) + "/"


def _read_pages(
    catalogue: Catalogue, site: Site, built: BuiltSite, matcher: PhotoMatcher
) -> tuple[dict[str, StoredPage], Set[str], tuple[Failure, ...]]:
    """The pages of the built site, and which of them changed; reads those, and stores them."""
    prefix = page_prefix(site, built)
    stored = catalogue.built.pages()
    read = {p: stored[p] for p, file in built.pages.items() if _is_current(file, stored.get(p))}
    fresh = [path for path in built.pages if path not in read]
    failures = []
    for start in range(0, len(fresh), PAGES_PER_BATCH):
        batch = {}
        for path in fresh[start : start + PAGES_PER_BATCH]:
            try:
                batch[path] = _current(built.root, path, built.pages[path], stored.get(path))
            except PageUnreadable as error:
                failures.append(Failure(prefix + path, error.what, error.remedy))
        read.update(batch)
        if len(fresh) >= MIN_PAGES_AHEAD:
            _decode_ahead(site, batch, matcher)
    pages = {path: read[path] for path in built.pages if path in read}
    changed = {path: read[path] for path in fresh if path in read}
    gone = stored.keys() - pages.keys()
    if changed or gone:
        with catalogue.transaction():
            catalogue.built.forget_pages(gone)
            catalogue.built.put_pages(changed)
    return pages, changed.keys(), tuple(failures)


def _decode_ahead(site: Site, pages: Mapping[str, StoredPage], matcher: PhotoMatcher) -> None:
    """Begins to decode the pictures on some pages."""
    read = {path: stored.page for path, stored in pages.items()}
    addresses = Addresses.of(site.generator.base_url, read)
    matcher.prepare(first_addresses(pages, addresses), is_ahead=True)


def _is_current(file: PageFile, before: StoredPage | None) -> bool:
    """Whether a page is what an earlier ingest read, by its size and times."""
    if before is None or (before.size, before.mtime, before.changed) != file:
        return False
    return before.digest.startswith(_DIGEST_PREFIX)


def _current(root: Path, path: str, file: PageFile, before: StoredPage | None) -> StoredPage:
    """Reads a page again; it is parsed only if its bytes changed.

    Raises:
        PageUnreadable: It can't be read.
    """
    from slidescan.posts.rendered.page_reader import (  # lazy: loads lxml
        MAX_PAGE_BYTES,
        read_page,
    )

    try:
        data = read_start(f"{root}{os.sep}{path}", MAX_PAGE_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise PageUnreadable(reason, "check that it is there and readable") from error
    digest = _DIGEST_PREFIX + hashlib.sha256(data).hexdigest()
    if before is not None and before.digest == digest:
        return replace(before, size=file.size, mtime=file.mtime, changed=file.changed)
    return StoredPage(file.size, file.mtime, file.changed, digest, read_page(data))


def first_addresses(pages: Mapping[str, StoredPage], addresses: Addresses) -> Iterator[str]:
    """Yields for each image of the pages the first address that is on the site, as a path."""
    for path, stored in pages.items():
        for image in stored.page.images:
            below = (addresses.path_of(each, path, stored.page.base) for each in image.addresses)
            first = next((each for each in below if each is not None), None)
            if first is not None:
                yield first
