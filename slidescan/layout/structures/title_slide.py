"""The title slide of a talk: its title, who speaks, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Point
from slidescan.layout.points import points
from slidescan.layout.positions import PositionedLine
from slidescan.layout.structures.flat_slide import FlatSlide
from slidescan.layout.structures.people import ROLE, is_name, without_address

MAX_TITLE_SLIDE_LINES = 8
"""A title slide has at most this many lines besides its title."""

MAX_DETAIL_WORDS = 8
"""A role, an organisation or an event has at most this many words."""

MAX_ROLE_GAP = 1.5
"""A role stands at most this far below a name, in heights of the name."""


@dataclass(frozen=True, slots=True)
class TitleSlide:
    """The title of a talk with its speakers.

    Attributes:
        speakers: The names of the speakers.
        details: Roles, organisations and the event, in reading order.
        blocks: All lines of the body.
        confidence: Certainty, 0..1.
    """

    speakers: tuple[Point, ...]
    details: tuple[Point, ...]
    blocks: tuple[Block, ...]
    confidence: float
    kind: ClassVar[str] = "title"

    def summary(self) -> SlideStructure:
        """The speakers as nodes."""
        return SlideStructure(
            self.kind,
            self.confidence,
            tuple(speaker.text for speaker in self.speakers),
            attributes=tuple((f"line {i}", d.text) for i, d in enumerate(self.details, 1)),
        )


def recognise(slide: FlatSlide) -> TitleSlide | None:
    """Takes a slide whose few lines hold a name below the title, and the role of that person."""
    if not slide.title or not 1 < len(slide.body) <= MAX_TITLE_SLIDE_LINES:
        return None
    bottom = max(line.bottom for line in slide.title)
    below = [line for line in slide.body if line.top > bottom - line.height / 2]
    size = min(line.height for line in slide.title)
    if any(line.height > size for line in below):
        return None
    speakers: list[Point] = []
    details: list[Point] = []
    has_role = False
    for i, line in enumerate(below):
        point = Point(line.clean_text, 1, (line.line,), at_edge=line.at_edge)
        role = next(iter(below[i + 1 :]), None)
        is_person = is_name(point.text) and not ROLE.search(point.text)
        if is_person and (not speakers or (role is not None and _is_role_of(role, line))):
            speakers.append(without_address(point))
            has_role |= role is not None and _is_role_of(role, line)
        else:
            details.append(without_address(point))
    if not has_role or any(len(d.text.split()) > MAX_DETAIL_WORDS for d in details):
        return None
    made = [block for block in points(list(slide.body)) if not isinstance(block, list)]
    return TitleSlide(tuple(speakers), tuple(details), tuple(made), 0.88)


def _is_role_of(line: PositionedLine, name: PositionedLine) -> bool:
    gap = line.top - name.bottom
    is_aligned = min(abs(line.left - name.left), abs(line.center - name.center)) < 2 * name.height
    return bool(ROLE.search(line.text)) and is_aligned and gap < MAX_ROLE_GAP * name.height
