"""Sentences for a chart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.patterns.points import block_phrases
from slidescan.alt.phrases import Wording
from slidescan.alt.punctuation import punctuation_of
from slidescan.layout.blocks import Chart
from slidescan.layout.chart_values import ChartValue
from slidescan.layout.structures.chart import LabelledChart

RANK_LEGEND = 30
"""Single words in small letters, and statistics, come after all else: they stand at axes and in
legends."""

_STATISTIC = re.compile(
    r"\b(?:max|min|avg|mean|median|last|total|sum|current|p\d\d|\d\dpct)\b.*\d", re.IGNORECASE
)


MIN_CHANGE_CONFIDENCE, MAX_CHANGES = 0.93, 2
"""A change in percent is said if it was read with this confidence; more of them are values."""

_CHANGE = re.compile(r"[+−–-]\s?\d{1,3}(?:[.,]\d+)?\s?%")

MAX_LISTED_VALUES = 4
"""Up to so many values are said; of more, the first, the highest, the lowest and the last."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Connecting words of a language, each with a place for a value with its category."""

    first: str
    last: str
    highest: str
    lowest: str


_WORDS: Mapping[str, _Words] = {
    "en": _Words("from {}", "to {}", "highest {}", "lowest {}"),
    "de": _Words("von {}", "bis {}", "am höchsten {}", "am niedrigsten {}"),
    "fr": _Words("de {}", "à {}", "au plus haut {}", "au plus bas {}"),
    "es": _Words("de {}", "a {}", "máximo {}", "mínimo {}"),
    "it": _Words("da {}", "a {}", "massimo {}", "minimo {}"),
    "pt": _Words("de {}", "a {}", "máximo {}", "mínimo {}"),
    "nl": _Words("van {}", "tot {}", "hoogste {}", "laagste {}"),
    "zh": _Words("从{}", "到{}", "最高{}", "最低{}"),
    "ja": _Words("{}から", "{}まで", "最高{}", "最低{}"),
    "ko": _Words("{}부터", "{}까지", "최고 {}", "최저 {}"),
}


def draft(structure: LabelledChart, title: str, wording: Wording) -> Draft:
    """The title, the values that are certain, then what the slide says in reading order."""
    values = _values(structure.values, wording)
    phrases = [Phrase(values, is_required=True)] if values else _changes(structure)
    phrases += block_phrases(structure.others, wording, len(phrases))
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


def _changes(structure: LabelledChart) -> list[Phrase]:
    """The changes that are written in a chart, such as `+40%`."""
    lines = [line for block in structure.blocks if isinstance(block, Chart) for line in block.lines]
    changes = [
        line.text.replace(" ", "")
        for line in lines
        if _CHANGE.fullmatch(line.text.strip()) and line.confidence >= MIN_CHANGE_CONFIDENCE
    ]
    return [Phrase(text) for text in dict.fromkeys(changes)] if len(changes) <= MAX_CHANGES else []


def _values(values: Sequence[ChartValue], wording: Wording) -> str:
    """The values of a chart, or the first, the extreme and the last of many."""
    if not values:
        return ""
    comma = punctuation_of(wording.language, "".join(v.category for v in values)).comma
    if len(values) <= MAX_LISTED_VALUES:
        return comma.join(f"{value.category} {value.value}" for value in values)
    words = _WORDS.get(wording.language, _WORDS["en"])
    first, last = values[0], values[-1]
    highest = _only(values, max(value.number for value in values))
    lowest = _only(values, min(value.number for value in values))
    joint = " " if words.first.endswith(" {}") else ""
    parts = [
        joint.join(
            (words.first.format(_with_category(first)), words.last.format(_with_category(last)))
        )
    ]
    parts += [
        form.format(_with_category(value))
        for form, value in ((words.highest, highest), (words.lowest, lowest))
        if value is not None and value not in (first, last)
    ]
    return comma.join(parts)


def _with_category(value: ChartValue) -> str:
    return f"{value.value} ({value.category})"


def _only(values: Sequence[ChartValue], number: float) -> ChartValue | None:
    """The value with a number, unless several have it."""
    with_it = [value for value in values if value.number == number]
    return with_it[0] if len(with_it) == 1 else None


def _is_legend(phrase: Phrase) -> bool:
    is_word = len(phrase.text.split()) == 1 and phrase.text.islower()
    return is_word or _STATISTIC.search(phrase.text) is not None
