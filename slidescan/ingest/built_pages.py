"""Reads the pages of the built site, and begins to decode the pictures that will be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from slidescan.core.collection import without_collection
from slidescan.core.records import Failure
from slidescan.ingest.page_files import DIGEST_PREFIX, read_pages
from slidescan.posts.file_types import is_image
from slidescan.posts.rendered.addresses import Addresses
from slidescan.posts.rendered.folder import BuiltSite, PageFile
from slidescan.posts.rendered.photo_matcher import PhotoMatcher
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPage

if TYPE_CHECKING:
    from slidescan.ingest.built_pictures import BuiltPictures
    from slidescan.ingest.side_process import SideProcess

MIN_PAGES_AHEAD = 1_000
"""From so many new pages, another process reads some of them and decodes pictures; it takes half a
second to start."""


@dataclass(frozen=True, slots=True)
class BuiltPages:
    """The pages of a built site as they are now.

    Attributes:
        built: The built site.
        pages: The pages that can be read, by path.
        changed: The paths of those that changed.
        failures: Pages that can't be read.
        addresses: The addresses of the pages.
        pictures: The images of both sites.
        matcher: Recognises the site's images among those of the pages.
    """

    built: BuiltSite
    pages: Mapping[str, StoredPage]
    changed: Set[str]
    failures: tuple[Failure, ...]
    addresses: Addresses
    pictures: BuiltPictures
    matcher: PhotoMatcher


@contextmanager
def built_pages(
    catalogue: Catalogue, site: Site, built: BuiltSite | None
) -> Iterator[BuiltPages | None]:
    """Reads the pages of a built site, and stores those that changed.

    If many pages are new, another process shares the work, and then decodes pictures until the
    context ends: linking posts meanwhile costs no time.

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
    from slidescan.ingest.side_process import SideProcess

    images = [path for path in site.files if is_image(path)]
    with closing(SideProcess()) as process, without_collection(is_lasting=True), quiet_decoding():
        pictures = BuiltPictures(
            *(site.root, built.root, images, catalogue.photos(), catalogue.built.pictures()),
            *(catalogue.built.signature, process),
        )
        matcher = PhotoMatcher(site.root, images, lambda: site.images_by_url, built, pictures)
        pages, changed, failures = _read_pages(catalogue, site, built, process)
        read = {path: stored.page for path, stored in pages.items()}
        addresses = Addresses.of(site.generator.base_url, read)
        if len(changed) >= MIN_PAGES_AHEAD:
            new = {path: pages[path] for path in changed}
            matcher.prepare(first_addresses(new, addresses), is_ahead=True)
        yield BuiltPages(built, pages, changed, failures, addresses, pictures, matcher)


def page_prefix(site: Site, built: BuiltSite) -> str:
    """What precedes the paths of pages, to tell them apart from those of the site's files."""
    is_below = built.root.is_relative_to(site.root) and built.root != site.root
    return (site.relative(built.root) if is_below else built.root.name) + "/"


def _read_pages(
    catalogue: Catalogue, site: Site, built: BuiltSite, process: SideProcess
) -> tuple[dict[str, StoredPage], Set[str], tuple[Failure, ...]]:
    """The pages of the built site, and which of them changed; reads those, and stores them."""
    prefix = page_prefix(site, built)
    stored = catalogue.built.pages()
    read = {p: stored[p] for p, file in built.pages.items() if _is_current(file, stored.get(p))}
    fresh = [path for path in built.pages if path not in read]
    digests = {path: stored[path].digest if path in stored else "" for path in fresh}
    failures: dict[str, Failure] = {}
    for path, content in read_pages(
        built.root, digests, process if len(fresh) >= MIN_PAGES_AHEAD else None
    ):
        if isinstance(content, Failure):
            failures[path] = replace(content, path=prefix + path)
        else:
            page = content.page or stored[path].page
            read[path] = StoredPage(*built.pages[path], content.digest, page)
    pages = {path: read[path] for path in built.pages if path in read}
    changed = {path: read[path] for path in fresh if path in read}
    gone = stored.keys() - pages.keys()
    if changed or gone:
        with catalogue.transaction():
            catalogue.built.forget_pages(gone)
            catalogue.built.put_pages(changed)
    return pages, changed.keys(), tuple(failures[path] for path in fresh if path in failures)


def _is_current(file: PageFile, before: StoredPage | None) -> bool:
    """Whether a page is what an earlier ingest read, by its size and times."""
    if before is None or (before.size, before.mtime, before.changed) != file:
        return False
    return before.digest.startswith(DIGEST_PREFIX)


def first_addresses(pages: Mapping[str, StoredPage], addresses: Addresses) -> Iterator[str]:
    """Yields for each image of the pages the first address that is on the site, as a path."""
    for path, stored in pages.items():
        for image in stored.page.images:
            below = (addresses.path_of(each, path, stored.page.base) for each in image.addresses)
            first = next((each for each in below if each is not None), None)
            if first is not None:
                yield first
