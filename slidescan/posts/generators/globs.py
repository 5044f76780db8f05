"""Glob patterns as JavaScript's generators read them: `**` crosses folders, `{a,b}` are choices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

MAX_GLOB_CHARS = 300
"""Longer patterns match nothing."""

_PIECE = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]/]+\]|[{},]|.", re.DOTALL)
_SPECIAL = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def matches_any_glob(path: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns matches a path."""
    return any(glob_pattern(pattern).fullmatch(path) for pattern in patterns)


@cache
def glob_pattern(glob: str) -> re.Pattern[str]:
    """The regular expression of a glob pattern; one that matches nothing if it is malformed."""
    if len(glob) > MAX_GLOB_CHARS:
        return re.compile(r"(?!)")
    parts, depth = [], 0
    for piece in _PIECE.findall(glob.removeprefix("./")):
        if piece == "{":
            depth += 1
            parts.append("(?:")
        elif piece == "}" and depth:
            depth -= 1
            parts.append(")")
        elif piece == "," and depth:
            parts.append("|")
        elif piece.startswith("[") and piece.endswith("]") and len(piece) > 2:
            parts.append("[" + re.sub(r"^!", "^", piece[1:-1]).replace("\\", "") + "]")
        else:
            parts.append(_SPECIAL.get(piece) or re.escape(piece))
    try:
        return re.compile("".join(parts) + ")" * depth)
    except re.error:
        return re.compile(r"(?!)")
