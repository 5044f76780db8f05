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
from slidescan.search.rewrite import expand, fuzzy, optional_and_required


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
        ("a1 (b2 OR c3)", And((Term("a1"), Or((Term("b2"), Term("c3")))))),
        ("title:lake", Term("lake", "title")),
        ('title:"data lake"', Phrase(("data", "lake"), "title")),
        ("title:(a1 OR b2)", Or((Term("a1", "title"), Term("b2", "title")))),
        ("lak*", Term("lak", None, True)),
        ("data-lake", Phrase(("data", "lake"), quoted=False)),
        ("re:Invent", Phrase(("re", "invent"), quoted=False)),
        ("or", Term("or")),
        ("DataLake", Term("datalake", None, False, ("data", "lake"))),
        ("10GB", Term("10gb", None, False, ("10", "gb"))),
        ("1,000", Term("1000")),
        ("lang:de", PropertyFilter("lang", "de")),
        ("LANG:deu data", And((PropertyFilter("lang", "de"), Term("data")))),
        ("-is:Unlinked", Not(PropertyFilter("is", "unlinked"))),
        ("is:whiteboard", PropertyFilter("is", "whiteboard")),
        ("after:2017", DateFilter(since="2017-01-01")),
        ("after:2017-11-29", DateFilter(since="2017-11-29")),
        ("before:2017-3", DateFilter(until="2017-02-28")),
        ("near:img/IMG_1.jpg", NearFilter("img/IMG_1.jpg")),
        ('near:"my photo.jpg"', NearFilter("my photo.jpg")),
        ("title:(a1 lang:de)", And((Term("a1", "title"), PropertyFilter("lang", "de")))),
        ("unknown:word", Phrase(("unknown", "word"), quoted=False)),
        ("", None),
        ("!!!", None),
        ("()", None),
    ],
)
def test_queries(source: str, expected: Node | None) -> None:
    found = parse(source)
    assert found.root == expected
    assert found.warning == ""


@pytest.mark.parametrize(
    "source", ['"data lake', "(data lake", "data lake)", "data lake NOT", "(" * 99 + "data lake"]
)
def test_what_does_not_fit_together_is_searched_as_plain_words(source: str) -> None:
    found = parse(source)
    assert {w.text for w in included_terms(found.root) if isinstance(w, Term)} == {"data", "lake"}
    assert "plain words" in found.warning


def test_very_long_queries_are_cut() -> None:
    assert (
        len(list(included_terms(parse(" ".join(f"w{i}" for i in range(500))).root)))
        == MAX_QUERY_WORDS
    )


def test_what_is_excluded_is_not_wanted() -> None:
    assert list(included_terms(parse("a1 -b2").root)) == [Term("a1")]


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
def test_facts_that_can_not_be_are_searched_as_words(source: str, why: str) -> None:
    found = parse(source)
    assert why in found.warning
    assert Term("data") in included_terms(found.root)


def test_other_ways_to_write_words() -> None:
    data, lake, x = Term("data"), Term("lake"), Term("x1")
    assert expand(data) == data
    assert expand(Term("datalake", parts=("data", "lake"))) == Or(
        (Term("datalake"), Phrase(("data", "lake"), quoted=False))
    )
    both, other = Term("datalake"), Term("lakex1")
    assert expand(And((data, lake))) == And((Or((data, both)), Or((lake, both))))
    assert expand(And((data, lake, x))) == And(
        (Or((data, both)), Or((lake, both, other)), Or((x, other)))
    )
    assert expand(And((data, Not(lake), x))) == And((data, Not(lake), x))
    assert expand(And((Term("data", prefix=True), lake))) == And((Term("data", prefix=True), lake))
    # In another field, they are no neighbours.
    assert expand(And((Term("data", "title"), lake))) == And((Term("data", "title"), lake))


def test_words_like_those_asked_for_may_answer() -> None:
    similar = {"lake": ("lakes",), "data": ("date",)}
    assert fuzzy(Term("lake"), similar, {}) == Or((Term("lake"), Term("lakes")))
    assert fuzzy(Term("datalake", "title"), similar, {"datalake": (("data", "lake"),)}) == Or(
        (Term("datalake", "title"), Phrase(("data", "lake"), "title", quoted=False))
    )
    quoted, excluded = Phrase(("data", "lake")), Not(Term("lake"))
    assert fuzzy(And((quoted, excluded)), similar, {}) == And((quoted, excluded))
    run = Phrase(("data", "x1"), quoted=False)
    assert fuzzy(run, similar, {}) == Or((run, And((Or((Term("data"), Term("date"))), Term("x1")))))


def test_some_words_may_be_missing() -> None:
    a, b, without, fact = Term("a1"), Term("b1"), Not(Term("d1")), PropertyFilter("lang", "de")
    assert optional_and_required(a) is None
    assert optional_and_required(And((a, fact, without))) is None
    assert optional_and_required(And((a, b))) == ((a, b), ())
    assert optional_and_required(And((a, fact, b, without))) == ((a, b), (fact, without))
