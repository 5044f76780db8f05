"""The positions of words rank slides that an index scores alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.factories import line, link, slide

from slidescan.core.records import Slide
from slidescan.search.parser import parse
from slidescan.search.query import And, Or, Phrase, Term
from slidescan.search.rank import (
    OTHER_FORM_WEIGHT,
    SIMILAR_WORD_WEIGHT,
    Ranker,
    match_weights,
    unread_weight,
    weighted_share,
)
from slidescan.store.stored import Gist


def factor(query: str, shown: Slide) -> float:
    root = parse(query).root
    assert root is not None
    return Ranker.of(root, ("en",)).factor(Gist.of(shown))


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (("x", "a data lake for all"), ("x", "data of all who want a lake")),
        (("x", "a data lake for all"), ("x", "a lake data for all")),
        (("x", "data lakes"), ("x", "data", "and much more", "in the lakes")),
        (("Data lake", "x"), ("x", "data lake")),
        (("x", "a data lake"), ("x", "a data pond")),
        (("x", "the data of a lake"), ("x", "wild birds")),
    ],
)
def test_words_close_together_in_order_and_in_the_title_rank_higher(
    better: tuple[str, ...], worse: tuple[str, ...]
) -> None:
    assert factor("data lake", slide(texts=better)) > factor("data lake", slide(texts=worse))


def test_confident_readings_rank_higher() -> None:
    sure = slide(texts=("x", "data lake"))
    lines = tuple(replace(line, confidence=0.4) for line in sure.reading.lines)
    unsure = replace(sure, reading=replace(sure.reading, lines=lines))
    assert factor("lake", sure) > factor("lake", unsure) > 0


def test_prefixes_and_inflections_count() -> None:
    shown = slide(texts=("x", "kinesis streams"))
    assert factor("kines* stream", shown) > factor("kines* pond", shown)


def test_a_slide_found_by_its_post_keeps_its_score() -> None:
    assert factor("data lake", slide(texts=("x", "birds"))) == 1
    assert factor("-data", slide(texts=("x", "birds"))) == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("kinesis lake", 1),
        ("kines* stream", 2),
        ('"kinesis streams" "streams firehose"', 1),
        ("conference delivery kinesis", 3),
        ("(kinesis OR lake) (lake birds)", 1),
        ("kinesis -birds", 2),
    ],
)
def test_matched_parts_of_a_query_are_counted(query: str, count: int) -> None:
    shown = slide(texts=("x", "kinesis streams"), links=[link(section=("Delivery",))])
    root = parse(query).root
    assert isinstance(root, And)
    (weights,) = match_weights([Gist.of(shown)], root.parts, ("en",))
    assert sum(weight > 0 for weight in weights) == count


def test_a_word_counts_more_than_its_other_forms_and_these_more_than_similar_words() -> None:
    shown = Gist.of(slide(texts=("x", "servers serverless racks")))
    parts = (
        Term("racks"),
        Term("server"),
        Or((Term("servless"), Term("serverless"))),
        Or((Term("server"), Term("serverless"))),
        Term("cooling"),
    )
    expected = (1.0, OTHER_FORM_WEIGHT, SIMILAR_WORD_WEIGHT, OTHER_FORM_WEIGHT, 0.0)
    assert [*match_weights([shown], parts, ("en",))] == [expected]


def test_text_outside_the_slide_gains_nothing() -> None:
    shown = slide(texts=("x", "birds"))
    lines = (*shown.reading.lines, line("data lake", 9, role="outside"))
    banner = replace(shown, reading=replace(shown.reading, lines=lines))
    assert factor("data lake", banner) == 1


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("a data lake", SIMILAR_WORD_WEIGHT),
        ("the DataLakes of all", OTHER_FORM_WEIGHT),
        ("a lake of data", 0.0),
    ],
)
def test_the_halves_of_a_word_must_stand_side_by_side(text: str, weight: float) -> None:
    joined = Or((Term("datalake"), Phrase(("data", "lake"), quoted=False)))
    shown = Gist.of(slide(texts=("x", text)))
    assert [*match_weights([shown], (joined,), ("en",))] == [(weight,)]


def test_a_word_more_likely_stands_unread_on_a_slide_that_was_misread() -> None:
    clear = Gist.of(slide(texts=("Costs", "one server")))
    text, _, role = clear.lines[1]
    blurred = replace(clear, lines=(clear.lines[0], (text, 0.4, role)))
    around = replace(clear, lines=(*clear.lines, ("x y z", 0.1, "outside")))
    assert 0 <= unread_weight(clear) < unread_weight(blurred) < SIMILAR_WORD_WEIGHT
    assert unread_weight(around) == unread_weight(clear)
    assert weighted_share((1.0, 0.0), (1.0, 3.0), 0.2) == pytest.approx(0.4)
