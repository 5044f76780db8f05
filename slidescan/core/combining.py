"""Combining characters: accents and vowel signs that belong to the letter before them."""

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
