"""What queries mean."""

from __future__ import annotations

import pytest

from slidescan.search.parser import MAX_QUERY_WORDS, parse
from slidescan.search.query import (
    And,
    DateFilter,
    NearFilter,
    Node,
    Not,
    Or,
    Phrase,
    PropertyFilter,
    Term,
    included_terms,
)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("data", Term("data")),
        ("Data Lake", And((Term("data"), Term("lake")))),
        ('"data lake"', Phrase(("data", "lake"))),
        ('"data"', Term("data")),
        ("data OR lake", Or((Term("data"), Term("lake")))),
        ("data AND lake", And((Term("data"), Term("lake")))),
        ("data -lake", And((Term("data"), Not(Term("lake"))))),
        ("data NOT lake", And((Term("data"), Not(Term("lake"))))),
        ("ax (by OR cz)", And((Term("ax"), Or((Term("by"), Term("cz")))))),
        ("title:lake", Term("lake", "title")),
        ('title:"data lake"', Phrase(("data", "lake"), "title")),
        ("title:(ax OR by)", Or((Term("ax", "title"), Term("by", "title")))),
        ("lak*", Term("lak", None, True)),
        ("data-lake", Phrase(("data", "lake"), quoted=False)),
        ("re:Invent", Phrase(("re", "invent"), quoted=False)),
        ("or", Term("or")),
        ("DataLake", Term("datalake", None, False, ("data", "lake"))),
        ("10GB", Term("10gb", None, False, ("10", "gb"))),
        ("1,000", Term("1000", parts=("1", "000"))),
        ("w2", Term("w2", parts=("w", "2"))),
        ("U.S.A.", Term("usa", parts=("u", "s", "a"))),
        ("title:e.g", Term("eg", "title", parts=("e", "g"))),
        ("lang:de", PropertyFilter("lang", "de")),
        ("lang:und", PropertyFilter("lang", "und")),
        ("LANG:deu data", And((PropertyFilter("lang", "de"), Term("data")))),
        ("-is:Unlinked", Not(PropertyFilter("is", "unlinked"))),
        ("is:whiteboard", PropertyFilter("is", "whiteboard")),
        ("after:2017", DateFilter(since="2017-01-01")),
        ("after:2017-11-29", DateFilter(since="2017-11-29")),
        ("before:2017-3", DateFilter(until="2017-02-28")),
        ("near:img/IMG_1.jpg", NearFilter("img/IMG_1.jpg")),
        ('near:"my photo.jpg"', NearFilter("my photo.jpg")),
        ("title:(ax lang:de)", And((Term("ax", "title"), PropertyFilter("lang", "de")))),
        ("unknown:word", Phrase(("unknown", "word"), quoted=False)),
        ("", None),
        ("!!!", None),
        ("()", None),
    ],
)
def test_a_query_is_parsed(source: str, expected: Node | None) -> None:
    found = parse(source)
    assert found.root == expected
    assert found.warning == ""


@pytest.mark.parametrize(
    "source", ['"data lake', "(data lake", "data lake)", "data lake NOT", "(" * 99 + "data lake"]
)
def test_unbalanced_queries_are_searched_as_plain_words(source: str) -> None:
    found = parse(source)
    assert {w.text for w in included_terms(found.root) if isinstance(w, Term)} == {"data", "lake"}
    assert "plain words" in found.warning


def test_very_long_queries_are_cut() -> None:
    assert (
        len(list(included_terms(parse(" ".join(f"w{i}" for i in range(500))).root)))
        == MAX_QUERY_WORDS
    )


def test_excluded_terms_are_not_included_terms() -> None:
    assert list(included_terms(parse("ax -by").root)) == [Term("ax")]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("lang:klingon data", "needs a language"),
        ("is:nice data", "knows unlinked, linked"),
        ("after:yesterday data", "needs a date"),
        ("after:2017-02-31 data", "needs a date"),
        ("before:0001-01-01 data", "plain words"),
        ("near: data", "needs a photo"),
    ],
)
def test_invalid_filters_are_searched_as_words(source: str, why: str) -> None:
    found = parse(source)
    assert why in found.warning
    assert Term("data") in included_terms(found.root)
