"""What a photo shows: the file, where the slide is in it, what it says, where it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from slidescan.core.geometry import FlatQuad, PhotoQuad
from slidescan.core.records.posts import Json, Link

Role: TypeAlias = Literal["title", "body", "footer"]

Kind: TypeAlias = Literal[
    "slide",
    "exported-slide",
    "screenshot",
    "diagram",
    "whiteboard",
    "flip-chart",
    "document",
    "picture",
    "logo",
]
"""What a photo is of: a photographed slide, something made on a computer (a slide saved as an
image, a screenshot, a diagram, a logo), something else to read (a whiteboard, a flip chart, a
document), or a picture with nothing to read."""

KINDS: tuple[Kind, ...] = get_args(Kind)

Finder: TypeAlias = Literal["finder", "person"]

Reader: TypeAlias = Literal["engine", "person"]

Author: TypeAlias = Literal["slidescan", "person"]

Turn: TypeAlias = Literal[0, 90, 180, 270]


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
        quad: The accepted quad; None where the whole photo is read. Its first corner is the
            slide's own top left, wherever that is in the photo.
        confidence: How sure the finder is of its best quad, accepted or not, 0..1.
        turn: Degrees by which the upright photo must be turned clockwise for its text to stand
            upright: a camera that lay on its side without saying so.
        by: Who found it: a person's word stands.
        fingerprint: Perceptual hash of the slide laid flat, hexadecimal; photos of the same
            slide differ in few of its bits. Empty if unknown.
    """

    quad: PhotoQuad | None
    confidence: float
    turn: Turn = 0
    by: Finder = "finder"
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Corners:
    """Where a person said that the slide is.

    Attributes:
        image: The photo's path below the site.
        sha256: Of its bytes then.
        width: Of the upright photo then, pixels.
        height: Of the upright photo then, pixels.
        quad: The slide; None where there is none, and the whole photo is to be read.
    """

    image: str
    sha256: str
    width: int
    height: int
    quad: PhotoQuad | None


WordSpans: TypeAlias = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class TextBox:
    """A piece of text as an engine found it: a word or a run of words on one line.

    Attributes:
        text: What it says.
        confidence: How sure the engine is, 0..1.
        quad: Its corners in the picture that the engine read.
        word_spans: Start and end of each part between spaces, in shares of the quad's width from
            its left; empty if the engine gives none.
        alternative_text: The text of a second engine, if it differs.
    """

    text: str
    confidence: float
    quad: FlatQuad
    word_spans: WordSpans = ()
    alternative_text: str = ""


@dataclass(frozen=True, slots=True)
class FlatLine:
    """A line of the picture that was read; `Line` is the same in the photo.

    Attributes:
        text: Its text.
        confidence: The engine's confidence, 0..1.
        quad: Its corners.
        role: What it is for.
        word_spans: As in `TextBox`.
        alternative_text: As in `TextBox`.
    """

    text: str
    confidence: float
    quad: FlatQuad
    role: Role = "body"
    word_spans: WordSpans = ()
    alternative_text: str = ""

    def in_photo(self, text: str, quad: PhotoQuad) -> Line:
        """The line to store: with its cleaned text and its corners in the photo."""
        return Line(
            text,
            self.confidence,
            quad,
            self.role,
            word_spans=self.word_spans,
            alternative_text=self.alternative_text,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the slide.

    Attributes:
        text: What it says.
        confidence: How sure the engine is, 0..1.
        quad: Its corners, in the upright photo.
        role: What it is for.
        read: What the engine read, where its words were run together, or where the line returns
            on other slides, their readings voted for another text, or a person corrected it;
            else empty.
        by: Who said what it says: a person's word stands.
        word_spans: As in `TextBox`; of no use where the text has another number of parts.
        alternative_text: As in `TextBox`.
    """

    text: str
    confidence: float
    quad: PhotoQuad
    role: Role = "body"
    read: str = ""
    by: Reader = "engine"
    word_spans: WordSpans = ()
    alternative_text: str = ""

    def to_json(self) -> Json:
        """As in the contract."""
        spans = [[round(start, 3), round(end, 3)] for start, end in self.word_spans]
        return {
            "text": self.text,
            "confidence": round(self.confidence, 3),
            "quad": self.quad.to_json(),
            "role": self.role,
            **({"read": self.read} if self.read else {}),
            **({"by": self.by} if self.by == "person" else {}),
            **({"places": spans} if spans else {}),
            **({"other": self.alternative_text} if self.alternative_text else {}),
        }


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
class PhotoReading:
    """A photo, the slide in it, and what it says: before anything is known of its neighbours.

    Attributes:
        photo: The file.
        detection: Where the slide is in it.
        reading: What it says.
        kind: What it is.
    """

    photo: Photo
    detection: Detection
    reading: Reading
    kind: Kind


@dataclass(frozen=True, slots=True)
class Card:
    """A slide in short: what a list of all slides shows of it; fields as in `Slide`."""

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
        """The day of the first post that shows it, else the day on which it was taken."""
        days = [link.date for link in self.links if link.date]
        return min(days) if days else self.taken[:10] if self.taken else None


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
        kind: What it is.
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
    kind: Kind = "slide"
    alt_by: Author = "slidescan"

    @property
    def textless(self) -> bool:
        """Whether there is nothing to read on it."""
        return not self.reading.lines

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
