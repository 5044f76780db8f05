"""Sentences for title slides."""

from __future__ import annotations

from dataclasses import replace

from slidescan.alt.continued_title import with_continued_title
from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.letter_case import name_case
from slidescan.alt.phrases import Wording
from slidescan.layout.structures.title_slide import TitleSlide

RANK_OTHERS = 10
"""The event comes after the speakers."""


def draft(structure: TitleSlide, title: str, wording: Wording) -> Draft:
    """The title of the talk, then the speakers, their roles, and the event."""
    subtitle = [point for point in structure.subtitle if wording.phrase(point)]
    phrases = [Phrase(wording.phrase(point), 1, joint=", ") for point in subtitle]
    for speaker, roles in zip(structure.speakers, structure.roles, strict=True):
        name = name_case(wording.name(speaker))
        if not name:
            continue
        start = len(phrases)
        phrases.append(Phrase(name, joint="; " if len(structure.speakers) > 1 else ", "))
        phrases += [
            Phrase(text, 2 + rank, start, opener=", ")
            for rank, role in enumerate(roles)
            if (text := wording.phrase(role))
        ]
    phrases += [
        Phrase(text, RANK_OTHERS, joint=", ")
        for point in structure.others
        if (text := wording.phrase(point))
    ]
    draft = Draft(title, tuple(phrases), is_lead_optional=True, joint=", ")
    if not subtitle:
        return draft
    continued = with_continued_title(draft, wording.language)
    return continued if continued is not draft else replace(draft, joint=": ")
