"""Photos by the words on their slides: in `![](`, in `![[` and in the `src` of an `<img>`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lsprotocol.types import (
    TEXT_DOCUMENT_COMPLETION,
    CompletionItem,
    CompletionItemKind,
    CompletionList,
    CompletionOptions,
    CompletionParams,
    TextEdit,
)

from slidescan.core.records import Slide, Syntax
from slidescan.core.text import clean
from slidescan.editor.addresses import address_of
from slidescan.editor.documents import Document
from slidescan.editor.protocol import Desk, Feature

MAX_OFFERED_PHOTOS = 20

_OPENINGS: Sequence[tuple[Syntax, re.Pattern[str]]] = (
    ("markdown", re.compile(r"!\[(?P<alt>[^\[\]\n]*)\]\(<?(?P<typed>[^()<>\n]*)$")),
    ("wikilink", re.compile(r"!\[\[(?P<typed>[^\[\]|\n]*)$")),
    ("html", re.compile(r"<img\s[^<>\n]*?\bsrc=[\"'](?P<typed>[^\"'<>\n]*)$", re.IGNORECASE)),
)
"""What stands before the cursor in each syntax."""


@dataclass(frozen=True, slots=True)
class Opening:
    """An address that is being typed.

    Attributes:
        syntax: Its syntax.
        typed: What is typed of it.
        start: Its first byte.
        end: Its last byte, where the cursor is.
        empty_alt: Where the alt text goes if its brackets are empty; None if they aren't.
        alt: The alt text before it.
    """

    syntax: Syntax
    typed: str
    start: int
    end: int
    empty_alt: int | None
    alt: str


def completion(desk: Desk, params: CompletionParams) -> CompletionList | None:
    """The photos for what is typed at a position; None outside an address."""
    opening = _opening(desk.document, params)
    if opening is None:
        return None
    slides = _slides(desk, opening)
    items = [_item(desk, opening, slide, rank) for rank, slide in enumerate(slides)]
    return CompletionList(is_incomplete=True, items=[item for item in items if item is not None])


def _opening(document: Document, params: CompletionParams) -> Opening | None:
    positions = document.positions
    cursor = positions.offset(params.position)
    start, _ = positions.line(params.position.line) if params.position.line >= 0 else (0, 0)
    before = document.live.data[start:cursor].decode(errors="replace")
    for syntax, pattern in _OPENINGS:
        match = pattern.search(before)
        if match is None:
            continue
        alt = match["alt"] if syntax == "markdown" else ""
        typed_start = start + len(before[: match.start("typed")].encode())
        empty = None
        if syntax == "markdown" and not alt:
            empty = start + len(before[: match.start("alt")].encode())
        return Opening(syntax, match["typed"], typed_start, cursor, empty, alt)
    return None


def _slides(desk: Desk, opening: Opening) -> list[Slide]:
    """Slides with the words that are typed, or in the alt text; with none, those not yet linked."""
    query = opening.typed.strip() or opening.alt.strip()
    if not query:
        return desk.index.unlinked(MAX_OFFERED_PHOTOS)
    by_words = desk.index.search(query, MAX_OFFERED_PHOTOS)
    by_name = desk.index.by_file_name(query.rpartition("/")[2], MAX_OFFERED_PHOTOS)
    slides = {slide.image: slide for slide in (*by_words, *by_name)}
    return list(slides.values())[:MAX_OFFERED_PHOTOS]


def _item(desk: Desk, opening: Opening, slide: Slide, rank: int) -> CompletionItem | None:
    document = desk.document
    address = address_of(slide.image, document.live, desk.index.alts, opening.syntax)
    if address is None:
        return None
    positions = document.positions
    more = None
    if opening.empty_alt is not None and slide.alt:
        at = positions.range(opening.empty_alt, opening.empty_alt)
        more = [TextEdit(at, desk.index.alts.markdown_alt(slide.alt))]
    title = clean(slide.title or slide.text.partition("\n")[0])
    return CompletionItem(
        title or slide.image.rpartition("/")[2],
        kind=CompletionItemKind.File,
        detail=slide.image,
        documentation=slide.alt or None,
        # The words may stand anywhere on the slide, so that the client filters nothing.
        filter_text=opening.typed or address,
        sort_text=f"{rank:04}",
        text_edit=TextEdit(positions.range(opening.start, opening.end), address),
        additional_text_edits=more,
    )


COMPLETION = Feature(
    TEXT_DOCUMENT_COMPLETION,
    completion,
    CompletionOptions(trigger_characters=["(", "[", '"', " ", "/"]),
)
