"""Pages whose links depend on nothing but themselves and their post.

Most posts have a page of their own, at the address that the rules expect, and each photo on it is
one that the post refers to. Other pages can't change their links. A later run takes them over as
long as neither page nor post, nor an image of either site, changes. The same is true of lists of
posts that only show photos of such pages: they give no link.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from slidescan.core.records import Page
from slidescan.posts.rendered.addresses import Addresses
from slidescan.posts.rendered.repeats import is_listing
from slidescan.posts.rendered.showings import Showing
from slidescan.posts.rendered.sources import BuiltPage, SourcePost, StablePage


def uncontested(
    stable: Mapping[str, StablePage],
    lists: Mapping[str, StablePage],
    pages: Mapping[str, Page],
    posts: Collection[SourcePost],
    addresses: Addresses,
) -> tuple[dict[str, StablePage], dict[str, StablePage]]:
    """Stable pages and lists, without those that may be the page of another post.

    Args:
        stable: Stable pages, by path.
        lists: Stable lists, by path.
        pages: All pages, by path.
        posts: The posts without a stable page.
        addresses: The addresses of all pages.
    """
    urls = (source.post.page_url for source in posts)
    claimed = {addresses.page_at(url) for url in urls if url}
    titles = {source.title for source in posts}
    slugs = {source.slug for source in posts}
    photos = frozenset[str]().union(*(source.photos for source in posts))
    alone = {path: page for path, page in stable.items() if path not in claimed}
    covered = frozenset(chain.from_iterable(page.photos for page in alone.values()))

    def is_free(path: str, page: StablePage) -> bool:
        if path in claimed or not photos.isdisjoint(page.photos) or not page.photos <= covered:
            return False
        built = BuiltPage(path, pages[path], 0, ())
        return built.slug not in slugs and titles.isdisjoint(built.titles)

    return alone, {path: page for path, page in lists.items() if is_free(path, page)}


def stable_pages(
    pages: Mapping[str, BuiltPage],
    sources: Mapping[str, SourcePost],
    on_pages: Mapping[str, Sequence[Showing]],
    addresses: Addresses,
) -> Iterator[str]:
    """Yields the pages whose links depend on themselves and their posts alone.

    Args:
        pages: Pages with a post that no other page or post can be taken for, by path.
        sources: Their posts, by the path of the page.
        on_pages: The images of each page that are photos.
        addresses: The addresses of all pages.
    """
    for path in sources.keys() & pages.keys():
        built = pages[path]
        if (
            not built.unresolved
            and all(each.is_referred for each in on_pages[path])
            and built.all_photos == {each.photo for each in on_pages[path]}
            and not any(built.page.images[each.index].is_aside for each in on_pages[path])
            and _is_original(built, addresses)
        ):
            yield path


def stable_lists(
    pages: Mapping[str, BuiltPage], covered: Collection[str], addresses: Addresses
) -> Iterator[str]:
    """Yields the lists whose photos are all on stable pages: they give no link.

    Args:
        pages: Pages without a post, by path.
        covered: The photos on stable pages.
        addresses: The addresses of all pages.
    """
    for path, built in pages.items():
        if (
            is_listing(path)
            and all(photo in covered for photo in built.all_photos)
            and not built.page.alternates
            and _is_original(built, addresses)
        ):
            yield path


def _is_original(built: BuiltPage, addresses: Addresses) -> bool:
    """Whether a page names no other one as its original."""
    canonical = built.page.canonical
    return not canonical or addresses.page_at(canonical, built.path, built.page.base) == built.path
