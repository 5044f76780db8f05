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
    r"(?P<folders>(?<![^/{(,|])\*\*/)|(?P<everything>(?<![^/{(,|])\*\*(?=$|[)}|,]))"
    r"|(?P<group>[@+?*!]\()|(?P<star>\*(?P<more>\*)?)|(?P<one>\?)"
    r"|(?P<set>\[[!^]?\]?[^\]/]*\])|(?P<open>\{)|(?P<close>[})])|(?P<separator>[,|])"
    r"|(?P<escaped>\\.)|(?P<other>.)",
    re.DOTALL,
)


def matches_globs(path: str, patterns: Iterable[str]) -> bool:
    """Whether a pattern matches a path and no pattern after `!` does."""
    patterns = list(patterns)
    excluded = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    included = [pattern for pattern in patterns if not pattern.startswith("!")]
    return matches_any_glob(path, included) and not matches_any_glob(path, excluded)


def matches_any_glob(path: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns matches a path."""
    return any(matches_glob(path, pattern) for pattern in patterns)


def matches_glob(path: str, pattern: str, *, crosses_folders: bool = False) -> bool:
    """Whether a pattern matches a whole path, with `/` separators.

    Args:
        path: The path.
        pattern: The pattern.
        crosses_folders: Whether `**` crosses folders also beside other text, as in `img/**.png`
            for Go's glob; for picomatch and minimatch it then is one star.
    """
    expression = _expression(pattern.removeprefix("./"), crosses_folders)
    return expression is not None and expression.fullmatch(path) is not None


@cache
def _expression(pattern: str, crosses_folders: bool) -> re.Pattern[str] | None:
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
            if token["more"] and crosses_folders:
                kind = "everything"
            parts.append(
                {"folders": "(?:[^/]+/)*", "everything": ".*", "star": "[^/]*", "one": "[^/]"}.get(
                    kind or "", re.escape(text.removeprefix("\\") if kind == "escaped" else text)
                )
            )
    try:
        return re.compile("".join(parts)) if not closings else None
    except (re.error, RecursionError, OverflowError):
        return None
