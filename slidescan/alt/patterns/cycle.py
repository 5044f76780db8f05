"""Sentences for cycles: the nodes in order, and the first one again."""

from __future__ import annotations

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.patterns import flow
from slidescan.alt.patterns.flow import RANK_BESIDE_FLOW
from slidescan.alt.patterns.points import point_phrases
from slidescan.alt.phrases import Wording
from slidescan.layout.blocks import Points
from slidescan.layout.structures.cycle import Cycle


def draft(structure: Cycle, title: str, wording: Wording) -> Draft:
    """The title, then the nodes in the order of the cycle; of the flow if one isn't certain."""
    texts = [wording.phrase(node) for node in structure.nodes]
    if not all(texts):
        return flow.draft(structure.flow, title, wording)
    circle = flow.path_text([*texts, texts[0]], wording)
    noted = flow.with_remarks(texts, structure.remarks, wording)
    complete = flow.path_text([*noted, texts[0]], wording)
    shorter = (circle,) if complete != circle else ()
    phrases = [Phrase(complete, shorter=shorter, is_required=True)]
    beside = [
        point
        for block in structure.flow.rest
        if isinstance(block, Points)
        for point in block.points
    ]
    for phrase in point_phrases(beside, wording, len(phrases)):
        level = RANK_BESIDE_FLOW + phrase.level
        phrases.append(Phrase(phrase.text, level, phrase.parent, phrase.shorter))
    return Draft(title, tuple(phrases), is_lead_optional=True)
