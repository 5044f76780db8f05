"""Photos, readings and posts as stored, with the data that shows whether they changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from slidescan.core.records import (
    Detection,
    Kind,
    Link,
    MissingReference,
    Photo,
    Post,
    Reading,
    Slide,
)

if TYPE_CHECKING:
    from slidescan.core.records import Page


class StoredPhoto(NamedTuple):
    """A photo file as the last ingest saw it.

    Attributes:
        image: Its path below the site.
        sha256: Digest of its bytes, hexadecimal.
        size: Its size in bytes.
        mtime: Time of its last change, in nanoseconds.
    """

    image: str
    sha256: str
    size: int
    mtime: int


@dataclass(frozen=True, slots=True)
class StoredReading:
    """The reading of a photo's bytes.

    Attributes:
        reader: The pipeline and model that read it.
        photo: The file.
        detection: The slide in the photo.
        reading: Its lines; their roles follow from this slide alone.
        kind: What the photo shows.
    """

    reader: str
    photo: Photo
    detection: Detection
    reading: Reading
    kind: Kind = "slide"


@dataclass(frozen=True, slots=True)
class StoredPost:
    """A post as the last ingest saw it.

    Attributes:
        size: Its size in bytes.
        mtime: Time of its last change, in nanoseconds.
        state: Digest of everything else that its links depend on.
        post: The post.
        links: Its links, by image.
        missing: Its references to images that don't exist.
    """

    size: int
    mtime: int
    state: str
    post: Post
    links: Mapping[str, tuple[Link, ...]]
    missing: tuple[MissingReference, ...]


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page of the built site as the last ingest saw it.

    Attributes:
        size: Its size in bytes.
        mtime: Time of its last change, in nanoseconds.
        changed: Time of the last change of its file's state, in nanoseconds.
        digest: The version of the reader, and a digest of its bytes.
        page: The page.
    """

    size: int
    mtime: int
    changed: int
    digest: str
    page: Page


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """What an image file shows, to recognise smaller copies of it.

    Attributes:
        size: Its size in bytes.
        mtime: Time of its last change, in nanoseconds.
        sha256: Digest of its bytes; empty if it wasn't needed.
        signature: What the picture looks like; empty if it wasn't needed, None if the catalogue
            holds it and nobody asked for it yet.
        photos: The photos that it was compared with, and those that it is; empty if it wasn't.
    """

    size: int
    mtime: int
    sha256: str
    signature: str | None
    photos: str = ""


@dataclass(frozen=True, slots=True)
class StoredPageLinks:
    """The links that a page of the built site gives.

    Attributes:
        page: The page's path below the built site; empty if the post is on none of its pages.
        links: The links, by image.
    """

    page: str
    links: Mapping[str, tuple[Link, ...]]


@dataclass(frozen=True, slots=True)
class Gist:
    """The text of a slide, without positions, for ranking.

    Attributes:
        image: Its photo's path below the site.
        lines: Text, confidence 0..1 and role of each line, in reading order.
        about: Titles, sections and tags of its links.
    """

    image: str
    lines: tuple[tuple[str, float, str], ...]
    about: tuple[str, ...]

    @classmethod
    def of(cls, slide: Slide) -> Gist:
        """Returns the gist of a slide."""
        lines = tuple((line.text, line.confidence, line.role) for line in slide.reading.lines)
        about = (t for link in slide.links for t in (link.title, *link.section, *link.tags))
        return cls(slide.image, lines, tuple(about))


class Fingerprints(NamedTuple):
    """The hashes of slides, in hexadecimal; a missing hash is empty.

    Attributes:
        images: The photos' paths.
        pictures: The perceptual hash of each slide's picture.
        words: The hash of each slide's words.
    """

    images: list[str]
    pictures: list[str]
    words: list[str]
