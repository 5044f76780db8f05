"""Vectors follow the slides of a catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.embedders import MatterEmbedder, use
from support.factories import slide

from slidescan.core.records import Options
from slidescan.search.meaning.hits import open_meaning
from slidescan.search.meaning.storage import stored_encoder
from slidescan.search.meaning.update import VectorUpdate, encoder_name, update
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
