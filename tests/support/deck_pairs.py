"""Slides that show pages of decks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from slidescan.core.records import DeckPair, Slide, SlidePage
from slidescan.imaging.photo_files import digest


def on_page(slide: Slide, root: Path, deck: str, number: int) -> Slide:
    """The slide with a page of a deck that lies below `root`."""
    pair = DeckPair(deck, digest((root / deck).read_bytes()), number, 1.0)
    return replace(slide, page=SlidePage(pair, None, "", (), has_text=False))
