"""Titles that go on in the line below."""

from __future__ import annotations

import pytest

from slidescan.alt.continued_title import with_continued_title
from slidescan.alt.draft import Draft, Phrase


@pytest.mark.parametrize(
    ("title", "below", "language", "said"),
    [
        ("Write perfect code", "with Standard and ESLint", "en", "with Standard and ESLint"),
        ("Schneller suchen", "mit einem Index", "de", "mit einem Index"),
        ("Example", "per hour and instance", "en", ""),
        ("Example", "with Python", "en", ""),
        ("Why?", "with Standard and ESLint", "en", ""),
        ("Write perfect code", "With Standard and ESLint", "en", ""),
        ("Migration of the shop", "from Jest to Vitest", "en", ""),
    ],
)
def test_a_small_preposition_goes_on(title: str, below: str, language: str, said: str) -> None:
    draft = with_continued_title(Draft(title, (Phrase(below), Phrase("Rules"))), language)
    assert draft.title == f"{title} {said}".strip()
    assert draft.phrases[-1] == Phrase("Rules")
    assert len(draft.phrases) == (1 if said else 2)


def test_the_first_line_of_a_paragraph_is_its_beginning() -> None:
    title = "过去十年是架构领域突飞猛进的十年，特别是云计算的发展，它为移动互联"
    draft = with_continued_title(Draft(title, (Phrase("网时代打好了技术基础"),)), "zh")
    assert draft == Draft(f"{title}网时代打好了技术基础", ())
    heading = Draft("架构师成长，从零开始", (Phrase("十年的经验"),))
    assert with_continued_title(heading, "zh") is heading


def test_a_head_with_points_is_no_part_of_the_title() -> None:
    draft = Draft("Write code", (Phrase("with rules such as"), Phrase("ESLint", 2, 0)))
    assert with_continued_title(draft, "en") is draft
