"""People with their roles and organisations."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar

from slidescan.core.text import without_bullet
from slidescan.layout.blocks import Point
from slidescan.layout.points import joined_text
from slidescan.layout.positions import PositionedLine
from slidescan.layout.structures.columns import Section
from slidescan.layout.structures.flat_slide import FlatSlide
from slidescan.layout.structures.sectioned import Sectioned

MIN_PERSON_SHARE = 0.6
"""At least this share of the heads are names of persons with a role below."""

_WORD = (
    r"(?:[A-ZÀ-ÖØ-Þ]\.|(?:Mc|Mac|O['’]|D['’])?[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’]+"
    r"(?:-[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+)?)"
)
_NAME = re.compile(
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Ing)\.?\s+)*"
    rf"{_WORD}(?:\s+(?:de|da|di|von|van|der|den|la|le|el|bin|al))*(?:\s+{_WORD}){{1,3}}"
    rf"|{_WORD}(?:\s+{_WORD})?\s+[A-ZÀ-ÖØ-Þ]{{4,}}"
    r"|[A-ZÀ-ÖØ-Þ]{2,}(?:\s+[A-ZÀ-ÖØ-Þ-]{2,}){1,2}|[\u4e00-\u9fff]{2,4}|[\uac00-\ud7a3]{2,4}"
)
_ADDRESS = re.compile(r"[\s\-–—,|(</]*[\w.+]+@\S+\.\w+[)>]*|[\s\-–—,|(/]*@\w+\)?")
_GOES_ON = re.compile(
    r"(?:[,&/–-]|\b(?:and|of|for|the|und|für|der|de|et|du|la|y|e))\n|\n[&(+]", re.I
)
"""Matches two lines, joined by a newline, of which the upper one goes on below."""

ROLE = re.compile(
    r"\b(?:C[A-Z]O|S?VP|EVP|GM|MD|PhD|president|director|manager|engineer|developer|architect"
    r"|consultant|founder|co-founder|professor|evangelist|advocate|lead|leader|head of|chief"
    r"|officer|prof|scientist|researcher|analyst|designer|specialist|administrator|maintainer|trainer"
    r"|leiter(?:in)?|geschäftsführer(?:in)?"
    r"|entwickler(?:in)?|berater(?:in)?|architekt(?:in)?|ingenieur(?:in)?|forscher(?:in)?"
    r"|directeur|directrice|ingénieur|développeur|développeuse|architecte|responsable|chercheur"
    r"|fondateur|fondatrice|ingeniero|ingeniera|desarrollador|arquitecto|gerente|responsabile"
    r"|ingegnere|sviluppatore|engenheiro|desenvolvedor|ingenieur|ontwikkelaar)\b"
    r"|创始人|工程师|架构师|总监|经理|教授|首席|创办人|代表|이사|대표|엔지니어|교수|部長|代表取締役",
    re.IGNORECASE,
)
"""Words for what a person does."""


@dataclass(frozen=True, slots=True)
class People(Sectioned):
    """Persons, each with a role, an organisation or both."""

    kind: ClassVar[str] = "people"

    @property
    def sections(self) -> tuple[Section, ...]:
        """The persons in reading order; their addresses are left out."""
        return tuple(map(_person, self.columns.sections))


def without_address(head: Point) -> Point:
    """A name without the e-mail address or handle beside it."""
    return replace(head, text=_ADDRESS.sub("", head.text).strip())


def _person(section: Section) -> Section:
    """A section whose head is the name alone."""
    name, *role = section.head.lines
    details = _details(section)
    if not role or not is_name(name.text) or not ROLE.search(role[0].text):
        return replace(section, head=without_address(section.head), details=details)
    below = tuple(Point(line.text, 2, (line,)) for line in role)
    head = without_address(Point(name.text, 1, (name,)))
    return replace(section, head=head, details=(*below, *details))


def _details(section: Section) -> tuple[Point, ...]:
    """Role and organisation stand on lines of their own, unless one ends in the middle."""
    groups: list[list[PositionedLine]] = []
    for line in section.lines:
        if groups and _GOES_ON.search(f"{groups[-1][-1].clean_text}\n{line.clean_text}"):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(
        Point(
            without_bullet(joined_text([line.clean_text for line in group])).strip(),
            2,
            tuple(line.line for line in group),
        )
        for group in groups
    )


def is_name(text: str) -> bool:
    """Whether a text may be the name of a person."""
    return _NAME.fullmatch(_ADDRESS.sub("", text).strip()) is not None


def recognise(slide: FlatSlide) -> People | None:
    """Takes a slide most of whose heads are names with a role below them."""
    columns = slide.headed_columns
    if columns is None:
        return None
    people = [_person(section) for section in columns.sections]
    if not all(is_name(person.head.text) for person in people):
        return None
    roles = sum(any(ROLE.search(d.text) for d in person.details) for person in people)
    share = roles / len(people)
    if share < MIN_PERSON_SHARE:
        return None
    return People(columns, 0.8 + 0.18 * share)
