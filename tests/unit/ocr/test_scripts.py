"""The scripts of lines that the recognition network doesn't know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import pytest
from decks import font
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from slidescan.core.geometry import FlatQuad
from slidescan.core.languages import describe_script, main_language, script_of
from slidescan.core.records import TextBox
from slidescan.ocr.engines.rapidocr import SCRIPTS, RapidOcrReader, is_counter, is_readable_word
from slidescan.ocr.engines.script_fallback import accepted
from slidescan.ocr.pipeline import TwoStageEngine
from slidescan.ocr.recognizer import NO_SCRIPTS, LineRecognizer, RecognizedLine
from slidescan.ocr.scripts import ScriptVote, agree, default_model

CYRILLIC = ("Хранилища данных в облаке", "Потоки событий и очереди", "Надёжность важнее")
GREEK = ("Λίμνες δεδομένων στην πράξη", "Ροές συμβάντων", "Φθηνή αποθήκευση κερδίζει")
LATIN = ("Łódź und Überraschungen", "Données en temps réel", "x = 3 * (y + 7);", "0x7FFF 12:30")
EMPTY = FlatQuad((0, 0), (1, 0), (1, 1), (0, 1))
PAGE_COLUMNS = 200


def drawn(lines: tuple[str, ...], *, is_dark: bool = False) -> NDArray[np.uint8]:
    """Lines on a slide; BGR."""
    ground, ink = ("#101830", "#f0f0f0") if is_dark else ("white", "#202030")
    image = Image.new("RGB", (1000, 100 + 90 * len(lines)), ground)
    pen = ImageDraw.Draw(image)
    for row, text in enumerate(lines):
        pen.text((60, 40 + 90 * row), text, fill=ink, font=font("sans", 40))
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])


@pytest.fixture(scope="module")
def engine() -> TwoStageEngine:
    """Reads without Tesseract's data, on any machine."""
    return TwoStageEngine(RapidOcrReader(), "test")


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("lines", "script"), [(CYRILLIC, "cyrillic"), (GREEK, "greek")])
def test_the_script_of_unread_lines_is_told(
    lines: tuple[str, ...], script: str, is_dark: bool, engine: TwoStageEngine
) -> None:
    boxes = engine.read(drawn(lines, is_dark=is_dark))
    assert [box.unread_script for box in boxes] == [script] * len(lines)
    assert [box.text for box in boxes] == [""] * len(lines)


def test_latin_lines_are_in_a_known_script(engine: TwoStageEngine) -> None:
    boxes = engine.read(drawn(LATIN))
    assert {box.unread_script for box in boxes} == {""}
    assert len([box for box in boxes if box.text]) == len(LATIN)


def test_latin_words_of_a_mixed_line_are_read(engine: TwoStageEngine) -> None:
    boxes = engine.read(drawn(("Apache Kafka: потоки событий", "Exactly once")))
    assert [(box.text, box.unread_script) for box in boxes] == [
        ("Apache Kafka:", "cyrillic"),
        ("Exactly once", ""),
    ]


def test_a_line_with_a_part_in_another_script_keeps_what_is_read(engine: TwoStageEngine) -> None:
    boxes = engine.read(
        drawn(("Exactly once delivery مرحبا بالعالم", "Exactly once", "At least once"))
    )
    assert [(box.text.strip(), box.unread_script) for box in boxes] == [
        ("Exactly once delivery", "arabic"),
        ("Exactly once", ""),
        ("At least once", ""),
    ]


GREEK_MIXED = ("Apache Spark αποθήκευση", "δεδομένων in the lake", "Exactly once συμβάντων")
ARMENIAN_MIXED = ("Message Driven Հաղորդագրություն", "պահեստ Apache Spark", "Exactly once տվյալներ")


@pytest.mark.parametrize(
    ("lines", "script", "known"),
    [
        (GREEK_MIXED, "greek", ["Apache Spark", "in the lake", "Exactly once"]),
        (ARMENIAN_MIXED, "armenian", ["Message Driven", "Apache Spark", "Exactly once"]),
    ],
)
def test_words_in_another_script_are_not_read_as_latin(
    lines: tuple[str, ...], script: str, known: list[str], engine: TwoStageEngine
) -> None:
    """The line as a whole is read with a confidence of 0.95 and more."""
    boxes = engine.read(drawn((*lines, "Exactly once delivery")))
    assert [(box.text.strip(), box.unread_script) for box in boxes] == [
        *((text, script) for text in known),
        ("Exactly once delivery", ""),
    ]
    assert all(len(box.word_spans) == len(box.text.split()) for box in boxes)


def test_a_gap_without_ink_is_no_text(engine: TwoStageEngine) -> None:
    image = drawn(("Orders           99", "Exactly once"))
    assert {box.unread_script for box in engine.read(image)} == {""}


@pytest.mark.parametrize("second", [None, TextBox("EASA", 0.9, EMPTY), TextBox("영향", 0.3, EMPTY)])
def test_a_line_that_the_fallback_does_not_read_stays_unread(second: TextBox | None) -> None:
    """No answer, no letter of the script, or an unsure answer."""
    line = TextBox("Google", 0.98, EMPTY, unread_script="hangul")
    assert accepted(line, second, "hangul") == line


def test_a_line_that_the_fallback_reads_is_whole() -> None:
    line = TextBox("Google", 0.98, EMPTY, unread_script="hangul")
    whole = TextBox("Google의 접근", 0.9, EMPTY)
    assert accepted(line, whole, "hangul") == whole


@pytest.mark.parametrize(
    ("text", "is_readable"),
    [("Kafka", True), ("S3", True), ("2017", True), ("Cxea", False), ("Ha", False), ("ν1", False)],
)
def test_lookalikes_are_no_known_words(text: str, is_readable: bool) -> None:
    assert is_readable_word(text) is is_readable


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5777H", True), ("10H", True), ("1,200H", True), ("3L", True), ("H100", False), ("577", False), ("4K", False)],
)  # fmt: skip
def test_numbers_with_korean_counters(text: str, expected: bool) -> None:
    assert is_counter(text) is expected


@dataclass
class Recognizer:
    """Reads given lines."""

    lines: list[RecognizedLine]

    def recognize(self, _: object, quads: list[FlatQuad]) -> list[RecognizedLine]:
        return self.lines[: len(quads)]


@pytest.mark.parametrize(("script", "text"), [("hangul", "of us"), ("cyrillic", "5777H of us")])
def test_korean_counters_are_not_read_as_letters(script: str, text: str) -> None:
    lines = [
        RecognizedLine("", 0.9, (), ScriptVote(script, 60)),
        RecognizedLine("5777H of us", 0.99, tuple(i / 11 + 0.04 for i in range(11))),
    ]
    quads = [FlatQuad.rectangle(300, 30), FlatQuad.rectangle(300, 30)]
    reader = RapidOcrReader()
    reader.recognizer = cast("LineRecognizer", Recognizer(lines))
    first, second = reader.read_lines(np.full((40, 400, 3), 255, np.uint8), quads)
    assert first is not None
    assert second is not None
    assert (first.unread_script, second.text) == (script, text)
    assert second.unread_script == ("hangul" if script == "hangul" else "")
    assert len(second.word_spans) == len(text.split())


class PartsRecognizer:
    """Reads no line as a whole, but the parts between its gaps."""

    def __init__(self, parts: list[RecognizedLine]) -> None:
        self.parts = parts

    def recognize(self, _: object, quads: list[FlatQuad]) -> list[RecognizedLine]:
        if len(quads) == 1:
            return [RecognizedLine("", 0.9, (), ScriptVote("greek", 60))]
        assert len(quads) == len(self.parts)
        return self.parts


def test_readable_parts_of_a_line_in_another_script_have_spans() -> None:
    """The first and the last of three parts, of 100, 100 and 200 px with gaps of 50."""
    parts = [
        RecognizedLine("Spark", 0.99, (0.1, 0.3, 0.5, 0.7, 0.9)),
        RecognizedLine("", 0.9, (), ScriptVote("greek", 12)),
        RecognizedLine("big lake", 0.99, tuple(i / 8 + 0.06 for i in range(8))),
    ]
    pixels = np.full((40, 520, 3), 255, np.uint8)
    for left, right in ((10, 110), (160, 260), (310, 510)):
        pixels[8:32, left:right] = 0
    reader = RapidOcrReader()
    reader.recognizer = cast("LineRecognizer", PartsRecognizer(parts))
    quad = FlatQuad((10, 4), (510, 4), (510, 36), (10, 36))
    (box,) = reader.read_lines(pixels, [quad])
    assert box is not None
    assert (box.text, box.unread_script) == ("Spark big lake", "greek")
    (spark, big, lake) = box.word_spans
    assert spark == pytest.approx((0.0, 0.2), abs=0.02)
    assert 0.58 < big[0] < big[1] < lake[0] < lake[1] <= 1.0


def test_a_partly_read_korean_line_has_no_counters() -> None:
    part = RecognizedLine("Jira 297H", 0.97, tuple(i / 9 for i in range(9)))
    line = RecognizedLine("Jira 297H", 0.97, part.positions, ScriptVote("hangul", 60), part)
    reader = RapidOcrReader()
    reader.recognizer = cast("LineRecognizer", Recognizer([line]))
    pixels = np.full((40, 400, 3), 255, np.uint8)
    (box,) = reader.read_lines(pixels, [FlatQuad.rectangle(300, 30)])
    assert box is not None
    assert (box.text, box.unread_script, len(box.word_spans)) == ("Jira", "hangul", 1)


def test_one_stray_line_is_no_script() -> None:
    assert agree([ScriptVote("thai", 16), None, None], PAGE_COLUMNS) == ["", "", ""]


def test_a_blurred_line_among_much_text_is_no_script() -> None:
    votes = [ScriptVote("telugu", 46), ScriptVote("telugu", 40), None]
    assert agree(votes, 3000) == ["", "", ""]
    assert agree(votes, 1000) == ["telugu", "telugu", ""]


def test_many_characters_on_little_space_are_no_other_script(engine: TwoStageEngine) -> None:
    reader = cast("RapidOcrReader", engine._reader)
    model = default_model()
    known = reader.recognizer._scripts
    # What the network answers to Cyrillic, with a text that fills the line.
    output = reader.recognizer.output(drawn((CYRILLIC[0],)), FlatQuad.rectangle(700, 100))
    vote = known.vote(output, "", 0.0)
    assert vote is not None
    assert vote.script in model.classes
    assert known.vote(output, "x" * len(output), 0.7) is None
    assert known.vote(output, "x" * len(output), 0.4) is not None


def test_two_words_in_one_script_are_a_script() -> None:
    assert agree([ScriptVote("hebrew", 20, 2), None], PAGE_COLUMNS) == ["hebrew", ""]
    assert agree([ScriptVote("hebrew", 10), ScriptVote("thai", 10)], PAGE_COLUMNS) == ["", ""]


def test_lines_in_doubtful_scripts_add_up_but_words_do_not() -> None:
    assert agree([ScriptVote("bengali", 14), ScriptVote("thai", 11)], PAGE_COLUMNS) == [
        "bengali",
        "thai",
    ]
    assert agree([ScriptVote("bengali", 14), ScriptVote("thai", 11, 1)], PAGE_COLUMNS) == ["", ""]


def test_stray_votes_for_many_scripts_are_no_text_in_any_of_them() -> None:
    # The bars of a code editor, full of signs.
    votes = [ScriptVote(n, c) for n, c in (("thai", 16), ("bengali", 21), ("sinhala", 9))]
    assert agree([*votes, None], PAGE_COLUMNS) == ["", "", "", ""]


def test_a_mistaken_line_takes_the_script_of_the_others() -> None:
    votes = [ScriptVote("khmer", 60), ScriptVote("lao", 12), None, ScriptVote("khmer", 40)]
    assert agree(votes, PAGE_COLUMNS) == ["khmer", "khmer", "", "khmer"]


def test_mistaken_words_are_read() -> None:
    votes = [ScriptVote("hangul", 60), ScriptVote("greek", 9, 1), ScriptVote("hangul", 12, 1)]
    assert agree(votes, PAGE_COLUMNS) == ["hangul", "", "hangul"]


def test_two_scripts_on_one_slide_stay_apart() -> None:
    assert agree([ScriptVote("hangul", 60), ScriptVote("greek", 50)], PAGE_COLUMNS) == [
        "hangul",
        "greek",
    ]


def test_every_script_of_the_model_has_a_language_and_a_name() -> None:
    for script in {*default_model().classes} - SCRIPTS - NO_SCRIPTS:
        assert script_of(main_language(script)) == script
        assert describe_script(script)[0].isupper() or describe_script(script).startswith("in ")


def test_lone_signs_are_no_evidence_but_take_the_script_of_the_others() -> None:
    marks = [ScriptVote("lao", 6)] * 7
    assert agree(marks, PAGE_COLUMNS) == [""] * 7
    assert agree([*marks[:1], ScriptVote("lao", 60)], PAGE_COLUMNS) == ["lao", "lao"]
