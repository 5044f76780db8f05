"""Sentences for program code: what it defines and says about itself comes first."""

from __future__ import annotations

from support.factories import line

from slidescan.alt.patterns.code import draft
from slidescan.alt.phrases import Wording
from slidescan.alt.punctuation import punctuation_of
from slidescan.alt.sentence import fitting_sentence
from slidescan.layout.blocks import Code
from slidescan.layout.structures.code import CodeListing


def sentence(*texts: str, most: int = 90) -> str:
    lines = tuple(line(text) for text in texts)
    structure = CodeListing(lines, "", (Code("\n".join(texts), lines),), 0.93)
    return fitting_sentence(draft(structure, "", Wording()), most, punctuation_of("en"))


def test_definitions_and_their_sentences_come_before_constants() -> None:
    said = sentence(
        '(def ^:private indices "products_2018_*")',
        "(defn average-rating",
        '"Computes the average rating of a product"',
        "(let [conn (connect host port)]",
    )
    assert said == 'defn average-rating; "Computes the average rating of a product".'


def test_a_bracket_that_another_line_closes_is_left_out() -> None:
    assert sentence("(ns shop.core") == "ns shop.core."
    assert sentence("(def hosts [1 2])") == "(def hosts [1 2])."
