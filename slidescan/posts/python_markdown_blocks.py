"""Blocks that Python-Markdown reads otherwise than CommonMark: admonitions, tabs, HTML.

The contents of admonitions, tabs, definitions and footnotes are indented by four spaces. Source:
Python-Markdown 3.11 and PyMdown Extensions 13.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from slidescan.posts.containers import OpenedText, replaced
from slidescan.posts.html_containers import (
    CONTENT_INDENT,
    HtmlRules,
    HtmlScan,
    fenced_ranges,
    is_within,
    without_overlaps,
)

_MARKERS: Mapping[str, str] = {
    "admonition": r"!!! ?(?=[\w-])",
    "pymdownx.details": r"\?\?\?\+? ?(?=[\w\"-])",
    "pymdownx.tabbed": r"===[+!]{0,2} +(?=\"[^\"\r\n]*\"[ \t]*\r?$)",
    "def_list": r":[ ]{1,3}(?=\S)",
    "footnotes": r"\[\^[^\]\r\n]*\]:[ ]*",
}
"""The beginnings of blocks with indented content, by the extension that reads them."""

_EXTRA = ("def_list", "footnotes", "md_in_html")
"""Extensions that `extra` switches on."""

_LIST_ITEM = re.compile(
    r"^[ \t]*(?P<marker>[-*+] {1,2}|\d\. )(?=[^\W\d]|[\[(!]|\*\*)[^\r\n]{4,}", re.MULTILINE
)


@dataclass(frozen=True)
class PythonMarkdownBlocks:
    """Opens the blocks of a text so that CommonMark finds their contents.

    Attributes:
        extensions: The short names of Python-Markdown's extensions that are on.
    """

    extensions: frozenset[str]

    def __call__(self, text: str) -> OpenedText:
        """Makes list items of blocks with indented content; opens or closes HTML."""
        fences = list(fenced_ranges(text))
        replacements = list(self._items(text, fences))
        regions = []
        if "<" in text:
            rules = HtmlRules(has_markdown=self._is_on("md_in_html"))
            html = HtmlScan(text, fences, rules)
            html.walk()
            replacements += html.replacements
            regions = html.regions
        if not replacements:
            return OpenedText(text)
        opened = replaced(text, without_overlaps(replacements))
        return OpenedText(opened, tuple(regions), scanned=text)

    @property
    def has_footnotes(self) -> bool:
        """Whether footnotes are read."""
        return self._is_on("footnotes")

    def _is_on(self, name: str) -> bool:
        if name in _EXTRA and self.extensions & {"extra", "pymdownx.extra"}:
            return True
        return name in self.extensions

    def _items(self, text: str, fences: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
        """Writes list items, whose content is indented by four columns, over lists and blocks."""
        for item in _LIST_ITEM.finditer(text):
            if not is_within(item.start(), fences):
                start, end = item.span("marker")
                content = start + CONTENT_INDENT
                # A short first word is covered; the content must not begin with its space.
                first = "x" if text[content].isspace() else ""
                yield end, " " * (content - end) + first
        markers = [marker for name, marker in _MARKERS.items() if self._is_on(name)]
        if not markers:
            return
        pattern = re.compile(rf"^[ \t]*(?P<marker>{'|'.join(markers)})", re.MULTILINE)
        for match in pattern.finditer(text):
            if is_within(match.start(), fences):
                continue
            start, end = match.span("marker")
            more = max(end - start, CONTENT_INDENT) - CONTENT_INDENT
            yield start, "-".ljust(CONTENT_INDENT) + "x" * more
