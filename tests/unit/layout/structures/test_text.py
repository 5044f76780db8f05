"""A slide is called a diagram only if it shows several arrows."""

from __future__ import annotations

import pytest

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Connector, ConnectorEnd, Drawing, Line
from slidescan.layout.structure import outline
from slidescan.layout.structures.text import PlainText

FRAME = PhotoQuad.rectangle(1600, 900)


def connector(top: float, *, head: bool = True) -> Connector:
    ends = (
        ConnectorEnd((0.4, top), (0.41, top), "none"),
        ConnectorEnd((0.6, top), (0.59, top), "arrow" if head else "none"),
    )
    return Connector(ends)


@pytest.mark.parametrize(
    ("connectors", "expected"),
    [
        pytest.param([connector(0.3), connector(0.6)], True, id="two-arrows"),
        pytest.param([connector(0.3), connector(0.6, head=False)], False, id="an-arrow-and-a-line"),
        pytest.param([connector(0.3), connector(1.02)], False, id="an-arrow-below-the-slide"),
    ],
)
def test_ornaments_make_no_diagram(connectors: list[Connector], expected: bool) -> None:
    lines = [Line("Thank you all", 0.99, PhotoQuad.rectangle(300, 60).moved(650, 100))]
    drawing = Drawing((), tuple(connectors))
    structure = outline(lines, FRAME, drawing=drawing).structure
    assert isinstance(structure, PlainText)
    assert structure.is_diagram is expected
