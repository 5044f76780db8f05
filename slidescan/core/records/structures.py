"""What a slide shows besides its words: a list, a table, cards, a flow."""

from __future__ import annotations

from dataclasses import dataclass

from slidescan.core.records.posts import Json


@dataclass(frozen=True, slots=True)
class SlideStructure:
    """The structure of a slide, the same shape for all kinds.

    Attributes:
        kind: `points`, `cards`, `table` and the other kinds of `layout.structures.registry`.
        confidence: How certain the kind is, 0..1.
        nodes: The texts of its parts: points, headings of cards, boxes, steps.
        levels: The level of each node, 1 for the outermost; empty if all are 1.
        details: The texts below each node; empty if no node has any.
        edges: Pairs of indexes into `nodes`: what leads to what.
        labels: The text at each edge; empty if no edge has one.
        header: The column heads of a table; empty if it has none.
        rows: The cells of a table or chart, without its header.
        attributes: Further texts by name, such as the author of a quote.
    """

    kind: str
    confidence: float = 1.0
    nodes: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    details: tuple[tuple[str, ...], ...] = ()
    edges: tuple[tuple[int, int], ...] = ()
    labels: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> Json:
        """The structure as in the contract; leaves out empty members but `nodes` and `edges`."""
        return {
            "kind": self.kind,
            "confidence": round(self.confidence, 3),
            "nodes": list(self.nodes),
            "edges": [list(edge) for edge in self.edges],
            **({"levels": list(self.levels)} if self.levels else {}),
            **({"details": [list(texts) for texts in self.details]} if self.details else {}),
            **({"labels": list(self.labels)} if self.labels else {}),
            **({"header": list(self.header)} if self.header else {}),
            **({"rows": [list(row) for row in self.rows]} if self.rows else {}),
            **({"attributes": dict(self.attributes)} if self.attributes else {}),
        }
