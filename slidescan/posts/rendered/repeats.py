"""Pages that only repeat what others show: lists, tags, archives, redirects, print versions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

from slidescan.posts.rendered.addresses import Addresses
from slidescan.posts.rendered.sources import BuiltPage, StablePage

_LISTING = re.compile(
    r"""^index\.x?html?$ | (?:^|/)(?:
        (?:page|p|seite)[-/_]?\d+(?=[/.])
        | (?:tags?|categor(?:y|ies)|authors?|archives?|topics?|keywords?|labels?|series|rubriques?
            |genres?|search)(?=/|\.x?html?$)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_FORM = re.compile(
    r"(?:^|/)(?:_?print|amp|singlehtml|404|offline)(?:/|\.x?html?$)|[-._]amp\.x?html?$",
    re.IGNORECASE,
)


def is_listing(path: str) -> bool:
    """Whether a page lists posts, by its path: the home page, pages of lists, tags, archives."""
    return _LISTING.search(path) is not None


def is_other_form(path: str) -> bool:
    """Whether a page is another form of others, by its path: for printing, for AMP, for errors."""
    return _FORM.search(path) is not None


def is_error_page(path: str) -> bool:
    """Whether servers show a page in place of one that they don't have."""
    return path.rpartition("/")[2].lower().startswith("404.") or "404" in path.split("/")[:-1]


def copies(
    pages: Mapping[str, BuiltPage],
    addresses: Addresses,
    stable: Mapping[str, StablePage],
) -> set[str]:
    """The pages that are other forms of pages that show the same photos.

    Args:
        pages: The pages that show photos, by path.
        addresses: The addresses of all pages.
        stable: Other pages, which repeat none.
    """
    paths: set[str] = set()
    photos = _PhotosOf(pages, stable)
    for path, built in pages.items():
        if built.page.is_redirect or is_other_form(path):
            paths.add(path)
            continue
        original = addresses.canonical_page(path, built.page)
        if original is not None and original not in paths and photos.has_all(original, built):
            paths.add(path)
    return paths


def translations(
    pages: Mapping[str, BuiltPage],
    joined: Mapping[str, str],
    addresses: Addresses,
    stable: Mapping[str, StablePage],
) -> set[str]:
    """The pages without a post that repeat a post's page under the address of another language.

    Args:
        pages: The pages, by path.
        joined: Their posts.
        addresses: The addresses of all pages.
        stable: Other pages with a post.
    """
    paths = set()
    photos = _PhotosOf(pages, stable)
    for path, built in pages.items():
        if path in joined:
            continue
        for alternate in built.page.alternates:
            original = addresses.page_at(alternate, path, built.page.base)
            is_page = original != path and (original in joined or original in stable)
            if original is not None and is_page and photos.has_all(original, built):
                paths.add(path)
    return paths


class _PhotosOf:
    """The photos in the content of pages."""

    def __init__(self, pages: Mapping[str, BuiltPage], stable: Mapping[str, StablePage]) -> None:
        self._pages = pages
        self._stable = stable

    def has_all(self, path: str, copy: BuiltPage) -> bool:
        """Whether a page shows all photos of another one, which shows some."""
        page = self._pages.get(path) or self._stable.get(path)
        return page is not None and bool(copy.photos) and copy.photos <= page.photos


class Repeats:
    """Tells which images of pages only lead to another page that shows the same photo.

    Args:
        pages: The pages, by path.
        photos: For each page, its photos and the indices of the images that show them.
        posts_pages: For each photo, the pages of the posts that refer to it.
        addresses: The addresses of all pages.
    """

    def __init__(
        self,
        pages: Mapping[str, BuiltPage],
        photos: Mapping[str, Sequence[tuple[str, int]]],
        posts_pages: Mapping[str, Set[str]],
        addresses: Addresses,
    ) -> None:
        self._pages = pages
        self._photos = photos
        self._posts_pages = posts_pages
        self._addresses = addresses
        self._by_photo: dict[str, set[str]] = defaultdict(set)
        for path, of_page in photos.items():
            for photo, _ in of_page:
                self._by_photo[photo].add(path)

    def is_repeat(self, path: str, index: int, photo: str) -> bool:
        """Whether an image that no post of its page refers to repeats another page.

        Args:
            path: The page.
            index: Index of the image.
            photo: The photo that it shows.
        """
        posts_pages = self._posts_pages.get(photo, frozenset()) - {path}
        if posts_pages:
            return is_listing(path) or bool(self._near(path, index) & posts_pages)
        others = self._by_photo[photo] - {path}
        if is_listing(path) and any(not is_listing(other) for other in others):
            return True
        return any(
            is_listing(path) or not (is_listing(other) or self._leads(other, path, photo))
            for other in self._near(path, index) & others
        )

    def _near(self, path: str, index: int) -> set[str]:
        """The pages that an image, the box around it, or the heading above it leads to."""
        built = self._pages[path]
        image = built.page.images[index]
        heading = built.page.headings[image.heading].address if image.heading >= 0 else ""
        pages = (
            self._addresses.page_at(address, path, built.page.base)
            for address in (*image.near, heading)
            if address
        )
        return {page for page in pages if page is not None and page != path}

    def _leads(self, path: str, to: str, photo: str) -> bool:
        """Whether a page's image of a photo leads to another page."""
        return any(
            to in self._near(path, index) for other, index in self._photos[path] if other == photo
        )
