"""What changed among the files of a site since its posts were linked, and which posts it concerns.

Linking resolves references against all files of a site. A new photo is looked for by the posts
that may show it, so one photo among 100,000 costs no look at the others.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from itertools import chain

from slidescan.core.records import Post
from slidescan.errors import FileUnreachable
from slidescan.posts.file_types import is_image
from slidescan.posts.name_keys import is_open, name_keys
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue
from slidescan.store.linked_files import pack, unpack

_PAGES_OF_FOLDERS = frozenset({"index", "_index", "readme"})
"""The names of files that are the page of their folder, whose address the images below it share."""

MAX_CHANGED_IMAGES = 2_000
"""With more, all posts are linked again, which then takes no longer."""


@dataclass(frozen=True, slots=True)
class FileChanges:
    """The changes among the files of a site.

    Attributes:
        keys: The keys of the images that came, went, or have another address; None for any.
        before: The list of files as the catalogue has it.
        after: The list of files to store.
    """

    keys: frozenset[str] | None
    before: str
    after: str

    @classmethod
    def of(cls, catalogue: Catalogue, site: Site) -> FileChanges:
        """Compares a site with the list in its catalogue."""
        before, after = catalogue.linked_files.stored(), pack(site.files)
        if before == after:
            return cls(frozenset(), before, after)
        files = unpack(before)
        return cls(None if files is None else _keys(site, files), before, after)

    @property
    def is_any(self) -> bool:
        """Whether anything changed."""
        return self.before != self.after

    def concerns(self, post: Post) -> bool:
        """Whether the links of a post, or what is said about its references, can change."""
        keys = self.keys
        if not keys:
            return keys is None
        targets = [reference.target for reference in post.references]
        targets += [reference.target for reference in post.included]
        mentioned = (name for _, name in post.mentions)
        return any(
            not keys.isdisjoint(name_keys(name)) for name in chain(targets, mentioned)
        ) or any(map(is_open, targets))

    def store(self, catalogue: Catalogue) -> None:
        """Stores the list of files, within the transaction that stores the posts."""
        if not self.is_any:
            return
        # Another ingest may have linked posts meanwhile: then the next one links all of them.
        is_same = catalogue.linked_files.stored() == self.before
        catalogue.linked_files.put(self.after if is_same else "")


def _keys(site: Site, before: frozenset[str]) -> frozenset[str] | None:
    """The keys of the images whose files or addresses changed; None if they can't be told."""
    changed = before.symmetric_difference(site.files)
    images = {path for path in changed if is_image(path)}
    folders = tuple({folder for path in changed - images for folder in _folders_of(path)})
    if "/" in folders:
        return None
    if folders:
        images.update(p for p in (*before, *site.files) if p.startswith(folders) and is_image(p))
    if len(images) > MAX_CHANGED_IMAGES:
        return None
    try:
        urls = [url for image in images for url in site.generator.image_urls(image)]
    except (OSError, FileUnreachable):
        # Each post that needs the unreachable file says so.
        return None
    return frozenset(chain.from_iterable(map(name_keys, chain(images, urls))))


def _folders_of(post: str) -> tuple[str, ...]:
    """The folders whose images can have an address below that of a post, each with a slash."""
    folder, name = posixpath.split(post)
    stem = name.partition(".")[0]
    below = {posixpath.join(folder, each) + "/" for each in (stem, posixpath.splitext(name)[0])}
    return (*below, f"{folder}/") if stem.lower() in _PAGES_OF_FOLDERS else tuple(below)
