"""How surely the words of an alt text were read."""

from __future__ import annotations

from slidescan.core.records import Slide
from slidescan.core.text import words


def certainty(slide: Slide, text: str) -> float:
    """The certainty of an alt text, 0..1.

    It is the reader's least confidence in a line that shares a word with the text, times the
    confidence of the structure that the sentence follows.

    Args:
        slide: The slide.
        text: The alt text.
    """
    alt_words = set(words(text))
    shared = [
        line.confidence
        for line in slide.reading.lines
        if line.is_content and alt_words & set(words(line.text))
    ]
    structure = slide.structure.confidence if slide.structure else 1.0
    return min(shared, default=0.0) * structure
