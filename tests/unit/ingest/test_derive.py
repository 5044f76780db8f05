"""One change makes only the slides again that it changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.factories import line

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Detection, Line, Link, Photo, Reading
from slidescan.ingest import edits
from slidescan.ingest.assemble import PreparedSlide
from slidescan.ingest.derive import derive
from slidescan.store.catalogue import Catalogue
from slidescan.store.derivation import DerivationRows, StoredTrace
from slidescan.store.stored import StoredPhoto, StoredReading

FOLDERS, SLIDES_PER_FOLDER = 6, 10
FOOT = PhotoQuad.of([(80, 1120), (600, 1120), (600, 1150), (80, 1150)])


def reading(number: int, *texts: str, confidence: float = 0.98, foot: str = "") -> StoredReading:
    lines: list[Line] = [
        line(text, row, role="title" if row == 0 else "body", confidence=confidence)
        for row, text in enumerate(texts)
    ]
    if foot:
        lines.append(Line(foot, 0.99, FOOT))
    hash_ = f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}"
    return StoredReading(
        "made",
        Photo(f"{number:064x}", 1600, 1200),
        Detection.of(PhotoQuad.rectangle(1600, 1200), 0.95, fingerprint=hash_),
        Reading("rapidocr", "made", ("en",), tuple(lines)),
    )


def put(catalogue: Catalogue, image: str, stored: StoredReading) -> None:
    with catalogue.transaction():
        catalogue.put_reading(stored)
        catalogue.put_photo(StoredPhoto(image, stored.photo.sha256, 1, 1))


def update(catalogue: Catalogue) -> None:
    with catalogue.transaction():
        derive(catalogue, catalogue.underived(), (), {}, alt_length=150)
        catalogue.set_derived()


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """An event of talks in folders side by side, each slide with words of its own."""
    with Catalogue.open(tmp_path / "index", write=True) as opened:
        opened.set_meta("site", "..")
        for number in range(FOLDERS * SLIDES_PER_FOLDER):
            folder = number // SLIDES_PER_FOLDER
            texts = (
                f"Talk about teams {chr(97 + folder)}",
                f"A point of slide {number} xq{number}",
            )
            foot = f"Talk {folder} of the day"
            put(opened, f"talks/{folder}/{number:03d}.jpg", reading(number, *texts, foot=foot))
        update(opened)
        yield opened


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The photos whose slides are made, one after the other."""
    images: list[str] = []
    of = PreparedSlide.of.__func__  # type: ignore[attr-defined]

    def counted(cls: type[PreparedSlide], image: str, *rest: object) -> PreparedSlide:
        images.append(image)
        return of(cls, image, *rest)  # type: ignore[no-any-return]

    monkeypatch.setattr(PreparedSlide, "of", classmethod(counted))
    return images


def test_a_new_photo_makes_its_slide_alone(catalogue: Catalogue, made: list[str]) -> None:
    put(catalogue, "talks/3/900.jpg", reading(900, "Something new", "that nobody said before"))
    update(catalogue)
    assert made == ["talks/3/900.jpg"]


def test_a_gone_photo_makes_no_slide(catalogue: Catalogue, made: list[str]) -> None:
    with catalogue.transaction():
        catalogue.forget(["talks/3/031.jpg"])
    assert catalogue.underived() == ()
    update(catalogue)
    assert made == []


def test_an_alt_text_touches_its_slide_alone(catalogue: Catalogue, made: list[str]) -> None:
    with catalogue.transaction():
        catalogue.database.execute("UPDATE slides SET dirty = FALSE")
    (slide,) = catalogue.slides(["talks/2/020.jpg"])
    edits.set_alt(catalogue, slide, "Words of a person")
    after = edits.rederive_slide(catalogue, slide, 150)
    assert (after.alt, after.alt_by, made) == ("Words of a person", "person", [slide.image])
    edits.undo(catalogue, after)
    assert edits.rederive_slide(catalogue, after, 150) == slide
    assert set(made) == {slide.image}


def test_other_links_make_no_slide(catalogue: Catalogue, made: list[str]) -> None:
    (before,) = catalogue.slides(["talks/2/020.jpg"])
    link = Link("post.md", 3, "A post", "2024-05-06", (), ("Part",), "part", None)
    with catalogue.transaction():
        derive(catalogue, (), [before.image], {before.image: (link,)}, alt_length=150)
    (after,) = catalogue.slides([before.image])
    assert (after, made) == (replace(before, links=(link,)), [])


def test_a_word_that_becomes_known_makes_the_slides_that_doubt_it(
    catalogue: Catalogue, made: list[str]
) -> None:
    put(catalogue, "talks/1/901.jpg", reading(901, "Flurboxing at work", confidence=0.9))
    put(catalogue, "talks/1/902.jpg", reading(902, "We love Flurboxing"))
    update(catalogue)
    made.clear()
    put(catalogue, "talks/5/903.jpg", reading(903, "Nobody knows Flurboxing"))
    update(catalogue)
    assert set(made) == {"talks/1/901.jpg", "talks/1/902.jpg", "talks/5/903.jpg"}


def test_a_line_that_begins_to_recur_makes_the_slides_that_show_it(
    catalogue: Catalogue, made: list[str]
) -> None:
    for number in range(910, 913):
        texts = (f"Slide {number} of the new talk", f"with point kz{number}")
        put(catalogue, f"talks/9/{number}.jpg", reading(number, *texts, foot="Nine Lives Ltd"))
    update(catalogue)
    made.clear()
    put(catalogue, "talks/9/913.jpg", reading(913, "The fourth", foot="Nine Lives Ltd"))
    update(catalogue)
    assert sorted(set(made)) == [f"talks/9/{number}.jpg" for number in range(910, 914)]
    roles = {slide.reading.lines[-1].role for slide in catalogue.slides(sorted(set(made)))}
    assert roles == {"footer"}


def test_copies_are_not_listed_in_each_of_them(catalogue: Catalogue) -> None:
    def size() -> int:
        rows = catalogue.database.execute("SELECT slide FROM slides WHERE image LIKE 'talks/8/%'")
        return sum(len(row[0]) for row in rows)

    stored = reading(920, "One slide", "in many files")
    sizes = []
    for count in (20, 40):
        for copy in range(count):
            put(catalogue, f"talks/8/{copy:03d}.jpg", stored)
        update(catalogue)
        sizes.append(size())
    assert sizes[1] < 2.05 * sizes[0]
    slides = list(catalogue.slides(["talks/8/000.jpg", "talks/8/039.jpg"]))
    assert [len(slide.duplicates) for slide in slides] == [39, 39]
    with catalogue.transaction():
        catalogue.forget([f"talks/8/{copy:03d}.jpg" for copy in range(1, 40)])
    update(catalogue)
    (left,) = catalogue.slides(["talks/8/000.jpg"])
    assert left.duplicates == ()
    assert catalogue.duplicates() == ()


def test_copies_take_time_by_their_number(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each copy once looked at all others, and at all others of each of those."""
    loaded: list[int] = []
    plain = DerivationRows._traces

    def counted(self: DerivationRows, condition: str, values: Sequence[str]) -> list[StoredTrace]:
        traces = list(plain(self, condition, values))
        loaded.append(len(traces))
        return traces

    monkeypatch.setattr(DerivationRows, "_traces", counted)
    stored = reading(930, "One slide", "in many files")
    for copy in range(80):
        put(catalogue, f"talks/7/{copy:03d}.jpg", stored)
    update(catalogue)
    assert sum(loaded) < 8 * 80
    loaded.clear()
    put(catalogue, "talks/7/999.jpg", stored)
    update(catalogue)
    # Slides with the same alt text are compared with one another.
    assert sum(loaded) < 4 * 80


def test_what_was_kept_and_cannot_be_read_is_made_again(
    catalogue: Catalogue, made: list[str]
) -> None:
    before = list(catalogue.slides())
    with catalogue.transaction():
        catalogue.database.execute("UPDATE lexicon SET spellings = '{'")
        catalogue.database.execute("UPDATE votes SET copies = '7'")
    put(catalogue, "talks/3/900.jpg", reading(900, "Talk about teams d", "and their work"))
    update(catalogue)
    assert len(set(made)) == len(before) + 1
    assert [slide for slide in catalogue.slides() if slide.image != "talks/3/900.jpg"] == before
