"""Sentences for timelines."""

from __future__ import annotations

from dataclasses import replace

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.patterns.points import point_phrases
from slidescan.alt.phrases import Wording
from slidescan.layout.structures.timeline import Timeline


def draft(structure: Timeline, title: str, wording: Wording) -> Draft:
    """The title, then each date with its events; the first and last date if that isn't certain."""
    dates = [wording.cell(date.text, date.lines) for date in structure.dates]
    if not structure.events:
        span = [date for date in (dates[0], dates[-1]) if date]
        others = [replace(point, level=1) for point in structure.others]
        phrases = [Phrase("–".join(span), is_required=True)] if len(span) == 2 else []
        return Draft(title, (*phrases, *point_phrases(others, wording, len(phrases))))
    phrases = []
    for date, events in zip(dates, structure.events, strict=True):
        texts = [text for event in events if (text := wording.phrase(event))]
        if not date or not texts:
            continue
        start = len(phrases)
        phrases.append(Phrase(date, joint="; ", needs_parts=True))
        phrases += [Phrase(text, 2 + rank, start) for rank, text in enumerate(texts)]
    return Draft(title, tuple(phrases))
