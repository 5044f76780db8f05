"""Sentences for title slides."""

from __future__ import annotations

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.phrases import Wording
from slidescan.layout.structures.title_slide import TitleSlide


def draft(structure: TitleSlide, title: str, wording: Wording) -> Draft:
    """The title of the talk, then the speakers, their roles, and the event."""
    phrases = [
        Phrase(text, 1, joint=", ")
        for speaker in structure.speakers
        if (text := wording.cell(speaker.text, speaker.lines))
    ]
    phrases += [
        Phrase(text, 2, joint=", ")
        for detail in structure.details
        if (text := wording.phrase(detail))
    ]
    return Draft(title, tuple(phrases), is_lead_optional=True, joint=", ")
