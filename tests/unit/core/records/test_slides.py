"""The text of a slide, and the text outside it."""

from __future__ import annotations

from dataclasses import replace

from support.factories import line, slide

OUTSIDE = line("Welcome to Oslo", 9, role="outside")


def test_text_outside_is_no_text_of_the_slide() -> None:
    shown = slide(texts=("A title", "a point"))
    lines = (*shown.reading.lines, OUTSIDE)
    with_banner = replace(shown, reading=replace(shown.reading, lines=lines))
    assert with_banner.text == "A title\na point"
    assert not with_banner.textless
    assert [entry["role"] for entry in with_banner.to_json()["lines"]] == [
        *("title", "body", "outside")
    ]


def test_a_slide_with_text_outside_alone_is_textless() -> None:
    shown = slide()
    bare = replace(shown, reading=replace(shown.reading, lines=(OUTSIDE,)))
    assert bare.textless
    assert bare.text == ""


def test_content_is_title_and_body() -> None:
    assert [line("x", role=role).is_content for role in ("title", "body", "footer", "outside")] == [
        *(True, True, False, False)
    ]
