"""Sentences and long descriptions of flows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.factories import line

from slidescan.alt.lexicon import Lexicon
from slidescan.alt.long import description, markdown
from slidescan.alt.patterns.flow import draft
from slidescan.alt.phrases import Wording
from slidescan.alt.punctuation import punctuation_of
from slidescan.alt.sentence import fitting_sentence
from slidescan.layout.blocks import Point, Points
from slidescan.layout.outline import Outline
from slidescan.layout.structures.flow import Flow


def flow(
    names: str,
    edges: list[tuple[int, int]],
    mutual: list[tuple[int, int]] | None = None,
    beside: str = "",
) -> Flow:
    nodes = tuple(Point(name, 1, (line(name),)) for name in names.split())
    rest = (Points((Point(beside, 1, (line(beside),)),)),) if beside else ()
    return Flow(nodes, tuple(edges), tuple(mutual or ()), rest, 0.97)


def sentence(structure: Flow, language: str = "en", most: int = 150) -> str:
    made = draft(structure, "Lake", Wording(language))
    return fitting_sentence(made, most, punctuation_of(language, "Lake"))


CHAIN = flow("Queue Window Table", [(0, 1), (1, 2)])
FAN = flow("Queue Window Table Archive", [(0, 1), (1, 2), (1, 3)])


def test_a_path_is_one_phrase() -> None:
    assert sentence(CHAIN) == "Lake: from Queue to Window to Table."


def test_a_node_that_leads_to_several() -> None:
    assert sentence(FAN) == "Lake: from Queue to Window to Table and Archive."


def test_the_longest_path_comes_first_and_the_others_after_it() -> None:
    structure = flow("Alpha Beta Gamma Delta Omega", [(0, 1), (1, 2), (3, 1), (3, 4)])
    path, other = sentence(structure).split("; ")
    assert path == "Lake: from Alpha to Beta to Gamma"
    assert other == "from Delta to Beta and Omega."


def test_nodes_that_lead_to_the_same_one_are_one_step() -> None:
    structure = flow("Alpha Beta Gamma Delta", [(0, 1), (1, 2), (3, 1)])
    assert sentence(structure) == "Lake: from Alpha and Delta to Beta to Gamma."


def test_several_starts_and_several_ends_are_not_mixed_up() -> None:
    structure = flow("Alpha Beta Gamma Delta", [(0, 2), (0, 3), (1, 2)])
    assert sentence(structure) == "Lake: from Alpha to Gamma and Delta; from Beta to Gamma."


def test_lists_have_the_commas_of_the_language() -> None:
    structure = flow("甲 乙 丙 丁", [(0, 3), (1, 3), (2, 3)])
    made = draft(structure, "湖", Wording("zh"))
    assert made.phrases[0].text == "从甲、乙和丙到丁"


def test_a_cycle_returns_to_its_start() -> None:
    structure = flow("Plan Build Check", [(0, 1), (1, 2), (2, 0)])
    assert sentence(structure) == "Lake: from Plan to Build to Check to Plan."


def test_mutual_connections() -> None:
    structure = flow("Client Server", [], [(0, 1)])
    assert sentence(structure) == "Lake: Client to and from Server."


def test_what_is_beside_a_flow_comes_last() -> None:
    structure = flow("Queue Window", [(0, 1)], beside="Nothing is lost on the way")
    assert sentence(structure) == "Lake: from Queue to Window; Nothing is lost on the way."
    assert sentence(structure, most=40) == "Lake: from Queue to Window."


def test_a_long_path_is_cut_at_a_node() -> None:
    assert sentence(CHAIN, most=32) == "Lake: from Queue to Window."


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Lake: von Queue zu Window, dann zu Table."),
        ("fr", "Lake : de Queue à Window, puis à Table."),
        ("es", "Lake: de Queue a Window, luego a Table."),
        ("it", "Lake: da Queue a Window, poi a Table."),
        ("pt", "Lake: de Queue para Window, depois para Table."),
        ("nl", "Lake: van Queue naar Window, dan naar Table."),
    ],
)
def test_languages(language: str, text: str) -> None:
    assert sentence(CHAIN, language) == text


def test_long_descriptions_list_the_edges() -> None:
    outline = Outline((line("Lake", role="title"),), flow("Queue Window", [(0, 1)], [(0, 1)]))
    assert description([], structure=outline) == "Lake\nQueue → Window\nQueue ↔ Window"
    assert markdown([]) == ""


def test_a_doubtful_node_is_not_said() -> None:
    nodes = (*CHAIN.nodes[:2], Point("Tabel", 1, (line("Tabel", confidence=0.3),)))
    assert sentence(Flow(nodes, CHAIN.edges, (), (), 0.97)) == "Lake: from Queue to Window."


def test_the_first_line_of_a_node_stands_for_it_if_others_are_doubtful() -> None:
    names = ("Queue", "Window", "Table")
    doubtful = line("zxqv", confidence=0.85)
    nodes = tuple(
        Point(f"{name} zxqv", 1, (line(name), doubtful)) if name == "Window" else
        Point(name, 1, (line(name),)) for name in names
    )  # fmt: skip
    structure = Flow(nodes, ((0, 1), (1, 2)), (), (), 0.97)
    made = draft(structure, "Lake", Wording("en", Lexicon.of([])))
    assert [phrase.text for phrase in made.phrases] == ["from Queue to Window to Table"]
    twice = (*nodes, Point("Window two", 1, (line("Window two"),)))
    structure = Flow(twice, ((0, 1), (1, 2), (2, 3)), (), (), 0.97)
    made = draft(structure, "Lake", Wording("en", Lexicon.of([])))
    assert [phrase.text for phrase in made.phrases] == ["from Table to Window two"]


REMARKS = tuple(
    Point(text, 2, (line(text),)) if text else None
    for text in ("what was sent", "", "answers to requests")
)


def test_a_note_stands_in_brackets_behind_its_node() -> None:
    noted = replace(CHAIN, remarks=REMARKS)
    whole = "Lake: from Queue (what was sent) to Window to Table (answers to requests)."
    assert sentence(noted) == whole
    assert sentence(noted, most=60) == "Lake: from Queue to Window to Table."
    assert sentence(noted, "de") == (
        "Lake: von Queue (what was sent) zu Window, dann zu Table (answers to requests)."
    )


def test_a_note_is_said_once_and_no_doubtful_one() -> None:
    doubtful = Point("zxqv", 2, (line("zxqv", confidence=0.5),))
    structure = flow("Alpha Beta Gamma Delta Omega", [(0, 1), (1, 2), (3, 1), (3, 4)])
    noted = replace(structure, remarks=(REMARKS[0], REMARKS[2], None, doubtful, None))
    assert sentence(noted) == (
        "Lake: from Alpha (what was sent) to Beta (answers to requests) to Gamma; "
        "from Delta to Beta and Omega."
    )


def test_a_label_that_repeats_a_node_says_nothing_without_details() -> None:
    assert sentence(flow("Queue Window Table", [(0, 1), (1, 2)], beside="Window (B)")) == (
        "Lake: from Queue to Window to Table."
    )
    assert "Archive (B)" in sentence(
        flow("Queue Window Table", [(0, 1), (1, 2)], beside="Archive (B)")
    )
