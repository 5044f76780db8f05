"""A wall of logos: names in many sizes, none of which belongs to another."""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Point
from slidescan.layout.structures.flat_slide import FlatSlide

MIN_LOGOS = 8
"""A wall has at least this many names."""

MAX_LOGO_WORDS = 3
"""A name has at most this many words."""

MIN_LOGO_SHARE = 0.85
"""At least this share of the lines is as short as a name."""

MIN_SIZE_SPREAD = 0.15
"""The standard deviation of the sizes of logos, as a share of their mean; lists have one size."""

MAX_EDGE_SHARE = 0.5
"""At most this share of the lines is at the slide's edge: menus of pages are."""

MIN_FREE_SHARE = 0.6
"""At least this share of the lines has no other line at its left edge, as points have."""

_PHRASE = re.compile(r"[(),;:?]|^[a-z]+ [a-z]|\b(?:of|and|the|for|with|per|to|in|on|und|et|y)\b")
"""Matches what stands in phrases, and hardly ever in a logo."""


@dataclass(frozen=True, slots=True)
class LogoWall:
    """Names of companies or products.

    Attributes:
        texts: The names in reading order.
        blocks: All lines of the body.
        confidence: Certainty, 0..1.
    """

    texts: tuple[Point, ...]
    blocks: tuple[Block, ...]
    confidence: float
    kind: ClassVar[str] = "logos"

    def summary(self) -> SlideStructure:
        """The names as nodes."""
        return SlideStructure(self.kind, self.confidence, tuple(p.text for p in self.texts))


def recognise(slide: FlatSlide) -> LogoWall | None:
    """Takes a slide of many short texts in many sizes, few of which are aligned."""
    lines = slide.body
    at_edge = sum(line.at_edge for line in lines)
    if len(lines) < MIN_LOGOS or at_edge > MAX_EDGE_SHARE * len(lines):
        return None
    short = sum(len(line.clean_text.split()) <= MAX_LOGO_WORDS for line in lines)
    sizes = [line.height for line in lines]
    spread = statistics.pstdev(sizes) / statistics.fmean(sizes)
    free = sum(
        not any(
            abs(line.left - other.left) < other.height / 4
            and abs(line.top - other.top) < 3 * other.height
            for other in lines
            if other is not line
        )
        for line in lines
    )
    keys = [line.clean_text.casefold() for line in lines]
    if len(set(keys)) < len(keys) or any(_PHRASE.search(line.clean_text) for line in lines):
        return None
    if short < MIN_LOGO_SHARE * len(lines) or spread < MIN_SIZE_SPREAD:
        return None
    if free < MIN_FREE_SHARE * len(lines):
        return None
    texts = tuple(Point(line.clean_text, 1, (line.line,)) for line in lines)
    return LogoWall(texts, slide.blocks, min(0.95, 0.6 + spread))
