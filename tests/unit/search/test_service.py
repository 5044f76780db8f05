"""Slides with words similar to those of the query."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.factories import slide

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
    folder = tmp_path / "index"
    with Catalogue.open(folder, write=True) as catalogue:
        catalogue.set_meta("site", "..")
        with catalogue.transaction():
            for each in SLIDES:
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
