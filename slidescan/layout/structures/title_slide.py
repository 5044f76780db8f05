"""The title slide of a talk: its title, who speaks, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Point
from slidescan.layout.points import joined_text, points
from slidescan.layout.positions import PositionedLine
from slidescan.layout.structures.flat_slide import FlatSlide
from slidescan.layout.structures.people import ROLE, is_name, without_address

MAX_TITLE_SLIDE_LINES = 10
"""A title slide has at most this many lines besides its title."""

MAX_DETAIL_WORDS, MAX_ROLE_WORDS, MAX_SUBTITLE_WORDS = 8, 14, 20
"""An organisation or an event has at most this many words; so do a role and a subtitle."""

MAX_ROLE_GAP = 1.5
"""A role stands at most this far below a name, in heights of the name."""

_INTRODUCTION = re.compile(
    r"(?:(?i:speakers?|presenters?|presented by|talk by|by|par|présenté par|von|vorgetragen von"
    r"|referent(?:in)?|por|ponente|presentado por|di|relatore|door|spreker)\s*:"
    r"|[Bb]y|[Pp]ar|von|por)\s+"
)
"""Matches what introduces a speaker: `Speaker: `, `by `."""

_IN_BRACKETS = re.compile(r"(?P<name>[^()]+?)\s*\((?P<role>[^()]{2,})\)")
"""Matches a name with a role or an organisation in brackets."""

_HANDLE = re.compile(r"(?:^|[\s(|,/-])@\w{2,}|\S+@\S+\.\w+")
"""Matches an e-mail address or the name on a social network, which tell a person as a role does."""


@dataclass(frozen=True, slots=True)
class TitleSlide:
    """The title of a talk with its speakers.

    Attributes:
        subtitle: What stands between the title and the first speaker; one point or none.
        speakers: The names of the speakers.
        roles: What stands below each speaker: role, organisation, in reading order.
        others: What stands before the first speaker, as the event.
        blocks: All lines of the body.
        confidence: Certainty, 0..1.
    """

    subtitle: tuple[Point, ...]
    speakers: tuple[Point, ...]
    roles: tuple[tuple[Point, ...], ...]
    others: tuple[Point, ...]
    blocks: tuple[Block, ...]
    confidence: float
    kind: ClassVar[str] = "title"

    def summary(self) -> SlideStructure:
        """The speakers as nodes."""
        details = (*self.subtitle, *chain.from_iterable(self.roles), *self.others)
        return SlideStructure(
            self.kind,
            self.confidence,
            tuple(speaker.text for speaker in self.speakers),
            attributes=tuple((f"line {i}", d.text) for i, d in enumerate(details, 1)),
        )


def recognise(slide: FlatSlide) -> TitleSlide | None:
    """Takes a slide whose few lines hold a name, and the role or the address of that person."""
    if not slide.title or not 1 < len(slide.body) <= MAX_TITLE_SLIDE_LINES:
        return None
    bottom = max(line.bottom for line in slide.title)
    below = [line for line in slide.body if line.top > bottom - line.height / 2]
    size = min(line.height for line in slide.title)
    if any(line.height > size for line in below):
        return None
    persons = [line for line in below if _is_person(line, below)]
    above = [line for line in slide.body if line not in below]
    lines = below
    if not persons:  # who speaks may stand above the title
        persons = [line for line in above if _is_person(line, above)]
        lines = [*above[above.index(persons[0]) :], *below] if persons else []
    if not persons:
        return None
    first = lines.index(persons[0])
    before = [line for line in lines[:first] if not _HANDLE.search(line.text)]
    subtitle = _subtitle(before)
    starts = [lines.index(person) for person in persons]
    roles = [
        (*_role_beside(lines[a]), *_points(lines[a + 1 : b]))
        for a, b in pairwise([*starts, len(lines)])
    ]
    others = _points([] if subtitle else before)
    if any(_is_long(point.text) for point in chain(others, *roles)):
        return None
    made = tuple(block for block in points(list(slide.body)) if not isinstance(block, list))
    speakers = tuple(without_address(_with_text(line, _name_in(line))) for line in persons)
    return TitleSlide(subtitle, speakers, tuple(roles), others, made, 0.88)


def _is_long(text: str) -> bool:
    return len(text.split()) > (MAX_ROLE_WORDS if ROLE.search(text) else MAX_DETAIL_WORDS)


def _points(lines: Sequence[PositionedLine]) -> tuple[Point, ...]:
    """A point for each line, without addresses."""
    bare = (without_address(_point(line)) for line in lines)
    return tuple(point for point in bare if point.text)


def _point(line: PositionedLine) -> Point:
    return Point(line.clean_text, 1, (line.line,), at_edge=line.at_edge)


def _with_text(line: PositionedLine, text: str) -> Point:
    return replace(_point(line), text=text)


def _name_in(line: PositionedLine) -> str:
    """The text of a line without what introduces a speaker, and without a role in brackets."""
    text = _INTRODUCTION.sub("", line.clean_text, count=1)
    in_brackets = _IN_BRACKETS.fullmatch(text)
    return in_brackets["name"] if in_brackets else text


def _role_beside(line: PositionedLine) -> tuple[Point, ...]:
    """The role in brackets behind a name."""
    in_brackets = _IN_BRACKETS.fullmatch(line.clean_text)
    return (_with_text(line, in_brackets["role"]),) if in_brackets else ()


def _subtitle(lines: Sequence[PositionedLine]) -> tuple[Point, ...]:
    """The lines between the title and the first speaker as one point, if they may be a sentence."""
    text = joined_text([line.clean_text for line in lines]) if lines else ""
    is_split = any(line.at_edge for line in lines)
    if not text or is_split or len(text.split()) > MAX_SUBTITLE_WORDS:
        return ()
    return (Point(text, 1, tuple(line.line for line in lines)),)


def _is_person(line: PositionedLine, lines: Sequence[PositionedLine]) -> bool:
    """Whether a line introduces a name, or is one with a role or an address beside it or below."""
    text = _name_in(line)
    if not is_name(text) or ROLE.search(text):
        return False
    if _INTRODUCTION.match(line.clean_text):
        return True
    below = [o for o in lines if o.top > line.top and _is_role_of(o, line)]
    in_brackets = _IN_BRACKETS.fullmatch(line.clean_text)
    has_role = in_brackets is not None and ROLE.search(in_brackets["role"]) is not None
    return has_role or _HANDLE.search(text) is not None or bool(below)


def _is_role_of(line: PositionedLine, name: PositionedLine) -> bool:
    gap = line.top - name.bottom
    is_aligned = min(abs(line.left - name.left), abs(line.center - name.center)) < 2 * name.height
    is_role = ROLE.search(line.text) or _HANDLE.fullmatch(line.text.strip())
    return bool(is_role) and is_aligned and gap < MAX_ROLE_GAP * name.height
