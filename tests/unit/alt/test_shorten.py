"""Shorter forms of phrases end where a clause ends, and reverse nothing."""

from __future__ import annotations

import pytest

from slidescan.alt.shorten import shorter_forms


@pytest.mark.parametrize(
    ("text", "shortest"),
    [
        ("Learning (start small, experiment, and iterate)", "Learning"),
        ("Protect secrets — don't embed them in code", "Protect secrets"),
        ("Reference architecture, no religion, few standards", "Reference architecture"),
        ("RI Marketplace: buy instances with short terms", "RI Marketplace"),
        (
            "向数据靠近，减少系统的复杂度和运维成本，让平台更稳定",
            "向数据靠近，减少系统的复杂度和运维成本",
        ),
    ],
)
def test_asides_and_later_clauses_are_left_out(text: str, shortest: str) -> None:
    assert shorter_forms(text)[-1] == shortest


@pytest.mark.parametrize(
    "text",
    [
        "Safe to delete, unless a replica still reads it",
        "Free of charge, but only for students",
        "If the leader fails, a follower takes over",
        "Calls hashCode() on each key",
        "One short phrase",
    ],
)
def test_what_limits_or_opens_a_sentence_stays(text: str) -> None:
    assert shorter_forms(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Plus la page est visible tôt, plus il est probable qu'ils cliquent pendant la charge",
        "The earlier a page shows, the more people click while it loads",
        "Je früher die Seite sichtbar ist, desto öfter klicken die Leute",
    ],
)
def test_half_of_a_comparison_is_no_form(text: str) -> None:
    assert shorter_forms(text) == ()


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Tail latencies matter as shown by research and experience", "Tail latencies matter"),
        ("Store raw events such as clicks and views", "Store raw events"),
        ("Wir speichern alles, weil Platz billig ist", "Wir speichern alles"),
        ("On garde les données grâce au stockage", None),
        ("It isn't slow because of the disk", None),
        ("No tools such as this one are needed", None),
    ],
)
def test_reasons_and_examples_are_left_out_unless_something_is_denied(
    text: str, form: str | None
) -> None:
    forms = shorter_forms(text)
    assert (form in forms) if form else not any(" because" in text and f for f in forms)
