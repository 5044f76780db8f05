"""Sentences for layers and for the cells of a matrix: names before what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.patterns.points import point_phrases
from slidescan.alt.phrases import Wording
from slidescan.layout.blocks import Point
from slidescan.layout.structures.layers import Layers

RANK_IN_BOX, RANK_BESIDE_BOXES = 10, 60
"""What else is in a box comes after the names of all boxes, and what is beside them comes last."""


def draft(structure: Layers, title: str, wording: Wording) -> Draft:
    """The title, then the layers from the top down."""
    return boxes_draft(structure.layers, structure.others, title, wording)


def boxes_draft(
    boxes: Sequence[Sequence[Point]], others: Sequence[Point], title: str, wording: Wording
) -> Draft:
    """The title, then each box with its name and what else is in it.

    Args:
        boxes: The texts of each box; the first is its name.
        others: The points beside the boxes.
        title: The title.
        wording: The wording.
    """
    phrases: list[Phrase] = []
    for name, *rest in boxes:
        text = wording.phrase(name)
        if not text:
            continue
        start = len(phrases)
        phrases.append(Phrase(text))
        phrases += [
            Phrase(inner, RANK_IN_BOX + rank, start)
            for rank, point in enumerate(rest)
            if (inner := wording.phrase(point))
        ]
    phrases += [
        replace(phrase, level=RANK_BESIDE_BOXES + phrase.level)
        for phrase in point_phrases(others, wording, len(phrases))
    ]
    return Draft(title, tuple(phrases), is_lead_optional=True, keeps_first=True)
