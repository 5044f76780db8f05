"""Pages of decks in the catalogue: the same when read back, refused if they can't be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support.deck_files import page_quad
from support.factories import slide, tamper

from slidescan.core.geometry import PhotoQuad, RelativeQuad
from slidescan.core.records import DeckLine, DeckPage, DeckPair, PageEdit, SlidePage
from slidescan.errors import IndexDamaged
from slidescan.store.catalogue import Catalogue
from slidescan.store.decks import pair_from_json, pair_to_json
from slidescan.store.serialization import MALFORMED, slide_from_json

SHA256 = "b" * 64
PAGE = DeckPage(
    *("static/talk.pdf", SHA256, 12, 960.0, 540.0),
    (
        DeckLine("Größe", page_quad(0.1, 0.1, 0.4, 0.2), "title"),
        DeckLine("12", page_quad(0.9, 0.9, 0.95, 0.95), "footer"),
    ),
    "Say hello",
)
PAIR = DeckPair("static/talk.pdf", SHA256, 12, 0.987, "slidescan", (3, 4))


def test_a_page_is_the_same_when_read_back(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path / "index", write=True) as catalogue:
        catalogue.decks.put(PAGE)
        catalogue.decks.put(replace(PAGE, number=13, lines=(), notes=""))
        assert catalogue.decks.all()[(SHA256, 12)] == PAGE
        catalogue.decks.keep_only([(SHA256, 13)])
        assert list(catalogue.decks.all()) == [(SHA256, 13)]


@pytest.mark.parametrize("pair", [PAIR, replace(PAIR, by="person", hidden=()), None])
def test_a_pair_is_the_same_when_read_back(pair: DeckPair | None) -> None:
    assert pair_from_json(pair_to_json(pair)) == pair


def test_an_edit_with_a_pair_is_the_same_when_read_back(tmp_path: Path) -> None:
    quad = RelativeQuad((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))
    common = (0, "2025-10-14T09:00:00", "img/a.jpg", "a" * 64, "", pair_to_json(PAIR))
    with Catalogue.open(tmp_path / "index", write=True) as catalogue:
        catalogue.edits.put(PageEdit(*common, PAIR, quad))
        (edit,) = catalogue.edits.history()
    assert isinstance(edit, PageEdit)
    assert (edit.pair, edit.quad) == (PAIR, quad)
    assert edit.to_json()["page"] == {"file": "static/talk.pdf", "page": 12, "by": "slidescan"}


def test_a_slide_with_a_page_is_the_same_when_read_back() -> None:
    page = SlidePage(PAIR, "Größe", "Say hello", ("Grosse",), True, PhotoQuad.rectangle(90, 80))
    before = replace(slide(), page=page)
    assert slide_from_json(before.to_json()).page == page
    assert slide_from_json(slide().to_json()).page is None


@pytest.mark.parametrize(
    "changed",
    [
        {"file": "../outside.pdf"},
        {"file": "/etc/passwd"},
        {"file": ""},
        {"page": 0},
        {"page": "12"},
        {"sha256": "short"},
        {"confidence": 1.5},
        {"by": "somebody"},
        {"hidden": [-1]},
        {"quad": [[0, 0]]},
    ],
)
def test_a_page_that_cannot_be_is_refused(changed: dict[str, object]) -> None:
    page = SlidePage(PAIR, "Größe", "", (), True, None)
    data = replace(slide(), page=page).to_json()
    with pytest.raises(MALFORMED):
        slide_from_json({**data, "deck": {**data["deck"], **changed}})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE deck_pages SET content = '{}'",
        "UPDATE deck_pages SET content = 'no json'",
        "UPDATE deck_pages SET deck = '../talk.pdf'",
        "UPDATE deck_pages SET page = -1",
    ],
)
def test_a_damaged_page_is_told_and_repaired(tmp_path: Path, statement: str) -> None:
    with Catalogue.open(tmp_path / "index", write=True) as catalogue:
        catalogue.decks.put(PAGE)
    tamper(tmp_path / "index" / "catalogue.sqlite", statement)
    with Catalogue.open(tmp_path / "index", write=True) as catalogue:
        with pytest.raises(IndexDamaged):
            catalogue.decks.all()
        assert [table for table, _ in catalogue.integrity.malformed_rows()] == ["deck_pages"]
        catalogue.integrity.drop_malformed_rows()
        assert catalogue.decks.all() == {}
