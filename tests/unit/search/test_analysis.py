"""What an index stores of a slide."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.factories import line, slide

from slidescan.core.text import fold
from slidescan.search.analysis import (
    FIELD_WEIGHTS,
    STEMMED_LANGUAGES,
    Document,
    stems,
    vocabulary_terms,
)


def test_text_outside_is_found_with_the_weight_of_footers() -> None:
    shown = slide(texts=("Data lakes", "one copy of everything"))
    lines = (*shown.reading.lines, line("Wifi password hunter2", 9, role="outside"))
    document = Document.of(replace(shown, reading=replace(shown.reading, lines=lines)))
    assert document.fields["footer"] == "Wifi password hunter2"
    assert document.fields["body"] == "one copy of everything"
    assert FIELD_WEIGHTS["footer"] < min(
        weight for name, weight in FIELD_WEIGHTS.items() if name != "footer"
    )
    assert "hunter2" not in vocabulary_terms(document)


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("pipelines", "en", {"pipelin"}),
        ("indices", "en", {"index", "indic"}),
        ("argue", "es", {"argu"}),
        ("datenbanken", "de", {"datenbank"}),
        ("серверы", "ru", {"сервер"}),
        ("серверы", "en", set()),
        ("ec2", "en", set()),
    ],
)
def test_words_have_stems(word: str, language: str, expected: set[str]) -> None:
    assert stems(word, (language,)) == expected


@pytest.mark.parametrize(("word", "other"), [("organization", "organ"), ("internal", "intern")])
def test_different_words_have_different_stems(word: str, other: str) -> None:
    assert not stems(word, ("en",)) & {other, *stems(other, ("en",))}


def test_each_language_has_a_stemmer() -> None:
    # Each has an ending of its own.
    words = (
        *("hundarna", "datenbanken", "organizations", "banderas", "taloissa", "chevaux"),
        *("házakban", "ragazze", "nationen", "servidores", "casele", "hestene"),
    )
    for language in set(STEMMED_LANGUAGES) - {"ru"}:
        assert any(stems(fold(word), (language,)) for word in words), language
    assert stems("серверы", ("ru",))
