"""Pages of a built site with their photos, and the posts that they are rendered from."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from unicodedata import normalize
from urllib.parse import unquote

from slidescan.core.records import ImageReference, Link, Page, Post
from slidescan.posts.rendered.photo_matcher import Match

_NOT_WORD = re.compile(r"[\W_]+")
_ASCII_SIGNS = bytes(n for n in range(128) if not chr(n).isalnum())
_LOWER_CASE = bytes(ord(chr(n).lower()) if n < 128 else n for n in range(256))
_DATE_PREFIX = re.compile(r"\d{4}-\d{1,2}-\d{1,2}[-_]")
_INDEX_STEMS = frozenset({"index", "_index", "readme"})


@lru_cache(maxsize=65536)
def text_key(text: str) -> str:
    """A text by which headings and titles are compared: letters and digits count, case doesn't."""
    if text.isascii():
        return text.encode().translate(_LOWER_CASE, _ASCII_SIGNS).decode() or text.strip()
    key = _NOT_WORD.sub("", normalize("NFKC", text)).casefold()
    return key or normalize("NFC", text).strip()


def slug_key(name: str) -> str:
    """The last part of an address, or a file's stem, by which both are compared."""
    return _NOT_WORD.sub("-", normalize("NFC", name)).strip("-").casefold()


@dataclass(frozen=True)
class SourcePost:
    """A post with the links that the generator's rules give.

    Attributes:
        post: The post.
        mtime: When it was written, in nanoseconds.
        links: Its links by the rules, by photo.
    """

    post: Post
    mtime: int
    links: Mapping[str, tuple[Link, ...]]

    @cached_property
    def headings(self) -> frozenset[str]:
        """Its headings, as they are compared."""
        return frozenset(text_key(section.path[-1]) for section in self.post.sections)

    @cached_property
    def photos(self) -> frozenset[str]:
        """The photos that the rules find in it."""
        return frozenset(self.links)

    @cached_property
    def title(self) -> str:
        """Its title, as it is compared."""
        return text_key(self.post.title)

    @cached_property
    def slug(self) -> str:
        """The name of its file, or of its folder, as it is compared."""
        folder, name = posixpath.split(self.post.path)
        stem = posixpath.splitext(name)[0]
        if stem.partition(".")[0].lower() in _INDEX_STEMS:
            stem = posixpath.basename(folder)
        return slug_key(_DATE_PREFIX.sub("", stem))

    @cached_property
    def references(self) -> Mapping[str, tuple[ImageReference, ...]]:
        """Its references by the name of the file that they end in."""
        by_name: dict[str, list[ImageReference]] = {}
        for reference in self.post.references:
            by_name.setdefault(file_key(reference.target), []).append(reference)
        return {name: tuple(references) for name, references in by_name.items()}

    def lines_of(self, photo: str) -> tuple[int, ...]:
        """Its lines that refer to a photo: by the rules, else by the name of the photo's file."""
        by_rules = {link.line for link in self.links.get(photo, ())}
        lines = by_rules or {each.line for each in self.references.get(file_key(photo), ())}
        return tuple(sorted(lines))


@dataclass(frozen=True)
class BuiltPage:
    """A page with the photos that it shows.

    Attributes:
        path: Its path below the built site.
        page: What was read of it.
        mtime: When it was written, in nanoseconds.
        matches: For each of its images, the photos that it can be.
        unresolved: Indices of images of the site that are none of its photos.
    """

    path: str
    page: Page
    mtime: int
    matches: tuple[Match, ...]
    unresolved: tuple[int, ...] = ()

    @cached_property
    def photos(self) -> frozenset[str]:
        """The photos in its content."""
        return frozenset(
            photo
            for image, match in zip(self.page.images, self.matches, strict=True)
            if not image.is_aside
            for photo in match.photos
        )

    @cached_property
    def all_photos(self) -> frozenset[str]:
        """The photos on it, those in its navigation and banners included."""
        return frozenset(photo for match in self.matches for photo in match.photos)

    @cached_property
    def headings(self) -> frozenset[str]:
        """Its headings, as they are compared."""
        return frozenset(text_key(heading.text) for heading in self.page.headings)

    @cached_property
    def titles(self) -> frozenset[str]:
        """Its title and its main headings, as they are compared."""
        texts = [heading.text for heading in self.page.headings if heading.level == 1]
        return frozenset(text_key(text) for text in (self.page.title, *texts))

    @cached_property
    def slug(self) -> str:
        """The last part of its address, as it is compared."""
        folder, name = posixpath.split(self.path)
        stem = posixpath.splitext(name)[0]
        return slug_key(posixpath.basename(folder) if stem == "index" else stem)


@dataclass(frozen=True, slots=True)
class StablePage:
    """A page whose links an earlier run decided.

    Attributes:
        post: The path of its post; empty for a list of posts.
        photos: The photos that it shows.
        mtime: When it was written, in nanoseconds.
    """

    post: str
    photos: frozenset[str]
    mtime: int


def file_key(target: str) -> str:
    """The name of the file that an address ends in, as it is compared."""
    path = re.split(r"[?#]", target, maxsplit=1)[0]
    return normalize("NFC", unquote(posixpath.basename(path.rstrip("/")))).casefold()
