"""Ids of headings."""

from __future__ import annotations

from slidescan.posts.generators.hugo_ids import goldmark_ids
from slidescan.posts.heading_ids import github_ids
from slidescan.posts.headings import Heading


def headings(*sources: str) -> list[Heading]:
    return [Heading(1, i, text, (("text", text),)) for i, text in enumerate(sources, 1)]


def test_repeated_headings_are_numbered() -> None:
    found = goldmark_ids(headings("A b", "A b", "A-b-1", "A b", "!", "!"))
    assert [heading_id.value for heading_id in found] == [
        "a-b", "a-b-1", "a-b-1-1", "a-b-2", "heading", "heading-1",
    ]  # fmt: skip
    found = github_ids(headings("A b!", "A b", "Ü_x"))
    assert [heading_id.value for heading_id in found] == ["a-b", "a-b-1", "ü_x"]
