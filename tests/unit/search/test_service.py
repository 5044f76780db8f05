"""Slides with words similar to those of the query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.factories import link, slide

from slidescan.core.records import Slide
from slidescan.library import Library
from slidescan.search import manager as fulltext
from slidescan.store.catalogue import Catalogue

SLIDES = (
    slide("a.jpg", ("Data lakes", "Cost managment dashbord", "AmazonCAlibabaCloud")),
    slide("b.jpg", ("Management of keys", "relnvent in Las Vegas")),
    slide("c.jpg", ("Server rooms", "hardware and taxes", "one dasnboand")),
    slide("d.jpg", ("Taking the lead", "a dashboard in five lines")),
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return library_of(tmp_path / "index", SLIDES)


def library_of(folder: Path, slides: Sequence[Slide]) -> Library:
    with Catalogue.open(folder, write=True) as catalogue:
        catalogue.set_meta("site", "..")
        with catalogue.transaction():
            for each in slides:
                catalogue.put_slide(each)
        fulltext.update(catalogue)
    return Library(folder)


@pytest.mark.parametrize(
    ("query", "images"),
    [
        ("cost dashboard", ["a.jpg"]),
        ("server dashboard", ["c.jpg"]),
        ("alibaba", ["a.jpg"]),
        ("reinvent", ["b.jpg"]),
        ("dashbaord", ["d.jpg", "a.jpg"]),
        ("server racks", ["c.jpg"]),
        ("server racks -taxes", []),
        ('"server racks"', []),
        ("quarantine", []),
    ],
)
def test_similar_words_are_found_and_marked(
    library: Library, query: str, images: list[str]
) -> None:
    results = library.search(query)
    assert [hit.slide.image for hit in results.hits][: len(images) or None] == images
    assert results.total == len(results.hits)
    if images:
        assert "words like them" in results.notice
        assert any(hit for _, hit in results.hits[0].snippet)
        assert results.hits[0].boxes


def test_similar_words_rank_below_exact_ones(library: Library) -> None:
    results = library.search("dashboard")
    assert [hit.slide.image for hit in results.hits] == ["d.jpg", "a.jpg"]
    assert results.hits[1].score <= 0.5 * results.hits[0].score + 1e-9
    assert results.notice == ""
    # Short words that differ in one letter are other words.
    assert [hit.slide.image for hit in library.search("lead").hits] == ["d.jpg"]
    assert library.search("dashboard", limit=1).total == 1


def test_where_slides_lack_a_word_the_typed_form_of_the_others_comes_first(tmp_path: Path) -> None:
    forms = slide("a.jpg", ("Numbers", "Servers and serverless", "More servers"))
    typed = slide("b.jpg", ("Costs", "one server", "power", "cooling"))
    hits = library_of(tmp_path / "index", (forms, typed)).search("server rack").hits
    assert [hit.slide.image for hit in hits] == ["b.jpg", "a.jpg"]


def test_function_words_find_no_slides(tmp_path: Path) -> None:
    slides = (
        slide("a.jpg", ("Turn it into gold", "in to", "into the lake into")),
        slide("b.jpg", ("Data lake", "storage")),
    )
    hits = library_of(tmp_path / "index", slides).search("storage into").hits
    assert [hit.slide.image for hit in hits] == ["b.jpg"]


def test_where_slides_lack_a_word_one_with_the_function_word_comes_first(tmp_path: Path) -> None:
    slides = (
        slide("a.jpg", ("Data and data", "data")),
        slide("b.jpg", ("Pipelines", "move it into place", "data")),
    )
    hits = library_of(tmp_path / "index", slides).search("data into quarantine").hits
    assert [hit.slide.image for hit in hits] == ["b.jpg", "a.jpg"]
    assert [hit.missing for hit in hits] == [("quarantine",), ("quarantine",)]


def test_where_slides_lack_a_word_one_that_was_misread_comes_first(tmp_path: Path) -> None:
    clear = slide("a.jpg", ("Data about data", "costs"))
    misread = slide("b.jpg", ("Sources", "data of", "qaliá and serey", "Giryor sa p"))
    lines = misread.reading.lines
    doubtful = (*lines[:2], *(replace(line, confidence=0.4) for line in lines[2:]))
    misread = replace(misread, reading=replace(misread.reading, lines=doubtful))
    library = library_of(tmp_path / "index", (clear, misread))
    hits = library.search("staged data").hits
    assert [(hit.slide.image, hit.missing) for hit in hits] == [
        ("b.jpg", ("staged",)),
        ("a.jpg", ("staged",)),
    ]
    assert library.search("data").hits[0].slide.image == "a.jpg"


@pytest.mark.parametrize("query", ["datalake", "data lake"])
def test_joined_and_split_words_are_the_same_words(query: str, tmp_path: Path) -> None:
    slides = (
        slide(
            "a.jpg", ("Silos", "warehouse"), links=[replace(link(), alt="Datalake and warehouse")]
        ),
        slide("b.jpg", ("Building a data lake", "on premises")),
        slide("c.jpg", ("Lake Zurich", "data about water")),
    )
    results = library_of(tmp_path / "index", slides).search(query)
    assert results.hits[0].slide.image == "b.jpg"
    assert {"a.jpg", "b.jpg"} <= {hit.slide.image for hit in results.hits}
    assert results.notice == ""


def test_slides_without_a_word_follow_a_few_with_all_and_say_so(tmp_path: Path) -> None:
    slides = (
        slide("a.jpg", ("Building a data lake", "streams")),
        slide("b.jpg", ("The data warehouse", "tables of data")),
        slide("c.jpg", ("Ships", "harbours")),
    )
    library = library_of(tmp_path / "index", slides)
    results = library.search("the data lake")
    assert [(hit.slide.image, hit.missing, hit.by) for hit in results.hits] == [
        ("a.jpg", (), "words"),
        ("b.jpg", ("lake",), "words"),
    ]
    assert results.hits[1].score <= 0.5 * results.hits[0].score + 1e-9
    assert results.hits[1].to_json()["missing"] == ["lake"]
    assert results.total == 2


def test_a_slide_whose_post_alone_has_a_word_does_not_follow(tmp_path: Path) -> None:
    tagged = replace(link(), tags=("data",))
    slides = (
        slide("a.jpg", ("Building a data lake", "streams")),
        slide("b.jpg", ("Welcome", "Two tracks"), links=[tagged]),
    )
    hits = library_of(tmp_path / "index", slides).search("data lake").hits
    assert [hit.slide.image for hit in hits] == ["a.jpg"]


@pytest.mark.parametrize(
    "query", ['"data lake"', "title:data lake", "data lak*", "data lake -tables"]
)
def test_slides_without_a_word_follow_plain_words_alone(query: str, tmp_path: Path) -> None:
    slides = (
        slide("a.jpg", ("Building a data lake", "streams")),
        slide("b.jpg", ("The data warehouse", "tables of data")),
    )
    library = library_of(tmp_path / "index", slides)
    assert [hit.slide.image for hit in library.search(query).hits] == ["a.jpg"]
    assert [hit.slide.image for hit in library.search("data lake", exact=True).hits] == ["a.jpg"]
    assert [hit.slide.image for hit in library.search("data lake", sort="date").hits] == ["a.jpg"]
    assert library.search("data lake", limit=1).total == 1


def test_where_no_slide_has_all_words_each_says_what_it_lacks(library: Library) -> None:
    (hit,) = library.search("server racks").hits
    assert hit.missing == ("racks",)
