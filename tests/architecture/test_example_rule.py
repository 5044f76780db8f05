"""A rule is one function and one row: the example changes alt texts, and nothing else does."""

from __future__ import annotations

import pytest
from architecture.example_rule import is_bracketed
from support.factories import slide

from slidescan.alt import phrases

TEXTS = ("Data lakes", "Raw data comes first", "[to be translated]", "Schema on read")


def test_a_rule_in_the_table_applies(monkeypatch: pytest.MonkeyPatch) -> None:
    before = slide(texts=TEXTS).alt
    monkeypatch.setattr(phrases, "OMISSIONS", (*phrases.OMISSIONS, is_bracketed))
    after = slide(texts=TEXTS).alt
    assert "translated" in before
    assert "translated" not in after
    assert "Schema on read" in after
