"""The tables of rules for alt texts have a row for every case."""

from __future__ import annotations

from typing import get_args

import pytest

from slidescan.alt import kind_words
from slidescan.alt.dictionaries import DICTIONARIES
from slidescan.alt.long_forms import LONG_FORMS
from slidescan.alt.patterns.registry import PATTERNS
from slidescan.alt.short import ANNOUNCED_KINDS
from slidescan.cli import alt as command
from slidescan.core.records import LongForm
from slidescan.layout.structures.registry import STRUCTURE_KINDS
from slidescan.layout.structures.text import PlainText


def test_every_form_of_a_long_description_has_a_row() -> None:
    assert tuple(LONG_FORMS) == get_args(LongForm) == command.LONG_FORMS


@pytest.mark.parametrize("language", DICTIONARIES)
def test_every_announced_kind_has_a_word(language: str) -> None:
    for kind in (*ANNOUNCED_KINDS, *{row.word for row in PATTERNS if row.word}, "slide", "picture"):
        assert kind_words.kind_word(kind, language)
        assert kind_words.textless_sentence(kind, language).endswith(".")


def test_every_kind_of_structure_has_a_pattern() -> None:
    kinds = [PlainText.kind, *(kind.name for kind in STRUCTURE_KINDS)]
    assert sorted(pattern.structure.kind for pattern in PATTERNS) == sorted(set(kinds))
