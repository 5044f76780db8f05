"""Which posts have changed, and what they show."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from slidescan.core.records import Failure, Link, MissingReference, SharedUrl
from slidescan.core.versions import LINKING_VERSION
from slidescan.errors import PostError
from slidescan.posts.links import link_post, shared_urls
from slidescan.posts.read import read_bytes, read_post
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPost


@dataclass(frozen=True, slots=True)
class Relinked:
    """What came of it.

    Attributes:
        links: Where each image is shown, all posts together.
        images: Images whose links changed.
        posts: How many posts there are.
        read: How many had changed.
        failures: Posts that could not be read.
        changed: Posts to be kept, as they are now.
        gone: Paths of posts to be forgotten.
        missing: References to images that don't exist, all posts together.
        shared: Addresses that several posts claim.
    """

    links: Mapping[str, tuple[Link, ...]]
    images: frozenset[str]
    posts: int
    read: int
    failures: tuple[Failure, ...]
    changed: tuple[StoredPost, ...]
    gone: frozenset[str]
    missing: tuple[MissingReference, ...]
    shared: tuple[SharedUrl, ...]


def relink(catalogue: Catalogue, site: Site, posts: Iterable[str]) -> Relinked:
    """Read the posts that have changed, and link all whose links may have; nothing is kept yet.

    Args:
        catalogue: Where posts are kept.
        site: Their site.
        posts: Paths of all its posts.
    """
    before = catalogue.posts()
    reading_state = f"{LINKING_VERSION} {site.generator.name} {site.generator.state}"
    listing = hashlib.sha256("\n".join(site.files).encode("utf-8", "surrogateescape")).hexdigest()
    state = f"{reading_state} {listing}"
    after: dict[str, StoredPost] = {}
    failures = []
    read = 0
    for path in posts:
        old = before.get(path)
        try:
            status = (site.root / path).stat()
            size, mtime = status.st_size, status.st_mtime_ns
            same = old is not None and (old.size, old.mtime) == (size, mtime)
            if old is not None and same and old.state == state:
                after[path] = old
                continue
            if old is not None and same and old.state.startswith(reading_state + " "):
                post = old.post
            else:
                post = read_post(site, path, read_bytes(site, path))
                read += 1
        except PostError as error:
            failures.append(Failure(path, error.what, error.remedy))
            continue
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            failures.append(Failure(path, reason, "check that it is there and readable"))
            continue
        found = link_post(site, post)
        after[path] = StoredPost(size, mtime, state, post, found.links, found.missing)
    links = gathered(after.values())
    previous = gathered(before.values())
    changed = {
        image for image in links.keys() | previous.keys() if links.get(image) != previous.get(image)
    }
    return Relinked(
        links=links,
        images=frozenset(changed),
        posts=len(after),
        read=read,
        failures=tuple(failures),
        changed=tuple(stored for path, stored in after.items() if before.get(path) is not stored),
        gone=frozenset(before.keys() - after.keys()),
        missing=tuple(m for stored in after.values() for m in stored.missing),
        shared=shared_urls((stored.post for stored in after.values()), site.absolute),
    )


def gathered(posts: Iterable[StoredPost]) -> dict[str, tuple[Link, ...]]:
    """Where each image is shown, newest post first, then down the page."""
    found: dict[str, list[Link]] = defaultdict(list)
    for stored in posts:
        for image, links in stored.links.items():
            found[image] += links
    for image_links in found.values():
        image_links.sort(key=lambda link: (link.post, link.line))
        image_links.sort(key=lambda link: link.date or "", reverse=True)
    return {image: tuple(image_links) for image, image_links in found.items()}
