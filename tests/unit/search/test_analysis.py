"""What an index stores of a slide."""

from __future__ import annotations

from dataclasses import replace

from support.factories import line, slide

from slidescan.search.analysis import FIELD_WEIGHTS, Document, vocabulary_terms


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
