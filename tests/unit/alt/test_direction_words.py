"""Points with an arrow in their text are said in words; code is not."""

from __future__ import annotations

import pytest

from slidescan.alt.direction_words import is_transition, transition_in_words
from slidescan.alt.phrases import Wording
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line
from slidescan.layout.blocks import Point


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Options API -> Composition API", "en", "from Options API to Composition API"),
        ("Vuex → Pinia", "fr", "de Vuex à Pinia"),
        ("Draft => Review => Release", "de", "von Draft zu Review, dann zu Release"),
        ("项目 → 产品", "zh", "从项目到产品"),
    ],
)
def test_an_arrow_between_words(text: str, language: str, said: str) -> None:
    assert transition_in_words(text, language) == said
    assert is_transition(said, language)


@pytest.mark.parametrize(
    "text",
    [
        "x -> x + 1",
        "(a, b) -> a.compareTo(b)",
        "map(String) -> Integer",
        "Faster builds",
        "-> Next steps",
        "p->next",
        "One -> two -> three -> four -> five",
    ],
)
def test_code_and_other_texts_stay(text: str) -> None:
    assert transition_in_words(text, "en") == text


def test_a_point_is_said_so() -> None:
    line = Line(
        "Options API -> Composition API", 0.999, PhotoQuad.rectangle(200, 40).moved(100, 100)
    )
    said = Wording().phrase(Point(line.text, 1, (line,)))
    assert said == "from Options API to Composition API"
