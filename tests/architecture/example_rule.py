"""A rule in one function: alt texts leave out points that stand in square brackets.

Its row: `is_bracketed` in `OMISSIONS` in `slidescan/alt/phrases.py`.
"""

from __future__ import annotations

import re

from slidescan.layout.blocks import Point

BRACKETED = re.compile(r"\[[^\]]*\]")


def is_bracketed(text: str, _point: Point) -> bool:
    """Whether a point stands in square brackets, such as `[to be translated]`."""
    return BRACKETED.fullmatch(text.strip()) is not None
