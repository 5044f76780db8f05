"""Slides similar to a slide."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from support.factories import slide

from slidescan.core.records import Slide
from slidescan.ingest.duplicates import FingerprintIndex, with_duplicates
from slidescan.library import Library
from slidescan.search import manager as fulltext
from slidescan.store.catalogue import Catalogue

PRINT = "00ff00ff00ff00ff"
NEAR = "00ff00ff00ff00f0"
FAR = "0123456789abcdef"

TEXTS = (
    "Here is our story",
    "Before the change of the plan",
    "forecast trend actuals",
    "costs by month",
)


def made(image: str, texts: tuple[str, ...] = TEXTS, look: str = PRINT) -> Slide:
    whole = slide(image, texts)
    return replace(whole, detection=replace(whole.detection, fingerprint=look))


def stored(folder: Path, *slides: Slide) -> None:
    with Catalogue.open(folder, write=True) as catalogue:
        catalogue.set_meta("site", "..")
        fresh = {each.image: each for each in slides}
        with catalogue.transaction():
            for each in list(with_duplicates(catalogue, fresh, FingerprintIndex(catalogue))):
                catalogue.put_slide(each)
        fulltext.update(catalogue)


def test_similar_slides_are_ordered_by_score(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    other = made("c.jpg", ("Costs by month", "forecast of next year", "a table"), FAR)
    foreign = made("d.jpg", ("Wild birds", "of the north"), "fedcba9876543210")
    stored(folder, made("a.jpg"), made("b.jpg", look=NEAR), other, foreign)
    found = Library(folder).similar("a.jpg")
    assert [each.slide.image for each in found] == ["b.jpg", "c.jpg"]
    assert found[0].same
    assert found[0].words == 1
    assert not found[1].same
    assert 0.15 <= found[1].score < found[0].score <= 1
    assert Library(folder).similar("d.jpg") == ()
    assert len(Library(folder).similar("a.jpg", limit=1)) == 1
