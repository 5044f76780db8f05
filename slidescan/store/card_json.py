"""Converts cards to JSON and back."""

from __future__ import annotations

from typing import Any

import msgspec

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Card, Kind, Link, Turn
from slidescan.store.serialization import QuadJson


class _Card(msgspec.Struct):
    sha256: str
    title: str | None
    alt: str
    taken: str | None
    kind: Kind
    quad: QuadJson | None
    turn: Turn
    textless: bool
    links: tuple[Link, ...]
    language: str
    confidence: float | None


_DECODER = msgspec.json.Decoder(_Card)


def card_to_json(card: Card) -> dict[str, Any]:
    """Returns a card as the catalogue stores it, without its path."""
    return {
        "sha256": card.sha256,
        "title": card.title,
        "alt": card.alt,
        "taken": card.taken,
        "kind": card.kind,
        "quad": card.quad.to_json() if card.quad else None,
        "turn": card.turn,
        "textless": card.textless,
        "links": [link.to_json() for link in card.links],
        "language": card.language,
        "confidence": card.confidence,
    }


def card_from_json(image: str, text: str, shared: dict[Any, Any]) -> Card:
    """Returns a card from its stored JSON.

    Args:
        image: The photo's path below the site.
        text: The JSON.
        shared: Values of other cards; equal values of this card are stored once.
    """
    raw = _DECODER.decode(text)
    links = tuple(_shared_link(link, shared) for link in raw.links)
    return Card(
        *(image, raw.sha256, raw.title, raw.alt, raw.taken, raw.kind),
        *(PhotoQuad(*raw.quad) if raw.quad else None, raw.turn, raw.textless, links),
        *(raw.language, raw.confidence),
    )


def _shared_link(link: Link, shared: dict[Any, Any]) -> Link:
    def value(of: Any) -> Any:  # noqa: ANN401 - any value that can be a key
        return shared.setdefault(of, of)

    return Link(
        *(value(link.post), link.line, value(link.title), value(link.date), value(link.tags)),
        *(value(link.section), value(link.anchor), value(link.url), link.draft, link.by),
        *(link.unknown, link.alt, link.around),
    )


def unread_from_json(text: str) -> tuple[tuple[str, ...], int]:
    """Returns the scripts of a photo that nothing read, and the number of its frames."""
    return msgspec.json.decode(text, type=tuple[tuple[str, ...], int])
