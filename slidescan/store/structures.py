"""Decodes the structure of a slide from its JSON."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from slidescan.core.records import SlideStructure


class StoredStructure(Struct):
    """The shape of the JSON; members are as in `SlideStructure`."""

    kind: str
    confidence: Annotated[float, Meta(ge=0.0, le=1.0)] = 1.0
    nodes: tuple[str, ...] = ()
    edges: tuple[tuple[Annotated[int, Meta(ge=0)], Annotated[int, Meta(ge=0)]], ...] = ()
    levels: tuple[Annotated[int, Meta(ge=1, le=99)], ...] = ()
    details: tuple[tuple[str, ...], ...] = ()
    labels: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    attributes: dict[str, str] = {}

    def record(self) -> SlideStructure:
        """The structure.

        Raises:
            ValueError: Edges, levels, details or labels don't belong to nodes or edges.
        """
        if any(index >= len(self.nodes) for edge in self.edges for index in edge):
            raise ValueError("an edge leads to a node that isn't there")
        per_node = (self.levels, self.details)
        if any(texts and len(texts) != len(self.nodes) for texts in per_node):
            raise ValueError("a structure has levels or details without nodes")
        if self.labels and len(self.labels) != len(self.edges):
            raise ValueError("a structure has labels without edges")
        return SlideStructure(
            *(self.kind, self.confidence, self.nodes, self.levels, self.details, self.edges),
            *(self.labels, self.header, self.rows, tuple(self.attributes.items())),
        )
