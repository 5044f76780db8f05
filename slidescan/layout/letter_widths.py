"""The widths of letters in a common sans-serif font, to tell the size of a text from its width."""

from __future__ import annotations

from collections.abc import Mapping

_WIDTHS: Mapping[str, float] = {
    **dict.fromkeys("ijlI.,:;'’|!·", 0.28),
    **dict.fromkeys('frt()[]{}-/\\ "“”', 0.37),
    **dict.fromkeys("mwMW@%—", 0.9),
    **dict.fromkeys("ckszvxyJ", 0.53),
    **dict.fromkeys("ABCDGHKNOPQRSUVXYZ&", 0.7),
    **dict.fromkeys("EFLT", 0.6),
}
OTHER_WIDTH, IDEOGRAPH_WIDTH = 0.6, 1.0
"""Widths of all other letters and digits, and of Chinese, Japanese and Korean signs, in ems."""


def em_width(text: str) -> float:
    """The width of a text in ems, within about 5 %; never 0."""
    return max(0.1, sum(_width(character) for character in text))


def _width(character: str) -> float:
    if character > "\u2e7f":
        return IDEOGRAPH_WIDTH
    return _WIDTHS.get(character, OTHER_WIDTH)
