"""Parses untrusted TOML in linear time."""

from __future__ import annotations

import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover - for Python 3.10
    import tomli as tomllib

MAX_TOML_CHARS = 1024 * 1024
"""Longer documents are refused."""

MAX_LINE_DOTS = 1000
"""Lines with more dots are refused: `tomllib` takes quadratic time for dotted keys."""


def loads(text: str) -> dict[str, Any]:
    """Parses a document.

    Raises:
        ValueError: It can't be parsed, is too long or too deep, or has too many dots on a line.
    """
    if len(text) > MAX_TOML_CHARS:
        raise ValueError("it is too long")
    if text.count(".") > MAX_LINE_DOTS and any(
        line.count(".") > MAX_LINE_DOTS for line in text.split("\n")
    ):
        raise ValueError("a key has too many parts")
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
