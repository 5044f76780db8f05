"""The record of a line in the picture that was read, before it is mapped to the photo."""

from __future__ import annotations

from dataclasses import dataclass

from slidescan.core.geometry import FlatQuad, PhotoQuad
from slidescan.core.records import Line, Role, WordSpans


@dataclass(frozen=True, slots=True)
class FlatLine:
    """A line of the picture that was read.

    Attributes:
        text: The text.
        confidence: The engine's confidence, 0..1.
        quad: Its corners.
        role: Its role on the slide.
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
        """The line to store, with cleaned text and corners in the photo."""
        return Line(
            text,
            self.confidence,
            quad,
            self.role,
            word_spans=self.word_spans,
            alternative_text=self.alternative_text,
        )
