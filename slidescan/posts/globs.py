"""Patterns of files with `*`, `**`, `{a,b}`, `[a-z]` and `@(a|b)` (picomatch, Go's glob)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

MAX_PATTERN_CHARS = 1000
"""Longer patterns match nothing."""

_MAX_STARS = 10
"""More stars in a pattern match nothing, because matching could take too long."""

_TOKEN = re.compile(
    r"(?P<folders>\*\*/)|(?P<everything>\*\*)|(?P<group>[@+?*!]\()|(?P<star>\*)|(?P<one>\?)"
    r"|(?P<set>\[[!^]?\]?[^\]/]*\])|(?P<open>\{)|(?P<close>[})])|(?P<separator>[,|])"
    r"|(?P<escaped>\\.)|(?P<other>.)",
    re.DOTALL,
)


def matches_globs(path: str, patterns: Iterable[str]) -> bool:
    """Whether a pattern matches a path and no pattern after `!` does."""
    patterns = list(patterns)
    return any(matches_glob(path, p) for p in patterns if not p.startswith("!")) and not any(
        matches_glob(path, p[1:]) for p in patterns if p.startswith("!")
    )


def matches_glob(path: str, pattern: str) -> bool:
    """Whether a pattern matches a whole path, with `/` separators."""
    expression = _expression(pattern.removeprefix("./"))
    return expression is not None and expression.fullmatch(path) is not None


@cache
def _expression(pattern: str) -> re.Pattern[str] | None:
    """The pattern as a regular expression; None if it can't be read."""
    if len(pattern) > MAX_PATTERN_CHARS or pattern.count("*") > _MAX_STARS:
        return None
    parts: list[str] = []
    closings: list[str] = []
    for token in _TOKEN.finditer(pattern):
        kind, text = token.lastgroup, token.group()
        if kind == "group":
            parts.append("(?!" if text[0] == "!" else "(?:")
            # `!(a)` matches any name but `a`; the others repeat as their sign says.
            closings.append(
                {"@": ")", "+": ")+", "?": ")?", "*": ")*", "!": r"(?:$|/|\.))[^/]*?"}[text[0]]
            )
        elif kind == "open":
            parts.append("(?:")
            closings.append(")")
        elif kind == "close":
            parts.append(closings.pop() if closings else re.escape(text))
        elif kind == "separator":
            parts.append("|" if closings else re.escape(text))
        elif kind == "set":
            parts.append("[" + text[1:].replace("!", "^", 1).replace("\\", "\\\\") if text[1] == "!"
                         else text.replace("\\", "\\\\"))  # fmt: skip
        else:
            parts.append(
                {"folders": "(?:[^/]+/)*", "everything": ".*", "star": "[^/]*", "one": "[^/]"}.get(
                    kind or "", re.escape(text.removeprefix("\\") if kind == "escaped" else text)
                )
            )
    try:
        return re.compile("".join(parts)) if not closings else None
    except (re.error, RecursionError, OverflowError):
        return None
