"""Names that signs belong to."""

from __future__ import annotations

import pytest

from slidescan.core.names import has_essential_sign, has_sign, without_signs
from slidescan.core.text import tokens, words


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Why we left C++", ["c＋＋"]),
        ("C++17 helped", ["c＋＋"]),
        ("C# and F#", ["c＃", "f＃"]),
        (".NET Core", ["．net"]),
        ("(.NET)", ["．net"]),
        ("AT&T and R&D", ["at＆t", "r＆d"]),
        ("24/7, CI/CD", ["24／7", "ci／cd"]),
        ("$5 or 5 €, 7$ or 8", ["＄5", "€5", "＄7"]),
        ("100% of 54 %", ["100％", "54％"]),
    ],
)
def test_a_sign_is_part_of_a_name(text: str, names: list[str]) -> None:
    assert [t.term for t in tokens(text) if has_sign(t.term)] == names


@pytest.mark.parametrize(
    "text",
    ["a+b", "issue #5", "https://aws.amazon.com/blogs/aws/net", "the end.NET", "node.js", "C + +"],
)
def test_other_signs_are_no_names(text: str) -> None:
    assert [t.term for t in tokens(text) if has_sign(t.term)] == []


def test_a_name_spans_its_signs_and_shares_the_position_of_its_word() -> None:
    text = "We left C++ at R&D"
    spans = {t.term: (text[t.start : t.end], t.position) for t in tokens(text)}
    assert spans["c＋＋"] == ("C++", 2)
    assert spans["r＆d"] == ("R&D", 4)
    assert spans["c"] == ("C", 2)


def test_words_have_no_signs() -> None:
    assert words("C++ $5 100% R&D") == ["c", "5", "100", "r", "d"]


def test_only_some_signs_make_another_name() -> None:
    assert has_essential_sign("c＋＋")
    assert has_essential_sign("．net")
    assert not has_essential_sign("100％")
    assert without_signs("c＋＋") == "c"
