"""Sentences for numbered steps."""

from __future__ import annotations

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.patterns.points import point_phrases
from slidescan.alt.phrases import Wording
from slidescan.alt.shorten import shorter_forms
from slidescan.layout.structures.steps import Steps

RANK_DETAILS, RANK_AROUND_STEPS = 10, 60
"""Details of steps come after all steps, and what stands around the steps after the details."""


def draft(structure: Steps, title: str, wording: Wording) -> Draft:
    """The title, then the steps with their numbers, which show what is left out.

    The first and the last step are chosen before those between them.
    """
    phrases: list[Phrase] = []
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
    around = point_phrases((*structure.before, *structure.after), wording, len(phrases))
    rank = RANK_AROUND_STEPS
    phrases += [Phrase(p.text, rank + p.level, p.parent, p.shorter) for p in around]
    return Draft(title, tuple(phrases))
