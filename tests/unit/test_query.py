from __future__ import annotations

import pytest

from slidescan.search.query import (
    MAX_WORDS,
    And,
    Days,
    Fact,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Word,
    expanded,
    parse,
    relaxed,
    wanted,
    widened,
)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("data", Word("data")),
        ("Data Lake", And((Word("data"), Word("lake")))),
        ('"data lake"', Phrase(("data", "lake"))),
        ('"data"', Word("data")),
        ("data OR lake", Or((Word("data"), Word("lake")))),
        ("data AND lake", And((Word("data"), Word("lake")))),
        ("data -lake", And((Word("data"), Not(Word("lake"))))),
        ("data NOT lake", And((Word("data"), Not(Word("lake"))))),
        ("a1 (b2 OR c3)", And((Word("a1"), Or((Word("b2"), Word("c3")))))),
        ("title:lake", Word("lake", "title")),
        ('title:"data lake"', Phrase(("data", "lake"), "title")),
        ("title:(a1 OR b2)", Or((Word("a1", "title"), Word("b2", "title")))),
        ("lak*", Word("lak", None, True)),
        ("data-lake", Phrase(("data", "lake"), quoted=False)),
        ("re:Invent", Phrase(("re", "invent"), quoted=False)),
        ("or", Word("or")),
        ("DataLake", Word("datalake", None, False, ("data", "lake"))),
        ("10GB", Word("10gb", None, False, ("10", "gb"))),
        ("1,000", Word("1000")),
        ("lang:de", Fact("lang", "de")),
        ("LANG:deu data", And((Fact("lang", "de"), Word("data")))),
        ("-is:Unlinked", Not(Fact("is", "unlinked"))),
        ("is:whiteboard", Fact("is", "whiteboard")),
        ("after:2017", Days(since="2017-01-01")),
        ("after:2017-11-29", Days(since="2017-11-29")),
        ("before:2017-3", Days(until="2017-02-28")),
        ("near:img/IMG_1.jpg", Near("img/IMG_1.jpg")),
        ('near:"my photo.jpg"', Near("my photo.jpg")),
        ("title:(a1 lang:de)", And((Word("a1", "title"), Fact("lang", "de")))),
        ("unknown:word", Phrase(("unknown", "word"), quoted=False)),
        ("", None),
        ("!!!", None),
        ("()", None),
    ],
)
def test_queries(source: str, expected: Node | None) -> None:
    found = parse(source)
    assert found.root == expected
    assert found.note == ""


@pytest.mark.parametrize(
    "source", ['"data lake', "(data lake", "data lake)", "data lake NOT", "(" * 99 + "data lake"]
)
def test_what_does_not_fit_together_is_searched_as_plain_words(source: str) -> None:
    found = parse(source)
    assert {w.text for w in wanted(found.root) if isinstance(w, Word)} == {"data", "lake"}
    assert "plain words" in found.note


def test_very_long_queries_are_cut() -> None:
    assert len(list(wanted(parse(" ".join(f"w{i}" for i in range(500))).root))) == MAX_WORDS


def test_what_is_excluded_is_not_wanted() -> None:
    assert list(wanted(parse("a1 -b2").root)) == [Word("a1")]


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
    assert why in found.note
    assert Word("data") in wanted(found.root)


def test_other_ways_to_write_words() -> None:
    data, lake, x = Word("data"), Word("lake"), Word("x1")
    assert expanded(data) == data
    assert expanded(Word("datalake", parts=("data", "lake"))) == Or(
        (Word("datalake"), Phrase(("data", "lake"), quoted=False))
    )
    both, other = Word("datalake"), Word("lakex1")
    assert expanded(And((data, lake))) == And((Or((data, both)), Or((lake, both))))
    assert expanded(And((data, lake, x))) == And(
        (Or((data, both)), Or((lake, both, other)), Or((x, other)))
    )
    assert expanded(And((data, Not(lake), x))) == And((data, Not(lake), x))
    assert expanded(And((Word("data", prefix=True), lake))) == And(
        (Word("data", prefix=True), lake)
    )
    # In another field, they are no neighbours.
    assert expanded(And((Word("data", "title"), lake))) == And((Word("data", "title"), lake))


def test_words_like_those_asked_for_may_answer() -> None:
    alike = {"lake": ("lakes",), "data": ("date",)}
    assert widened(Word("lake"), alike, {}) == Or((Word("lake"), Word("lakes")))
    assert widened(Word("datalake", "title"), alike, {"datalake": (("data", "lake"),)}) == Or(
        (Word("datalake", "title"), Phrase(("data", "lake"), "title", quoted=False))
    )
    quoted, excluded = Phrase(("data", "lake")), Not(Word("lake"))
    assert widened(And((quoted, excluded)), alike, {}) == And((quoted, excluded))
    run = Phrase(("data", "x1"), quoted=False)
    assert widened(run, alike, {}) == Or((run, And((Or((Word("data"), Word("date"))), Word("x1")))))


def test_some_words_may_be_missing() -> None:
    a, b, without, fact = Word("a1"), Word("b1"), Not(Word("d1")), Fact("lang", "de")
    assert relaxed(a) is None
    assert relaxed(And((a, fact, without))) is None
    assert relaxed(And((a, b))) == ((a, b), ())
    assert relaxed(And((a, fact, b, without))) == ((a, b), (fact, without))
