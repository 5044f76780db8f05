"""The tables of rules for alt texts have a row for every case."""

from __future__ import annotations

from typing import get_args

import pytest

from slidescan.alt import kind_words
from slidescan.alt.lexicon import DICTIONARIES
from slidescan.alt.long_forms import LONG_FORMS
from slidescan.alt.short import ANNOUNCED_KINDS, BLOCK_WORDS
from slidescan.cli import alt as command
from slidescan.core.records import LongForm


def test_every_form_of_a_long_description_has_a_row() -> None:
    assert tuple(LONG_FORMS) == get_args(LongForm) == command.LONG_FORMS


@pytest.mark.parametrize("language", DICTIONARIES)
def test_every_announced_kind_has_a_word(language: str) -> None:
    for kind in (*ANNOUNCED_KINDS, *BLOCK_WORDS.values(), "slide", "picture"):
        assert kind_words.kind_word(kind, language)
        assert kind_words.textless_sentence(kind, language).endswith(".")
