"""Subject and object of a verb between the boxes of a flow are not swapped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.factories import slide

from slidescan.alt.wording import refusals
from slidescan.alt.wording_flows import turned_flows
from slidescan.core.records import SlideStructure

FLOW = replace(
    slide(
        texts=(
            "How the queue feeds reports", "Order queue", "feeds", "Order table", "fed", "writes",
            "Dashboard", "reads", "speist", "gespeist", "alimente", "alimenté", "Archive",
        )
    ),
    structure=SlideStructure(
        "flow",
        nodes=("Order queue", "Order table", "Dashboard", "Archive"),
        edges=((0, 1), (1, 2)),
        labels=("feeds", "writes"),
    ),
)  # fmt: skip


ASIDES = replace(
    slide(texts=("Order queue", "typed and checked", "Order table", "as received", "feeds")),
    structure=FLOW.structure,
)


@pytest.mark.parametrize(
    "text",
    [
        "Order queue feeds order table",
        "The queue feeds the table, which writes the dashboard",
        "The table is fed by the queue",
        "Order table from order queue",
        "Queue writes to the dashboard",  # by way of the table
        "The dashboard reads the table",  # who reads takes: its arrow may be drawn either way
        "The table and the queue",
        "Table, queue and dashboard",
        "The table with the queue feeds reports",
        "The archive feeds the queue",  # no arrow is known there
        "Die Queue speist die Table",
        "Die Table wird von der Queue gespeist",
        "La table est alimenté par la queue",
    ],
)
def test_what_the_arrows_say_passes(text: str) -> None:
    assert turned_flows(text, FLOW) == ()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Order table feeds order queue", "order table feeds order queue"),
        ("The table feeds the queue", "table feeds the queue"),
        ("The queue is fed by the table", "queue is fed by the table"),
        ("Queue feeds table: dashboard writes table", "dashboard writes table"),
        ("The dashboard feeds the queue", "dashboard feeds the queue"),
        ("Order queue from order table", "order queue from order table"),
        ("Die Table speist die Queue", "table speist die queue"),
        ("Die Queue wird von der Table gespeist", "queue wird von der table"),
        ("La table alimente la queue", "table alimente la queue"),
    ],
)
def test_the_reverse_of_an_arrow_is_refused(text: str, named: str) -> None:
    assert turned_flows(text, FLOW) == (f"“{named}”",)
    assert f"turns what the slide shows: “{named}”" in refusals(text, FLOW, 150)


def test_a_verb_that_labels_an_arrow_goes_the_way_of_that_arrow() -> None:
    structure = SlideStructure(
        "flow", nodes=("Worker", "Queue"), edges=((0, 1),), labels=("reads",)
    )
    made = replace(slide(texts=("Worker", "reads", "Queue")), structure=structure)
    assert turned_flows("Worker reads queue", made) == ()
    assert turned_flows("Queue reads worker", made) == ("“queue reads worker”",)


def test_what_a_line_of_the_slide_says_may_be_repeated() -> None:
    structure = SlideStructure("flow", nodes=("Queue", "Table"), edges=((0, 1),))
    made = replace(
        slide(texts=("The table blocks the queue", "Queue", "Table")), structure=structure
    )
    assert turned_flows("The table blocks the queue", made) == ()


def test_arrows_both_ways_and_hierarchies_turn_nothing() -> None:
    both = SlideStructure("flow", nodes=("Queue", "Table"), edges=((0, 1), (1, 0)))
    tree = SlideStructure("hierarchy", nodes=("Queue", "Table"), edges=((0, 1),))
    for structure in (both, tree, None):
        made = replace(slide(texts=("Queue", "Table", "feeds")), structure=structure)
        assert turned_flows("Table feeds queue", made) == ()


def test_what_stands_in_brackets_hides_no_turned_arrow() -> None:
    right = "From order queue (typed and checked) to order table (as received)"
    assert not refusals(right, ASIDES, 150)
    turned = "From order table (as received) to order queue (typed and checked)"
    assert refusals(turned, ASIDES, 150)
    assert turned_flows("Order table (typed and checked) feeds order queue", ASIDES)
    assert not turned_flows("Order table (fed by the order queue) feeds dashboard", ASIDES)
