"""A short alt text: the title, then as many whole bullets as fit."""

from __future__ import annotations

import pytest
from support.factories import line

from slidescan.alt.lexicon import Lexicon
from slidescan.alt.long import description
from slidescan.alt.short import alt_text, title_of
from slidescan.core.records import Kind, Line


def test_the_title_comes_first_then_the_bullets() -> None:
    lines = [
        line("Customer use cases", 0, role="title"),
        line("• IoT device registry", 2),
        line("• Network topography", 4),
        line("© 2017 Example Inc. All rights reserved.", 20, role="footer"),
        line("Wifi password hunter2", 22, role="outside"),
    ]
    assert alt_text(lines) == "Customer use cases: IoT device registry, Network topography."
    assert title_of(lines) == "Customer use cases"
    assert "©" not in description(lines)
    assert "hunter2" not in description(lines)


def test_wrapped_lines_are_joined() -> None:
    lines = [
        line("Title", 0, role="title"),
        line("Pay what you want for", 3),
        line("spare capacity", 4),
    ]
    assert alt_text(lines) == "Title: Pay what you want for spare capacity."


def test_whole_phrases_within_the_limit() -> None:
    points = [line(f"point number {i} of many", 2 * i + 2) for i in range(20)]
    text = alt_text([line("A title", 0, role="title"), *points], most=78)
    assert len(text) <= 78
    assert text == "A title: point number 0 of many, point number 1 of many."


def test_a_long_title_is_cut_between_words() -> None:
    text = alt_text([line("word " * 60, 0, role="title")], most=50)
    assert len(text) <= 50
    assert text.endswith("word…")


def test_uncertain_lines_and_lone_numbers_are_left_out() -> None:
    lines = [
        line("Title", 0, role="title"),
        line("sxqz klrp", 2, confidence=0.5),
        line("42", 4),
        line("A point", 6),
    ]
    assert alt_text(lines) == "Title: A point."


def test_capitals_are_lowered() -> None:
    lines = [line("TYPES OF BUSINESS CASES FOR AWS", 0, role="title")]
    assert alt_text(lines) == "Types of business cases for AWS."
    lines = [line("EVOLUTION OF THE SERVICE (TVS)", 0, role="title")]
    assert alt_text(lines) == "Evolution of the service (TVS)."


def test_without_a_title_the_first_bullet_comes_first() -> None:
    assert alt_text([line("First", 1), line("Second", 3)]) == "First, Second."


def test_a_question_mark_stays() -> None:
    lines = [line("How do we get there?", 0, role="title"), line("Slowly", 2)]
    assert alt_text(lines) == "How do we get there? Slowly."


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [line("sxqz klrp", confidence=0.5)],
        [line("い", role="title")],
        [line("个"), line("12", 1), line("2017-11-28", 2)],
        [line("© 2017 Example Inc.", 20, role="footer")],
        [line("Wifi: guest", 3), line("Password: hunter2", 4)],
        [line("Welcome to Oslo", 3, role="outside")],
    ],
)
@pytest.mark.parametrize("kind", ["slide", "logo", "diagram", "screenshot"])
def test_without_words_that_were_read_surely_there_is_no_alt_text(
    lines: list[Line], kind: Kind
) -> None:
    assert alt_text(lines, kind=kind) == ""


@pytest.mark.parametrize("text", ["5G", "C#", "Go", "日本"])
def test_a_short_name_is_an_alt_text(text: str) -> None:
    assert alt_text([line(text, role="title")]) == f"{text}."


def test_a_limit_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="8"):
        alt_text([], most=3)


def test_fragments_of_logos_are_left_out() -> None:
    # In older dictionaries there is no Bose.
    lexicon = Lexicon(frozenset({"bose"}))
    lines = [line("Customers", 0, role="title"), line("Bose", 2), line("ent", 4, confidence=1.0)]
    assert alt_text(lines, lexicon=lexicon) == "Customers: Bose."
    known = [*lines[:2], line("map", 4, confidence=1.0)]
    assert alt_text(known, lexicon=lexicon) == "Customers: Bose, map."


def test_a_lone_quotation_mark_is_left_out() -> None:
    assert alt_text([line('"You are not your code')]) == "You are not your code."
    story = [line('Our story: "Cloud and the money', 0, role="title")]
    assert alt_text(story) == "Our story: Cloud and the money."
    assert alt_text([line('"You are not your code"')]) == '"You are not your code".'


def test_labels_that_nobody_knows_say_nothing() -> None:
    unknown = [line("Aituq", 0), line("Hakuq", 3), line("Aipalq nightly", 6)]
    assert alt_text(unknown, lexicon=Lexicon.of([])) == ""
    icons = [line("Amazon Storage", 0), line("Direct Connect", 3), line("Gateway", 6)]
    assert alt_text(icons, lexicon=Lexicon.of([])) != ""
    assert alt_text(icons, lexicon=Lexicon.of([]), kind="screenshot") == ""


def test_a_handle_and_a_session_code_are_left_out() -> None:
    talk = [line("Faster logins", 0, role="title"), line("CON323-R", 2)]
    talk += [line("Nora Lindt @nlindt", 6), line("Talks about caches", 9)]
    assert "@" not in alt_text(talk)
    assert "323" not in alt_text(talk)


def test_counts_say_something_without_a_title_and_unknown_words() -> None:
    counts = [line("46 eventos", 2, confidence=1.0), line("92 charlas", 4, confidence=1.0)]
    assert alt_text(counts, lexicon=Lexicon()) == "46 eventos, 92 charlas."
    words = [line("eventos", 2, confidence=1.0), line("charlas", 4, confidence=1.0)]
    assert alt_text(words, lexicon=Lexicon()) == ""


@pytest.mark.parametrize("title", ["Education Li-f-e", "Plan A", "Part I"])
def test_a_title_may_end_with_a_letter(title: str) -> None:
    assert alt_text([line(title, 0, role="title"), line("A point", 4)]) == f"{title}: A point."
    assert alt_text([line("Data of a", 0, role="title"), line("Two words", 4)]) == "Two words."


def test_a_small_word_beside_a_sentence_is_the_label_of_a_drawing() -> None:
    title, sentence = line("A title", 0, role="title"), line("The state is kept in a log", 3)
    assert alt_text([title, sentence, line("state", 6, left=900)]) == (
        "A title: The state is kept in a log."
    )
    assert alt_text([title, sentence, line("• state", 6)]).endswith("state.")


def test_one_label_of_many_that_were_not_read_says_nothing_beside_a_title() -> None:
    title = line("A title", 0, role="title")
    doubtful = [line(f"sxqz klrp {i}", 3 * i + 6, confidence=0.5) for i in range(4)]
    assert alt_text([title, line("Earth", 3), *doubtful]) == "A title."
    assert alt_text([title, line("Earth", 3)]) == "A title: Earth."
