"""Where the words of a query stand if they don't stand on the slide."""

from __future__ import annotations

import pytest
from support.factories import slide

from slidescan.core.records import Link, Slide
from slidescan.search.matched_in import match_outside
from slidescan.search.parser import parse
from slidescan.search.snippet import Highlighter

LINK = Link(
    *("posts/day-1.md", 3, "Zurich notes", "2025-10-14", ("quarkus",)),
    *(("Day 1", "Streams at the edge"), "streams", None),
)
SLIDE = slide("img/zebra.jpg", ("A title", "a point"), links=(LINK,))


def found(slide: Slide, query: str) -> tuple[str, str]:
    where, pieces = match_outside(slide, Highlighter.of(parse(query).root, ("en",)))
    return where, "".join(f"[{text}]" if marked else text for text, marked in pieces)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("stream", ("heading", "[Streams] at the edge")),
        ("zurich", ("post", "[Zurich] notes")),
        ("quarkus", ("tag", "[quarkus]")),
        ("zebra", ("author", "[zebra].jpg")),
        ("zebra stream", ("author", "[zebra].jpg")),
        ("elephant", ("", "")),
    ],
)
def test_the_text_around_a_slide_that_has_the_words(query: str, expected: tuple[str, str]) -> None:
    assert found(SLIDE, query) == expected
