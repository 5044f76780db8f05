from __future__ import annotations

import pytest

from slidescan.store.query import MAX_WORDS, And, Node, Not, Or, Phrase, Word, parse, wanted


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
