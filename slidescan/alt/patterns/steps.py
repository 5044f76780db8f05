"""Sentences for numbered steps."""

from __future__ import annotations

from dataclasses import replace

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.patterns.points import point_phrases
from slidescan.alt.phrases import Wording
from slidescan.alt.shorten import shorter_forms
from slidescan.layout.structures.steps import Steps

MAX_SUBTITLE_WORDS = 5
"""A point above the steps with at most this many words is a subtitle; longer ones come last."""

RANK_DETAILS, RANK_AROUND_STEPS = 10, 60
"""Details of steps come after all steps, and what stands around the steps after the details."""


def draft(structure: Steps, title: str, wording: Wording) -> Draft:
    """The title, then the steps with their numbers, which show what is left out.

    The first and the last step are chosen before those between them.
    """
    phrases = [
        phrase
        if len(phrase.text.split()) <= MAX_SUBTITLE_WORDS
        else replace(phrase, level=RANK_AROUND_STEPS + phrase.level)
        for phrase in point_phrases(structure.before, wording)
    ]
    last = len(structure.steps)
    for number, (step, details) in enumerate(
        zip(structure.steps, structure.details, strict=True), 1
    ):
        text = wording.phrase(step)
        if not text:
            continue
        start = len(phrases)
        shorter = tuple(f"{number}. {form}" for form in shorter_forms(text))
        phrases.append(Phrase(f"{number}. {text}", 1 if number in (1, last) else 2, -1, shorter))
        for detail in details:
            text = wording.phrase(detail)
            if text:
                phrases.append(Phrase(text, RANK_DETAILS + number, start, shorter_forms(text)))
    around = point_phrases(structure.after, wording, len(phrases))
    rank = RANK_AROUND_STEPS
    phrases += [Phrase(p.text, rank + p.level, p.parent, p.shorter) for p in around]
    return Draft(title, tuple(phrases))
