"""A capital I that was read as a small L: in most typefaces of slides, both are one stroke."""

from __future__ import annotations

import re

MIN_CAPITALS = 2
"""A small L in a word is a capital I if the word has at least so many capitals, and nothing else
but the s of a plural: `APls`, `CLl`, `Cl/CD`. `Al` and `Bl` may be names."""

_CAPITALS = re.compile(r"(?<!\w)[A-Zl]+(?:[/&-][A-Zl]+)*(?=s?(?!\w))")
# A part without a capital is a litre: `EUR/l`.
_PART = re.compile(r"l*[A-Z][A-Zl]*")
_IOT = re.compile(r"(?<!\w)l(?=oT(?!\w))")


def with_capital_i(text: str) -> str:
    """The text with a capital I among capitals where a small L was read; as long as before."""
    if "l" not in text:
        return text
    return _CAPITALS.sub(_corrected, _IOT.sub("I", text))


def _corrected(match: re.Match[str]) -> str:
    word = match[0]
    if sum(c.isupper() for c in word) < MIN_CAPITALS:
        return word
    return _PART.sub(lambda part: part[0].replace("l", "I"), word)
