"""Photos of the same slide: told by what they say and how they look; kept up to date."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from camera import Scene, photograph
from decks import random_slide
from PIL import Image
from support import SAMPLES
from support.factories import slide

from slidescan.core.records import Line, Slide
from slidescan.core.similarity import distance, said, same_picture, same_slide, same_words
from slidescan.imaging.phash import fingerprint
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


def changed(texts: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(text.replace(old, new) for text in texts)


@pytest.mark.parametrize(
    ("texts", "look", "same"),
    [
        (TEXTS, PRINT, True),
        (TEXTS, NEAR, True),
        (TEXTS, FAR, True),
        (TEXTS, "", True),
        (("Questions?",), PRINT, False),
        (changed(TEXTS, "forecast", "forecost"), NEAR, True),
        (changed(TEXTS, "Before", "After"), PRINT, False),
        (changed(TEXTS, "costs by month", "costs by month 2017"), NEAR, True),
        (("Something", "else", "altogether", "is said here"), PRINT, False),
        ((), PRINT, False),
    ],
)
def test_same_slide(texts: tuple[str, ...], look: str, same: bool) -> None:
    assert same_slide(made("a.jpg"), made("b.jpg", texts, look)) == same
    assert same_slide(made("b.jpg", texts, look), made("a.jpg")) == same


def test_few_words_must_look_alike() -> None:
    few = ("Questions?", "Jan 2016", "Feb 2016", "Mar 2016", "Apr 2016", "Thank you")
    assert same_slide(made("a.jpg", few), made("b.jpg", few, NEAR))
    assert not same_slide(made("a.jpg", few), made("b.jpg", few, FAR))
    assert not same_slide(made("a.jpg", few), made("b.jpg", few, ""))


def test_figures_are_what_they_are() -> None:
    last, this = (made(f"{y}.jpg", (*TEXTS, f"revenue {y}")) for y in ("2016", "2017"))
    assert same_words(said(last), said(this)) > 0.9
    assert not same_slide(last, this)


def test_what_was_read_unsurely_tells_nothing_apart() -> None:
    def unsure(line: Line) -> Line:
        return replace(line, confidence=0.5) if "xylophon" in line.text else line

    blurred = made("b.jpg", changed(TEXTS, "change", "xylophon"))
    lines = tuple(unsure(line) for line in blurred.reading.lines)
    blurred = replace(blurred, reading=replace(blurred.reading, lines=lines))
    assert same_slide(made("a.jpg"), blurred)


def test_photos_without_text_must_look_alike() -> None:
    assert same_slide(made("a.jpg", ()), made("b.jpg", (), NEAR))
    assert not same_slide(made("a.jpg", ()), made("b.jpg", (), "0fff00ff00ff000f"))


def test_distances() -> None:
    assert distance(PRINT, PRINT) == 0
    assert distance(PRINT, NEAR) == 4
    assert distance(PRINT, "") == 64
    assert same_picture(PRINT, PRINT) == 1
    assert same_picture(PRINT, "ff00ff00ff00ff00") == 0


def test_fingerprints_of_photographs() -> None:
    def seen(number: int, yaw: float) -> str:
        flat = random_slide(number).pixels()
        photo, quad = photograph(flat, Scene("screen", 1200, 900, yaw=yaw), 5)
        assert quad is not None
        from slidescan.core.geometry import PhotoQuad
        from slidescan.imaging.rectify import rectify

        return fingerprint(
            rectify(np.ascontiguousarray(photo[:, :, ::-1]), PhotoQuad.of(quad)).pixels
        )

    first, second = (seen(3, yaw) for yaw in (0, 25))
    assert len(first) == 16
    assert distance(first, second) <= 10
    assert distance(first, seen(4, 0)) > 20


def stored(folder: Path, *slides: Slide) -> None:
    with Catalogue.open(folder, write=True) as catalogue:
        catalogue.set_meta("site", "..")
        fresh = {each.image: each for each in slides}
        with catalogue.transaction():
            for each in list(with_duplicates(catalogue, fresh, FingerprintIndex(catalogue))):
                catalogue.put_slide(each)
        fulltext.update(catalogue)


def groups(folder: Path) -> list[list[str]]:
    return [[each.image for each in group] for group in Library(folder).duplicates()]


def test_duplicates_are_kept_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    stored(folder, made("a/1.jpg"), made("a/2.jpg", ("forecast", "of rain"), look=FAR))
    assert groups(folder) == []
    stored(folder, made("b/3.jpg", look=NEAR))
    assert groups(folder) == [["b/3.jpg", "a/1.jpg"]]
    library = Library(folder)
    assert library.slide("a/1.jpg").duplicates == ("b/3.jpg",)
    hits = {hit.slide.image: hit.others for hit in library.search("forecast").hits}
    assert hits == {"b/3.jpg": ("a/1.jpg",), "a/2.jpg": ()}
    assert {h.slide.image for h in library.search("is:duplicate").hits} == {"b/3.jpg"}
    # What reads as before stays as it was, also when it is derived anew.
    stored(folder, *library.slides())
    assert groups(folder) == [["b/3.jpg", "a/1.jpg"]]
    # Read anew, it shows something else.
    stored(folder, made("b/3.jpg", ("Another", "slide", "altogether"), look=FAR))
    assert groups(folder) == []
    assert library.slide("a/1.jpg").duplicates == ()


def test_similar_slides(tmp_path: Path) -> None:
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


def test_fingerprints_of_the_samples_differ() -> None:
    photos = sorted((SAMPLES / "static" / "img" / "northwind").glob("*.jpg"))[:4]
    prints = [fingerprint(np.asarray(Image.open(p).convert("RGB"))[:, :, ::-1]) for p in photos]
    assert len(set(prints)) == len(prints)
