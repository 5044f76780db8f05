"""A search answers any query, with each index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.factories import indexes_with_fts5_from, link, slide

from slidescan.core.records import Results
from slidescan.library import Library
from slidescan.search import manager as fulltext
from slidescan.search.indexes import registry
from slidescan.store.catalogue import Catalogue

PIECES = (
    *("data", "lake", "DataLake", "data-lake", "EC2", "10GB", "1,000", "lak*", "*", "relnvent"),
    *("datalake", "https://a.b/c?d=e", "me@example.org", "全文検索", "索", "Größe", "naïve", "ﬁn"),
    *(
        "OR",
        "AND",
        "NOT",
        "-",
        "(",
        ")",
        '"',
        "|",
        "||",
        "&&",
        "-(",
        '-"',
        '""',
        "()",
        '"data lake"',
    ),
    *(
        "title:",
        "text:",
        "tag:aws",
        "post:(",
        'section:"',
        "title:-x",
        "lang:de",
        "lang:",
        "lang:??",
    ),
    *("after:2017", "before:2017-13", "after:0001", "before:0001-01-01", "after:9999", "is:linked"),
    *("is:unlinked", "is:", "-is:linked", "near:a.jpg", "near:nowhere", 'near:"b.jpg"', "near:/x"),
    *("NEAR(data lake)", "{title}:data", "data^2", "data + lake", "rowid:1", "words MATCH", "';--"),
    *(
        "organi?ation",
        "d*t?",
        "?*?*",
        "*a*b*",
        "🚀",
        "❤\ufe0f",
        "1.000.000",
        "000",
        "«data",
        "：",
        "5€",
    ),
    *("\x00", "\ud800", "\u202e", "\n", "a" * 500, "ﷺ" * 40, "e\u0301" * 60, "%", "_", "\\", "'"),
)

QUERIES = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=80).map("".join),
)


@pytest.fixture(scope="module", params=["whoosh", "fts5"])
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp(request.param) / "index"
    slides = (
        slide("a.jpg", ("Building a Data Lake", "1,000 streams, 10 GB"), links=[link()]),
        slide("b.jpg", ("Größe der Daten", "全文検索の仕組み"), languages=("de",)),
        slide("c.jpg", (), links=[link("p/c.md", section=("Lakes",))]),
        slide("d.jpg", ("AWS EC2", "reInvent lakes")),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLIDESCAN_KEY_FILE", str(folder.parent / "key"))
        start = 1 if request.param == "fts5" else 10**9
        patch.setattr(registry, "INDEXES", indexes_with_fts5_from(start))
        with Catalogue.open(folder, write=True) as catalogue:
            with catalogue.transaction():
                for made in slides:
                    catalogue.put_slide(made)
            fulltext.update(catalogue)
        assert (folder / registry.FTS5_FILE).exists() == (request.param == "fts5")
        yield Library(folder)


@settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(query=QUERIES, sort=st.sampled_from(["score", "date"]), everything=st.booleans())
def test_any_query_is_answered(
    library: Library, query: str, sort: object, everything: bool
) -> None:
    found = library.search(query, sort=sort, textless=everything)  # type: ignore[arg-type]
    assert isinstance(found, Results)
    assert found.total >= len(found.hits)
    images = [hit.slide.image for hit in found.hits]
    assert len(set(images)) == len(images)
    assert all(hit.score >= 0 for hit in found.hits)
    if not query.strip():
        assert not found.hits


@settings(max_examples=80)
@given(words=st.lists(st.sampled_from(PIECES[:18]), min_size=1, max_size=4))
def test_a_word_of_a_slide_is_marked_on_it(library: Library, words: list[str]) -> None:
    for hit in library.search(" ".join(words)).hits:
        assert any(marked for _, marked in hit.snippet) == bool(hit.boxes)


def test_each_index_has_its_own_files(library: Library) -> None:
    found = {path.name for path in Path(library.folder).iterdir()}
    assert (registry.FTS5_FILE in found) != (registry.WHOOSH_FOLDER in found)
