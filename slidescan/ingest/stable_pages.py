"""Remembers which pages of the built site are stable, and under which circumstances.

See `posts.rendered.stable`. An entry counts as long as the bytes of the page, the post, all images
of both sites and the rules are what they were.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from slidescan.core.versions import LINKING_VERSION
from slidescan.posts.rendered.addresses import Addresses
from slidescan.posts.rendered.folder import BuiltSite
from slidescan.posts.rendered.sources import StablePage
from slidescan.posts.site import Site
from slidescan.store.serialization import dumps
from slidescan.store.stored import StoredPage, StoredPageLinks, StoredPost


@dataclass(frozen=True, slots=True)
class StableRecord:
    """What the catalogue remembers of stable pages.

    Attributes:
        state: Changes with everything that links depend on besides pages and posts.
        pages: For each page its post, a digest of both, and how many photos it shows.
        lists: For each list of posts a digest of its page, and the photos that it shows.
    """

    state: str = ""
    pages: Mapping[str, tuple[str, str, int]] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    @classmethod
    def of_text(cls, text: str) -> StableRecord:
        """The record from the output of `to_text`; an empty one from anything else."""
        try:
            return msgspec.json.decode(text, type=cls)
        except msgspec.MsgspecError:
            return cls()

    def to_text(self) -> str:
        """The record as text."""
        return msgspec.json.encode(self).decode()


def state_of(
    site: Site, built: BuiltSite, addresses: Addresses, pages: int, images_state: str
) -> str:
    """A digest of everything that links depend on besides pages and posts.

    Args:
        site: The site.
        built: Its built site.
        addresses: The addresses of its pages.
        pages: The number of its pages: with fewer addresses, some of them share one.
        images_state: Changes whenever an image of the site does.
    """
    generator = site.generator
    circumstances = [
        *(LINKING_VERSION, generator.name, generator.config_state, images_state),
        *(str(built.root), sorted((path, str(to)) for path, to in built.linked.items())),
        *(addresses.site.origin, addresses.site.base, addresses.is_bare),
        pages - len(addresses.pages),
        list(_images_of(built)),
    ]
    return hashlib.sha256(dumps(circumstances).encode("utf-8", "surrogateescape")).hexdigest()


def _images_of(built: BuiltSite) -> Iterator[tuple[str, int, int]]:
    """The images of a built site, their sizes in bytes, and when they were written."""
    for path in sorted(built.images):
        try:
            status = os.lstat(f"{built.root}{os.sep}{path}")
            yield path, status.st_size, status.st_mtime_ns
        except OSError:
            yield path, -1, -1


def still_stable(
    record: StableRecord,
    state: str,
    pages: Mapping[str, StoredPage],
    posts: Mapping[str, StoredPost],
    links: Mapping[str, StoredPageLinks],
) -> tuple[dict[str, StablePage], dict[str, StablePage]]:
    """The pages and lists whose links, as the catalogue has them, are still right.

    Args:
        record: What an earlier run remembered.
        state: The circumstances now.
        pages: All pages, by path.
        posts: All posts, by path.
        links: The links that the catalogue has, by post.
    """
    if record.state != state:
        return {}, {}
    stable = {}
    for path, (key, digest, photos) in record.pages.items():
        page, post, before = pages.get(path), posts.get(key), links.get(key)
        on_page = frozenset(before.links) if before and before.page == path else frozenset[str]()
        if (
            page is not None
            and post is not None
            and len(on_page) == photos
            and post.mtime <= page.mtime
            and _digest(page, post) == digest
        ):
            stable[path] = StablePage(key, on_page, page.mtime)
    lists = {
        path: StablePage("", frozenset(photos), pages[path].mtime)
        for path, (digest, photos) in record.lists.items()
        if path in pages and pages[path].digest == digest
    }
    return stable, lists


def record_of(
    state: str,
    stable: Mapping[str, StablePage],
    before: Mapping[str, tuple[str, str, int]],
    pages: Mapping[str, StoredPage],
    posts: Mapping[str, StoredPost],
) -> StableRecord:
    """What to remember of stable pages.

    Args:
        state: The circumstances.
        stable: The stable pages and lists, by path.
        before: What an earlier run remembered of those pages that are still stable.
        pages: All pages, by path.
        posts: All posts, by path.
    """
    return StableRecord(
        state,
        {
            path: before.get(path)
            or (each.post, _digest(pages[path], posts[each.post]), len(each.photos))
            for path, each in stable.items()
            if each.post
        },
        {
            path: (pages[path].digest, tuple(sorted(each.photos)))
            for path, each in stable.items()
            if not each.post
        },
    )


def _digest(page: StoredPage, post: StoredPost) -> str:
    lines = [(image, [link.line for link in links]) for image, links in post.links.items()]
    text = f"{page.digest} {post.size} {post.mtime} {post.state} {lines}"
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
