"""`near:` looks at the photo's folder, not at the archive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.factories import slide

from slidescan.core.records import Slide
from slidescan.search.near import MAX_NEAR_FILTERS, resolve_near
from slidescan.search.parser import parse
from slidescan.search.query import ImageFilter, Node, leaves
from slidescan.store.catalogue import Catalogue


def taken(image: str, minute: int) -> Slide:
    made = slide(image)
    return replace(made, photo=replace(made.photo, taken=f"2024-05-06T10:{minute:02d}:00"))


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.open(tmp_path / "index", write=True) as opened:
        opened.set_meta("site", "..")
        with opened.transaction():
            for number in range(6):
                opened.put_slide(taken(f"a/b/{number}.jpg", 10 * number))
                opened.put_slide(taken(f"a/b/c/{number}.jpg", 10 * number))
                opened.put_slide(taken(f"a/b0/{number}.jpg", 10 * number))
        yield opened


def asked(text: str) -> Node:
    root = parse(text).root
    assert root is not None
    return root


def test_photos_of_the_folder_within_minutes_are_near(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Iterator[Slide]:
        raise AssertionError("it reads slides")

    monkeypatch.setattr(Catalogue, "slides", refuse)
    monkeypatch.setattr(Catalogue, "images", refuse)
    query, warning = resolve_near(catalogue, asked("near:a/b/3.jpg"))
    assert query == ImageFilter(("a/b/2.jpg", "a/b/3.jpg", "a/b/4.jpg"))
    assert warning == ""


def test_slides_without_a_card_are_near_too(catalogue: Catalogue) -> None:
    expected = resolve_near(catalogue, asked("near:a/b/3.jpg"))
    with catalogue.transaction():
        catalogue.database.execute("DELETE FROM cards WHERE image IN ('a/b/3.jpg', 'a/b/4.jpg')")
    assert resolve_near(catalogue, asked("near:a/b/3.jpg")) == expected


def test_a_query_names_few_photos(catalogue: Catalogue) -> None:
    names = [f"near:a/b/x{number}.jpg" for number in range(MAX_NEAR_FILTERS)]
    query, warning = resolve_near(catalogue, asked(" OR ".join([*names, "near:a/b/3.jpg"])))
    assert set(leaves(query)) == {ImageFilter(())}
    assert warning.endswith("the query names 11 photos with near:, and only the first 10 count")
    again = " OR ".join(["near:a/b/3.jpg"] * 20 + names[:-1])
    query, warning = resolve_near(catalogue, asked(again))
    assert ImageFilter(("a/b/2.jpg", "a/b/3.jpg", "a/b/4.jpg")) in leaves(query)
    assert "only" not in warning
