"""Views of a picture: one fills the gaps of another one, and contradictions say nothing."""

from __future__ import annotations

import pytest

from slidescan.core.records import Connector, ConnectorEnd, Shape
from slidescan.core.records.drawings import Head
from slidescan.imaging.drawing.views import (
    joined_connectors,
    joined_shapes,
    says_something,
    without_twins,
)


def line(left: Head, right: Head, y: float = 0.5, start: float = 0.2) -> Connector:
    return Connector(
        (
            ConnectorEnd((start, y), (start + 0.01, y), left),
            ConnectorEnd((0.8, y), (0.79, y), right),
        )
    )


def heads(connectors: list[Connector]) -> list[tuple[Head, ...]]:
    return [tuple(end.head for end in connector.ends) for connector in connectors]


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (("none", "arrow"), ("none", "arrow"), ("none", "arrow")),
        (("none", "unclear"), ("none", "arrow"), ("none", "arrow")),
        (("unclear", "arrow"), ("none", "arrow"), ("none", "arrow")),
        (("none", "arrow"), ("none", "none"), ("none", "unclear")),
        (("none", "arrow"), ("arrow", "none"), ("unclear", "unclear")),
    ],
)
def test_a_connector_in_two_views(
    first: tuple[Head, Head], second: tuple[Head, Head], together: tuple[Head, Head]
) -> None:
    joined = joined_connectors([[line(*first)], [line(*second, y=0.505)]])
    assert heads(joined) == [together]


def test_the_order_of_ends_doesn_t_matter() -> None:
    turned = Connector(line("none", "unclear").ends[::-1])
    assert heads(joined_connectors([[line("none", "arrow")], [turned]])) == [("none", "arrow")]


def test_a_connector_of_one_view_only_stays() -> None:
    joined = joined_connectors([[line("none", "arrow")], [line("arrow", "none", y=0.7)]])
    assert heads(joined) == [("none", "arrow"), ("arrow", "none")]
    assert joined_connectors([[], [line("none", "arrow")]]) == [line("none", "arrow")]


def test_connectors_with_other_ends_that_contradict_each_other_say_nothing() -> None:
    joined = joined_connectors([[line("none", "arrow")], [line("none", "none", start=0.5)]])
    assert not any(map(says_something, joined))


def test_a_connector_that_says_nothing_contradicts_nobody() -> None:
    joined = joined_connectors([[line("none", "arrow")], [line("unclear", "none", start=0.5)]])
    assert heads(joined)[0] == ("none", "arrow")


def test_ends_that_lead_elsewhere_are_other_ends() -> None:
    down = Connector(
        (
            ConnectorEnd((0.8, 0.5), (0.8, 0.49), "none"),
            ConnectorEnd((0.8, 0.2), (0.8, 0.21), "arrow"),
        )
    )
    assert heads(joined_connectors([[line("none", "arrow")], [down]]))[0] == ("none", "arrow")


def test_the_dark_twin_of_a_bright_arrow_has_no_heads() -> None:
    twins = [line("none", "none", y=0.506), line("none", "arrow")]
    assert heads(without_twins(twins)) == [("none", "arrow")]
    assert heads(without_twins(twins[::-1])) == [("none", "arrow")]


def test_shapes_of_two_views_are_one_if_they_cover_each_other() -> None:
    box, again, other = (
        Shape(0.1, 0.1, 0.3, 0.2),
        Shape(0.11, 0.1, 0.3, 0.21),
        Shape(0.5, 0.1, 0.7, 0.2),
    )
    assert joined_shapes([[box], [again, other]]) == [box, other]
