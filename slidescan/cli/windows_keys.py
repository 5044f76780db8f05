"""Single keys from a terminal of Windows."""

from __future__ import annotations

import msvcrt
from collections.abc import Callable

ESCAPE, ARROW_LEFT = "\x1b", "\x1b[D"
"""The escape sequences of keys (ECMA-48)."""

SPECIAL_KEY_PREFIXES, ARROW_LEFT_CODE = ("\x00", "\xe0"), "K"
"""What comes before the code of a special key, and the code of an arrow (Microsoft, _getwch)."""


def read_key() -> str:
    """A key without its echo: its character, or the escape sequence of a special key."""
    read: Callable[[], str] = msvcrt.getwch  # type: ignore[attr-defined]
    first = read()
    if first in SPECIAL_KEY_PREFIXES:
        return ARROW_LEFT if read() == ARROW_LEFT_CODE else ESCAPE
    return first
