"""Snippets of slides, and the boxes of their words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.factories import line, link, slide

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Detection
from slidescan.search.parser import parse
from slidescan.search.snippet import Highlighter, boxes, snippet

LAKE = slide("a.jpg", ("Building a Data Lake", "Kinesis streams", "Amazon S3"), links=[link()])


def test_matches_are_marked_and_boxed() -> None:
    marker = Highlighter.of(parse("stream lake").root, ("en",))
    pieces = snippet(LAKE, marker)
    assert [text for text, hit in pieces if hit] == ["Lake", "streams"]
    first, second = boxes(LAKE, marker)
    line = LAKE.reading.lines[0]
    # "Building a Data " is 16 of 20 characters, and wide ones stand before narrow ones.
    assert first.tl[0] == pytest.approx(line.quad.tl[0] + line.quad.width * 16 / 20, abs=15)
    assert first.tr[0] == line.quad.tr[0]
    assert second.tl[1] == LAKE.reading.lines[1].quad.tl[1]


def test_a_slide_without_the_words_has_no_boxes_and_needs_no_frame() -> None:
    flat = PhotoQuad((0, 0), (9, 0), (9, 0), (0, 0))
    crushed = replace(LAKE, detection=Detection.of(flat, 0.9))
    assert boxes(crushed, Highlighter.of(parse("elsewhere").root, ("en",))) == ()


def test_a_slide_without_the_words_shows_its_beginning() -> None:
    marker = Highlighter.of(parse("section").root, ("en",))
    pieces = snippet(LAKE, marker)
    assert pieces[0] == ("Building a Data Lake · Kinesis streams · Amazon S3", False)


def test_text_outside_the_slide_is_boxed_but_never_in_the_snippet() -> None:
    lines = (*LAKE.reading.lines, line("Sponsored by Streams Inc.", 9, role="outside"))
    banner = replace(LAKE, reading=replace(LAKE.reading, lines=lines))
    marker = Highlighter.of(parse("sponsored").root, ("en",))
    pieces = snippet(banner, marker)
    assert pieces[0] == ("Building a Data Lake · Kinesis streams · Amazon S3", False)
    assert len(boxes(banner, marker)) == 1
