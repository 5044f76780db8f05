"""Decodes the pages of decks, and which page a photo shows, from their JSON."""

from __future__ import annotations

import posixpath
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from slidescan.core.geometry import PageQuad, PhotoQuad
from slidescan.core.records import DeckLine, DeckPage, DeckPair, PairSource, Role, SlidePage
from slidescan.store.decoding import decode
from slidescan.store.validation import MAX_PIXELS_AWAY, check_path

MAX_PAGE_NUMBER = 1_000_000
"""The highest number of a page that a record may hold."""

MAX_SHARES_AWAY = 100.0
"""The largest distance of a line from its page, in sizes of the page."""

Share = Annotated[float, Meta(ge=0.0, le=1.0)]
PageShare = Annotated[float, Meta(ge=-MAX_SHARES_AWAY, le=MAX_SHARES_AWAY)]
Pixels = Annotated[float, Meta(ge=-MAX_PIXELS_AWAY, le=MAX_PIXELS_AWAY)]
PointsLength = Annotated[float, Meta(gt=0.0, le=MAX_PIXELS_AWAY)]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
PageNumber = Annotated[int, Meta(ge=1, le=MAX_PAGE_NUMBER)]
Index = Annotated[int, Meta(ge=0, le=MAX_PAGE_NUMBER)]
PagePoint = tuple[PageShare, PageShare]
PhotoPoint = tuple[Pixels, Pixels]
PhotoQuadJson = tuple[PhotoPoint, PhotoPoint, PhotoPoint, PhotoPoint]


class _DeckLine(Struct):
    text: str
    quad: tuple[PagePoint, PagePoint, PagePoint, PagePoint]
    role: Role = "body"


class _DeckPage(Struct):
    width: PointsLength
    height: PointsLength
    lines: tuple[_DeckLine, ...] = ()
    notes: str = ""


class _DeckPair(Struct):
    file: str
    sha256: Digest
    page: PageNumber
    confidence: Share
    by: PairSource = "slidescan"
    hidden: tuple[Index, ...] = ()

    def record(self) -> DeckPair:
        return DeckPair(
            *(check_deck(self.file), self.sha256, self.page, self.confidence, self.by, self.hidden)
        )


class StoredSlidePage(Struct):
    """The shape of the JSON of `SlidePage.to_json`."""

    file: str
    sha256: Digest
    page: PageNumber
    confidence: Share
    has_text: bool
    by: PairSource = "slidescan"
    hidden: tuple[Index, ...] = ()
    title: str | None = None
    notes: str = ""
    ocr: tuple[str, ...] = ()
    quad: PhotoQuadJson | None = None

    def record(self) -> SlidePage:
        """The page."""
        file = check_deck(self.file)
        pair = DeckPair(file, self.sha256, self.page, self.confidence, self.by, self.hidden)
        quad = PhotoQuad(*self.quad) if self.quad else None
        return SlidePage(pair, self.title, self.notes, self.ocr, self.has_text, quad)


def check_deck(deck: str) -> str:
    """Returns the path of a deck if it lies below the site.

    Raises:
        ValueError: It doesn't.
    """
    return check_path(posixpath.normpath(deck) if deck else deck)


def pair_to_json(pair: DeckPair | None) -> str:
    """Returns a pair as an edit stores it; `null` for no page."""
    if pair is None:
        return "null"
    data = {
        "file": pair.deck,
        "sha256": pair.sha256,
        "page": pair.number,
        "confidence": round(pair.confidence, 3),
        "by": pair.by,
        **({"hidden": list(pair.hidden)} if pair.hidden else {}),
    }
    return msgspec.json.encode(data).decode()


def pair_from_json(text: str) -> DeckPair | None:
    """Returns a pair from the text of `pair_to_json`; None if it is `null`, or empty."""
    stored: _DeckPair | None = decode(text, _DeckPair | None) if text else None
    return stored.record() if stored else None


def page_content(page: DeckPage) -> str:
    """Returns the content of a page as JSON."""
    data: dict[str, Any] = {
        "width": page.width,
        "height": page.height,
        "lines": [
            {
                "text": line.text,
                "quad": [[round(x, 5), round(y, 5)] for x, y in line.quad.corners],
                "role": line.role,
            }
            for line in page.lines
        ],
        **({"notes": page.notes} if page.notes else {}),
    }
    return msgspec.json.encode(data).decode()


def deck_page_from_row(row: tuple[Any, ...]) -> DeckPage:
    """Returns a page from its row."""
    sha256, number, deck, content = msgspec.convert(row, tuple[Digest, PageNumber, str, str])
    stored: _DeckPage = decode(content, _DeckPage)
    lines = tuple(DeckLine(line.text, PageQuad(*line.quad), line.role) for line in stored.lines)
    return DeckPage(
        *(check_deck(deck), sha256, number, stored.width, stored.height, lines, stored.notes)
    )
