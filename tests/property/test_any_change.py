"""Whatever changes in whatever order, the slides are those of a derivation from scratch."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Detection, Line, Link, Photo, Reading, Slide
from slidescan.ingest import edits
from slidescan.ingest.derive import derive, rederive
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPhoto, StoredReading

FOLDERS = ("a/x", "a/y", "b/x", "c")
"""Two events with several folders, and one folder at the root of the site."""

TITLES = ("Thank you", "Cloud data", "CLOUD DATA", "Questions", "doud data", "Our platform")
WORDS = (
    *("Cloud", "cloud", "CLOUD", "doud", "c1oud", "modern", "modem", "Kafka", "kafka", "KAFKA"),
    *("Howlong", "Fluxor", "fluxor", "FLUXOR", "fIuxor", "team", "costs", "Zentrix", "ZENTRIX"),
)
FOOTERS = (
    "(c) 2017 Example, Inc.",
    "© 2017 Example Inc",
    "2017 Exarnple, lnc.",
    "Talk 7",
    "DATA 301",
)
HASHES = ("00ff00ff00ff00ff", "00ff00ff00ff00f0", "0123456789abcdef", "0f0f33335555aaaa", "")
CONFIDENCES = (0.7, 0.93, 0.96, 0.975, 0.985, 0.999)
WIDTH, HEIGHT = 1600, 900


def made_line(text: str, top: int, confidence: float, left: int = 80) -> Line:
    right = left + 20 * len(text)
    quad = PhotoQuad.of([(left, top), (right, top), (right, top + 40), (left, top + 40)])
    return Line(text, confidence, quad, "title" if top < 100 else "body")


def made_reading(sha256: str, seed: int) -> StoredReading:
    """A reading of few words, so that slides share them."""
    chance = random.Random(seed)
    lines = [made_line(chance.choice(TITLES), 70, chance.choice(CONFIDENCES))]
    for row in range(chance.randrange(4)):
        text = " ".join(chance.choices(WORDS, k=chance.randint(1, 4)))
        lines.append(made_line(text, 220 + 90 * row, chance.choice(CONFIDENCES)))
    for at, footer in enumerate(chance.sample(FOOTERS, k=chance.randrange(3))):
        left = 80 + 700 * at + chance.choice((0, 1, 3, 60))
        lines.append(
            made_line(footer, 845 + chance.choice((0, 0, 5)), chance.choice(CONFIDENCES), left)
        )
    quad = PhotoQuad.rectangle(WIDTH, HEIGHT) if chance.random() < 0.9 else None
    detection = Detection.of(quad, 0.95, fingerprint=chance.choice(HASHES))
    reading = Reading("rapidocr", "made", ("en",), tuple(lines))
    return StoredReading("made", Photo(sha256, WIDTH, HEIGHT), detection, reading)


def links_of(image: str, number: int) -> tuple[Link, ...]:
    if number % 3 == 0:
        return ()
    return (Link(f"post-{number}.md", 3, "A post", "2024-05-06", (), ("Part",), "part", None),)


class Archive:
    """Photos that change, in a catalogue that is kept up to date."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.links: dict[str, tuple[Link, ...]] = {}

    def update(self, changed_links: tuple[str, ...] = ()) -> None:
        """Derives as an ingest does."""
        catalogue = self.catalogue
        with catalogue.transaction():
            stale = catalogue.underived()
            derive(catalogue, stale, changed_links, self.links, alt_length=120)
            catalogue.set_derived()

    def put(self, image: str, content: int) -> None:
        sha256 = f"{content:064x}"
        with self.catalogue.transaction():
            if self.catalogue.reading(sha256) is None:
                self.catalogue.put_reading(made_reading(sha256, content))
            self.catalogue.put_photo(StoredPhoto(image, sha256, 1, content))

    def change(self, kind: str, image: str, number: int) -> None:
        """One change, as people and ingests make them."""
        catalogue = self.catalogue
        slide = next(catalogue.slides((image,)), None)
        if kind == "put" or slide is None:
            self.put(image, number)
            self.update()
        elif kind == "several":
            for at in range(number % 5 + 2):
                self.put(f"{FOLDERS[(number + at) % len(FOLDERS)]}/s{at}.jpg", number + at % 3)
            self.update()
        elif kind == "forget":
            with catalogue.transaction():
                catalogue.forget([image])
            self.update()
        elif kind == "read again":
            with catalogue.transaction():
                catalogue.put_reading(made_reading(slide.photo.sha256, number + 1000))
                catalogue.underive_bytes(slide.photo.sha256)
            self.update()
        elif kind == "link":
            self.links[image] = links_of(image, number)
            self.update((image,))
        elif kind == "alt":
            edits.set_alt(catalogue, slide, f"Words of person {number % 3}")
            rederive(catalogue, sorted({image, *catalogue.copies(slide.photo.sha256)}), 120)
        elif kind == "line" and slide.reading.lines:
            at = number % len(slide.reading.lines)
            text = ("Corrected words", "Cloud data", "")[number % 3]
            edits.correct_line(catalogue, slide, slide.reading.lines[at].text, text, at)
            edits.rederive_slide(catalogue, slide, 120)
        elif kind == "undo" and catalogue.edits.history(image, slide.photo.sha256):
            edits.undo(catalogue, slide)
            edits.rederive_slide(catalogue, slide, 120)

    def slides(self) -> list[Slide]:
        return list(self.catalogue.slides())


@contextmanager
def fresh_copy(archive: Archive) -> Iterator[list[Slide]]:
    """The slides of the same photos, readings and edits, derived from scratch."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Catalogue.open(Path(folder) / "index", write=True) as target,
    ):
        with target.transaction():
            for table in ("readings", "photos", "mended"):
                target.put_rows(table, tuple(archive.catalogue.rows(table)))
            images = tuple(target.photos())
            derive(target, images, (), archive.links, alt_length=120, rules_changed=True)
        yield list(target.slides())


TWO_COPIES_IN_TWO_EVENTS = [("put", "a/x/0.jpg", 32), ("several", "a/x/0.jpg", 32)]
"""A photo gets its first two copies in one ingest."""

CHANGES = st.tuples(
    st.sampled_from(
        ("put", "put", "put", "several", "forget", "read again", "link", "alt", "line", "undo")
    ),
    st.builds(lambda f, n: f"{f}/{n}.jpg", st.sampled_from(FOLDERS), st.integers(0, 5)),
    st.integers(0, 40),
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CHANGES, min_size=5, max_size=40))
@example(TWO_COPIES_IN_TWO_EVENTS)
def test_slides_are_those_of_a_derivation_from_scratch(changes: list[tuple[str, str, int]]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Catalogue.open(Path(folder) / "index", write=True) as catalogue,
    ):
        catalogue.set_meta("site", "..")
        archive = Archive(catalogue)
        for number, (kind, image, content) in enumerate(changes):
            archive.change(kind, image, content)
            if number % 7 == 6 or number == len(changes) - 1:
                with fresh_copy(archive) as expected:
                    assert archive.slides() == expected
