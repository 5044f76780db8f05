"""The parts of a slide that get a vector each."""

from __future__ import annotations

from dataclasses import replace

from support.factories import line, slide

from slidescan.search.meaning.passages import (
    MAX_PASSAGES,
    PASSAGE_CHARS,
    passage_text,
    passages,
)


def test_a_short_slide_is_one_passage() -> None:
    assert passages(slide("a.jpg", ("Lakes", "• One copy", "of everything"))) == (
        "Lakes One copy of everything",
    )


def test_a_long_slide_is_several_passages_below_its_title() -> None:
    rows = tuple(f"Line {n} says something about lakes and rivers" for n in range(12))
    made = slide("a.jpg", ("Water", *rows))
    texts = passages(made)
    assert len(texts) > 2
    assert all(text.startswith("Water") for text in texts)
    assert all(len(text) < 2 * PASSAGE_CHARS for text in texts)
    assert " ".join(texts).count("says") == 12
    assert passage_text(made, 1) == texts[1].removeprefix("Water. ")
    assert passage_text(made, 99) == passage_text(made, None) == ""


def test_text_that_says_nothing_of_the_slide_is_left_out() -> None:
    made = slide("a.jpg", ("Lakes", "Raw data"))
    lines = (*made.reading.lines, line("Acme Days", 8, role="footer"), line("", 9))
    made = replace(made, reading=replace(made.reading, lines=lines))
    assert passages(made) == ("Lakes Raw data",)
    assert passages(slide("b.jpg", ())) == ()


def test_lines_that_were_hardly_read_are_left_out_unless_there_are_no_others() -> None:
    made = slide("a.jpg", ("Lakes", "Raw data"))
    unclear = tuple(replace(row, confidence=0.5) for row in made.reading.lines)
    misread = replace(line("Ge your inors eey", 8), confidence=0.6)
    mixed = replace(made, reading=replace(made.reading, lines=(*made.reading.lines, misread)))
    assert passages(mixed) == ("Lakes Raw data",)
    blurred = replace(made, reading=replace(made.reading, lines=unclear))
    assert passages(blurred) == ("Lakes Raw data",)


def test_a_page_of_text_has_bounded_passages() -> None:
    made = slide("a.jpg", ("Page", *("word " * 100 for _ in range(80))))
    assert len(passages(made)) == MAX_PASSAGES
