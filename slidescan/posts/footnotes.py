"""Footnotes: generators move them to the end of the page, wherever a post defines them.

Their contents are indented by four columns, as those of a list item.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from slidescan.posts.containers import replaced
from slidescan.posts.html_containers import CONTENT_INDENT, fenced_ranges, is_within

_DEFINITION = re.compile(r"^ {0,3}(?P<marker>\[\^(?P<label>[^\]\s]+)\]:[ \t]*)", re.MULTILINE)
REFERENCE = re.compile(r"\[\^(?P<label>[^\]\s]+)\](?!:)")
"""A reference to a footnote."""

_BLOCK_START = re.compile(
    r" {0,3}(?:#{1,6}\s|\[\^|```|~~~|>|[-*+]\s|\d{1,9}[.)]\s|---|===|\*\*\*|<)"
)


class FootnoteRules(NamedTuple):
    """How a generator shows footnotes.

    Attributes:
        keeps_unused: Whether it shows those that nothing refers to.
        has_heading: Whether it writes a heading above them.
        heading_id: The id of that heading; empty without one.
        in_ids: What of a reference to a footnote counts in the id of a heading.
    """

    keeps_unused: bool = False
    has_heading: bool = False
    heading_id: str = ""
    in_ids: Literal["nothing", "number", "source"] = "nothing"


GFM_FOOTNOTES = FootnoteRules(has_heading=True, heading_id="footnote-label")
"""Footnotes of GitHub and of remark-gfm."""

NUMBERED_FOOTNOTES = GFM_FOOTNOTES._replace(in_ids="number")
"""Footnotes of remark-gfm, where ids are made from the rendered heading."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote that a post defines.

    Attributes:
        label: Its label.
        start: Index where its definition begins.
        content: Index after the definition's label.
        end: Index after its last line.
        number: The number that readers see; 0 if nothing refers to it.
    """

    label: str
    start: int
    content: int
    end: int
    number: int


def footnotes_of(text: str) -> tuple[Footnote, ...]:
    """The footnotes that a text defines, in order."""
    if "[^" not in text:
        return ()
    definitions = list(_DEFINITION.finditer(text))
    if not definitions:
        return ()
    fences = list(fenced_ranges(text))
    labels = {definition["label"].casefold() for definition in definitions}
    references = dict.fromkeys(match["label"].casefold() for match in REFERENCE.finditer(text))
    used = [label for label in references if label in labels]
    numbers = {label: number for number, label in enumerate(used, 1)}
    return tuple(
        Footnote(
            definition["label"],
            *definition.span("marker"),
            _end(text, definition.end()),
            numbers.get(definition["label"].casefold(), 0),
        )
        for definition in definitions
        if not is_within(definition.start(), fences)
    )


def open_footnotes(text: str, notes: Sequence[Footnote]) -> str:
    """The text with list items in place of footnotes, so that CommonMark reads their contents."""
    marker = "-".ljust(CONTENT_INDENT)
    widths = ((footnote.start, footnote.content - footnote.start) for footnote in notes)
    return replaced(text, ((start, marker.ljust(width, "x")) for start, width in widths))


def _end(text: str, at: int) -> int:
    """The index after a footnote whose content begins at an index."""
    end = at = _line_end(text, at)
    follows_blank = False
    while at < len(text):
        start, at = at, _line_end(text, at)
        line = text[start:at]
        if not line.strip():
            follows_blank = True
        elif line.startswith((" " * CONTENT_INDENT, "\t")):
            follows_blank, end = False, at
        elif follows_blank or _BLOCK_START.match(line):
            break
        else:
            end = at
    return end


def _line_end(text: str, at: int) -> int:
    return text.find("\n", at) + 1 or len(text)
