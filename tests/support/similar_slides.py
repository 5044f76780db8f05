"""Slides whose pictures and texts are the same, near or far from each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from slidescan.core.records import Slide
from slidescan.ingest.duplicates import FingerprintIndex, with_duplicates
from slidescan.search import manager as fulltext
from slidescan.store.catalogue import Catalogue
from support.factories import slide

PRINT = "00ff00ff00ff00ff"
NEAR = "00ff00ff00ff00f0"
FAR = "0123456789abcdef"
"""Fingerprints of pictures."""

TEXTS = (
    "Here is our story",
    "Before the change of the plan",
    "forecast trend actuals",
    "costs by month",
)


def made(image: str, texts: tuple[str, ...] = TEXTS, look: str = PRINT) -> Slide:
    """A slide with this fingerprint."""
    whole = slide(image, texts)
    return replace(whole, detection=replace(whole.detection, fingerprint=look))


def stored(folder: Path, *slides: Slide) -> None:
    """Writes an index of slides with their duplicates."""
    with Catalogue.open(folder, write=True) as catalogue:
        catalogue.set_meta("site", "..")
        fresh = {each.image: each for each in slides}
        with catalogue.transaction():
            for each in list(with_duplicates(catalogue, fresh, FingerprintIndex(catalogue))):
                catalogue.put_slide(each)
        fulltext.update(catalogue)
