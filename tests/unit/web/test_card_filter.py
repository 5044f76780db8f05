"""Filters of slides by kind, language, reading and what they lack, and the counts of choices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.factories import line, slide

from slidescan.core.records import Card, Link
from slidescan.errors import UsageError
from slidescan.search.card_filter import CardFilter
from slidescan.search.card_lists import lists_in_memory
from slidescan.web.card_filter import FilterParameters
from slidescan.web.listing import Listing
from slidescan.web.views import card_of

URL = "https://blog.example/day-1/#lake"
LINK = Link("posts/day-1.md", 3, "Day 1", "2025-10-14", ("aws",), ("Lake",), "lake", URL)


def card(image: str, *, links: tuple[Link, ...] = (LINK,), **changes: object) -> Card:
    return replace(card_of(slide(image)), links=links, **changes)  # type: ignore[arg-type]


CARDS = lists_in_memory(
    (
        card("a.jpg", confidence=0.99),
        card("b.jpg", kind="diagram", confidence=0.9),
        card("c.jpg", language="de", confidence=0.5, links=()),
        card("d.jpg", kind="diagram", textless=True, links=(replace(LINK, url=None),)),
        card("e.jpg", confidence=None),
    )
)


def images(**chosen: object) -> str:
    parameters = CardFilter(**chosen)  # type: ignore[arg-type]
    return "".join(sorted(image[0] for image in CARDS.images(parameters)))


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, "abcde"),
        ({"kind": "diagram"}, "bd"),
        ({"lang": "de"}, "c"),
        ({"lang": "en"}, "abe"),  # a picture without text has no language
        ({"read": "sure"}, "a"),
        ({"read": "fair"}, "b"),
        ({"read": "unsure"}, "c"),
        ({"read": "no-text"}, "d"),
        ({"read": "unknown"}, "e"),
        ({"needs": "post"}, "c"),
        ({"needs": "address"}, "d"),
        ({"needs": "alt", "needing_alt": frozenset({"b.jpg", "e.jpg"})}, "be"),
        ({"kind": "diagram", "post": LINK.post}, "bd"),
        ({"kind": "diagram", "read": "fair"}, "b"),
        ({"kind": "logo"}, ""),
        ({"post": LINK.post, "tag": "aws", "talk": ("Lake",)}, "abde"),
    ],
)
def test_a_filter_admits_what_it_names(chosen: dict[str, object], expected: str) -> None:
    assert images(**chosen) == expected


def counts(chosen: CardFilter) -> dict[str, dict[str, int]]:
    facets = Listing(CARDS, {}).facets(chosen, frozenset({"b.jpg"}))
    return {name: {facet.value: facet.count for facet in each} for name, each in facets.items()}


def test_counts_tell_what_a_choice_would_leave() -> None:
    found = counts(CardFilter())
    assert found["kind"] == {"slide": 3, "diagram": 2}
    assert found["lang"] == {"en": 3, "de": 1}
    assert found["read"] == {"sure": 1, "fair": 1, "unsure": 1, "no-text": 1, "unknown": 1}
    assert found["needs"] == {"alt": 1, "address": 1, "post": 1}
    found = counts(CardFilter(kind="diagram"))
    # Other kinds stay countable, and the other facets count diagrams alone.
    assert found["kind"] == {"slide": 3, "diagram": 2}
    assert found["read"] == {"fair": 1, "no-text": 1}
    for name, values in found.items():
        for value, count in values.items():
            changes: dict[str, Any] = {"needing_alt": frozenset({"b.jpg"}), name: value}
            chosen = replace(CardFilter(kind="diagram"), **changes)
            assert CARDS.count(chosen) == count, (name, value)


@pytest.mark.parametrize(
    "given",
    [
        *({"talk": "no json"}, {"talk": "[1]"}, {"talk": "[" * 9000}, {"since": "yesterday"}),
        *({"read": "well"}, {"needs": "money"}),
    ],
)
def test_values_that_mean_nothing_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        FilterParameters(**given).parsed()


def test_the_confidence_of_a_slide_weighs_its_lines_by_length() -> None:
    made = slide()
    lines = (
        line("twelve chars", confidence=1.0),
        line("four", confidence=0.5),
        line("outside", role="outside", confidence=0.1),
    )
    sure = replace(made, reading=replace(made.reading, lines=lines))
    assert sure.confidence == pytest.approx((12 * 1.0 + 4 * 0.5) / 16, abs=1e-3)
    assert replace(made, reading=replace(made.reading, lines=())).confidence is None


def test_a_language_that_is_not_known_is_said_in_words() -> None:
    cards = lists_in_memory((card("a.jpg", language="und"), card("b.jpg", language="en")))
    facets = Listing(cards, {}).facets(CardFilter(), None)
    names = {facet.value: facet.name for facet in facets["lang"]}
    assert names == {"und": "language unknown", "en": "en"}
