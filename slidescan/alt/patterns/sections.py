"""Sentences for heads with details: cards, sides of a comparison, persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.letter_case import name_case
from slidescan.alt.patterns.points import point_phrases
from slidescan.alt.phrases import Wording
from slidescan.layout.structures.cards import Cards
from slidescan.layout.structures.columns import Section
from slidescan.layout.structures.comparison import Comparison
from slidescan.layout.structures.people import People

RANK_AROUND = 50
"""What stands around the sections comes after all details."""


def draft(structure: Cards | Comparison, title: str, wording: Wording) -> Draft:
    """The title, then each head with what is below it: heads before details."""
    columns = structure.columns
    points = [point for section in columns.sections for point in section.points]
    phrases = point_phrases([*columns.before, *points], wording)
    around = [point for point in columns.after if not point.at_edge]
    phrases += (
        replace(phrase, level=phrase.level + RANK_AROUND)
        for phrase in point_phrases(around, wording, len(phrases))
    )
    return Draft(title, tuple(phrases), keeps_first=True)


def people_draft(structure: People, title: str, wording: Wording) -> Draft:
    """The title, then each person: name, role, organisation."""
    phrases: list[Phrase] = []
    for section in structure.sections:
        phrases += _person(section, wording, len(phrases))
    return Draft(title, tuple(phrases), keeps_first=True)


def _person(section: Section, wording: Wording, start: int) -> Sequence[Phrase]:
    name = name_case(wording.name(section.head))
    if not name:
        return ()
    phrases = [Phrase(name, joint="; ")]
    for rank, detail in enumerate(section.details):
        text = wording.phrase(detail)
        if text:  # each detail needs the one before it: a role, then an organisation
            phrases.append(Phrase(text, 2 + rank, start + len(phrases) - 1, opener=", "))
    return phrases
