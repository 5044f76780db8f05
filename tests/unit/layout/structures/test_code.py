"""Code: listings of two languages side by side, and what code says about itself."""

from __future__ import annotations

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line
from slidescan.layout.positions import position_lines
from slidescan.layout.structure import outline
from slidescan.layout.structures.code import CodeListing, is_documentation, recognise
from slidescan.layout.structures.flat_slide import FlatSlide

QUERY = ('"size": 0,', '"aggs": {', '"by_month": {', '"nested": {', '"stars": {')
PROGRAM = (
    "(ns shop.core",
    "[shop.rest :as rest]",
    "(def indices [1 2])",
    "(defn average-rating",
    '"Computes the average rating of a product"',
    "(let [conn (connect host)]",
)


def side_by_side(left: tuple[str, ...], right: tuple[str, ...]) -> list[Line]:
    """Lines in two columns, in reading order."""
    made = []
    for x, texts in ((60.0, left), (600.0, right)):
        for row, text in enumerate(texts):
            y, end = 80.0 + 40.0 * row, x + 11.0 * len(text)
            quad = PhotoQuad((x, y), (end, y), (end, y + 28.0), (x, y + 28.0))
            made.append(Line(text, 0.99, quad))
    return made


def test_two_languages_side_by_side_are_code_of_no_single_language() -> None:
    lines = side_by_side(QUERY, PROGRAM)
    body = position_lines(lines, None)
    structure = recognise(FlatSlide.of((), body, (), None))
    assert structure is not None
    assert not structure.language
    assert {line.text for line in structure.lines} == {*QUERY, *PROGRAM}


def test_texts_side_by_side_are_no_code() -> None:
    texts = tuple(f"Point {word} of the talk" for word in ("one", "two", "three", "four", "five"))
    assert not isinstance(outline(side_by_side(texts, texts)).structure, CodeListing)


def test_a_sentence_in_quotes_says_what_code_does() -> None:
    assert is_documentation('  "Computes the average rating of a product"')
    assert is_documentation('"""Returns all rows that match.')
    assert not is_documentation('"size": 0,')
    assert not is_documentation('"comments.stars"')
