"""The footnotes of a page: which it shows, and what they change in its headings."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from slidescan.posts.footnotes import REFERENCE, FootnoteRules
from slidescan.posts.headings import Heading, PartKind
from slidescan.posts.markdown import Blocks
from slidescan.posts.page_headings import PageHeading, Position
from slidescan.posts.references.state import ReferenceMatch

HEADING_TEXT, HEADING_LEVEL = "Footnotes", 2
"""The heading that generators write above footnotes."""


class PageFootnotes:
    """The footnotes of a page.

    Args:
        blocks: The blocks of its text.
    """

    def __init__(self, blocks: Blocks) -> None:
        self._rules = blocks.dialect.footnotes or FootnoteRules()
        self._notes = blocks.footnotes
        self._starts = [footnote.start for footnote in blocks.footnotes]
        self._end = len(blocks.masked.text)
        self._text = blocks.masked.text
        self._line_starts = blocks.line_starts

    def contain(self, index: int) -> bool:
        """Whether an index of the text lies in a footnote."""
        number = bisect_right(self._starts, index) - 1
        return number >= 0 and index < self._notes[number].end

    def is_visible(self, index: int) -> bool:
        """Whether the page shows what stands at an index: not in a footnote that is not used."""
        if self._rules.keeps_unused or not self.contain(index):
            return True
        return self._notes[bisect_right(self._starts, index) - 1].number > 0

    def position(self, index: int) -> Position:
        """The position on the page of what stands at an index."""
        return (self._end, index) if self.contain(index) else (index,)

    def heading(self, matches: Sequence[ReferenceMatch], line: int) -> list[PageHeading]:
        """The heading above the footnotes, if one of them shows an image.

        Args:
            matches: The references of the page.
            line: The line after its last one.
        """
        if not self._rules.has_heading or not any(self.contain(m.start) for m in matches):
            return []
        heading_id = self._rules.heading_id or None
        return [PageHeading((self._end,), HEADING_LEVEL, HEADING_TEXT, heading_id, line)]

    def without_references(self, headings: Sequence[Heading]) -> list[Heading]:
        """The headings without references to footnotes, which are no part of their texts."""
        if not self._notes or self._rules.in_ids == "source":
            return list(headings)
        numbers = {footnote.label.casefold(): footnote.number for footnote in self._notes}
        references = [
            match.start()
            for match in REFERENCE.finditer(self._text)
            if match["label"].casefold() in numbers
        ]

        def replacement(match: re.Match[str]) -> str:
            number = numbers.get(match["label"].casefold())
            if number is None:
                return match.group()
            return str(number) if self._rules.in_ids == "number" else ""

        def part(kind: PartKind, content: str) -> tuple[PartKind, str]:
            return kind, REFERENCE.sub(replacement, content) if kind == "text" else content

        return [
            replace(
                heading,
                parts=tuple(part(*each) for each in heading.parts),
                notes_before=bisect_left(references, self._line_starts[heading.line - 1]),
            )
            for heading in headings
        ]
