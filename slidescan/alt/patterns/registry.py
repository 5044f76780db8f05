"""The pattern of each kind of structure.

To add a kind, add its module here and in `layout.structures`, and a row in both registries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slidescan.alt.patterns import (
    chart,
    code,
    cycle,
    flow,
    hierarchy,
    layers,
    logos,
    matrix,
    messages,
    points,
    quote,
    screenshot,
    sections,
    steps,
    table,
    timeline,
    title_slide,
)
from slidescan.alt.patterns.protocol import Pattern
from slidescan.layout.structures.agenda import Agenda
from slidescan.layout.structures.cards import Cards
from slidescan.layout.structures.chart import LabelledChart
from slidescan.layout.structures.code import CodeListing
from slidescan.layout.structures.comparison import Comparison
from slidescan.layout.structures.cycle import Cycle
from slidescan.layout.structures.flow import Flow
from slidescan.layout.structures.hierarchy import Hierarchy
from slidescan.layout.structures.layers import Layers
from slidescan.layout.structures.logos import LogoWall
from slidescan.layout.structures.matrix import Matrix
from slidescan.layout.structures.messages import Messages
from slidescan.layout.structures.people import People
from slidescan.layout.structures.point_list import PointList
from slidescan.layout.structures.protocol import Structure
from slidescan.layout.structures.quote import Quotes
from slidescan.layout.structures.screenshot import Screenshot
from slidescan.layout.structures.steps import Steps
from slidescan.layout.structures.table import DataTable
from slidescan.layout.structures.text import PlainText
from slidescan.layout.structures.timeline import Timeline
from slidescan.layout.structures.title_slide import TitleSlide

PATTERNS: tuple[Pattern[Any], ...] = (
    Pattern(DataTable, table.draft, "table"),
    Pattern(CodeListing, code.draft, "code"),
    Pattern(Timeline, timeline.draft, "timeline"),
    Pattern(LabelledChart, chart.draft, "chart"),
    Pattern(Flow, flow.draft),
    Pattern(Cycle, cycle.draft, "cycle"),
    Pattern(Hierarchy, hierarchy.draft, "hierarchy"),
    Pattern(Layers, layers.draft, "layers"),
    Pattern(Matrix, matrix.draft, "matrix"),
    Pattern(Messages, messages.draft),
    Pattern(Screenshot, screenshot.draft),
    Pattern(Steps, steps.draft),
    Pattern(Agenda, points.draft),
    Pattern(Quotes, quote.draft),
    Pattern(TitleSlide, title_slide.draft, "title slide"),
    Pattern(LogoWall, logos.draft),
    Pattern(People, sections.people_draft),
    Pattern(Comparison, sections.draft),
    Pattern(Cards, sections.draft),
    Pattern(PointList, points.draft),
    Pattern(PlainText, points.draft),
)
"""A pattern for each kind of structure."""

_BY_STRUCTURE: Mapping[type[Structure], Pattern[Any]] = {row.structure: row for row in PATTERNS}


def pattern_of(structure: Structure) -> Pattern[Any]:
    """The pattern for a structure."""
    return _BY_STRUCTURE[type(structure)]
