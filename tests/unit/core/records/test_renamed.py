"""Old names of fields return the new fields and warn."""

from __future__ import annotations

import pytest

from slidescan.core.geometry import FlatQuad, PhotoQuad
from slidescan.core.records import AltProposal, IngestReport, Line, Results, TextBox

LINE = Line("a", 0.9, PhotoQuad.rectangle(9, 3), raw_text="b", word_spans=((0.0, 1.0),))
BOX = TextBox("a", 0.9, FlatQuad.rectangle(9, 3), alternative_text="c")
PROPOSAL = AltProposal("a.md", 1, "a.jpg", None, "alt", "write", "missing", refusal="no words")


@pytest.mark.parametrize(
    ("record", "old", "new"),
    [
        (IngestReport("site", "hugo", photos_read=3), "read", "photos_read"),
        (Results("q", 0, (), 0.1, notice="plain words"), "note", "notice"),
        (PROPOSAL, "note", "refusal"),
        (LINE, "read", "raw_text"),
        (LINE, "places", "word_spans"),
        (BOX, "other", "alternative_text"),
    ],
)
def test_old_fields_warn_and_return_the_new_ones(record: object, old: str, new: str) -> None:
    with pytest.warns(DeprecationWarning, match=f"{old} is {type(record).__name__}.{new} now"):
        value = getattr(record, old)
    assert value == getattr(record, new) != ""
