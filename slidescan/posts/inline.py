"""What belongs together within a stretch of a post: backticks, brackets, tags.

Each is looked for once, so that a text full of beginnings without ends takes no longer than others.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field

_TICKS = re.compile(r"`+")
_INLINE = re.compile(r"[\\`\[\]]")

ATTEMPTS = 100
"""How often brackets are paired anew where HTML hid a backtick from its partner."""


@dataclass(slots=True)
class Inline:
    """A stretch of inline text, up to `end`.

    Attributes:
        text: The post, its template code covered.
        end: How far to look.
    """

    text: str
    end: int
    _runs: dict[int, list[int]] | None = None
    _brackets: dict[int, int] = field(default_factory=dict)
    _attempts: int = 0
    _unclosed: dict[str, int] = field(default_factory=dict)

    def code_span(self, at: int) -> int:
        """The end of a run of backticks, or of what stands up to a run of the same length."""
        first = _TICKS.match(self.text, at, self.end)
        if first is None:
            return at
        if self._runs is None:
            self._runs = defaultdict(list)
            for run in _TICKS.finditer(self.text, at, self.end):
                self._runs[run.end() - run.start()].append(run.start())
        ticks = first.end() - at
        starts = self._runs.get(ticks, [])
        number = bisect_left(starts, first.end())
        return starts[number] + ticks if number < len(starts) else first.end()

    def closing_bracket(self, at: int) -> int:
        """Where the bracket is closed that opens at `at`; -1 where it isn't."""
        if at not in self._brackets:
            if self._attempts == ATTEMPTS:
                return -1
            self._attempts += 1
            self._pair(at)
        return self._brackets[at]

    def _pair(self, begin: int) -> None:
        """Pair all brackets from one on, but for those that are escaped or in code."""
        opened: list[int] = []
        at = begin
        while (found := _INLINE.search(self.text, at, self.end)) is not None:
            at = found.end()
            if found.group() == "\\":
                at += 1
            elif found.group() == "`":
                at = self.code_span(found.start())
            elif found.group() == "[":
                opened.append(found.start())
            elif opened:
                self._brackets[opened.pop()] = found.start()
        self._brackets.update(dict.fromkeys(opened, -1))

    def closing_tag(self, name: str, at: int) -> re.Match[str] | None:
        """The first closing tag of a name (lower case) from `at` on."""
        if at >= self._unclosed.get(name, self.end):
            return None
        found = re.compile(rf"</{re.escape(name)}\s*>", re.IGNORECASE).search(
            self.text, at, self.end
        )
        if found is None:
            self._unclosed[name] = at
        return found


def without_code(text: str) -> str:
    """A text with what its code spans hold in place of them."""
    parts, at = [], 0
    inline = Inline(text, len(text))
    for run in _TICKS.finditer(text):
        start, ticks = run.start(), len(run.group())
        if start < at or text[start - 1 : start] == "\\":
            continue
        end = inline.code_span(start)
        if end > run.end() + ticks:
            parts += [text[at:start], text[run.end() : end - ticks]]
            at = end
    return "".join((*parts, text[at:]))
