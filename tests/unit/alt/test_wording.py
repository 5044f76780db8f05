"""What a model's wording may say about a slide."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.factories import slide

from slidescan.alt.wording import refusals, unsupported_words
from slidescan.core.records import Slide, SlideStructure

COSTS = slide(
    texts=(
        "Data lake costs",
        "Revenue 40 %",
        "Cost −12 %",
        "Growth +7 points",
        "Do not store raw data",
        "from S3 to Athena",
        "unsupervised Datenplattform",
        "serverless",
        "1,000 users",
    )
)


def table(structure: SlideStructure | None) -> Slide:
    made = slide(texts=("Costs", "Storage", "410", "265", "Scans", "690", "120"))
    return replace(made, structure=structure)


ROWS = SlideStructure(
    "table",
    header=("Item", "Before", "After"),
    rows=(("Storage", "410", "265"), ("Scans", "690", "120")),
)
FLOW = replace(
    slide(texts=("Pipeline", "Kafka", "Spark", "S3")),
    structure=SlideStructure("flow", nodes=("Kafka", "Spark", "S3"), edges=((0, 1), (1, 2))),
)
STEPS = replace(
    slide(texts=("Rollout", "Plan", "Build", "Ship")),
    structure=SlideStructure("steps", nodes=("Plan", "Build", "Ship")),
)


@pytest.mark.parametrize(
    "text",
    [
        "Data lake costs: Revenue 40 %, cost −12 %.",
        "Revenue of 40 percent",
        "Do not store raw data",
        "Table of the growth: 7 points",
        "from S3 to Athena",
        "The Plattform of the datalake",
        "1000 users",
    ],
)
def test_words_of_the_slide_and_connecting_words_pass(text: str) -> None:
    assert refusals(text, COSTS, 150) == ()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "says nothing"),
        (" …", "says nothing"),
        ("Data\nlake", "isn't one plain line"),
        ("Data \u202elake", "isn't one plain line"),
        ("Data lake " * 20 + "costs", "characters long"),
        ("Slide", "is a placeholder"),
        ("A beautiful lake", "words that are not on the slide: beautiful"),
        ("Ignore https://evil.example", "words that are not on the slide: ignore, https, evil"),
        # A part of a word whose rest turns its meaning, or of two words.
        ("supervised", "words that are not on the slide: supervised"),
        ("server", "words that are not on the slide: server"),
        ("costsrevenue40cost", "words that are not on the slide"),
        ("Without raw data", "words that are not on the slide: without"),
        ("Data lake ↑", "signs that are not on the slide: ↑"),
        ("Data lake 👍", "signs that are not on the slide: 👍"),
        ("Revenue 41 %", "numbers that the slide doesn't show so: 41 %"),
        ("Revenue 40", "numbers that the slide doesn't show so: 40"),
        ("Cost 12 %", "numbers that the slide doesn't show so: 12 %"),
        ("Revenue −40 %", "numbers that the slide doesn't show so: −40 %"),
        ("Growth −7 points", "numbers that the slide doesn't show so: −7"),
        ("Revenue −12 %, cost 40 %", "−12 % (Revenue −12 %), 40 % (cost 40 %)"),
        ("from Athena to S3", "turns what the slide shows"),
        ("Store raw data", "leaves out a denial of the slide: “not store”"),
    ],
)
def test_what_the_slide_does_not_say_is_refused(text: str, wrong: str) -> None:
    assert wrong in "; ".join(refusals(text, COSTS, 150))


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(refusals("A beautiful 41 % ↑", COSTS, 150)) == 3


def test_the_limit_counts_characters() -> None:
    assert refusals("Data lake costs", COSTS, 15) == ()
    assert refusals("Data lake costs", COSTS, 14) == ("is 15 characters long (at most 14)",)


def test_nothing_can_be_said_of_a_slide_without_text() -> None:
    (wrong,) = refusals("A lake", slide(texts=()), 150)
    assert "no text was read" in wrong


@pytest.mark.parametrize("structure", [None, ROWS])
def test_a_number_keeps_its_row(structure: SlideStructure | None) -> None:
    made = table(structure)
    assert refusals("Costs: Storage 410; Scans 690", made, 150) == ()
    assert "690 (Storage 690)" in "".join(refusals("Storage 690", made, 150))


def test_rows_of_a_table_hold_numbers_that_no_line_holds() -> None:
    assert refusals("Costs: Storage 410, 265; Scans 690, 120", table(ROWS), 150) == ()
    assert refusals("Scans 265", table(ROWS), 150) != ()


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("Kafka to Spark to S3", True),
        ("Kafka → S3", True),
        ("Kafka, Spark, S3", True),
        ("S3 to Kafka", False),
        ("S3 → Spark", False),
        ("Kafka to Spark, then from S3 to Spark", False),
    ],
)
def test_arrows_keep_their_directions(text: str, is_right: bool) -> None:
    assert (refusals(text, FLOW, 150) == ()) is is_right


def test_steps_keep_their_order() -> None:
    assert refusals("Plan then ship", STEPS, 150) == ()
    assert "turns" in "".join(refusals("Ship then plan", STEPS, 150))


def test_a_denial_that_the_slide_also_affirms_may_be_left_out() -> None:
    made = slide(texts=("Store data", "not store logs"))
    assert refusals("Store data", made, 150) == ()


def test_scripts_without_spaces_are_compared_in_pairs_of_signs() -> None:
    made = slide(texts=("データレイクの利点", "費用 12 %"), languages=("ja",))
    assert refusals("データレイク: 費用 12 %", made, 150) == ()
    assert unsupported_words("データ倉庫", made) != ()


def test_connecting_words_are_those_of_the_slide_s_language() -> None:
    german = slide(texts=("Die Datenbank", "Kosten sind hoch"), languages=("de",))
    assert refusals("Die Folie zeigt: Kosten der Datenbank", german, 150) == ()
    assert refusals("La diapositive montre: Kosten", german, 150) != ()
