"""TOML of others, read in time that grows with its length."""

from __future__ import annotations

import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover - for Python 3.10
    import tomli as tomllib

MAX_LENGTH = 1024 * 1024
"""Longer documents are not read, characters."""

MAX_DOTS = 1000
"""On one line: the parser takes the square of a key's parts."""


def loads(text: str) -> dict[str, Any]:
    """Parse a document.

    Raises:
        ValueError: It can't be parsed, or is one that nobody writes.
    """
    if len(text) > MAX_LENGTH:
        raise ValueError("it is too long")
    if text.count(".") > MAX_DOTS and any(n.count(".") > MAX_DOTS for n in text.split("\n")):
        raise ValueError("a key has too many parts")
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
