"""Names with signs, look-alikes, split words and authors' words, in both kinds of index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support.factories import indexes_with_fts5_from, link, slide

from slidescan.core.records import Slide
from slidescan.library import Library
from slidescan.search import manager
from slidescan.search.indexes import registry
from slidescan.store.catalogue import Catalogue

Found = Callable[[str], list[str]]


def shown(image: str, lines: tuple[str, ...], alt: str = "", around: str = "") -> Slide:
    return slide(image, lines, links=[replace(link(), alt=alt, around=around)])


SLIDES = (
    slide("cpp.jpg", ("Why we left C++", "Templates", "C++17 helped")),
    slide("cs.jpg", ("C# for games", "Unity", ".NET Core")),
    slide("c.jpg", ("Plain C", "Pointers", "The net result")),
    slide("atandt.jpg", ("AT&T and R&D", "Mergers", "F# fans")),
    slide("rd.jpg", ("R or D", "The letters R D stand for nothing")),
    slide("always.jpg", ("Open 24/7", "Costs $5", "We give 100%")),
    slide("numbers.jpg", ("24 of 7 things", "5 plus 100")),
    slide("ai.jpg", ("AI for all", "Al is misread here by no one")),
    slide("al.jpg", ("Al winter", "Cloud 1O and l0t")),
    slide("split.jpg", ("A system for distri-", "buted transactions and", "micro-", "services")),
    slide("umlaut.jpg", ("Müller baut Straßen", "Größe in Øresund")),
    shown("dracula.jpg", (), alt="Dracula rises from his coffin"),
    shown("IMG_4104.jpg", ("Data lakes",), around="The ship sails at dawn"),
    shown("IMG_4105.jpg", ("Streams",)),
)


@pytest.fixture(params=["whoosh", "fts5"])
def found(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Found:
    kinds = indexes_with_fts5_from(0 if request.param == "fts5" else 10_000)
    monkeypatch.setattr(registry, "INDEXES", kinds)
    with Catalogue.open(tmp_path / "index", write=True) as catalogue:
        catalogue.set_meta("site", "..")
        with catalogue.transaction():
            for each in SLIDES:
                catalogue.put_slide(each)
        manager.update(catalogue)
    library = Library(tmp_path / "index")
    return lambda query: [hit.slide.image for hit in library.search(query, limit=20).hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("C++", "cpp.jpg"),
        ("c#", "cs.jpg"),
        ("F#", "atandt.jpg"),
        ("C", "c.jpg"),
        (".NET", "cs.jpg"),
        ("net", "c.jpg"),
        ("R&D", "atandt.jpg"),
        ("AT&T", "atandt.jpg"),
        ("24/7", "always.jpg"),
        ("$5", "always.jpg"),
        ("100%", "always.jpg"),
        ("C++17", "cpp.jpg"),
        ("title:C#", "cs.jpg"),
    ],
)
def test_a_name_with_signs_finds_its_slide_first(found: Found, query: str, first: str) -> None:
    assert found(query)[0] == first


def test_the_letters_of_a_name_follow(found: Found) -> None:
    assert {"c.jpg", "cs.jpg"} <= set(found("C++"))
    assert "numbers.jpg" in found("100%")


def test_a_name_with_signs_can_be_excluded(found: Found) -> None:
    assert "cs.jpg" not in found("C -C#")
    assert "c.jpg" in found("C -C#")


@pytest.mark.parametrize(("query", "images"), [("AI", ["ai.jpg", "al.jpg"]), ("10", ["al.jpg"])])
def test_lookalikes_of_any_length_follow(found: Found, query: str, images: list[str]) -> None:
    assert found(query)[: len(images)] == images


@pytest.mark.parametrize("word", ["distributed", "microservices"])
def test_a_word_split_by_a_hyphen_is_found(found: Found, word: str) -> None:
    assert found(word) == ["split.jpg"]


@pytest.mark.parametrize("word", ["mueller", "muller", "Müller", "strassen", "oresund", "oeresund"])
def test_letters_may_be_spelled_by_two(found: Found, word: str) -> None:
    assert found(word) == ["umlaut.jpg"]


def test_what_authors_wrote_is_found(found: Found) -> None:
    assert found("dracula") == ["dracula.jpg"]
    assert found("ship dawn") == ["IMG_4104.jpg"]
    assert found("IMG_4104")[0] == found("4104")[0] == found("IMG_4104.jpg")[0] == "IMG_4104.jpg"
    assert found("title:dracula") == []
    assert found("dracula -coffin") == []


def test_both_halves_of_a_split_word_are_marked(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True) as catalogue:
        catalogue.set_meta("site", ".")
        with catalogue.transaction():
            catalogue.put_slide(SLIDES[9])
        manager.update(catalogue)
    (hit,) = Library(tmp_path).search("distributed").hits
    assert [text for text, marked in hit.snippet if marked] == ["distri-", "buted"]
    assert len(hit.boxes) == 2


WELL_SPELT = ("who", "2018", "k8s", "email", "100 %", "20,100")
FILTERED = ("after:2017-13", "is:toe", "(-is:toe)", "lang:tex")


@pytest.mark.parametrize("query", [*WELL_SPELT, *FILTERED])
def test_what_is_not_misspelt_gets_no_suggestion(query: str, tmp_path: Path) -> None:
    texts = ("Wh 2017 k9s the toes in detail", "200 % of 20,200 texts", "2016 kms tox")
    with Catalogue.open(tmp_path, write=True) as catalogue:
        catalogue.set_meta("site", ".")
        with catalogue.transaction():
            catalogue.put_slide(slide("a.jpg", texts))
        manager.update(catalogue)
    assert Library(tmp_path).search(query).suggestion is None


def test_a_misspelt_word_beside_others_gets_a_suggestion(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True) as catalogue:
        catalogue.set_meta("site", ".")
        with catalogue.transaction():
            catalogue.put_slide(slide("a.jpg", ("A lambda of 2017",)))
        manager.update(catalogue)
    for query, suggestion in (
        ("who lamdba 2019", "who lambda 2019"),
        ("l4mbda", "lambda"),
        ("title:lamdba", "title:lambda"),
    ):
        assert Library(tmp_path).search(query).suggestion == suggestion


def test_a_suggestion_never_makes_a_field(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True) as catalogue:
        catalogue.set_meta("site", ".")
        with catalogue.transaction():
            catalogue.put_slide(slide("a.jpg", ("The title of lakes",)))
        manager.update(catalogue)
    suggestion = Library(tmp_path).search("tilte:laces").suggestion or ""
    assert "title:" not in suggestion
