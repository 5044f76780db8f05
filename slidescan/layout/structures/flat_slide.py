"""What recognisers look at: the lines of a slide with their bounds on the flat slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Drawing, Kind, Line
from slidescan.core.text import is_rtl
from slidescan.layout.blocks import Block
from slidescan.layout.connections import Connections, connect
from slidescan.layout.diagram_nodes import Node, nodes_of, shape_bounds
from slidescan.layout.positions import PositionedLine, position_lines
from slidescan.layout.structures.columns import HeadedColumns, headed_columns


@dataclass(frozen=True)
class FlatSlide:
    """The lines of a slide on the flat slide, without footers.

    Attributes:
        title: The title lines.
        body: The other lines in reading order.
        blocks: The blocks of the body that `BLOCK_RULES` find: points, tables, code, charts.
        width: Width of the flat slide, pixels; 0 if the lines are flat already.
        height: Height of the flat slide, pixels; 0 if the lines are flat already.
        kind: What the photo shows.
        drawing: The shapes and connectors of the picture, if it has connectors.
    """

    title: tuple[PositionedLine, ...]
    body: tuple[PositionedLine, ...]
    blocks: tuple[Block, ...]
    width: float = 0.0
    height: float = 0.0
    kind: Kind = "slide"
    drawing: Drawing | None = None

    @cached_property
    def headed_columns(self) -> HeadedColumns | None:
        """The columns of the body with their heads, if it has some."""
        return headed_columns(self.body)

    @cached_property
    def is_rtl(self) -> bool:
        """Whether its text runs from right to left, so that bounds are mirrored."""
        return is_rtl(" ".join(line.text for line in (*self.title, *self.body)))

    @cached_property
    def diagram(self) -> tuple[Sequence[Node], Connections]:
        """The nodes of its drawing, and what connects them; none without a drawing."""
        if self.drawing is None or not self.body or not self.width:
            return (), Connections()
        shapes = shape_bounds(self.drawing.shapes, self.width, self.height, mirrored=self.is_rtl)
        nodes = nodes_of(self.body, shapes, self.width)
        connectors = self.drawing.connectors
        return nodes, connect(connectors, nodes, self.width, self.height, mirrored=self.is_rtl)

    @classmethod
    def of(
        cls,
        title: Sequence[Line],
        body: Sequence[PositionedLine],
        blocks: Sequence[Block],
        frame: PhotoQuad | None,
        kind: Kind = "slide",
        drawing: Drawing | None = None,
    ) -> FlatSlide:
        """The slide of these lines.

        Args:
            title: The title lines, in the upright photo.
            body: The other lines with their bounds.
            blocks: The blocks of the body.
            frame: The slide's corners in the photo; None if the photo shows the slide alone.
            kind: What the photo shows.
            drawing: The shapes and connectors of the picture.
        """
        return cls(
            tuple(position_lines(title, frame)),
            tuple(body),
            tuple(blocks),
            frame.width if frame else 0.0,
            frame.height if frame else 0.0,
            kind,
            drawing,
        )
