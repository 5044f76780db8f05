"""Pairs of inline delimiters: backticks, brackets, HTML tags.

Each delimiter is searched for only once, so unclosed delimiters don't make scanning quadratic.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field

MAX_PAIRING_ATTEMPTS = 100
"""The brackets of a block are paired at most this often: HTML can hide a backtick from its partner,
so that all must be paired again."""

_BACKTICKS = re.compile(r"`+")
_INLINE = re.compile(r"[\\`\[\]]")


@dataclass(slots=True)
class Delimiters:
    """The delimiter pairs of inline text up to `end`.

    Attributes:
        text: The post with its template code masked.
        end: Index after the inline text.
    """

    text: str
    end: int
    _runs: dict[int, list[int]] | None = None
    _brackets: dict[int, int] = field(default_factory=dict)
    _attempts: int = 0
    _unclosed: dict[str, int] = field(default_factory=dict)

    def code_span(self, at: int) -> int:
        """Returns the end of the code span, or of the lone backtick run, that begins at `at`."""
        first = _BACKTICKS.match(self.text, at, self.end)
        if first is None:
            return at
        if self._runs is None:
            self._runs = defaultdict(list)
            for run in _BACKTICKS.finditer(self.text, at, self.end):
                self._runs[run.end() - run.start()].append(run.start())
        length = first.end() - at
        starts = self._runs.get(length, [])
        number = bisect_left(starts, first.end())
        return starts[number] + length if number < len(starts) else first.end()

    def closing_bracket(self, at: int) -> int:
        """Returns the index of the bracket that closes the one at `at`; -1 if it is unclosed."""
        if at not in self._brackets:
            if self._attempts == MAX_PAIRING_ATTEMPTS:
                return -1
            self._attempts += 1
            self._pair_brackets(at)
        return self._brackets[at]

    def _pair_brackets(self, begin: int) -> None:
        """Pairs all brackets from `begin` on, except brackets that are escaped or in code."""
        unclosed: list[int] = []
        at = begin
        while (match := _INLINE.search(self.text, at, self.end)) is not None:
            at = match.end()
            if match.group() == "\\":
                at += 1
            elif match.group() == "`":
                at = self.code_span(match.start())
            elif match.group() == "[":
                unclosed.append(match.start())
            elif unclosed:
                self._brackets[unclosed.pop()] = match.start()
        self._brackets.update(dict.fromkeys(unclosed, -1))

    def closing_tag(self, name: str, at: int) -> re.Match[str] | None:
        """Returns the first closing tag of an element (lower-case name) from `at` on."""
        if at >= self._unclosed.get(name, self.end):
            return None
        match = re.compile(rf"</{re.escape(name)}\s*>", re.IGNORECASE).search(
            self.text, at, self.end
        )
        if match is None:
            self._unclosed[name] = at
        return match


def strip_code_spans(text: str) -> str:
    """Replaces each code span with its contents."""
    parts, at = [], 0
    delimiters = Delimiters(text, len(text))
    for run in _BACKTICKS.finditer(text):
        start, length = run.start(), len(run.group())
        if start < at or text[start - 1 : start] == "\\":
            continue
        end = delimiters.code_span(start)
        if end > run.end() + length:
            parts += [text[at:start], text[run.end() : end - length]]
            at = end
    return "".join((*parts, text[at:]))
