"""Photos, readings and posts as the catalogue keeps them: what tells whether they have changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo file as it was last seen: size in bytes, time of change in nanoseconds."""

    image: str
    sha256: str
    size: int
    mtime: int


@dataclass(frozen=True, slots=True)
class StoredReading:
    """What was read in the bytes of a photo.

    Attributes:
        reader: Pipeline and model that read it.
        photo: The file.
        detection: Where the slide is.
        reading: What it says, roles as the slide alone shows them.
        kind: What it is.
    """

    reader: str
    photo: Photo
    detection: Detection
    reading: Reading
    kind: Kind = "slide"


@dataclass(frozen=True, slots=True)
class StoredPost:
    """A post as it was last read.

    Attributes:
        size: Bytes.
        mtime: Nanoseconds.
        state: Of everything else that its links depend on.
        post: What it holds.
        links: Where it shows which image.
        missing: Images that it shows but that don't exist.
    """

    size: int
    mtime: int
    state: str
    post: Post
    links: Mapping[str, tuple[Link, ...]]
    missing: tuple[MissingReference, ...]


@dataclass(frozen=True, slots=True)
class Gist:
    """What a slide says, without where it stands: what puts many slides in order.

    Attributes:
        image: Its photo's path below the site.
        lines: Text, confidence 0..1 and role of each, in reading order.
        about: Titles, sections and tags of what shows it.
    """

    image: str
    lines: tuple[tuple[str, float, str], ...]
    about: tuple[str, ...]

    @classmethod
    def of(cls, slide: Slide) -> Gist:
        """The gist of a slide."""
        lines = tuple((line.text, line.confidence, line.role) for line in slide.reading.lines)
        about = (t for link in slide.links for t in (link.title, *link.section, *link.tags))
        return cls(slide.image, lines, tuple(about))
