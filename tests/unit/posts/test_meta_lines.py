"""Metadata in lines, as Python-Markdown's extension `meta` reads them."""

from __future__ import annotations

import pytest

from slidescan.posts.meta_lines import read_meta_lines


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        ("Title: A: b\r\nTags: x, y\r\n\r\nBody", {"title": "A: b", "tags": "x, y"}, "Body"),
        ("---\ntitle: [a]\n---\nBody", {"title": "[a]"}, "Body"),
        ("title: A\nBody", {"title": "A"}, "Body"),
        ("Author: A\nauthor: B\n    C\n\nBody", {"author": ["A", "B", "C"]}, "Body"),
        ("A line of text\n\ntitle: no", {}, "A line of text\n\ntitle: no"),
        ("---\n\nBody after a rule", {}, "---\n\nBody after a rule"),
        ("", {}, ""),
        ("title: A", {"title": "A"}, ""),
    ],
)
def test_lines_are_fields_up_to_an_empty_line(
    text: str, fields: dict[str, object], body: str
) -> None:
    matter = read_meta_lines(text)
    assert matter.fields == fields
    assert text[matter.end :] == body
