"""Captions of PDF pages."""

from __future__ import annotations

import numpy as np
import pytest
from support.factories import link

from slidescan.export.pdf_parts import (
    CAPTION_LINE_PIXELS,
    MAX_CAPTION_LINES,
    draw_caption,
    wrapped_lines,
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("short", ["short"]),
        ("two words of ten", ["two words", "of ten"]),
        ("a word-of-many-letters b", ["a", "word-of-ma", "ny-letter…"]),
        ("one two three four five six seven eight", ["one two", "three four", "five six…"]),
        ("", [""]),
    ],
)
def test_captions_wrap_between_words(text: str, wanted: list[str]) -> None:
    lines = wrapped_lines(text, len, 10)
    assert lines == wanted
    assert all(len(line) <= 10 for line in lines)


def test_a_long_caption_is_drawn_in_lines_and_none_is_cut() -> None:
    label = "A post with a long title › a section › and another one with a long name " * 3
    data, (width, height) = draw_caption(label, link(), 1200)
    assert height == CAPTION_LINE_PIXELS * MAX_CAPTION_LINES
    assert width <= 1200
    ink = np.frombuffer(data, np.uint8).reshape(height, width) < 128
    rows = ink.reshape(MAX_CAPTION_LINES, CAPTION_LINE_PIXELS, width)
    assert all(row.any() for row in rows)
    # Nothing touches the edges.
    assert not ink[:, -1].any()
    assert not ink[-1].any()
