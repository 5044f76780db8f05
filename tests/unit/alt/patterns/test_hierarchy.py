"""Sentences of trees, layers, matrices and cycles."""

from __future__ import annotations

from support.factories import line

from slidescan.alt.draft import Draft
from slidescan.alt.kind_words import kind_word
from slidescan.alt.patterns import cycle, hierarchy, layers, matrix
from slidescan.alt.phrases import Wording
from slidescan.alt.punctuation import punctuation_of
from slidescan.alt.sentence import fitting_sentence
from slidescan.layout.blocks import Point
from slidescan.layout.structures.cycle import Cycle
from slidescan.layout.structures.flow import Flow
from slidescan.layout.structures.hierarchy import Hierarchy
from slidescan.layout.structures.layers import Layers
from slidescan.layout.structures.matrix import Matrix

WORDING = Wording("en")


def point(text: str, level: int = 1) -> Point:
    return Point(text, level, (line(text),))


def said(draft: Draft, most: int = 150) -> str:
    return fitting_sentence(draft, most, punctuation_of("en", "Lake"))


def test_each_node_of_a_tree_is_said_with_those_below_it() -> None:
    names = ("Board", "Research", "Sales", "Models", "Sensors")
    tree = Hierarchy(tuple(map(point, names)), (-1, 0, 0, 1, 1), (), 0.96)
    assert said(hierarchy.draft(tree, "Who decides", WORDING)) == (
        "Who decides: Board: Research, Sales; Research: Models, Sensors."
    )


def test_layers_are_said_from_the_top_down_with_what_is_in_them() -> None:
    stack = Layers(((point("Portal"), point("reports", 2)), (point("Lake"),)), (), 0.96)
    assert said(layers.draft(stack, "Platform", WORDING)) == "Platform: Portal: reports; Lake."


def test_names_of_cells_come_before_what_is_in_them() -> None:
    names = ("Strengths", "Weaknesses", "Opportunities", "Threats")
    cells = tuple((point(name), point(f"a long detail of {name} here", 2)) for name in names)
    text = said(matrix.draft(Matrix(cells, (), 0.96), "Lakes", WORDING), 90)
    assert all(name in text for name in names)


def test_a_cycle_ends_where_it_begins() -> None:
    names = ("Plan", "Build", "Learn")
    flow = Flow(tuple(map(point, names)), ((0, 1), (1, 2), (2, 0)), (), (), 0.97)
    circle = Cycle(flow, (0, 1, 2), 0.98)
    assert said(cycle.draft(circle, "Loop", WORDING)) == (
        "Loop: from Plan to Build to Learn to Plan."
    )
    assert kind_word("cycle", "de") == "Kreislauf"
