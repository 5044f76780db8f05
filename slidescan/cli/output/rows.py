"""Wraps styled text to the width of a terminal, at spaces and between ideographs.

A terminal alone breaks words wherever its last column is. Rows go on below the text above them.
Paths and addresses that are wider than a row stay whole, so that they can be copied and opened.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MIN_ROW_COLUMNS = 24
"""Rows after the first have at least this many columns, however far they are indented."""

SHALLOW_COLUMNS = 4
"""A word that is too wide for the usual indentation gets this one."""

_TOKENS = re.compile(r"(\x1b\]8;.*?\x1b\\|\x1b\[[0-9;]*m)|( +)|([^ \x1b]+|\x1b)")
_NEVER_FIRST = frozenset("、。，．！？：；）」』】〉》…")
"""Signs that begin no row (JIS X 4051)."""


@dataclass(slots=True)
class _Word:
    """A text that isn't broken, with its escape sequences and the spaces before it."""

    spaces: int
    text: str = ""
    width: int = 0


def width_of(text: str) -> int:
    """The columns that a text without escape sequences takes."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def wrap_styled(text: str, columns: int, hang: int | None = None) -> Iterator[str]:
    """The rows of a text with escape sequences.

    Args:
        text: The text.
        columns: The width of the terminal.
        hang: Indentation of the rows after the first; by default a little more than the first
            row's.
    """
    words = _words(text)
    indent = words[0].spaces if words else 0
    if hang is None:
        hang = min(indent + 2, max(SHALLOW_COLUMNS, indent))
    hang = max(0, min(hang, columns - MIN_ROW_COLUMNS))
    row, width = "", 0
    for word in words:
        is_first = not row
        if is_first or width + word.spaces + word.width <= columns:
            row += " " * word.spaces + word.text
            width += word.spaces + word.width
            continue
        yield row
        left = hang if hang + word.width <= columns else min(hang, SHALLOW_COLUMNS)
        row, width = " " * left + word.text, left + word.width
    yield row


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    spaces, before = 0, ""
    is_open = False
    for escape, blank, visible in _TOKENS.findall(text):
        if escape:
            if is_open:
                words[-1].text += escape
            else:
                before += escape
        elif blank:
            spaces += len(blank)
            is_open = False
        else:
            for part in _unbroken(visible):
                joins = is_open and not (_is_wide(part[0]) or _is_wide(words[-1].text[-1:]))
                if joins or (is_open and part[0] in _NEVER_FIRST):
                    words[-1].text += part
                else:
                    words.append(_Word(spaces, before + part))
                    before = ""
                words[-1].width += width_of(part)
                spaces, is_open = 0, True
    if before and words:
        words[-1].text += before
    return words


def _unbroken(text: str) -> Iterator[str]:
    """The parts of a text between which a row may end."""
    if text.isascii():
        yield text
        return
    start = 0
    for i in range(1, len(text)):
        is_break = _is_wide(text[i]) or _is_wide(text[i - 1])
        if is_break and text[i] not in _NEVER_FIRST and not unicodedata.combining(text[i]):
            yield text[start:i]
            start = i
    yield text[start:]


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in "WF"


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if _is_wide(character) else 1
