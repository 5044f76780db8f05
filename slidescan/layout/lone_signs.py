"""Drops lone signs of a script in which nothing else is written: readers see them in icons."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from slidescan.core.records import TextBox

MAX_SIGN_LETTERS = 2
"""A lone sign has at most this many letters."""

MIN_SCRIPT_LETTERS = 3
"""A script is written on the slide if a box has at least this many of its letters."""

MIN_SCATTERED_LETTERS = 6
"""A script is also written there if its pairs of letters have this many letters together."""

_HAN_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO")


def without_lone_signs(boxes: Sequence[TextBox]) -> list[TextBox]:
    """The boxes that are text. Latin letters always are: they number and name things."""
    largest: Counter[str] = Counter()
    scattered: Counter[str] = Counter()
    for box in boxes:
        for script, count in _scripts(box.text).items():
            largest[script] = max(largest[script], count)
            scattered[script] += count if count > 1 else 0
    written = {
        script
        for script in largest
        if script == "LATIN"
        or largest[script] >= MIN_SCRIPT_LETTERS
        or scattered[script] >= MIN_SCATTERED_LETTERS
    }
    return [box for box in boxes if not _is_lone_sign(box.text, written)]


def _is_lone_sign(text: str, written: set[str]) -> bool:
    scripts = _scripts(text)
    return (
        0 < sum(scripts.values()) <= MAX_SIGN_LETTERS
        and written.isdisjoint(scripts)
        and not any(c.isdigit() for c in text)
    )


def _scripts(text: str) -> Counter[str]:
    """The letters of each script. Chinese and Japanese count as one, as they share signs."""
    scripts: Counter[str] = Counter()
    for character in filter(str.isalpha, text):
        script = unicodedata.name(character, "UNKNOWN").split()[0]
        scripts["HAN" if script in _HAN_SCRIPTS else script] += 1
    return scripts
