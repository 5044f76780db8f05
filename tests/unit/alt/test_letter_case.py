"""Text in capitals: sentences, names and abbreviations."""

from __future__ import annotations

import pytest

from slidescan.alt.letter_case import name_case, sentence_case
from slidescan.alt.lexicon import NULL_LEXICON, Lexicon


@pytest.mark.parametrize(
    ("shouted", "text"),
    [
        ("TIPPING POINT", "Tipping point"),
        ("MICHAEL FAUSTEN", "Michael Fausten"),
        ("LOCKHEED MARTIN", "Lockheed Martin"),
        ("AIR LIQUIDE", "Air Liquide"),
        ("NPM PACKAGES, MONOREPOS AND MICRO APPS", "NPM packages, Monorepos and micro apps"),
        ("VICE PRESIDENT OF COOPERATION", "Vice president of cooperation"),
        ("CASES FOR AWS AND VMWARE", "Cases for AWS and VMWARE"),
        ("GPU SUPPORT", "GPU support"),
        ("HTTPS", "HTTPS"),
        ("VEOLIA", "Veolia"),
        ("Océane GILLARD", "Océane Gillard"),
        ("Data about LAKES", "Data about LAKES"),
        ("Amazon EBS", "Amazon EBS"),
    ],
)
def test_capitals_are_softened(shouted: str, text: str) -> None:
    assert sentence_case(shouted, "en", Lexicon.of([])) == text


def test_a_word_that_other_lines_write_in_capitals_stays() -> None:
    lexicon = Lexicon(forms={"hipaa": "HIPAA", "github": "GitHub"})
    assert sentence_case("RULES OF HIPAA ON GITHUB", "en", lexicon) == "Rules of HIPAA on GitHub"


def test_without_a_dictionary_two_words_stay() -> None:
    assert sentence_case("AIR LIQUIDE", "en", NULL_LEXICON) == "AIR LIQUIDE"


def test_names_get_capital_initials() -> None:
    assert name_case("ADA LINDQVIST") == "Ada Lindqvist"
    assert name_case("Océane GILLARD") == "Océane Gillard"
    assert name_case("J. McAllister") == "J. McAllister"
