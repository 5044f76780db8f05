"""English plurals without a rule."""

from __future__ import annotations

import pytest

from slidescan.search.analysis import stems
from slidescan.search.plurals import singulars


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("indices", "index"), ("men", "man"), ("women", "woman"), ("criteria", "criterion")],
)
def test_an_irregular_plural_has_its_singular_as_a_stem(plural: str, singular: str) -> None:
    assert singulars(plural) == (singular,)
    assert singular in stems(plural, ("de", "en"))
    assert singular not in stems(plural, ("de",))


@pytest.mark.parametrize("word", ["data", "taxes", "dive", "normen", "themen", "lakes", "index"])
def test_other_words_have_none(word: str) -> None:
    assert singulars(word) == ()


def test_a_singular_begins_with_the_letter_of_its_plural() -> None:
    # Highlighting and ranking rely on it.
    for plural in ("axes", "geese", "indices", "women"):
        assert {each[0] for each in singulars(plural)} == {plural[0]}
