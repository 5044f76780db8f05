"""Slides similar to a slide."""

from __future__ import annotations

from pathlib import Path

from support.similar_slides import FAR, NEAR, made, stored

from slidescan.library import Library


def test_similar_slides_are_ordered_by_score(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    other = made("c.jpg", ("Costs by month", "forecast of next year", "a table"), FAR)
    foreign = made("d.jpg", ("Wild birds", "of the north"), "fedcba9876543210")
    stored(folder, made("a.jpg"), made("b.jpg", look=NEAR), other, foreign)
    found = Library(folder).similar("a.jpg")
    assert [each.slide.image for each in found] == ["b.jpg", "c.jpg"]
    assert found[0].same
    assert found[0].words == 1
    assert not found[1].same
    assert 0.15 <= found[1].score < found[0].score <= 1
    assert Library(folder).similar("d.jpg") == ()
    assert len(Library(folder).similar("a.jpg", limit=1)) == 1
