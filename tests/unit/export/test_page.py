"""Slides as pages, in the frame of the photo and of the flat slide."""

from __future__ import annotations

from dataclasses import replace

from support.factories import line, slide

from slidescan.export.page import Page


def test_text_outside_stands_in_the_photo_and_not_on_the_flat_slide() -> None:
    shown = slide(texts=("A title", "a point"))
    lines = (*shown.reading.lines, line("A banner", 9, role="outside"))
    with_banner = replace(shown, reading=replace(shown.reading, lines=lines))
    on_photo, on_slide = (Page.of(with_banner, frame) for frame in ("photo", "slide"))
    assert [each.line.text for each in on_photo.lines] == ["A title", "a point", "A banner"]
    assert [each.line.text for each in on_slide.lines] == ["A title", "a point"]
