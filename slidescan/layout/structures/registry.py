"""All kinds of structure, and the choice of one for a slide.

To add a kind, add its module and a row here, and a row in `alt.patterns.registry`.
"""

from __future__ import annotations

from slidescan.layout.structures import (
    agenda,
    cards,
    chart,
    code,
    comparison,
    cycle,
    flow,
    hierarchy,
    layers,
    logos,
    matrix,
    messages,
    people,
    point_list,
    quote,
    screenshot,
    steps,
    table,
    text,
    timeline,
    title_slide,
)
from slidescan.layout.structures.flat_slide import FlatSlide
from slidescan.layout.structures.protocol import Structure, StructureKind

MAX_STRUCTURED_LINES = 150
"""Above this many lines, a photo shows a screen or a page; it is not searched for shapes."""

STRUCTURE_KINDS: tuple[StructureKind, ...] = (
    StructureKind(table.DataTable, table.recognise, 0.5),
    StructureKind(screenshot.Screenshot, screenshot.recognise, 0.9),
    StructureKind(code.CodeListing, code.recognise, 0.5),
    StructureKind(timeline.Timeline, timeline.recognise, 0.9),
    StructureKind(chart.LabelledChart, chart.recognise, 0.5),
    StructureKind(cycle.Cycle, cycle.recognise, 0.9),
    StructureKind(hierarchy.Hierarchy, hierarchy.recognise, 0.9),
    StructureKind(matrix.Matrix, matrix.recognise, 0.9),
    StructureKind(layers.Layers, layers.recognise, 0.9),
    StructureKind(messages.Messages, messages.recognise, 0.9),
    StructureKind(flow.Flow, flow.recognise, 0.7),
    StructureKind(steps.Steps, steps.recognise, 0.7),
    StructureKind(agenda.Agenda, agenda.recognise, 0.9),
    StructureKind(quote.Quotes, quote.recognise, 0.7),
    StructureKind(title_slide.TitleSlide, title_slide.recognise, 0.7),
    StructureKind(logos.LogoWall, logos.recognise, 0.8),
    StructureKind(people.People, people.recognise, 0.7),
    StructureKind(comparison.Comparison, comparison.recognise, 0.7),
    StructureKind(cards.Cards, cards.recognise, 0.6),
    StructureKind(point_list.PointList, point_list.recognise, point_list.MIN_BULLET_SHARE),
)
"""The kinds; of several kinds with the same confidence, the first one is used."""


def recognise(slide: FlatSlide) -> Structure:
    """The structure with the highest confidence; plain text if none is certain."""
    if len(slide.body) > MAX_STRUCTURED_LINES:
        return text.recognise(slide)
    best: Structure | None = None
    for kind in STRUCTURE_KINDS:
        candidate = kind.recognise(slide)
        if candidate is None or candidate.confidence < kind.min_confidence:
            continue
        if best is None or candidate.confidence > best.confidence:
            best = candidate
    return best or text.recognise(slide)
