"""The words of languages."""

from __future__ import annotations

import pytest
from spellchecker import SpellChecker

from slidescan.alt.dictionaries import (
    DICTIONARIES,
    USUAL_WORD_SHARE,
    is_usual,
    unaccented_words,
    word_share,
)


@pytest.mark.parametrize("language", DICTIONARIES)
def test_words_have_the_shares_that_the_spell_checker_gives(language: str) -> None:
    counts = SpellChecker(language=language).word_frequency.dictionary
    total = sum(counts.values())
    for word, count in list(counts.items())[::97]:
        assert word_share(word, language) == count / total
        assert is_usual(word, language) == (count / total >= USUAL_WORD_SHARE)


def test_a_word_that_is_not_listed_has_no_share() -> None:
    assert word_share("zzqx", "en") == 0
    assert not is_usual("zzqx", "en")


def test_words_are_found_without_their_accents() -> None:
    assert "securite" in unaccented_words("fr")
    assert word_share("securite", "fr") < word_share("sécurité", "fr")
