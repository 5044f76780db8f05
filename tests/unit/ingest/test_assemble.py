"""Photos without a slide get no alt text from the few words on the things that they show."""

from __future__ import annotations

import pytest

from slidescan.alt.lexicon import NULL_LEXICON
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Detection, Kind, Line, Photo, Reading
from slidescan.ingest.assemble import PreparedSlide

PHOTO = Photo("0" * 64, 1600, 1200)


def prepared(
    texts: list[str], width: float, *, has_slide: bool = False, kind: Kind = "slide"
) -> PreparedSlide:
    quad = PhotoQuad.rectangle(1600, 1200) if has_slide else None
    lines = tuple(
        Line(text, 0.999, PhotoQuad((400, top), (400 + width, top), (400 + width, top + 40),
                                    (400, top + 40)))
        for top, text in zip(range(300, 900, 90), texts, strict=False)
    )  # fmt: skip
    reading = Reading("engine", "model", ("en",), lines)
    return PreparedSlide.of("a.jpg", PHOTO, Detection.of(quad, 0.1), reading, kind)


@pytest.mark.parametrize(
    ("texts", "width"),
    [
        (["Rock", "KASTEN"], 300),
        (["Google"], 900),
        (["Search Help", "Made in the kingdom"], 120),
    ],
)
def test_words_on_shirts_and_signs_are_no_alt_text(texts: list[str], width: float) -> None:
    assert prepared(texts, width).alt_text(150, NULL_LEXICON) == ""
    assert prepared(texts, width, has_slide=True).alt_text(150, NULL_LEXICON)


def test_a_slide_whose_edges_nobody_sees_keeps_its_text() -> None:
    assert prepared(["Cloud storage on premises"], 700).alt_text(150, NULL_LEXICON)
    many = [f"Point {i} of many that are read" for i in range(4)]
    assert prepared(many, 150).alt_text(150, NULL_LEXICON)


def test_pictures_of_other_kinds_keep_theirs() -> None:
    assert prepared(["Google"], 300, kind="logo").alt_text(150, NULL_LEXICON)
