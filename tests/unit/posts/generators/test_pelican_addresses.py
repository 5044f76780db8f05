"""Addresses of Pelican's settings."""

from __future__ import annotations

import pytest

from slidescan.posts.generators.pelican_addresses import (
    address,
    are_substitutions,
    name_parts,
    normal_date,
)

FIELDS = {"date": "2018-03-04 10:00", "topic": "lakes"}


@pytest.mark.parametrize(
    ("pattern", "right"),
    [
        ("posts/{slug}/", "/posts/s/"),
        ("{date:%Y}/{date:%-m}/{slug}.html", "/2018/3/s.html"),
        ("{topic}/{slug}/index.html", "/lakes/s/"),
        ("/{slug}", "/s"),
        ("{date:%B}/{slug}", None),  # depends on the machine's language
        ("{unknown}/{slug}", None),
        ("{gone}/{slug}", None),
    ],
)
def test_an_address_is_filled_in_or_unknown(pattern: str, right: str | None) -> None:
    assert address(pattern, FIELDS, {"slug": lambda: "s", "gone": lambda: None}) == right


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("2018-03-04 10:00", "2018-03-04 10:00"),
        ("2018/03/04", "2018-03-04"),
        ("4 March 2018 09:30", "2018-03-04 09:30"),
        ("Mar 4, 2018", "2018-03-04"),
        ("04/03/2018", None),  # a day, or a month, first
        (["2018-03-04", "x"], "2018-03-04"),
        (None, None),
    ],
)
def test_dates_that_mean_the_same_everywhere_are_read(written: object, right: str | None) -> None:
    assert normal_date(written) == right


def test_patterns_of_names_that_are_broken_give_nothing() -> None:
    assert list(name_parts(r"(?P<Slug>.*)-\d", "a-1")) == [("slug", "a")]
    assert list(name_parts(r"(?P<slug>", "a")) == []
    assert list(name_parts(None, "a")) == []


def test_substitutions_are_pairs_of_texts() -> None:
    assert are_substitutions([("a", "b"), ["c", "d"]])
    assert not are_substitutions([("a", 1)])
    assert not are_substitutions("ab")
