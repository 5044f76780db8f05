"""Decodes the drawing of a slide from its JSON."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from slidescan.core.records import Connector, ConnectorEnd, Drawing, Shape
from slidescan.core.records.drawings import HEADS

Coordinate: TypeAlias = Annotated[float, Meta(ge=-100.0, le=100.0)]
HeadNumber: TypeAlias = Annotated[int, Meta(ge=0, lt=len(HEADS))]
StoredEnd: TypeAlias = tuple[Coordinate, Coordinate, Coordinate, Coordinate, HeadNumber]
StoredConnector: TypeAlias = Annotated[tuple[StoredEnd, ...], Meta(min_length=2)]


class StoredDrawing(Struct):
    """The shape of the JSON of `Drawing.to_json`."""

    shapes: tuple[tuple[Coordinate, Coordinate, Coordinate, Coordinate], ...] = ()
    connectors: tuple[StoredConnector, ...] = ()

    def record(self) -> Drawing:
        """The drawing."""
        return Drawing(
            tuple(Shape(*bounds) for bounds in self.shapes),
            tuple(Connector(tuple(map(_end, ends))) for ends in self.connectors),
        )


def _end(end: StoredEnd) -> ConnectorEnd:
    x, y, back_x, back_y, head = end
    return ConnectorEnd((x, y), (back_x, back_y), HEADS[head])
