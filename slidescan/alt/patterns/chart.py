"""Sentences for a chart."""

from __future__ import annotations

import re
from dataclasses import replace

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.patterns.points import block_phrases
from slidescan.alt.phrases import Wording
from slidescan.layout.structures.chart import LabelledChart

RANK_LEGEND = 30
"""Single words in small letters, and statistics, come after all else: they stand at axes and in
legends."""

_STATISTIC = re.compile(
    r"\b(?:max|min|avg|mean|median|last|total|sum|current|p\d\d|\d\dpct)\b.*\d", re.IGNORECASE
)


def draft(structure: LabelledChart, title: str, wording: Wording) -> Draft:
    """The title, then what the slide says in reading order."""
    phrases = block_phrases(structure.blocks, wording)
    has_parts = {phrase.parent for phrase in phrases}
    return Draft(
        title,
        tuple(
            replace(phrase, level=phrase.level + RANK_LEGEND)
            if i not in has_parts and _is_legend(phrase)
            else phrase
            for i, phrase in enumerate(phrases)
        ),
    )


def _is_legend(phrase: Phrase) -> bool:
    is_word = len(phrase.text.split()) == 1 and phrase.text.islower()
    return is_word or _STATISTIC.search(phrase.text) is not None
