"""Slides that mean what a query asks."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.embedders import MatterEmbedder, use
from support.factories import slide

from slidescan.core.records import Options
from slidescan.search import manager
from slidescan.search.by_meaning import near_in_meaning
from slidescan.search.indexes.records import Filter
from slidescan.search.meaning.update import update
from slidescan.search.parser import parse
from slidescan.store.catalogue import Catalogue

DOG, PUPPY = "img/dog.jpg", "img/puppy.jpg"


def test_a_slide_that_the_opened_index_lacks_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ingest ends between the two: its vectors are there, its words are not."""
    embedder = MatterEmbedder()
    use(monkeypatch, embedder)

    def put(image: str, text: str) -> None:
        with catalogue.transaction():
            catalogue.put_slide(slide(image, ("Pets", text)))
        manager.update(catalogue)
        update(catalogue, embedder)

    def found() -> set[str]:
        root = parse("chien").root
        assert root is not None
        near, _ = near_in_meaning(catalogue, index, Options(), "chien", root, Filter(), 10)
        return {each.image for each in near}

    with Catalogue.open(tmp_path / "index", write=True) as catalogue:
        put(DOG, "keeping a hound")
        with manager.open_index(catalogue) as index:
            put(PUPPY, "feed the puppy")
            assert found() == {DOG}
        with manager.open_index(catalogue) as index:
            assert found() == {DOG, PUPPY}
