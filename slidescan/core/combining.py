"""Characters that belong to the letter before them: accents, vowel signs, invisible ones."""

from __future__ import annotations

import unicodedata
from itertools import chain

COMBINING = "".join(
    chr(code)
    for code in chain(range(0x0300, 0x10A0), range(0x1780, 0x17DE))
    if unicodedata.category(chr(code)).startswith("M")
)
"""The combining characters of scripts from Latin to Burmese, and of Khmer, for a class of
characters. All of Unicode would take 0.2 seconds at every start."""

INVISIBLE = "\u00ad\u200c-\u200f\u2060\ufeff"
"""Characters within a word that nobody sees, for a class of characters: the soft hyphen, joiners,
directional marks, the byte order mark."""
