"""Every record that is handed between stages or stored: frozen, slotted, made of tuples.

Records hold no pixels. Everything that has a place is in the pixels of the upright photo
(after its EXIF orientation is applied). `to_json` gives the shapes of the contract.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from slidescan.geometry import Quad

Json: TypeAlias = dict[str, Any]
Role: TypeAlias = Literal["title", "body", "footer"]

DEFAULT_MAX_PIXELS = 100_000_000
DEFAULT_ALT_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Options:
    """What a person chose, whole, from the command line to the workers.

    Attributes:
        index: Folder of the catalogue and the full-text index.
        site: Root of the site; None to find it upwards from the photos.
        posts: Posts, or folders of posts; empty to find those of the site.
        exclude: Patterns (as in .gitignore, without negation) of paths below the site to
            leave out.
        engine: `auto`, `rapidocr` or `tesseract`.
        languages: ISO 639 codes; empty for the site's language.
        jobs: Processes that read photos; 0 for one per core.
        max_pixels: Photos with more pixels are refused before they are decoded.
        force: Read photos again that have not changed.
        prune: Forget slides whose photo is gone.
        alt_length: Most characters of an alt text.
        base_url: Overrides the site's own address.
    """

    index: str = "index"
    site: str | None = None
    posts: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    engine: str = "auto"
    languages: tuple[str, ...] = ()
    jobs: int = 0
    max_pixels: int = DEFAULT_MAX_PIXELS
    force: bool = False
    prune: bool = False
    alt_length: int = DEFAULT_ALT_LENGTH
    base_url: str | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo file as it is once upright.

    Attributes:
        sha256: Digest of the file's bytes, hexadecimal: the photo's key.
        width: Upright width, pixels.
        height: Upright height, pixels.
        taken: When it was taken, ISO 8601 without a zone, from EXIF; None if unknown.
        focal: Focal length in upright pixels, from EXIF; None if unknown.
    """

    sha256: str
    width: int
    height: int
    taken: str | None = None
    focal: float | None = None


@dataclass(frozen=True, slots=True)
class Detection:
    """Where the slide is in the upright photo.

    Attributes:
        quad: The accepted quad; None where the whole photo is read.
        confidence: How sure the finder is of its best quad, accepted or not, 0..1.
    """

    quad: Quad | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text as an engine found it: a word or a run of words on one line.

    Attributes:
        text: What it says.
        confidence: How sure the engine is, 0..1.
        quad: Its corners, in the frame of the picture the engine was given.
    """

    text: str
    confidence: float
    quad: Quad


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the slide.

    Attributes:
        text: What it says.
        confidence: How sure the engine is, 0..1.
        quad: Its corners, in the upright photo.
        role: What it is for.
    """

    text: str
    confidence: float
    quad: Quad
    role: Role = "body"

    def to_json(self) -> Json:
        """As in the contract."""
        return {
            "text": self.text,
            "confidence": round(self.confidence, 3),
            "quad": self.quad.to_json(),
            "role": self.role,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Line:
        """The line that `to_json` gave.

        Raises:
            ValueError, KeyError, TypeError: It is no line.
        """
        role = data["role"]
        return cls(
            text=str(data["text"]),
            confidence=float(data["confidence"]),
            quad=Quad.of(data["quad"]),
            role=role if role in ("title", "footer") else "body",
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine read on a slide.

    Attributes:
        engine: The engine's name.
        model: The engine's model, exact enough to tell when to read again.
        languages: ISO 639-1 codes that were asked for.
        lines: Lines in reading order.
    """

    engine: str
    model: str
    languages: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a post and what stands under it.

    Attributes:
        path: Texts of the headings around it and its own, outermost first.
        anchor: The heading's id in the rendered page; None where it has none.
        level: 1..6.
        line: Where the heading stands, 1-based.
        end: The line after the section's last, 1-based.
    """

    path: tuple[str, ...]
    anchor: str | None
    level: int
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of a post, from `start` up to, not including, `end`."""

    start: int
    end: int


Syntax: TypeAlias = Literal["markdown", "reference", "html", "shortcode", "front matter"]


@dataclass(frozen=True, slots=True)
class ImageReference:
    """One place where a post shows an image.

    Attributes:
        target: The image's address as written, unescaped (`../img/a.jpg`).
        alt: Its alt text, unescaped; None where the syntax has none there.
        line: Where the reference stands, 1-based.
        syntax: How it is written.
        alt_span: The bytes of the alt text between its quotes or brackets; empty where the
            attribute is missing: then `insert` is written before and `"` after it.
        insert: What must stand before a new alt text at an empty span (` alt="`), else "".
        quote: The character that ends the alt text and must be escaped in it.
    """

    target: str
    alt: str | None
    line: int
    syntax: Syntax
    alt_span: Span | None = None
    insert: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A Markdown file of a site.

    Attributes:
        path: Below the site, `/` separators.
        title: From front matter, else its first heading, else its file's name.
        date: ISO 8601 day from front matter or file name; None if unknown.
        tags: From front matter.
        language: ISO 639-1 code, if the post or its site says one.
        url: Where readers open it, without anchor.
        draft: Whether it isn't published (draft, or dated in the future).
        sections: In order.
        references: In order.
    """

    path: str
    title: str
    date: str | None
    tags: tuple[str, ...]
    language: str | None
    url: str
    draft: bool
    sections: tuple[Section, ...]
    references: tuple[ImageReference, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One place where a post shows a photo; fields as in the contract."""

    post: str
    line: int
    title: str
    date: str | None
    tags: tuple[str, ...]
    section: tuple[str, ...]
    anchor: str | None
    url: str
    draft: bool = False

    def to_json(self) -> Json:
        """As in the contract."""
        return {
            "post": self.post,
            "line": self.line,
            "title": self.title,
            "date": self.date,
            "tags": list(self.tags),
            "section": list(self.section),
            "anchor": self.anchor,
            "url": self.url,
            "draft": self.draft,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Link:
        """The link that `to_json` gave.

        Raises:
            KeyError, TypeError: It is no link.
        """
        return cls(
            post=data["post"],
            line=data["line"],
            title=data["title"],
            date=data["date"],
            tags=tuple(data["tags"]),
            section=tuple(data["section"]),
            anchor=data["anchor"],
            url=data["url"],
            draft=bool(data.get("draft", False)),
        )


@dataclass(frozen=True, slots=True)
class MissingReference:
    """A reference to an image of the site that doesn't exist."""

    post: str
    line: int
    target: str

    def to_json(self) -> Json:
        """Post, line and target."""
        return {"post": self.post, "line": self.line, "target": self.target}


@dataclass(frozen=True, slots=True)
class Slide:
    """What a photo shows, once read.

    Attributes:
        image: The photo's path below the site, `/` separators.
        photo: The file.
        detection: Where the slide is in it.
        reading: What it says.
        title: The slide's title; None if it has none.
        alt: Alt text, short.
        description: The slide's text in order, without footers.
        language: ISO 639-1 code of the slide's text, as far as it tells; else the one asked for.
        links: Where posts show it.
        duplicates: Other photos with the same bytes or of the same slide.
    """

    image: str
    photo: Photo
    detection: Detection
    reading: Reading
    title: str | None
    alt: str
    description: str
    language: str = "en"
    links: tuple[Link, ...] = ()
    duplicates: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All lines, in reading order, joined by newlines."""
        return "\n".join(line.text for line in self.reading.lines)

    def to_json(self) -> Json:
        """As in the contract."""
        quad = self.detection.quad
        return {
            "image": self.image,
            "sha256": self.photo.sha256,
            "width": self.photo.width,
            "height": self.photo.height,
            "taken": self.photo.taken,
            "quad": quad.to_json() if quad else None,
            "quad_confidence": round(self.detection.confidence, 3),
            "engine": self.reading.engine,
            "model": self.reading.model,
            "languages": list(self.reading.languages),
            "language": self.language,
            "title": self.title,
            "text": self.text,
            "lines": [line.to_json() for line in self.reading.lines],
            "alt": self.alt,
            "description": self.description,
            "duplicates": list(self.duplicates),
            "links": [link.to_json() for link in self.links],
        }


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be read, while the others were.

    Attributes:
        path: Which file.
        reason: What is wrong with it, one line.
        remedy: What to do about it, one line; may be empty.
    """

    path: str
    reason: str
    remedy: str = ""

    def to_json(self) -> Json:
        """Path, reason and remedy."""
        return {"path": self.path, "reason": self.reason, "remedy": self.remedy}


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did.

    Attributes:
        site: Root of the site, as given or found.
        generator: What renders the site (`hugo`, …, `plain`).
        photos: Photos found below the paths given.
        read: Photos that were read now.
        unchanged: Photos that needed no reading.
        linked: Photos found that at least one post shows.
        posts: Posts of the site.
        posts_read: Posts that had changed.
        pruned: Slides forgotten because their photo is gone.
        gone: Photos in the index whose file is gone (kept unless pruned).
        failures: Photos and posts that could not be read.
        missing: References to images that don't exist.
        seconds: Time it took.
        interrupted: Whether a person stopped it; what was finished is kept.
    """

    site: str
    generator: str
    photos: int = 0
    read: int = 0
    unchanged: int = 0
    linked: int = 0
    posts: int = 0
    posts_read: int = 0
    pruned: int = 0
    gone: int = 0
    failures: tuple[Failure, ...] = ()
    missing: tuple[MissingReference, ...] = ()
    seconds: float = 0.0
    interrupted: bool = False

    def to_json(self) -> Json:
        """All fields."""
        return {
            "site": self.site,
            "generator": self.generator,
            "photos": self.photos,
            "read": self.read,
            "unchanged": self.unchanged,
            "linked": self.linked,
            "posts": self.posts,
            "posts_read": self.posts_read,
            "pruned": self.pruned,
            "gone": self.gone,
            "failures": [f.to_json() for f in self.failures],
            "missing": [m.to_json() for m in self.missing],
            "seconds": round(self.seconds, 3),
            "interrupted": self.interrupted,
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """A slide that a search found.

    Attributes:
        slide: The slide.
        score: BM25F; higher is better, comparable within one search only.
        snippet: Its words in context: pieces of text, and whether each is a word asked for.
        boxes: The words asked for on the upright photo.
    """

    slide: Slide
    score: float
    snippet: tuple[tuple[str, bool], ...]
    boxes: tuple[Quad, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a search.

    Attributes:
        query: As asked.
        total: How many slides match.
        hits: The best of them, best first.
        took_ms: Time in the library, milliseconds.
        suggestion: "Did you mean", when nothing matches.
        note: What was done with a query that could not be taken as it stood; may be empty.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    took_ms: float
    suggestion: str | None = None
    note: str = ""


AltAction: TypeAlias = Literal["write", "keep", "same"]


@dataclass(frozen=True, slots=True)
class AltProposal:
    """The alt text for one image reference.

    Attributes:
        post: The post's path below the site.
        line: Where the reference stands, 1-based.
        image: The photo's path below the site.
        current: The alt text as it is; None where there is none.
        proposed: The alt text that slidescan would write.
        action: `write` where `--write` would change it, `keep` where a person's text stays,
            `same` where it stands there already.
        reason: Why: `missing`, `empty`, `placeholder`, `file name`, `repeated`, or
            `written by a person`, `decorative`, `already written`, `no text to write`.
    """

    post: str
    line: int
    image: str
    current: str | None
    proposed: str
    action: AltAction
    reason: str

    def to_json(self) -> Json:
        """All fields."""
        return {
            "post": self.post,
            "line": self.line,
            "image": self.image,
            "current": self.current,
            "proposed": self.proposed,
            "action": self.action,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Status:
    """What the index holds and what is at hand; see `slidescan status`."""

    version: str
    index: str
    site: str | None
    generator: str | None
    base_url: str | None
    slides: int
    linked: int
    unlinked: tuple[str, ...]
    posts: int
    gone: tuple[str, ...]
    outdated: tuple[str, ...]
    missing: tuple[MissingReference, ...]
    failures: tuple[Failure, ...]
    engines: tuple[EngineStatus, ...]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    config_files: Sequence[str] = ()
    problems: Sequence[str] = ()

    def to_json(self) -> Json:
        """All fields."""
        return {
            "version": self.version,
            "index": self.index,
            "site": self.site,
            "generator": self.generator,
            "base_url": self.base_url,
            "slides": self.slides,
            "linked": self.linked,
            "unlinked": list(self.unlinked),
            "posts": self.posts,
            "gone": list(self.gone),
            "outdated": list(self.outdated),
            "missing": [m.to_json() for m in self.missing],
            "failures": [f.to_json() for f in self.failures],
            "engines": [e.to_json() for e in self.engines],
            "defaults": dict(self.defaults),
            "config_files": list(self.config_files),
            "problems": list(self.problems),
        }


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """An OCR engine and whether it can be used here."""

    name: str
    available: bool
    model: str
    languages: tuple[str, ...]
    remedy: str = ""

    def to_json(self) -> Json:
        """All fields."""
        return {
            "name": self.name,
            "available": self.available,
            "model": self.model,
            "languages": list(self.languages),
            "remedy": self.remedy,
        }
