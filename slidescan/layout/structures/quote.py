"""Quotes with their authors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Point, Points
from slidescan.layout.structures.flat_slide import FlatSlide

MIN_QUOTE_CHARS = 16
"""A quote has at least this many characters."""

MIN_QUOTE_SHARE = 0.4
"""Quotes have at least this share of the body's characters."""

MAX_AUTHOR_WORDS = 9
"""The author of a quote, with a role, has at most this many words."""

_QUOTED = re.compile(
    r"[\"“„«‹「『](?!\s*$).*[\"”“»›」』][.,]?(?:\s*[-–—]\s*(?P<author>\S.*))?", re.DOTALL
)
_DASH = re.compile(r"^[\s\-–—~]+")


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotes, each with its author if one stands below it.

    Attributes:
        quotes: The quotes in their quotation marks.
        authors: The author of each; None if there is none.
        others: The other points of the body.
        blocks: All lines of the body.
        confidence: Certainty, 0..1.
    """

    quotes: tuple[Point, ...]
    authors: tuple[Point | None, ...]
    others: tuple[Point, ...]
    blocks: tuple[Block, ...]
    confidence: float
    kind: ClassVar[str] = "quote"

    def summary(self) -> SlideStructure:
        """The quotes as nodes, their authors as details."""
        authors = tuple((author.text,) if author else () for author in self.authors)
        first = next((author for author in authors if author), ())
        return SlideStructure(
            self.kind,
            self.confidence,
            tuple(quote.text for quote in self.quotes),
            details=authors if any(authors) else (),
            attributes=(("author", first[0]),) if first else (),
        )


def recognise(slide: FlatSlide) -> Quotes | None:
    """Takes a slide most of whose text stands in quotation marks."""
    if len(slide.blocks) != 1 or not isinstance(slide.blocks[0], Points):
        return None
    made = list(slide.blocks[0].points)
    quotes: list[Point] = []
    authors: list[Point | None] = []
    others: list[Point] = []
    i = 0
    while i < len(made):
        point = made[i]
        i += 1
        match = _QUOTED.fullmatch(point.text)
        if match is None or len(point.text) < MIN_QUOTE_CHARS:
            others.append(point)
            continue
        quotes.append(point)
        authors.append(None)
        if match["author"] is None and i < len(made) and _may_be_author(made[i].text):
            authors[-1] = _without_dash(made[i])
            i += 1
    characters = sum(len(quote.text) for quote in quotes)
    if not quotes or characters < MIN_QUOTE_SHARE * sum(len(point.text) for point in made):
        return None
    confidence = 0.9 if all(authors) else 0.75
    return Quotes(tuple(quotes), tuple(authors), tuple(others), slide.blocks, confidence)


def _may_be_author(text: str) -> bool:
    bare = _DASH.sub("", text)
    is_short = len(bare.split()) <= MAX_AUTHOR_WORDS and not bare.endswith((".", "!", "?"))
    return is_short and (bare[:1].isupper() or bare[:1] > "\u3000") and not _QUOTED.fullmatch(text)


def _without_dash(point: Point) -> Point:
    return Point(_DASH.sub("", point.text), 2, point.lines)
