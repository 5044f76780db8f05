"""An agenda: the points below a title that says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Points
from slidescan.layout.structures.flat_slide import FlatSlide

MIN_AGENDA_POINTS = 3
"""An agenda has at least this many points."""

AGENDA_CONFIDENCE = 1.0
"""The title says it: the numbers of its points are no steps."""

_AGENDA = re.compile(
    r"(?:(?:the|my|our|today['’]?s|meeting|die|der|unsere|notre|la|el|l['’])\s*)*"
    r"(?:agenda|outline|contents?|table of contents|overview of (?:this|the) talk"
    r"|inhalt|inhaltsverzeichnis|gliederung|tagesordnung|ablauf|sommaire|ordre du jour|au programme"
    r"|plan de la présentation|índice|orden del día|indice|ordine del giorno|sumário|inhoud"
    r"|目录|目錄|议程|議程|目次|アジェンダ|목차)(?:\s+(?:for\s+)?today)?\s*[:：]?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The parts of a talk or a meeting.

    Attributes:
        blocks: All lines of the body.
        confidence: Certainty, 0..1.
    """

    blocks: tuple[Block, ...]
    confidence: float
    kind: ClassVar[str] = "agenda"

    def summary(self) -> SlideStructure:
        """The outer points as nodes."""
        points = [p for block in self.blocks if isinstance(block, Points) for p in block.points]
        outer = min((point.level for point in points), default=1)
        nodes = tuple(point.text for point in points if point.level == outer)
        return SlideStructure(self.kind, self.confidence, nodes)


def recognise(slide: FlatSlide) -> Agenda | None:
    """Takes points below a title such as `Agenda`."""
    title = " ".join(line.clean_text for line in slide.title).strip()
    if not _AGENDA.fullmatch(title) or len(slide.blocks) != 1:
        return None
    (block,) = slide.blocks
    if not isinstance(block, Points) or len(block.points) < MIN_AGENDA_POINTS:
        return None
    return Agenda(slide.blocks, AGENDA_CONFIDENCE)
