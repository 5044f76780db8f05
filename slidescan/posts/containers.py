"""Containers: markup around blocks of Markdown that CommonMark doesn't know.

A container's markers are blanked, so that the parser sees its content. Each index into the text
keeps its meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

_NOT_NEWLINE = re.compile(r"[^\r\n]")


@dataclass(frozen=True, slots=True)
class OpenedText:
    """A text whose containers are open to the parser.

    Attributes:
        text: The text with other markers; it has the same length and line ends.
        blocks: Start and end of each directive or raw HTML that can show an image itself.
        scanned: The text in which references are looked for; empty for `text` itself.
    """

    text: str
    blocks: tuple[tuple[int, int], ...] = ()
    scanned: str = ""


Opener: TypeAlias = Callable[[str], OpenedText]
"""Opens the containers of a text."""


def blank(text: str) -> str:
    """Replaces everything except line ends with spaces."""
    return _NOT_NEWLINE.sub(" ", text)


def replaced(text: str, replacements: Iterable[tuple[int, str]]) -> str:
    """Writes texts over a text, each at its index; they must not overlap."""
    parts, at = [], 0
    for start, new in sorted(replacements):
        parts += [text[at:start], new]
        at = start + len(new)
    return "".join((*parts, text[at:]))
