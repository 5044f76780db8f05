"""What people type."""

from __future__ import annotations

import pytest

from slidescan.search.parser import parse
from slidescan.search.query import Phrase, Term, Wildcard
from slidescan.search.typed import wildcard_pattern, without_article, without_scheme


@pytest.mark.parametrize(
    ("word", "pattern"),
    [
        ("organi?ation", "organi?ation"),
        ("ORG**tion", "org*tion"),
        ("Gr?\u00dfe", "gr?sse"),
        ("?rganisation", "?rganisation"),
        ("lamb??", ""),
        ("keys?", ""),
        ("keys???", ""),
        ("lak*", ""),
        ("l*k*", "l*k*"),
        ("a*b*c*d*e", ""),
        ("?", ""),
        ("a?", ""),
        ("x*", ""),
        ("watch?v=abc", ""),
        ("*.py", ""),
    ],
)
def test_a_wildcard_stands_within_a_word(word: str, pattern: str) -> None:
    assert wildcard_pattern(word) == pattern


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("https://www.example.com/a", "example.com/a"),
        ("HTTP://example.com", "example.com"),
        ("www.example.com", "example.com"),
        ("mailto:me@example.com", "me@example.com"),
        ("https://", "https://"),
        ("www", "www"),
        ("httpd", "httpd"),
    ],
)
def test_a_scheme_is_left_out(word: str, bare: str) -> None:
    assert without_scheme(word) == bare


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("l'architecture", "architecture"),
        ("D\u2019\u00c9quipe", "equipe"),
        ("dell'ingegneria", "ingegneria"),
        ("qu'une", "une"),
        ("don't", ""),
        ("o'reilly", ""),
        ("architecture", ""),
    ],
)
def test_an_elided_article_is_left_out(word: str, bare: str) -> None:
    assert without_article(word) == bare


def test_signs_of_other_keyboards_are_operators() -> None:
    assert parse("\u201cdata lake\u201d").root == Phrase(("data", "lake"))
    assert parse("\u00abdata lake\u00bb").root == Phrase(("data", "lake"))
    assert parse("title\uff1alake").root == Term("lake", "title")
    assert parse("l\uff1fke").root == Wildcard("l?ke", None, parse("l-ke").root)
    assert parse("who holds the keys\uff1f").root == parse("who holds the keys").root
