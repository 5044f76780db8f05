"""Blocks that Python-Markdown reads otherwise than CommonMark: admonitions, tabs, HTML.

The contents of admonitions, tabs, definitions and footnotes are indented by four spaces. Raw HTML
ends with its closing tag, not at a blank line, and an element with the attribute `markdown` holds
Markdown. Source: Python-Markdown 3.11 (htmlparser.py, md_in_html.py) and PyMdown Extensions 13.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from slidescan.posts.containers import OpenedText, blank, replaced

CONTENT_INDENT = 4
"""The columns by which the content of a block is indented."""

MAX_OPEN_TAGS = 100
"""HTML nested deeper is left to CommonMark."""

_BLOCK_TAGS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "canvas", "center", "colgroup", "dd",
        "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "group",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "html", "iframe", "legend", "li",
        "main", "map", "math", "menu", "nav", "noscript", "object", "ol", "option", "output", "p",
        "pre", "progress", "script", "section", "style", "summary", "table", "tbody", "td",
        "textarea", "tfoot", "th", "thead", "tr", "ul", "video",
    }
)  # fmt: skip
"""Elements that are blocks for Python-Markdown; others stand in a text."""

_SPAN_TAGS = frozenset(
    {"address", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "legend", "li", "p", "summary",
     "td", "th"}
)  # fmt: skip
"""Elements whose `markdown` content holds no blocks."""

_RAW_TAGS = frozenset({"canvas", "math", "option", "pre", "script", "style", "textarea"})
"""Elements that never hold Markdown."""

_TEXT_TAGS = frozenset({"script", "style"})
"""Elements in which tags are text."""

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
_FENCE = re.compile(r"^[ \t>]*(?P<fence>`{3,}|~{3,})", re.MULTILINE)
_TAG = re.compile(
    r"<!--.*?-->|<(?P<end>/)?(?P<name>[A-Za-z][\w:-]*)"
    r"(?P<attributes>(?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*)"
    r"\s*/?>",
    re.DOTALL,
)
_MARKDOWN = re.compile(r"\smarkdown(?:\s*=\s*[\"']?(?P<value>\w+)[\"']?)?(?=\s|$)")
_INDENT = re.compile(r"^[ \t]+(?=\S)", re.MULTILINE)
_LINE_END = re.compile(r"[ \t]*(?:\r|\n|$)")


@dataclass(frozen=True)
class PythonMarkdownBlocks:
    """Opens the blocks of a text so that CommonMark finds their contents.

    Attributes:
        extensions: The short names of Python-Markdown's extensions that are on.
    """

    extensions: frozenset[str]

    def __call__(self, text: str) -> OpenedText:
        """Makes list items of blocks with indented content; opens or closes HTML."""
        fences = list(_fences(text))
        replacements = list(self._items(text, fences))
        regions = []
        if "<" in text:
            html = _Html(text, fences, has_markdown=self._is_on("md_in_html"))
            html.walk()
            replacements += html.replacements
            regions = html.regions
        if not replacements:
            return OpenedText(text)
        opened = replaced(text, _without_overlaps(replacements))
        return OpenedText(opened, tuple(regions), scanned=text)

    def _is_on(self, name: str) -> bool:
        if name in _EXTRA and self.extensions & {"extra", "pymdownx.extra"}:
            return True
        return name in self.extensions

    def _items(self, text: str, fences: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
        """Writes list items, whose content is indented by four columns, over lists and blocks."""
        for item in _LIST_ITEM.finditer(text):
            if not _in_ranges(item.start(), fences):
                start, end = item.span("marker")
                yield end, " " * (CONTENT_INDENT - (end - start))
        markers = [marker for name, marker in _MARKERS.items() if self._is_on(name)]
        if not markers:
            return
        pattern = re.compile(rf"^[ \t]*(?P<marker>{'|'.join(markers)})", re.MULTILINE)
        for match in pattern.finditer(text):
            if _in_ranges(match.start(), fences):
                continue
            start, end = match.span("marker")
            more = max(end - start, CONTENT_INDENT) - CONTENT_INDENT
            yield start, "-".ljust(CONTENT_INDENT) + "x" * more


@dataclass(slots=True)
class _Element:
    """An open element.

    Attributes:
        name: Its name in lower case.
        state: `block` or `span` if it holds Markdown, else `off`.
    """

    name: str
    state: str


@dataclass(slots=True)
class _Html:
    """A walk through the tags of a text.

    Attributes:
        text: The text.
        fences: Ranges of fenced code.
        has_markdown: Whether elements can hold Markdown (`md_in_html`).
        replacements: What to write over the text.
        regions: Start and end of the raw HTML.
        elements: The open elements that hold Markdown, the outermost first.
    """

    text: str
    fences: list[tuple[int, int]]
    has_markdown: bool
    replacements: list[tuple[int, str]] = field(default_factory=list)
    regions: list[tuple[int, int]] = field(default_factory=list)
    elements: list[_Element] = field(default_factory=list)
    _unclosed: set[str] = field(default_factory=set)
    _unindented: int = 0

    def walk(self) -> None:
        """Finds the elements that hold Markdown and those that are raw."""
        at, tail = 0, -1  # `tail`: where a block may begin although the line has begun
        while (tag := _TAG.search(self.text, at)) is not None:
            at = tag.end()
            if tag["name"] is None or self._is_code(tag.start()):
                continue
            name = tag["name"].lower()
            column = self._column(tag.start())
            is_start = 0 <= column < CONTENT_INDENT or tag.start() == tail
            if tag["end"]:
                if any(element.name == name for element in self.elements):
                    self._close(name)
                    self._hide(tag)
                    tail = at
                elif column >= 0:
                    self._as_text(tag)
            elif name not in _BLOCK_TAGS:
                if column >= 0 and name != "hr":
                    self._as_text(tag)
            elif (state := self._state(name, tag)) != "off" and (is_start or column >= 0):
                self._open(name, state, tag)
                tail = at
            elif is_start:
                end = self._raw_end(tag)
                if end > 0:
                    self.replacements.append((tag.start(), blank(self.text[tag.start() : end])))
                    self.regions.append((tag.start(), end))
                    at = tail = end
            elif column >= 0:
                self._as_text(tag)

    def _is_code(self, at: int) -> bool:
        return _in_ranges(at, self.fences)

    def _column(self, at: int) -> int:
        """The column of a tag that begins its line; -1 if something stands before it."""
        start = max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1
        before = self.text[start:at]
        return len(before.expandtabs(CONTENT_INDENT)) if not before.strip(" \t") else -1

    def _state(self, name: str, tag: re.Match[str]) -> str:
        """How an element's content is read (md_in_html.py, `get_state`)."""
        match = _MARKDOWN.search(tag["attributes"]) if self.has_markdown else None
        value = (match["value"] or "1") if match else "0"
        value = "1" if value == "markdown" else value
        if self.elements and self.elements[-1].state == "span" and value != "0":
            value = "span"
        if name in _RAW_TAGS or value not in ("1", "block", "span"):
            return "off"
        if value == "1":
            return "span" if name in _SPAN_TAGS else "block"
        return value

    def _open(self, name: str, state: str, tag: re.Match[str]) -> None:
        self.elements.append(_Element(name, state))
        self._hide(tag)
        if state == "span":
            self._unindent(tag.end(), name)

    def _close(self, name: str) -> None:
        while self.elements and self.elements.pop().name != name:
            pass

    def _hide(self, tag: re.Match[str]) -> None:
        """Blanks a tag; if a text follows, signs keep that text from being indented."""
        is_alone = _LINE_END.match(self.text, tag.end()) is not None
        source = self.text[tag.start() : tag.end()]
        hidden = blank(source) if is_alone else re.sub(r"[^\r\n]", "x", source)
        self.replacements.append((tag.start(), hidden))

    def _as_text(self, tag: re.Match[str]) -> None:
        """Keeps CommonMark from taking a tag at the start of a line for a block."""
        self.replacements.append((tag.start(), "x"))

    def _unindent(self, at: int, name: str) -> None:
        """Keeps CommonMark from taking the indented lines of an element for code."""
        if f"/{name}" in self._unclosed:
            return
        closing = self.text.find(f"</{name}", at)
        if closing < 0:
            self._unclosed.add(f"/{name}")
            return
        for line in _INDENT.finditer(self.text, max(at, self._unindented), closing):
            if len(line.group().expandtabs(CONTENT_INDENT)) >= CONTENT_INDENT:
                self.replacements.append((line.start(), "x"))
        self._unindented = max(self._unindented, closing)

    def _raw_end(self, opening: re.Match[str]) -> int:
        """The index after the closing tag of a raw element; -1 without one."""
        name = opening["name"].lower()
        if name in self._unclosed:
            return -1
        stack = [name]
        at = opening.end()
        while (tag := _TAG.search(self.text, at)) is not None:
            at = tag.end()
            if tag["name"] is None or self._is_code(tag.start()):
                continue
            inner = tag["name"].lower()
            if stack[-1] in _TEXT_TAGS and not (tag["end"] and inner == stack[-1]):
                continue
            if not tag["end"]:
                stack.append(inner)
                if len(stack) > MAX_OPEN_TAGS:
                    break
            elif inner in stack:
                while stack.pop() != inner:
                    pass
                if not stack:
                    return at
        self._unclosed.add(name)
        return -1


def _fences(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of fenced code; a fence that is never closed opens none."""
    opening: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opening is None:
            opening = fence
        elif fence["fence"] == opening["fence"] and _LINE_END.match(text, fence.end()):
            yield opening.start(), fence.end()
            opening = None


def _in_ranges(at: int, ranges: list[tuple[int, int]]) -> bool:
    """Whether an index lies in one of the ranges, which are in order."""
    low, high = 0, len(ranges)
    while low < high:
        middle = (low + high) // 2
        if ranges[middle][1] <= at:
            low = middle + 1
        else:
            high = middle
    return low < len(ranges) and ranges[low][0] <= at


def _without_overlaps(replacements: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The replacements in order, without those within an earlier one."""
    at = 0
    for start, new in sorted(replacements, key=lambda r: (r[0], -len(r[1]))):
        if start >= at:
            yield start, new
            at = start + len(new)
