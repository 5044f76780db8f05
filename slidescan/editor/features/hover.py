"""The slide behind a reference: title, text, alt text, and what could not be read."""

from __future__ import annotations

import re

from lsprotocol.types import (
    TEXT_DOCUMENT_HOVER,
    Hover,
    HoverParams,
    MarkupContent,
    MarkupKind,
)

from slidescan.core.records import Slide
from slidescan.core.text import clean
from slidescan.editor.protocol import Desk, Feature

MAX_HOVER_LINES = 30
"""More lines of a slide are cut off, and the hover says so."""

UNREAD = "slidescan hasn't read this photo: `slidescan ingest` reads it."

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!<>&|~:])")


def hover(desk: Desk, params: HoverParams) -> Hover | None:
    """The slide at a position."""
    spanned = desk.document.at(params.position)
    if spanned is None:
        return None
    live = spanned.live
    if live.slide is not None:
        text = _described(live.slide)
    elif live.image is not None:
        text = f"{UNREAD}\n\n{_code(live.image)}"
    else:
        text = "The site has no image at this address, or several."
    return Hover(MarkupContent(MarkupKind.Markdown, text), desk.document.range_of(spanned))


def _described(slide: Slide) -> str:
    parts = [f"**{_escaped(slide.title)}**"] if slide.title else []
    lines = [clean(line.text) for line in slide.reading.lines if not line.is_outside]
    if lines:
        parts.append(_code("\n".join(lines[:MAX_HOVER_LINES])))
    else:
        parts.append("No text was read on this slide.")
    if len(lines) > MAX_HOVER_LINES:
        parts.append(f"… and {len(lines) - MAX_HOVER_LINES} more lines")
    if slide.alt:
        by = "alt text by a person" if slide.alt_by == "person" else "alt text"
        parts.append(f"{by}: {_escaped(slide.alt)}")
    elif lines:
        parts.append("no alt text: nothing worth saying was read surely")
    if slide.reading.unread_scripts:
        parts.append(f"not read: lines in {', '.join(slide.reading.unread_scripts)}")
    parts.append(_code(slide.image))
    return "\n\n".join(parts)


def _escaped(text: str) -> str:
    """A text from a photo, without meaning in Markdown."""
    return _MARKUP.sub(r"\\\1", clean(text))


def _code(text: str) -> str:
    """A text from a photo as a block of code, which it can't end."""
    length = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, length + 1)
    return f"{fence}text\n{text}\n{fence}"


HOVER = Feature(TEXT_DOCUMENT_HOVER, hover)
