"""Words and numbers in pieces."""

from __future__ import annotations

import pytest

from slidescan.core.runs import joined_number
from slidescan.core.text import tokens


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("1.000.000 users", {"1000000": "1.000.000"}),
        ("a sum of 12.500,50", {"12500": "12.500"}),
        ("3 000 and 3\u00a0000 and 3\u202f000", {"3000": "3\u202f000"}),
        ("9_000_000", {"9000000": "9_000_000"}),
        ("in 2017 100 000 came", {"100000": "100 000"}),
        ("max_pool_size", {"maxpoolsize": "max_pool_size"}),
        (
            "on-premises, e\u2011learning",
            {"onpremises": "on-premises", "elearning": "e\u2011learning"},
        ),
        ("--dry-run", {"dryrun": "dry-run"}),
    ],
)
def test_a_run_is_one_term_where_it_begins(text: str, joined: dict[str, str]) -> None:
    terms = {t.term: (text[t.start : t.end], t.position) for t in tokens(text)}
    plain = {t.term for t in tokens(text, parts=False)}
    for term, written in joined.items():
        assert terms[term][0] == written
        assert term not in plain
        first = next(t for t in tokens(text) if t.start == text.rindex(written))
        assert terms[term][1] == first.position


@pytest.mark.parametrize(
    "text", ["1.000.00", "3.14", "2017-11-29", "1 00", "1.0000", "v1.29.300.1", "12 345 6", "a-"]
)
def test_other_signs_join_nothing(text: str) -> None:
    assert list(tokens(text)) == list(tokens(text, parts=False))


@pytest.mark.parametrize(
    ("text", "number"), [("1.000", "1000"), ("1.000.000", "1000000"), ("1.00", ""), ("x1.000", "")]
)
def test_a_whole_text_may_be_a_number(text: str, number: str) -> None:
    assert joined_number(text) == number
