"""Slides: the content of photos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records.decks import SlidePage
from slidescan.core.records.drawings import Drawing
from slidescan.core.records.lines import Line
from slidescan.core.records.photo import Detection, Kind, Photo, Turn
from slidescan.core.records.posts import Json, Link
from slidescan.core.records.structures import SlideStructure

AltSource: TypeAlias = Literal["slidescan", "person"]
"""Who wrote the alt text of a slide."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines of a photo, and the engine that read them.

    Attributes:
        engine: The engine's name.
        model: The engine's model, precise enough to tell whether to read again.
        languages: ISO 639-1 codes passed to the engine.
        lines: Lines in reading order.
        unread_scripts: Scripts of lines that nothing on the machine could read, as in
            `core.languages`.
        drawing: Shapes and connectors; None if the picture has no connectors, or the reading is of
            a version that didn't look for them.
    """

    engine: str
    model: str
    languages: tuple[str, ...]
    lines: tuple[Line, ...]
    unread_scripts: tuple[str, ...] = ()
    drawing: Drawing | None = None

    def to_json(self) -> Json:
        """The reading as stored."""
        return {
            "engine": self.engine,
            "model": self.model,
            "languages": list(self.languages),
            "lines": [line.to_json() for line in self.lines],
            **({"unread_scripts": list(self.unread_scripts)} if self.unread_scripts else {}),
            **({"drawing": self.drawing.to_json()} if self.drawing else {}),
        }


@dataclass(frozen=True, slots=True)
class PhotoReading:
    """A photo, the slide in it, and its lines, independent of other photos.

    Attributes:
        photo: The photo file.
        detection: Where the slide is in it.
        reading: Its lines.
        kind: The kind of the photo.
    """

    photo: Photo
    detection: Detection
    reading: Reading
    kind: Kind


@dataclass(frozen=True, slots=True)
class Card:
    """A short form of a slide, for a list of all slides; its fields are as in `Slide`."""

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
    language: str = "en"
    confidence: float | None = None

    @classmethod
    def of(cls, slide: Slide) -> Card:
        """The card of a slide."""
        return cls(
            slide.image,
            slide.photo.sha256,
            slide.title,
            slide.alt,
            slide.photo.taken,
            slide.kind,
            slide.detection.quad,
            slide.detection.turn,
            slide.textless,
            slide.links,
            slide.language,
            slide.confidence,
        )

    @property
    def date(self) -> str | None:
        """The date of the first post that shows the slide, else the date of the photo."""
        days = [link.date for link in self.links if link.date]
        return min(days) if days else self.taken[:10] if self.taken else None


@dataclass(frozen=True, slots=True)
class Slide:
    """The content of a photo.

    Attributes:
        image: The photo's path below the site, `/` separators.
        photo: The photo file.
        detection: Where the slide is in it.
        reading: Its lines.
        title: The slide's title, if any.
        alt: The alt text; empty if nothing worth saying was read without doubt.
        description: The slide's text in reading order, without footers.
        language: ISO 639-1 code of the slide's text, or the reading's language if the text is
            unclear.
        links: The links from posts to the photo.
        duplicates: Other photos with the same bytes or of the same slide.
        kind: The kind of the photo.
        alt_by: Who wrote the alt text.
        structure: What the slide shows besides its words; None if an older version derived it.
        page: The page of the speaker's deck that the slide takes its words from, if any.
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
    structure: SlideStructure | None = None
    page: SlidePage | None = None

    @property
    def textless(self) -> bool:
        """Whether the slide has no text; text outside the slide doesn't count."""
        return all(line.is_outside for line in self.reading.lines)

    @property
    def text(self) -> str:
        """The slide's lines, in reading order, joined by newlines; without text outside it."""
        return "\n".join(line.text for line in self.reading.lines if not line.is_outside)

    @property
    def confidence(self) -> float | None:
        """The mean confidence of the slide's characters, 0..1; None without text."""
        lines = [line for line in self.reading.lines if not line.is_outside]
        count = sum(len(line.text) for line in lines)
        if not count:
            return None
        return round(sum(line.confidence * len(line.text) for line in lines) / count, 3)

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
            "alt": self.alt or None,
            **({"alt_by": self.alt_by} if self.alt_by == "person" else {}),
            **(
                {"unread_scripts": list(self.reading.unread_scripts)}
                if self.reading.unread_scripts
                else {}
            ),
            **({"drawing": self.reading.drawing.to_json()} if self.reading.drawing else {}),
            "description": self.description,
            **({"structure": self.structure.to_json()} if self.structure else {}),
            **({"deck": self.page.to_json()} if self.page else {}),
            "duplicates": list(self.duplicates),
            "links": [link.to_json() for link in self.links],
        }
