"""What a slide's picture shows besides text: shapes, and the connectors between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slidescan.core.records.posts import Json

Head: TypeAlias = Literal["none", "arrow", "unclear"]
"""What an end of a connector has: nothing, an arrowhead, or something that can't be told."""

HEADS: tuple[Head, ...] = ("none", "arrow", "unclear")
"""All heads; JSON holds their numbers."""

FlatPoint: TypeAlias = tuple[float, float]
"""A point in shares of the flat slide's width and height, from its top left corner."""

COORDINATE_DIGITS = 4
"""Decimal places of a stored coordinate: a quarter of a pixel on a flat slide."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A box, an ellipse, a picture or an icon: its bounds, in shares of the flat slide.

    Attributes:
        left: Left end.
        top: Upper end.
        right: Right end.
        bottom: Lower end.
    """

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class ConnectorEnd:
    """An end of a connector.

    Attributes:
        tip: Where it ends.
        back: A point of the connector close to that.
        head: What it has at its end.
    """

    tip: FlatPoint
    back: FlatPoint
    head: Head


@dataclass(frozen=True, slots=True)
class Connector:
    """A line or an arrow: two ends, or more if it branches."""

    ends: tuple[ConnectorEnd, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The shapes and connectors of a slide."""

    shapes: tuple[Shape, ...] = ()
    connectors: tuple[Connector, ...] = ()

    def to_json(self) -> Json:
        """The drawing as stored: bounds of shapes; tip, back and head of each connector's ends."""
        return {
            "shapes": [_rounded(s.left, s.top, s.right, s.bottom) for s in self.shapes],
            "connectors": [
                [[*_rounded(*end.tip, *end.back), HEADS.index(end.head)] for end in connector.ends]
                for connector in self.connectors
            ],
        }


def _rounded(*coordinates: float) -> list[float]:
    return [round(value, COORDINATE_DIGITS) for value in coordinates]
