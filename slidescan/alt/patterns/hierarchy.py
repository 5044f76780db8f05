"""Sentences for hierarchies: each node with those below it."""

from __future__ import annotations

from dataclasses import replace

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.patterns.points import point_phrases
from slidescan.alt.phrases import Wording
from slidescan.layout.structures.hierarchy import Hierarchy

RANK_BESIDE_TREE = 60
"""What stands beside the tree comes after it."""


def draft(structure: Hierarchy, title: str, wording: Wording) -> Draft:
    """The title, then each node that has some below, with them: the root first."""
    texts = [wording.phrase(node) for node in structure.nodes]
    phrases: list[Phrase] = []
    for i, text in enumerate(texts):
        below = [texts[child] for child in structure.children(i) if texts[child]]
        if not text or not below:
            continue
        start = len(phrases)
        level = structure.nodes[i].level
        phrases.append(Phrase(text, 2 * level - 1, joint="; ", needs_parts=True))
        phrases += [Phrase(child, 2 * level, start) for child in below]
    rest = structure.others if phrases else (*structure.nodes, *structure.others)
    rank = RANK_BESIDE_TREE if phrases else 0
    phrases += [
        replace(phrase, level=rank + phrase.level)
        for phrase in point_phrases(rest, wording, len(phrases))
    ]
    return Draft(title, tuple(phrases), is_lead_optional=True, keeps_first=True)
