"""A query also asks for similar words, and lets some be missing."""

from __future__ import annotations

from slidescan.search.query import (
    And,
    Not,
    Or,
    Phrase,
    PropertyFilter,
    Term,
)
from slidescan.search.rewrite import expand, fuzzy, optional_and_required


def test_compounds_are_also_searched_in_parts_and_joined() -> None:
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
    # Words in different fields are no neighbours.
    assert expand(And((Term("data", "title"), lake))) == And((Term("data", "title"), lake))


def test_similar_words_are_alternatives() -> None:
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
