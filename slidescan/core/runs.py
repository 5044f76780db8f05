"""Words that are written in one or in several pieces: 1.000.000, e-learning, max_pool_size."""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_RUN_CHARS = 64
"""The longest run that is one word; longer ones are addresses or codes."""

_SPACES = " \u00a0\u2009\u202f"
_JOINTS = "-_\u2010\u2011"
# One separator throughout; 1.000.00 is no number, and 1.000,50 begins with one.
_GROUPED = re.compile(
    rf"\d{{1,3}}(?P<sep>[.'’_{_SPACES}])\d{{3}}(?:(?P=sep)\d{{3}})*(?!\w|(?P=sep)\d)"
)
_DIGIT_BEFORE = re.compile(r"\d[.,'’_]$")
_JOINED = re.compile(rf"[^\W_]+(?:[{_JOINTS}][^\W_]+)+")
_WORD_BEFORE = re.compile(rf"[^\W_][{_JOINTS}]$")
_SEPARATORS = str.maketrans(dict.fromkeys(f".'’{_SPACES}{_JOINTS}", ""))


def joined_runs(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """Yields the runs that begin with a word, written as one word, and the index after each.

    These are digits in groups of three, and words with hyphens or underscores between them.

    Args:
        text: The text.
        start: Index of the word's first character.
        end: Index after its last character.
    """
    before = text[max(0, start - 2) : start]
    if text[start].isdigit() and not _DIGIT_BEFORE.search(before):
        number = _GROUPED.match(text, start)
        if number:
            yield number.group().translate(_SEPARATORS), number.end()
    if text[end : end + 1] and text[end] in _JOINTS and not _WORD_BEFORE.search(before):
        run = _JOINED.match(text, start)
        if run and len(run.group()) <= MAX_RUN_CHARS and any(c.isalpha() for c in run.group()):
            yield run.group().translate(_SEPARATORS), run.end()


def joined_number(text: str) -> str:
    """A whole text that is a number with its digits in groups, without separators, else ``."""
    number = _GROUPED.fullmatch(text)
    return number.group().translate(_SEPARATORS) if number else ""
