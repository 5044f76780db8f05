"""Long descriptions escape the slide's text."""

from __future__ import annotations

from support.factories import line

from slidescan.alt.long import html, markdown
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line

TITLE = line("A title", 0, role="title")


def at(text: str, left: float, top: float, *, height: float = 30, confidence: float = 0.99) -> Line:
    right = left + 14.0 * len(text)
    quad = PhotoQuad((left, top), (right, top), (right, top + height), (left, top + height))
    return Line(text, confidence, quad)


def test_hostile_text_is_escaped_everywhere() -> None:
    hostile = [TITLE, at('<img src=x onerror="a()"> {{ x }} {% y %} `z` [l](u) *s*', 100, 200)]
    for written in (html(hostile), markdown(hostile)):
        for mark in ("<img", "{{", "{%", "`z`", "[l]", "*s*"):
            assert mark not in written
