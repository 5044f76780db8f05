"""Links posts to the photos that they show; reads only changed posts."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter
from types import MappingProxyType

from slidescan.alt.stored_addresses import (
    are_sections_unchanged,
    earlier_address,
    reading_state,
    section_pages,
)
from slidescan.core.collection import without_collection
from slidescan.core.presence import is_gone_error, reason_of
from slidescan.core.records import Failure, Link, MissingReference, SharedUrl, UnknownUrls
from slidescan.core.today import collect_days, is_ahead
from slidescan.errors import PostError
from slidescan.ingest.file_changes import FileChanges
from slidescan.posts.links import link_post, shared_urls, unknown_urls
from slidescan.posts.post_files import read_bytes
from slidescan.posts.read import read_post
from slidescan.posts.site import Site
from slidescan.posts.unreadable import may_be_there
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPageLinks, StoredPost

CHANGES_ON = " changes on "
"""Stands in a post's state before the day on which it changes by itself: its date, its expiry."""


_POST_AND_LINE = attrgetter("post", "line")

MAX_UNCOLLECTED_POSTS = 2_000
"""How many posts to read before circular references are searched; a post makes 20 at most."""


@dataclass(frozen=True, slots=True)
class LinkUpdate:
    """The links of a site's posts, and the changes that the catalogue doesn't have yet.

    Attributes:
        links: The links to each image, from all posts.
        images: Images whose links changed.
        posts: The number of posts.
        parsed: The number of posts that were parsed because they had changed.
        failures: Posts that could not be read.
        changed: Posts to store.
        gone: Paths of posts to delete; those that may be there, but can't be reached, stay.
        missing: References to images that don't exist, from all posts.
        shared_urls: Addresses that several posts claim.
        stored: All posts, by path.
        previous: The posts as the catalogue has them.
        unknown_urls: Posts whose addresses are not known, by the reason.
        files: What changed among the files of the site.
    """

    links: Mapping[str, tuple[Link, ...]]
    images: frozenset[str]
    posts: int
    parsed: int
    failures: tuple[Failure, ...]
    changed: tuple[StoredPost, ...]
    gone: frozenset[str]
    missing: tuple[MissingReference, ...]
    shared_urls: tuple[SharedUrl, ...]
    stored: Mapping[str, StoredPost]
    previous: Mapping[str, StoredPost]
    unknown_urls: tuple[UnknownUrls, ...]
    files: FileChanges


def link_changed_posts(catalogue: Catalogue, site: Site, paths: Collection[str]) -> LinkUpdate:
    """Reads changed posts, and links posts whose links may have changed; stores nothing.

    Args:
        catalogue: The catalogue with the earlier posts.
        site: The site.
        paths: All its posts.
    """
    with without_collection():
        return _linked(catalogue, site, paths)


def _linked(catalogue: Catalogue, site: Site, paths: Collection[str]) -> LinkUpdate:
    before = catalogue.posts()
    states, files = _SiteStates.of(site), FileChanges.of(catalogue, site)
    if are_sections_unchanged(site, section_pages(before), before):
        site.generator.remember(lambda path: earlier_address(before.get(path), states.reading))
    after: dict[str, StoredPost] = {}
    failures = []
    unseen: list[str] = []
    parsed = 0
    for path in paths:
        try:
            after[path], was_parsed = _current(site, path, before.get(path), states, files)
            parsed += was_parsed
            if was_parsed and parsed % MAX_UNCOLLECTED_POSTS == 0:
                gc.collect(1)  # only what was made since the last search
            if path in before and _loses_unreachable(site, before[path], after[path]):
                after[path] = states.unlinked(before[path])
        except PostError as error:
            failures.append(Failure(path, error.what, error.remedy))
            if path in before and isinstance(error.__cause__, OSError):
                unseen.append(path)
        except OSError as error:
            failures.append(Failure(path, reason_of(error), "check that it is there and readable"))
            if path in before and not is_gone_error(error):
                unseen.append(path)
    selected = set(paths)
    for path in before.keys() - after.keys() - {*unseen}:
        if path not in selected and may_be_there(site.root, path, site.unreadable_folders):
            unseen.append(path)
    for path in unseen:
        after[path] = states.unlinked(before[path]) if files.is_any else before[path]
    links = links_by_image(after.values())
    changed = {path: stored for path, stored in after.items() if before.get(path) is not stored}
    gone = before.keys() - after.keys()
    touched = (*changed.values(), *(before[path] for path in gone | changed.keys() & before.keys()))
    images = {image for stored in touched for image in stored.links}
    previous = links_by_image(before.values(), images=images)
    return LinkUpdate(
        links=links,
        images=frozenset(i for i in images if links.get(i) != previous.get(i)),
        posts=len(after),
        parsed=parsed,
        failures=tuple(failures),
        changed=tuple(changed.values()),
        gone=frozenset(gone),
        missing=tuple(m for stored in after.values() for m in stored.missing),
        shared_urls=shared_urls((stored.post for stored in after.values()), site.address_of),
        stored=after,
        previous=before,
        unknown_urls=unknown_urls(
            (stored.post for stored in after.values()), chain.from_iterable(links.values())
        ),
        files=files,
    )


@dataclass(frozen=True, slots=True)
class _SiteStates:
    """Everything that a post depends on besides its file.

    Attributes:
        reading: State that affects the reading of a post.
        linking: State that affects the targets of its references, apart from the list of files;
            starts with `reading`.
    """

    reading: str
    linking: str

    @classmethod
    def of(cls, site: Site) -> _SiteStates:
        reading = reading_state(site)
        exported = (f"{path} {source}" for path, source in site.sources_of_exported.items())
        links = (f"{path} {target}" for path, target in site.tree.linked_folders.items())
        text = "\n".join((site.hosts.state, *sorted(links), *sorted(exported)))
        data = text.encode("utf-8", "surrogateescape")
        return cls(reading, f"{reading} {hashlib.sha256(data).hexdigest()}")

    def unlinked(self, stored: StoredPost) -> StoredPost:
        """A post that stays as it was, but is linked again by the next ingest."""
        state, change, day = stored.state.partition(CHANGES_ON)
        if not state.startswith(self.reading + " "):
            return stored  # the next ingest reads it again
        state = f"{self.reading} unlinked{change}{day}"
        return stored if state == stored.state else replace(stored, state=state)


def _current(
    site: Site, path: str, old: StoredPost | None, states: _SiteStates, files: FileChanges
) -> tuple[StoredPost, bool]:
    """The current post, and whether its file was parsed.

    Raises:
        PostError, OSError: It can't be read.
    """
    status = os.stat(f"{site.root}{os.sep}{path}")  # noqa: PTH116 - ten times as fast as Path.stat
    size, mtime = status.st_size, status.st_mtime_ns
    unchanged = old if old is not None and (old.size, old.mtime) == (size, mtime) else None
    before, _, changes_on = old.state.partition(CHANGES_ON) if old is not None else ("", "", "")
    if changes_on and not is_ahead(dt.date.fromisoformat(changes_on)):
        unchanged = None  # its date has come, or it has expired
    included = _included_state(site, unchanged.post.includes) if unchanged is not None else ""
    is_linked = unchanged is not None and before == states.linking + included
    if unchanged is not None and is_linked and not files.concerns(unchanged.post):
        return unchanged, False
    if included:
        unchanged = None  # a changed or new file can change what the post includes
    if unchanged is not None and unchanged.state.startswith(states.reading + " "):
        post, was_parsed = unchanged.post, False
    else:
        with collect_days() as days:
            post, was_parsed = read_post(site, path, read_bytes(site, path)), True
        changes_on = min(days).isoformat() if days else ""
        included = _included_state(site, post.includes)
    linked = link_post(site, post)
    state = states.linking + included + (CHANGES_ON + changes_on if changes_on else "")
    return StoredPost(size, mtime, state, post, linked.links, linked.missing), was_parsed


def _loses_unreachable(site: Site, old: StoredPost, new: StoredPost) -> bool:
    """Whether links get lost only since their photos can't be reached now."""
    return any(
        may_be_there(site.root, image, site.unreadable_folders)
        for image in old.links.keys() - new.links.keys()
    )


def _included_state(site: Site, paths: Sequence[str]) -> str:
    """Changes whenever one of the files that a post includes does; empty without any."""
    if not paths:
        return ""
    parts = []
    for path in paths:
        try:
            status = (site.root / path).stat()
            parts.append(f"{path} {status.st_size} {status.st_mtime_ns}")
        except OSError:
            parts.append(f"{path} missing")
    text = "\n".join(parts).encode("utf-8", "surrogateescape")
    return f" {hashlib.sha256(text).hexdigest()}"


def links_by_image(
    posts: Iterable[StoredPost],
    on_pages: Mapping[str, StoredPageLinks] = MappingProxyType({}),
    images: Collection[str] | None = None,
) -> dict[str, tuple[Link, ...]]:
    """The links to each image: newest post first, then down the page.

    Args:
        posts: The posts, with the links by the generator's rules.
        on_pages: Links by the pages of the built site, which replace those of their posts.
        images: The images to return; None for all.
    """
    links: dict[str, list[Link]] = defaultdict(list)
    by_rules = (s.links for s in posts if s.post.path not in on_pages)
    for of_post in chain(by_rules, (stored.links for stored in on_pages.values())):
        for image, post_links in of_post.items():
            if images is None or image in images:
                links[image] += post_links
    for image_links in links.values():
        if len(image_links) > 1:
            image_links.sort(key=_POST_AND_LINE)
            image_links.sort(key=_day, reverse=True)
    return {image: tuple(image_links) for image, image_links in links.items()}


def _day(link: Link) -> str:
    return link.date or ""
