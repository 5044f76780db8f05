"""Connectors and nodes: what leads to what, and what is left open."""

from __future__ import annotations

import pytest

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Connector, ConnectorEnd, Line
from slidescan.core.records.drawings import Head
from slidescan.layout.connections import connect
from slidescan.layout.diagram_nodes import Bounds, Node
from slidescan.layout.positions import PositionedLine, position_lines

WIDTH, HEIGHT = 1000.0, 500.0


def node(left: float, top: float, name: str = "A") -> Node:
    return Node(name, Bounds(left, top, left + 150, top + 60), (), is_enclosed=True)


NODES = [node(100, 200), node(500, 200), node(500, 400), node(800, 200)]


def end(x: float, y: float, dx: float, dy: float, head: Head = "none") -> ConnectorEnd:
    tip, back = (x / WIDTH, y / HEIGHT), ((x - 10 * dx) / WIDTH, (y - 10 * dy) / HEIGHT)
    return ConnectorEnd(tip, back, head)


LEAVES_A = end(256, 230, -1, 0)
REACHES_B = end(494, 230, 1, 0, "arrow")
REACHES_C = end(494, 430, 1, 0, "arrow")


def edges(*ends: ConnectorEnd) -> list[tuple[int, int]]:
    return connect([Connector(ends)], NODES, WIDTH, HEIGHT).edges


def test_a_plain_end_leads_to_an_arrowhead() -> None:
    assert edges(LEAVES_A, REACHES_B) == [(0, 1)]
    assert edges(REACHES_B, LEAVES_A) == [(0, 1)]


def test_one_end_leads_to_several_arrowheads_and_several_to_one() -> None:
    assert edges(LEAVES_A, REACHES_B, REACHES_C) == [(0, 1), (0, 2)]
    to_a = end(256, 230, -1, 0, "arrow")
    assert edges(to_a, end(494, 230, 1, 0), end(494, 430, 1, 0)) == [(1, 0), (2, 0)]


def test_one_unclear_end_of_several_says_nothing_and_the_others_do() -> None:
    to_c = end(494, 430, 1, 0, "unclear")
    assert edges(LEAVES_A, REACHES_B, to_c) == [(0, 1)]
    assert edges(LEAVES_A, end(494, 230, 1, 0), to_c) == []
    assert edges(LEAVES_A, end(494, 230, 1, 0, "unclear"), to_c) == []
    nowhere = end(700, 20, 0, -1, "unclear")
    assert edges(LEAVES_A, REACHES_B, nowhere) == []


def test_two_heads_are_mutual() -> None:
    connections = connect(
        [Connector((end(256, 230, -1, 0, "arrow"), REACHES_B))], NODES, WIDTH, HEIGHT
    )
    assert (connections.edges, connections.mutual) == ([], [(0, 1)])


@pytest.mark.parametrize(
    "ends",
    [
        (LEAVES_A, end(494, 230, 1, 0, "unclear")),
        (LEAVES_A, end(494, 430, 1, 0), REACHES_B, end(800, 230, 1, 0, "arrow")),
        (end(256, 120, -1, 0), REACHES_B),
        (end(400, 230, -1, 0), REACHES_B),
        (end(256, 230, 1, 0), REACHES_B),
        (end(256, 240, -1, 0), end(256, 220, -1, 0, "arrow")),
        (LEAVES_A, end(494, 201, 1, 0, "arrow")),
    ],
    ids=["unclear", "two and two", "misses", "far", "points away", "same node", "along a side"],
)
def test_what_isn_t_certain_is_left_out(ends: tuple[ConnectorEnd, ...]) -> None:
    assert edges(*ends) == []


def test_a_node_between_two_others_is_ambiguous() -> None:
    close = [*NODES, Node("N", Bounds(500, 262, 650, 300), (), is_enclosed=True)]
    tip = end(494, 261, 1, 0, "arrow")
    assert connect([Connector((LEAVES_A, tip))], close, WIDTH, HEIGHT).edges == []


def test_a_connector_within_a_group_leads_to_its_parts() -> None:
    group = Node("G", Bounds(50, 150, 700, 480), (), is_enclosed=True)
    connections = connect([Connector((LEAVES_A, REACHES_B))], [*NODES, group], WIDTH, HEIGHT)
    assert connections.edges == [(0, 1)]


def test_mirrored_slides() -> None:
    mirrored = [
        Node(
            n.name,
            Bounds(-n.bounds.right, n.bounds.top, -n.bounds.left, n.bounds.bottom),
            (),
            is_enclosed=True,
        )
        for n in NODES
    ]
    connections = connect(
        [Connector((LEAVES_A, REACHES_B))], mirrored, WIDTH, HEIGHT, mirrored=True
    )
    assert connections.edges == [(0, 1)]


def text_line(left: float, top: float) -> PositionedLine:
    quad = PhotoQuad((left, top), (left + 80, top), (left + 80, top + 20), (left, top + 20))
    (positioned,) = position_lines([Line("Team", 0.99, quad)], None)
    return positioned


def test_a_lane_is_no_end_of_a_line() -> None:
    lane = Node("Team", Bounds(0, 300, 1000, 500), (text_line(10, 310),), is_enclosed=True)
    nodes = [NODES[0], lane]
    down = (end(175, 266, 0, -1), end(175, 294, 0, 1, "arrow"))
    assert connect([Connector(down)], nodes, WIDTH, HEIGHT).edges == []
    bar = Node("Team", lane.bounds, (text_line(460, 390),), is_enclosed=True)
    assert connect([Connector(down)], [NODES[0], bar], WIDTH, HEIGHT).edges == [(0, 1)]


def test_an_end_that_leads_to_nothing_silences_a_branching_line() -> None:
    nowhere = end(256, 90, 0, -1)
    assert edges(LEAVES_A, nowhere, REACHES_B) == []


def test_a_line_that_leads_to_the_middle_of_a_loose_text_reaches_farther() -> None:
    loose = Node("B", Bounds(500, 200, 600, 230), (), is_enclosed=False)
    at_middle = (LEAVES_A, end(460, 215, 1, 0, "arrow"))
    aside = (end(256, 228, -1, 0), end(460, 228, 1, 0, "arrow"))
    assert connect([Connector(at_middle)], [NODES[0], loose], WIDTH, HEIGHT).edges == [(0, 1)]
    assert connect([Connector(aside)], [NODES[0], loose], WIDTH, HEIGHT).edges == []
