"""JavaScript's regular expressions, as far as Python has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from slidescan.posts.scripts.operators import to_string
from slidescan.posts.scripts.values import UNDEFINED, Unevaluable, Value, call, limited

try:
    from re import _constants as _codes, _parser as _tree  # type: ignore[attr-defined]  # isort: skip
except ImportError:  # Python 3.10
    import sre_constants as _codes
    import sre_parse as _tree

MAX_SUBJECT_CHARS = 2000
"""Longer texts are not matched: some patterns take time by the square of the length."""

_GROUP_WITH_NAME = re.compile(r"\(\?<(?![=!])")
_REFERENCE_TO_NAME = re.compile(r"\\k<(\w+)>")
_CODE_POINT = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_REPLACEMENT = re.compile(r"\$(?:\$|&|<(\w+)>|(\d{1,2}))")
_PROPERTY = re.compile(r"\\[pP]\{|\[[^\]]*--|&&")
"""Syntax that Python's expressions lack."""

_UNLIMITED_REPEATS = (_codes.MAX_REPEAT, _codes.MIN_REPEAT)


@dataclass(frozen=True, slots=True)
class RegExp:
    """A regular expression."""

    pattern: re.Pattern[str]
    flags: str

    @property
    def is_global(self) -> bool:
        """Whether it replaces and matches everywhere."""
        return "g" in self.flags

    def member(self, name: str) -> Value:
        """`test`, `exec`, `source`, `flags`."""
        members: dict[str, Value] = {
            "test": lambda arguments: self.search(to_string(arguments[0])) is not None,
            "exec": lambda arguments: match_array(self.search(to_string(arguments[0]))),
            "source": self.pattern.pattern,
            "flags": self.flags,
        }
        return members.get(name, UNDEFINED)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        return self.pattern.search(_checked(text))

    def replace(self, text: str, replacement: Value) -> str:
        """The text with its first match, or all of them, replaced."""

        def substitute(match: re.Match[str]) -> str:
            if isinstance(replacement, str):
                return expand(replacement, match)
            groups = [UNDEFINED if g is None else g for g in match.groups()]
            return to_string(call(replacement, match[0], *groups, match.start(), text))

        count = 0 if self.is_global else 1
        return str(limited(self.pattern.sub(substitute, _checked(text), count=count)))


def expand(template: str, match: re.Match[str]) -> str:
    """A replacement text with `$1`, `$&` and `$<name>` replaced."""

    def value(reference: re.Match[str]) -> str:
        if reference[0] == "$$":
            return "$"
        if reference[0] == "$&":
            return match[0]
        group: str | int = reference[1] or int(reference[2])
        try:
            return match[group] or ""
        except IndexError:
            return reference[0]

    return _REPLACEMENT.sub(value, template)


def match_array(match: re.Match[str] | None) -> Value:
    """The array that `match` and `exec` return; null without a match."""
    if match is None:
        return None
    return [match[0], *(UNDEFINED if group is None else group for group in match.groups())]


@cache
def regex(source: str, flags: str) -> RegExp:
    """The expression `/source/flags`.

    Raises:
        Unevaluable: Python's expressions can't do it, or it could take exponential time.
    """
    if _PROPERTY.search(source):
        raise Unevaluable(f"the expression /{source}/ is not read")
    text = _GROUP_WITH_NAME.sub("(?P<", source)
    text = _REFERENCE_TO_NAME.sub(r"(?P=\1)", text).replace("\\/", "/").replace("\\d", "[0-9]")
    text = _CODE_POINT.sub(lambda m: re.escape(chr(int(m[1], 16))), text)
    options = re.IGNORECASE if "i" in flags else re.NOFLAG if hasattr(re, "NOFLAG") else 0
    options |= (re.MULTILINE if "m" in flags else 0) | (re.DOTALL if "s" in flags else 0)
    if "\\w" in text or "\\b" in text or "\\W" in text:
        options |= re.ASCII  # JavaScript's \w is ASCII
    try:
        if _repeats_within_repeats(_tree.parse(text, int(options))):
            raise Unevaluable(f"the expression /{source}/ could run too long")
        return RegExp(re.compile(text, options), flags)
    except (re.error, OverflowError, RecursionError, ValueError) as error:
        raise Unevaluable(f"the expression /{source}/ is not read") from error


def _repeats_within_repeats(tree: Any, inside: bool = False) -> bool:  # noqa: ANN401 - untyped
    """Whether an unlimited repeat holds another, which can take exponential time."""
    for code, argument in tree:
        is_repeat = code in _UNLIMITED_REPEATS and argument[1] == _codes.MAXREPEAT
        if is_repeat and inside:
            return True
        if any(_repeats_within_repeats(t, inside or is_repeat) for t in _subtrees(argument)):
            return True
    return False


def _subtrees(argument: Any) -> list[Any]:  # noqa: ANN401 - untyped
    """The parts of a parsed expression's node."""
    if isinstance(argument, _tree.SubPattern):
        return [argument]
    if isinstance(argument, (list, tuple)):
        return [tree for part in argument for tree in _subtrees(part)]
    return []


def _checked(text: str) -> str:
    if len(text) > MAX_SUBJECT_CHARS:
        raise Unevaluable("it matches a long text")
    return text
