"""The text of a slide: an engine's boxes, and lines in the photo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slidescan.core.geometry import FlatQuad, PhotoQuad
from slidescan.core.records.posts import Json
from slidescan.core.records.renamed import renamed_fields

Role: TypeAlias = Literal["title", "body", "footer", "outside"]
"""The role of a line: the slide's title, its content, its footer, or text outside the slide. Text
outside is what stands around the slide in the photo: banners, the bars of a player or a browser,
the names in a video call, captions laid over the slide."""

TextSource: TypeAlias = Literal["engine", "person", "deck"]
"""Who decided the text of a line: the engine, a person, or the speaker's deck."""

WordSpans: TypeAlias = tuple[tuple[float, float], ...]
"""The start and end of each word of a line, as shares of the line's width from its left end."""


MIN_UNMARKED_CONFIDENCE = 0.8
"""Lines below this confidence are marked as doubtful wherever people read them."""


@renamed_fields(places="word_spans", other="alternative_text")
@dataclass(frozen=True, slots=True)
class TextBox:
    """One or more words on a line, as an engine read them.

    Attributes:
        text: The text; empty if the engine finds a line that it can't read.
        confidence: The engine's confidence, 0..1.
        quad: Its corners in the picture that the engine read.
        word_spans: The spans of the words between spaces; empty if the engine doesn't give them.
        alternative_text: A second engine's text, if it differs.
        unread_script: The script of the line, as in `core.languages`, if nothing on this machine
            reads it; `text` then holds the words in other scripts, if any.
    """

    text: str
    confidence: float
    quad: FlatQuad
    word_spans: WordSpans = ()
    alternative_text: str = ""
    unread_script: str = ""


@renamed_fields(read="raw_text", places="word_spans", other="alternative_text")
@dataclass(frozen=True, slots=True)
class Line:
    """A line of a slide, located in the upright photo.

    Attributes:
        text: The text.
        confidence: The engine's confidence, 0..1; 1 for a person's text and a deck's.
        quad: Its corners in the photo.
        role: Its role on the slide.
        raw_text: The engine's text, if `text` differs because joined words were split, the
            readings of a recurring line agreed on another text, the speaker's deck has another
            text, or a person corrected it; else empty.
        by: Who decided the text; a person is never overridden.
        word_spans: As in `TextBox`; they don't apply if `text` has another number of words.
        alternative_text: As in `TextBox`.
    """

    text: str
    confidence: float
    quad: PhotoQuad
    role: Role = "body"
    raw_text: str = ""
    by: TextSource = "engine"
    word_spans: WordSpans = ()
    alternative_text: str = ""

    @property
    def is_content(self) -> bool:
        """Whether the line is part of the slide's content: its title or its body."""
        return self.role in ("title", "body")

    @property
    def is_outside(self) -> bool:
        """Whether the line stands outside the slide."""
        return self.role == "outside"

    @property
    def is_uncertain(self) -> bool:
        """Whether people should compare the text with the picture."""
        return self.confidence < MIN_UNMARKED_CONFIDENCE

    def to_json(self) -> Json:
        """The line as in the contract."""
        spans = [[round(start, 3), round(end, 3)] for start, end in self.word_spans]
        return {
            "text": self.text,
            "confidence": round(self.confidence, 3),
            "quad": self.quad.to_json(),
            "role": self.role,
            **({"read": self.raw_text} if self.raw_text else {}),
            **({"by": self.by} if self.by != "engine" else {}),
            **({"places": spans} if spans else {}),
            **({"other": self.alternative_text} if self.alternative_text else {}),
        }
