"""Vectors follow the slides of a catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.embedders import MatterEmbedder, use
from support.factories import slide

from slidescan.core.records import Options
from slidescan.ingest.verify import repair, verify
from slidescan.search.meaning.encoder_state import encoder_name, label, stored_encoder
from slidescan.search.meaning.hits import open_meaning
from slidescan.search.meaning.storage import open_vectors
from slidescan.search.meaning.update import VectorUpdate, update
from slidescan.search.meaning.vector_file import (
    ALIGNMENT_BYTES,
    MAX_HEADER_BYTES,
    VECTOR_FILE,
    is_intact,
)
from slidescan.store.catalogue import Catalogue

TEXTS = {
    "img/dog.jpg": ("Keeping a hound", "feed the puppy"),
    "img/cost.jpg": ("What it costs", "money for storage"),
    "img/ship.jpg": ("Sails", "a boat at sea"),
}


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.open(tmp_path / "index", write=True) as made:
        with made.transaction():
            for image, texts in TEXTS.items():
                made.put_slide(slide(image, texts))
        yield made


def test_only_new_and_changed_slides_are_encoded(catalogue: Catalogue) -> None:
    embedder = MatterEmbedder()
    assert update(catalogue, embedder) == VectorUpdate(encoded=3)
    assert stored_encoder(catalogue) == encoder_name(embedder)
    assert update(catalogue, embedder) == VectorUpdate()
    with catalogue.transaction():
        catalogue.put_slide(slide("img/ship.jpg", ("Sails", "another text")))
    embedder.encoded.clear()
    assert update(catalogue, embedder) == VectorUpdate(encoded=1)
    assert all("Sails" in text for text in embedder.encoded)


def test_vectors_of_another_encoder_stay_until_refresh(catalogue: Catalogue) -> None:
    update(catalogue, MatterEmbedder("first"))
    other = MatterEmbedder("second")
    assert update(catalogue, other) == VectorUpdate(other=3)
    assert stored_encoder(catalogue) == encoder_name(MatterEmbedder("first"))
    assert update(catalogue, other, refresh=True) == VectorUpdate(encoded=3)
    assert stored_encoder(catalogue) == encoder_name(other)


def test_slides_are_found_by_what_they_mean(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = MatterEmbedder()
    use(monkeypatch, embedder)
    update(catalogue, embedder)
    meaning, hint = open_meaning(catalogue, Options())
    assert meaning is not None
    assert hint == ""
    near = meaning.hits(embedder.query("chien"), 2, 0.3, lambda images: images)
    assert [each.image for each in near] == ["img/dog.jpg"]
    assert not meaning.hits(embedder.query("chien"), 2, 0.3, lambda _: ())


@pytest.mark.parametrize("installed", [True, False])
def test_a_hint_says_how_to_find_by_meaning(
    installed: bool, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, MatterEmbedder() if installed else None)
    meaning, hint = open_meaning(catalogue, Options())
    assert meaning is None
    assert "slidescan ingest" in hint
    assert ("pip install" in hint) != installed
    assert open_meaning(catalogue, Options(embedder="none")) == (None, "")


def _flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0x10
    path.write_bytes(data)


@pytest.mark.parametrize("part", ["bits", "codes"])
def test_a_damaged_file_changes_no_answer_and_is_reported(
    part: str, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = MatterEmbedder()
    use(monkeypatch, embedder)
    update(catalogue, embedder)
    location = catalogue.location
    assert isinstance(location, Path)
    path = location / VECTOR_FILE
    whole = path.read_bytes()
    query = embedder.query("chien")

    def nearest() -> object:
        return open_vectors(catalogue).nearest(query, 3)

    truth = nearest()
    # Three slides of 72 dimensions have fewer bits than one alignment holds.
    _flip(path, MAX_HEADER_BYTES + (ALIGNMENT_BYTES if part == "codes" else 0))
    assert not is_intact(path, label(catalogue))
    assert nearest() == truth
    (issue,) = [each for each in verify(location) if each.path == VECTOR_FILE]
    assert issue.kind == "unindexed"
    assert "--repair" in issue.remedy
    repair(location, 150)
    assert path.read_bytes() == whole
    assert not [each for each in verify(location) if each.path == VECTOR_FILE]
