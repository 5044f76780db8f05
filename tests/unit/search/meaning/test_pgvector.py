"""Vectors on a PostgreSQL server, with the extension `vector` and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.embedders import MatterEmbedder
from support.factories import slide
from support.servers import Postgres

from slidescan.search.meaning import pgvector
from slidescan.search.meaning.encoder_state import encoder_name
from slidescan.search.meaning.nearest import MemoryVectors, NearestVectors
from slidescan.search.meaning.pgvector import ServerVectors
from slidescan.search.meaning.storage import open_vectors
from slidescan.search.meaning.update import update
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Server

pytestmark = pytest.mark.postgres

EMBEDDER = MatterEmbedder()
NAME = encoder_name(EMBEDDER)
QUESTIONS = ("a puppy", "expensive disks", "ship", "money for a boat", "hund")
TEXTS = {
    "img/dog.jpg": ("Keeping a hound", "feed the puppy"),
    "img/cost.jpg": ("What it costs", "money for storage"),
    "img/ship.jpg": ("Sails", "a boat at sea"),
    "img/none.jpg": (),
}


@pytest.fixture
def catalogue(postgres: Postgres) -> Iterator[Catalogue]:
    with Catalogue.open(Server(postgres.database()), write=True) as made:
        with made.transaction():
            for image, texts in TEXTS.items():
                made.put_slide(slide(image, texts))
            for number in range(40):
                long = tuple(f"{word} {number} " + "word " * 30 for word in ("one", "two", "x"))
                made.put_slide(slide(f"img/{number:02d}.jpg", (f"Slide {number}", *long)))
        yield made


def has_extension(catalogue: Catalogue) -> bool:
    sql = "SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'"
    return catalogue.database.execute(sql).fetchone() == (1,)


def near_slides(vectors: NearestVectors, question: str) -> dict[str, object]:
    """Passage and similarity of slides that mean something of a question; others are all alike."""
    return {
        each.image: (each.passage, pytest.approx(each.similarity, abs=1e-3))
        for each in vectors.nearest(EMBEDDER.query(question), 3)
        if each.similarity >= EMBEDDER.min_similarity(1)
    }


def in_memory(catalogue: Catalogue) -> MemoryVectors:
    return MemoryVectors.of(catalogue.vectors.texts(NAME))


def test_without_the_extension_a_search_loads_the_vectors(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pgvector, "_has_extension", lambda _: False)
    update(catalogue, EMBEDDER)
    vectors = open_vectors(catalogue)
    assert isinstance(vectors, MemoryVectors)
    assert vectors.nearest(EMBEDDER.query("a puppy"), 1)[0].image == "img/dog.jpg"


def test_the_server_answers_as_the_memory_does(catalogue: Catalogue) -> None:
    if not has_extension(catalogue):
        pytest.skip("the server has no extension vector (Debian: postgresql-15-pgvector)")
    update(catalogue, EMBEDDER)
    vectors = open_vectors(catalogue)
    assert isinstance(vectors, ServerVectors)
    for question in QUESTIONS:
        found = near_slides(vectors, question)
        assert found
        assert found == near_slides(in_memory(catalogue), question)
    assert vectors.nearest(EMBEDDER.query("dog")[:9], 3) == ()


def test_only_changed_vectors_are_sent(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_extension(catalogue):
        pytest.skip("the server has no extension vector (Debian: postgresql-15-pgvector)")
    update(catalogue, EMBEDDER)
    sent: list[str] = []
    missing_vectors = pgvector._missing_vectors

    def watched(catalogue: Catalogue, encoder: str) -> Iterator[tuple[str, int, str, str]]:
        for row in missing_vectors(catalogue, encoder):
            sent.append(row[0])
            yield row

    monkeypatch.setattr(pgvector, "_missing_vectors", watched)
    with catalogue.transaction():
        catalogue.put_slide(slide("img/ship.jpg", ("Harbour", "a puppy on a schiff")))
        catalogue.forget(("img/dog.jpg",))
    update(catalogue, EMBEDDER)
    assert sent == ["img/ship.jpg"]
    vectors = open_vectors(catalogue)
    for question in QUESTIONS:
        found = near_slides(vectors, question)
        assert found == near_slides(in_memory(catalogue), question)
        assert "img/dog.jpg" not in found


def test_another_encoder_gets_a_table_of_its_own(catalogue: Catalogue) -> None:
    if not has_extension(catalogue):
        pytest.skip("the server has no extension vector (Debian: postgresql-15-pgvector)")
    update(catalogue, EMBEDDER)
    other = MatterEmbedder("matters-2", 90)
    assert ServerVectors.open(catalogue.database, encoder_name(other)) is None
    update(catalogue, other, refresh=True)
    assert ServerVectors.open(catalogue.database, NAME) is None
    vectors = open_vectors(catalogue)
    assert isinstance(vectors, ServerVectors)
    assert vectors.nearest(other.query("a puppy"), 1)[0].image == "img/dog.jpg"
