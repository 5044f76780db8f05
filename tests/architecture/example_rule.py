"""A rule in one function: alt texts leave out points that are nothing but a handle or a hashtag.

Its row: `is_handle` in `OMISSIONS` in `slidescan/alt/phrases.py`.
"""

from __future__ import annotations

import re

from slidescan.layout.blocks import Point

HANDLES = re.compile(r"(?:[@#]\w+[\s,]*)+")


def is_handle(text: str, _point: Point) -> bool:
    """Whether a point holds only handles and hashtags, such as `@northwind #data`."""
    return HANDLES.fullmatch(text.strip()) is not None
