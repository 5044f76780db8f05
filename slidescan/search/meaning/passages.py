"""The parts of a slide that get a vector each.

A slide is a list of short lines about several things, so one vector for all of it is near to
nothing. A few lines under the title mean one thing (see docs/research/meaning.md).
"""

from __future__ import annotations

from slidescan.core.records import Slide
from slidescan.core.text import clean, without_bullet

PASSAGE_CHARS = 160
"""The length of a passage, in characters, without the title."""

MIN_PASSAGE_CONFIDENCE = 0.7
"""Lines read with less confidence are left out, unless a slide has no others: misread words mean
something else."""

MAX_PASSAGES = 24
"""Passages of one slide; a photo of a document has the first ones."""

MAX_PASSAGE_TITLE_CHARS = 120
"""The part of a title that each passage begins with, in characters."""


def passages(slide: Slide) -> tuple[str, ...]:
    """Returns the passages of a slide: a few lines each, under its title; none without text."""
    content = [line for line in slide.reading.lines if line.is_content and line.text.strip()]
    clear = [line for line in content if line.confidence >= MIN_PASSAGE_CONFIDENCE]
    lines = [without_bullet(clean(line.text)) for line in clear or content]
    title = clean(slide.title or "")[:MAX_PASSAGE_TITLE_CHARS]
    chunks: list[str] = []
    chunk = ""
    for line in lines:
        if chunk and len(chunk) + len(line) > PASSAGE_CHARS:
            chunks.append(chunk)
            chunk = ""
        chunk = f"{chunk} {line[: 4 * PASSAGE_CHARS]}".strip()
    if chunk:
        chunks.append(chunk)
    starts = title[:15]
    return tuple(
        chunk if not title or chunk.startswith(starts) else f"{title}. {chunk}"
        for chunk in chunks[:MAX_PASSAGES]
    ) or ((title,) if title else ())


def passage_text(slide: Slide, number: int | None) -> str:
    """Returns a passage without the title, for people to read; empty if there is none."""
    texts = () if number is None else passages(slide)
    if number is None or number >= len(texts):
        return ""
    title = clean(slide.title or "")[:MAX_PASSAGE_TITLE_CHARS]
    return texts[number].removeprefix(f"{title}. ")
