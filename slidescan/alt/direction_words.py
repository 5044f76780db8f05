"""Words for what leads to what, by language; and points that say it with an arrow in their text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

MAX_TRANSITION_STEPS = 4
"""The most steps of a transition that is said in words."""

_ARROW = re.compile(r"\s+(?:->|=>|→|⇒|➔|➜)\s+")
_STEP = re.compile(r"(?=.*[^\W\d_]{2})[\w.+#&'’/-]+(?: [\w.+#&'’/-]+){0,4}")


@dataclass(frozen=True, slots=True)
class DirectionWords:
    """Connecting words of a language.

    Attributes:
        first: The first two nodes of a path.
        further: Each further node, behind the path so far.
        mutual: Two nodes that lead to each other.
    """

    first: str
    further: str
    mutual: str


_WORDS: Mapping[str, DirectionWords] = {
    "en": DirectionWords("from {} to {}", " to {}", "{} to and from {}"),
    "de": DirectionWords("von {} zu {}", ", dann zu {}", "{} und {} in beide Richtungen"),
    "fr": DirectionWords("de {} à {}", ", puis à {}", "{} et {} dans les deux sens"),
    "es": DirectionWords("de {} a {}", ", luego a {}", "{} y {} en ambos sentidos"),
    "it": DirectionWords("da {} a {}", ", poi a {}", "{} e {} nei due sensi"),
    "pt": DirectionWords("de {} para {}", ", depois para {}", "{} e {} nos dois sentidos"),
    "nl": DirectionWords("van {} naar {}", ", dan naar {}", "{} en {} in beide richtingen"),
    "zh": DirectionWords("从{}到{}", "，再到{}", "{}与{}双向"),
    "ja": DirectionWords("{}から{}へ", "、次に{}へ", "{}と{}は双方向"),
    "ko": DirectionWords("{}에서 {}(으)로", ", 그다음 {}(으)로", "{}, {} 양방향"),
}  # fmt: skip


def direction_words(language: str) -> DirectionWords:
    """The words of a language; those of English for others."""
    return _WORDS.get(language, _WORDS["en"])


def transition_in_words(text: str, language: str) -> str:
    """`Jest -> Vitest` in words; other texts, and code, as they are.

    A screen reader says `dash, greater than`.
    """
    steps = _ARROW.split(text)
    if not 2 <= len(steps) <= MAX_TRANSITION_STEPS or not all(map(_STEP.fullmatch, steps)):
        return text
    words = direction_words(language)
    return words.first.format(*steps[:2]) + "".join(map(words.further.format, steps[2:]))


def is_transition(text: str, language: str) -> bool:
    """Whether a text says what leads to what, as these words say it."""
    return _says(direction_words(language).first).fullmatch(text) is not None


@cache
def _says(pattern: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, pattern.split("{}"))))
