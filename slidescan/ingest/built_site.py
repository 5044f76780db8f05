"""Reads the pages of the built site, and lets them decide the links of posts."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from slidescan.core.collection import without_collection
from slidescan.core.records import Failure, Link, RenderedReport, UnknownUrls
from slidescan.errors import PostError
from slidescan.ingest.built_pages import BuiltPages, first_addresses, page_prefix
from slidescan.ingest.link_posts import LinkUpdate, links_by_image
from slidescan.ingest.stable_pages import StableRecord, record_of, state_of, still_stable
from slidescan.posts.links import unknown_urls
from slidescan.posts.post_files import decode_post, read_bytes
from slidescan.posts.rendered.addresses import Addresses
from slidescan.posts.rendered.image_addresses import DIGEST_PREFIX
from slidescan.posts.rendered.page_links import BuiltLinks, PageLinker
from slidescan.posts.rendered.photo_matcher import NO_MATCH, Match, PhotoMatcher
from slidescan.posts.rendered.sources import BuiltPage, SourcePost, file_key
from slidescan.posts.rendered.stable import uncontested
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPage, StoredPageLinks, StoredPost

MAX_COMPARED_SIZES = 4
"""How many sizes of an image are compared with the site's photos."""

_GRAPHICS = (".svg", ".gif", ".ico")
"""Suffixes of images that are no photos."""


@dataclass(frozen=True, slots=True)
class BuiltUpdate:
    """What the built site changes.

    Attributes:
        links: The links to each image, from all posts and pages.
        images: Images whose links changed.
        failures: Pages that can't be read.
        changed: Links of posts and pages to store.
        gone: Posts and pages whose links to delete.
        stable: What to remember of stable pages.
        report: What the pages tell; None without a built site.
        unknown_urls: Posts whose addresses are not known, by the reason.
    """

    links: Mapping[str, tuple[Link, ...]]
    images: frozenset[str]
    failures: tuple[Failure, ...]
    changed: Mapping[str, StoredPageLinks]
    gone: frozenset[str]
    stable: StableRecord
    report: RenderedReport | None
    unknown_urls: tuple[UnknownUrls, ...]


def decide_links(
    catalogue: Catalogue, site: Site, built: BuiltPages | None, update: LinkUpdate
) -> BuiltUpdate:
    """Replaces links by the generator's rules with those of the pages that it rendered.

    Stores what it saw of pictures; the links are the caller's to store.

    Args:
        catalogue: Open for writing.
        site: The site.
        built: The pages of its built site, if it has one.
        update: The links by the rules.
    """
    with without_collection():
        return _decided(catalogue, site, built, update)


def _decided(
    catalogue: Catalogue, site: Site, built: BuiltPages | None, update: LinkUpdate
) -> BuiltUpdate:
    before = catalogue.built.links()
    failures: tuple[Failure, ...] = ()
    after: dict[str, StoredPageLinks] = {}
    made = BuiltLinks({})
    stable = StableRecord()
    report = None
    if built is not None:
        failures = built.failures
        made, unchanged, stable = _linked(catalogue, site, built, update, before)
        stored = {key: StoredPageLinks(p.page, p.links) for key, p in made.posts.items()}
        # Equal links stay the same objects, which compare at once from here on.
        after = {k: before[k] if before.get(k) == each else each for k, each in stored.items()}
        after.update((post, before[post]) for post in unchanged if post in before)
        report = RenderedReport(
            folder=str(built.built.root),
            pages=len(built.built.pages),
            posts=sum(1 for key, each in after.items() if key in update.stored and each.page),
            outdated=made.outdated,
        )
    links, images, unknown = update.links, update.images, update.unknown_urls
    if built is not None:
        decided = made.rendered | after.keys()
        posts = (s.post for p, s in update.stored.items() if p not in decided)
        by_rules = (s.links for p, s in update.stored.items() if p not in after)
        of_posts = (*by_rules, *(each.links for each in after.values()))
        unknown = unknown_urls(posts, (k for each in of_posts for of in each.values() for k in of))
    changed = {key: each for key, each in after.items() if before.get(key) is not each}
    gone = frozenset(before.keys() - after.keys())
    if before or after:
        links = links_by_image(update.stored.values(), after)
        decisions = (*changed.values(), *(before[k] for k in gone | changed.keys() & before.keys()))
        posts_by_rules = _of_rules(update, {*changed, *gone})
        touched = update.images.union(*(each.links for each in decisions))
        touched = touched.union(*(each.links for each in posts_by_rules))
        previous = links_by_image(update.previous.values(), before, touched)
        images = frozenset(i for i in touched if links.get(i) != previous.get(i))
    return BuiltUpdate(
        links=links,
        images=images,
        failures=failures,
        changed=changed,
        gone=gone,
        stable=stable,
        report=report,
        unknown_urls=unknown,
    )


def _of_rules(update: LinkUpdate, posts: Set[str]) -> Iterator[StoredPost]:
    """Posts as they are and were, whose links by the rules may count now, or may have counted."""
    for each in (update.stored, update.previous):
        yield from (each[post] for post in posts if post in each)


def _linked(
    catalogue: Catalogue,
    site: Site,
    built: BuiltPages,
    update: LinkUpdate,
    before: Mapping[str, StoredPageLinks],
) -> tuple[BuiltLinks, Set[str], StableRecord]:
    """What the pages tell, the posts that keep their links, and which pages are stable now."""
    pages, pictures, matcher = built.pages, built.pictures, built.matcher
    read = {path: stored.page for path, stored in pages.items()}
    addresses = built.addresses
    posts = {
        path: SourcePost(stored_post.post, stored_post.mtime, stored_post.links)
        for path, stored_post in update.stored.items()
    }
    state = state_of(site, built.built, addresses, len(pages), pictures.images_state)
    record = StableRecord.of_text(catalogue.built.stable())
    stable, lists = still_stable(record, state, pages, update.stored, before)
    taken = {page.post for page in stable.values()}
    others = [source for path, source in posts.items() if path not in taken]
    stable, lists = uncontested(stable, lists, read, others, addresses)
    unstable = pages.keys() - stable.keys() - lists.keys()
    left = {path: page for path, page in pages.items() if path in unstable}
    changed = {path: left[path] for path in built.changed & left.keys()}
    matcher.prepare(first_addresses(changed, addresses))
    recognised = _Images(addresses, matcher, site.photo_of)
    with_photos = {path: recognised.page(path, page) for path, page in left.items()}
    finder = _LineFinder(site)
    prefix = page_prefix(site, built.built)
    links = PageLinker(with_photos, posts, addresses, prefix, finder.find, stable, lists).links()
    if pictures.changed or pictures.gone:
        with catalogue.transaction():
            catalogue.built.forget_pictures(pictures.gone)
            catalogue.built.put_pictures(pictures.changed)
    unchanged = {path: record.pages[path] for path in stable}
    every = {**stable, **lists, **links.stable}
    record = record_of(state, every, unchanged, pages, update.stored)
    return links, {page.post for page in stable.values()}, record


class _Images:
    """Finds the photos that images of pages can be.

    Args:
        addresses: The addresses of the pages.
        matcher: Recognises images.
        photo_of: Returns the photo that an image of the site is.
    """

    def __init__(
        self, addresses: Addresses, matcher: PhotoMatcher, photo_of: Callable[[str], str]
    ) -> None:
        self._addresses = addresses
        self._matcher = matcher
        self._photo_of = photo_of
        self._seen: dict[tuple[tuple[str, ...], str], tuple[Match, bool]] = {}

    def page(self, path: str, stored: StoredPage) -> BuiltPage:
        """A page with the photos that each of its images can be."""
        matches: list[Match] = []
        unresolved: list[int] = []
        for index, image in enumerate(stored.page.images):
            match, may_be_photo = self._look(image.addresses, path, stored.page.base)
            if image.is_opened and matches:
                match = _opened(matches, unresolved, match)
            elif not match.photos and not image.is_aside and may_be_photo:
                unresolved.append(index)
            matches.append(match)
        return BuiltPage(path, stored.page, stored.mtime, tuple(matches), tuple(unresolved))

    def _look(self, of_image: tuple[str, ...], path: str, base: str) -> tuple[Match, bool]:
        """The photos that an image can be, and whether it may be another photo of the site."""
        # What addresses from the root lead to doesn't depend on the page.
        seen = self._seen.get((of_image, ""))
        if seen is None:
            is_rooted = all(address.startswith("/") for address in of_image)
            key = of_image, "" if is_rooted else base or posixpath.dirname(path) or "."
            seen = self._seen.get(key)
        if seen is None:
            inside = [each for each in of_image if each.startswith(DIGEST_PREFIX)]
            local = [
                below
                for address in of_image
                if not address.startswith(DIGEST_PREFIX)
                and (below := self._addresses.path_of(address, path, base)) is not None
            ]
            match = _best_match(self._matcher, [*inside, *local], local)
            photos = tuple(dict.fromkeys(map(self._photo_of, match.photos)))
            originals = tuple(dict.fromkeys(map(self._photo_of, match.originals)))
            if (photos, originals) != (match.photos, match.originals):
                match = replace(match, photos=photos, originals=originals)
            is_photo = any(_may_be_photo(each) and self._matcher.may_show(each) for each in local)
            seen = self._seen[key] = match, is_photo
        return seen


def _opened(matches: list[Match], unresolved: list[int], opened: Match) -> Match:
    """The photo that a thumbnail opens, if the thumbnail is another photo of the site.

    A thumbnail that is none itself stands for the photo that it opens.

    Args:
        matches: The photos of the images before it; the last is the thumbnail.
        unresolved: Indices of images that may be photos.
        opened: The photos that it can be.
    """
    thumbnail = matches[-1]
    if not opened.photos:
        return NO_MATCH
    if not thumbnail.photos:
        matches[-1] = opened
        if unresolved and unresolved[-1] == len(matches) - 1:
            unresolved.pop()
        return NO_MATCH
    return opened if set(opened.photos).isdisjoint(thumbnail.photos) else NO_MATCH


def _best_match(matcher: PhotoMatcher, addresses: Sequence[str], local: Sequence[str]) -> Match:
    """The photos that one of the addresses of an image leads to."""
    uncertain = NO_MATCH
    for address in addresses:
        match = matcher.match(address)
        if match.photos and match.is_certain:
            return match
        uncertain = uncertain if uncertain.photos else match
    if uncertain.photos:
        return uncertain
    similar = (matcher.similar(address) for address in local[:MAX_COMPARED_SIZES])
    return next((match for match in similar if match is not None and match.photos), NO_MATCH)


def _may_be_photo(path: str) -> bool:
    return not path.lower().endswith(_GRAPHICS)


class _LineFinder:
    """Finds the line of a post that names a photo, whatever the form of the reference is."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._texts: dict[str, list[str]] = {}

    def find(self, post: str, photo: str) -> int | None:
        """The first line of a post with the name of a photo's file; None without one."""
        lines = self._texts.get(post)
        if lines is None:
            try:
                text, _ = decode_post(read_bytes(self._site, post))
            except (PostError, OSError):
                text = ""
            lines = self._texts[post] = text.casefold().splitlines()
        name = file_key(photo)
        return next((number for number, line in enumerate(lines, 1) if name in line), None)
