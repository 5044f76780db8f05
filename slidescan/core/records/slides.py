"""Slides: what photos show, once they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records.lines import Line
from slidescan.core.records.photo import Detection, Kind, Photo, Turn
from slidescan.core.records.posts import Json, Link

AltSource: TypeAlias = Literal["slidescan", "person"]
"""Who wrote the alt text of a slide."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines of a photo, and the engine that read them.

    Attributes:
        engine: The engine's name.
        model: The engine's model, exact enough to tell when to read again.
        languages: ISO 639-1 codes that the engine was given.
        lines: Lines in reading order.
    """

    engine: str
    model: str
    languages: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PhotoReading:
    """A photo, the slide in it, and its lines, before other photos are considered.

    Attributes:
        photo: The photo file.
        detection: Where the slide is in it.
        reading: Its lines.
        kind: What the photo is of.
    """

    photo: Photo
    detection: Detection
    reading: Reading
    kind: Kind


@dataclass(frozen=True, slots=True)
class Card:
    """A slide in short, for a list of all slides; the fields are as in `Slide`."""

    image: str
    sha256: str
    title: str | None
    alt: str
    taken: str | None
    kind: Kind
    quad: PhotoQuad | None
    turn: Turn
    textless: bool
    links: tuple[Link, ...]

    @property
    def date(self) -> str | None:
        """The day of the first post that shows the slide, else the day of the photo."""
        days = [link.date for link in self.links if link.date]
        return min(days) if days else self.taken[:10] if self.taken else None


@dataclass(frozen=True, slots=True)
class Slide:
    """What a photo shows, once read.

    Attributes:
        image: The photo's path below the site, `/` separators.
        photo: The photo file.
        detection: Where the slide is in it.
        reading: Its lines.
        title: The slide's title; None if it has none.
        alt: The alt text.
        description: The slide's text in reading order, without footers.
        language: ISO 639-1 code of the slide's text; the reading's language if the text doesn't
            tell.
        links: The links to it.
        duplicates: Other photos with the same bytes or of the same slide.
        kind: What the photo is of.
        alt_by: Who wrote the alt text.
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
    kind: Kind = "slide"
    alt_by: AltSource = "slidescan"

    @property
    def textless(self) -> bool:
        """Whether the slide has no text."""
        return not self.reading.lines

    @property
    def text(self) -> str:
        """All lines, in reading order, joined by newlines."""
        return "\n".join(line.text for line in self.reading.lines)

    def to_json(self) -> Json:
        """The slide as in the contract."""
        quad = self.detection.quad
        return {
            "image": self.image,
            "sha256": self.photo.sha256,
            "width": self.photo.width,
            "height": self.photo.height,
            "taken": self.photo.taken,
            "kind": self.kind,
            "quad": quad.to_json() if quad else None,
            "quad_confidence": round(self.detection.confidence, 3),
            "quad_by": self.detection.by,
            "turn": self.detection.turn,
            "fingerprint": self.detection.fingerprint,
            "engine": self.reading.engine,
            "model": self.reading.model,
            "languages": list(self.reading.languages),
            "language": self.language,
            "title": self.title,
            "text": self.text,
            "lines": [line.to_json() for line in self.reading.lines],
            "alt": self.alt,
            **({"alt_by": self.alt_by} if self.alt_by == "person" else {}),
            "description": self.description,
            "duplicates": list(self.duplicates),
            "links": [link.to_json() for link in self.links],
        }
