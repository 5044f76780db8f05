"""The pages of a speaker's deck, and which page a photo shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slidescan.core.geometry import PageQuad, PhotoQuad
from slidescan.core.records.lines import Role
from slidescan.core.records.posts import Json

PairSource: TypeAlias = Literal["slidescan", "person"]
"""Who decided which page a photo shows."""


@dataclass(frozen=True, slots=True)
class DeckLine:
    """A line of a deck's page.

    Attributes:
        text: The text, as the file holds it.
        quad: Its corners, in shares of the page's width and height.
        role: Its role on the page.
    """

    text: str
    quad: PageQuad
    role: Role = "body"


@dataclass(frozen=True, slots=True)
class DeckPage:
    """A page of a deck.

    Attributes:
        deck: The deck's path below the site; its name alone if it lies outside.
        sha256: Digest of the deck's bytes, hexadecimal.
        number: The page's number, from 1.
        width: Its width, points.
        height: Its height, points.
        lines: Its lines in the deck's order; empty if the page has no text.
        notes: The speaker's notes; empty without any, or if they were not requested.
    """

    deck: str
    sha256: str
    number: int
    width: float
    height: float
    lines: tuple[DeckLine, ...] = ()
    notes: str = ""

    @property
    def title(self) -> str | None:
        """The page's title, if any."""
        return " ".join(line.text for line in self.lines if line.role == "title") or None


@dataclass(frozen=True, slots=True)
class DeckPair:
    """A photo's page, as an edit stores it.

    Attributes:
        deck: As in `DeckPage`.
        sha256: Digest of the deck's bytes.
        number: The page's number, from 1.
        confidence: How certain the pair is, 0..1.
        by: Who decided it.
        hidden: Indices of lines that the photo doesn't show: a build had not brought them yet.
    """

    deck: str
    sha256: str
    number: int
    confidence: float
    by: PairSource = "slidescan"
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SlidePage:
    """The page that a slide takes its words from.

    Attributes:
        pair: The pair.
        title: The page's title, if any.
        notes: The speaker's notes, if they were requested.
        ocr_lines: What OCR reads on the photo, line by line.
        has_text: Whether the words are the deck's; false if the page has no text, or a text that
            doesn't belong to its picture: the words are then those that OCR reads.
        quad: The page's corners in the upright photo; None if unknown.
    """

    pair: DeckPair
    title: str | None
    notes: str
    ocr_lines: tuple[str, ...]
    has_text: bool
    quad: PhotoQuad | None = None

    @property
    def link(self) -> str:
        """The page as a link from the site's root: `static/talk.pdf#page=12` (RFC 8118)."""
        return f"{self.pair.deck}#page={self.pair.number}"

    def to_json(self) -> Json:
        """The page as in the contract."""
        pair = self.pair
        return {
            "file": pair.deck,
            "sha256": pair.sha256,
            "page": pair.number,
            "link": self.link,
            "confidence": round(pair.confidence, 3),
            "by": pair.by,
            "title": self.title,
            **({"notes": self.notes} if self.notes else {}),
            "has_text": self.has_text,
            **({"hidden": list(pair.hidden)} if pair.hidden else {}),
            "ocr": list(self.ocr_lines),
            "quad": self.quad.to_json() if self.quad else None,
        }


@dataclass(frozen=True, slots=True)
class PairProposal:
    """What `slidescan deck` makes of one photo.

    Attributes:
        image: The photo's path below the site.
        pair: Its page; None if no page is certain enough.
        reason: Why it has no page, or what is special about its page; empty if nothing is.
        candidates: Pages that may be the one, the likeliest first, if none is certain.
        title: The page's title, if any.
        changed: Whether the index holds another page for the photo, or none.
    """

    image: str
    pair: DeckPair | None
    reason: str = ""
    candidates: tuple[int, ...] = ()
    title: str | None = None
    changed: bool = True

    def to_json(self) -> Json:
        """The proposal as `slidescan deck --json` prints it."""
        pair = self.pair
        return {
            "image": self.image,
            "page": pair.number if pair else None,
            "title": self.title,
            "confidence": round(pair.confidence, 3) if pair else None,
            "by": pair.by if pair else None,
            "hidden_lines": len(pair.hidden) if pair else 0,
            "reason": self.reason,
            "candidates": list(self.candidates),
            "changed": self.changed,
        }


@dataclass(frozen=True, slots=True)
class DeckReport:
    """What `slidescan deck` makes of a deck and its photos.

    Attributes:
        deck: As in `DeckPage`.
        pages: The number of its pages.
        textless: Pages without text.
        undrawn: Pages without a picture to compare photos with.
        proposals: Each photo, in the order of the talk.
        unseen: Pages that no photo shows.
        written: Whether the pairs are stored.
        drawn_with: The program that drew the slides of a presentation; empty for a PDF.
        undrawn_reason: Why that program drew none, and what to do; empty if it did.
    """

    deck: str
    pages: int
    textless: tuple[int, ...]
    undrawn: tuple[int, ...]
    proposals: tuple[PairProposal, ...]
    unseen: tuple[int, ...]
    written: bool
    drawn_with: str = ""
    undrawn_reason: str = ""

    def to_json(self) -> Json:
        """The report as `slidescan deck --json` prints it."""
        return {
            "deck": self.deck,
            "pages": self.pages,
            "textless_pages": list(self.textless),
            "undrawn_pages": list(self.undrawn),
            **({"drawn_with": self.drawn_with} if self.drawn_with else {}),
            **({"undrawn_reason": self.undrawn_reason} if self.undrawn_reason else {}),
            "photos": [proposal.to_json() for proposal in self.proposals],
            "pages_without_photo": list(self.unseen),
            "written": self.written,
        }
