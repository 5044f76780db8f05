"""HTML in Markdown whose raw elements end with their closing tags, and elements of Markdown.

In CommonMark, raw HTML ends at a blank line, and Markdown follows. For Python-Markdown and kramdown
an element without the attribute `markdown` is raw up to its end. Sources: Python-Markdown 3.11
(htmlparser.py, md_in_html.py), kramdown 2.4 (parser/kramdown/html.rb).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from slidescan.posts.containers import blank

CONTENT_INDENT = 4
"""The columns by which indented code and the content of lists are indented."""

MAX_INDENT = 200
"""A tag that is indented further begins no line."""

MAX_OPEN_TAGS = 100
"""HTML nested deeper is left to CommonMark."""

BLOCK_TAGS = frozenset(
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
class HtmlRules:
    """How a parser reads HTML.

    Attributes:
        block_tags: The elements that are blocks; empty if all are that are not in `inline_tags`.
        inline_tags: The elements that stand in a text.
        has_markdown: Whether the attribute `markdown` makes an element hold Markdown.
        opens_in_raw: Whether it does so within a raw element too.
    """

    block_tags: frozenset[str] = BLOCK_TAGS
    inline_tags: frozenset[str] = frozenset()
    has_markdown: bool = True
    opens_in_raw: bool = False

    def is_block(self, name: str) -> bool:
        """Whether an element is a block."""
        return name in self.block_tags if self.block_tags else name not in self.inline_tags


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
class HtmlScan:
    """A walk through the tags of a text.

    Attributes:
        text: The text.
        fences: Ranges of fenced code.
        rules: How the parser reads HTML.
        replacements: What to write over the text.
        regions: Start and end of the raw HTML.
        elements: The open elements that hold Markdown, the outermost first.
    """

    text: str
    fences: list[tuple[int, int]]
    rules: HtmlRules
    replacements: list[tuple[int, str]] = field(default_factory=list)
    regions: list[tuple[int, int]] = field(default_factory=list)
    elements: list[_Element] = field(default_factory=list)
    _unclosed: set[str] = field(default_factory=set)
    _unindented: int = 0

    def walk(self, start: int = 0, end: int | None = None) -> None:
        """Finds the elements that hold Markdown and those that are raw, in a part of the text."""
        at, tail = start, -1  # `tail`: where a block may begin although the line has begun
        stop = len(self.text) if end is None else end
        while (tag := _TAG.search(self.text, at, stop)) is not None:
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
            elif not self.rules.is_block(name):
                if column >= 0 and name != "hr":
                    self._as_text(tag)
            elif (state := self._state(name, tag)) != "off" and (is_start or column >= 0):
                self._open(name, state, tag)
                tail = at
            elif is_start:
                closing = self._closing(tag)
                if closing:
                    self._add_raw(tag, closing)
                    at = tail = closing.end()
            elif column >= 0:
                self._as_text(tag)

    def _add_raw(self, opening: re.Match[str], closing: re.Match[str]) -> None:
        """Records a raw element, except for the elements in it that hold Markdown."""
        at = opening.start()
        for tag in _TAG.finditer(self.text, opening.end(), closing.start()):
            if not self.rules.opens_in_raw:
                break
            if tag.start() < at or tag["name"] is None or tag["end"] or self._is_code(tag.start()):
                continue
            name = tag["name"].lower()
            state = self._state(name, tag)
            inner = self._closing(tag) if state != "off" else None
            if inner is None or inner.end() > closing.start():
                continue
            self._hide_raw(at, tag.start())
            self._hide(tag)
            outer, self.elements = self.elements, [_Element(name, state)]
            self.walk(tag.end(), inner.start())
            self.elements = outer
            self._hide(inner)
            at = inner.end()
        self._hide_raw(at, closing.end())

    def _hide_raw(self, start: int, end: int) -> None:
        self.replacements.append((start, blank(self.text[start:end])))
        self.regions.append((start, end))

    def _is_code(self, at: int) -> bool:
        return is_within(at, self.fences)

    def _column(self, at: int) -> int:
        """The column of a tag that begins its line; -1 if something stands before it."""
        first = max(at - MAX_INDENT, 0)
        start = max(self.text.rfind("\n", first, at), self.text.rfind("\r", first, at)) + 1
        if start == 0 and first > 0:
            return -1
        before = self.text[start:at]
        return len(before.expandtabs(CONTENT_INDENT)) if not before.strip(" \t") else -1

    def _state(self, name: str, tag: re.Match[str]) -> str:
        """How an element's content is read (md_in_html.py, `get_state`)."""
        match = _MARKDOWN.search(tag["attributes"]) if self.rules.has_markdown else None
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
        if at < self._unindented or f"/{name}" in self._unclosed:
            return
        closing = self.text.find(f"</{name}", at)
        if closing < 0:
            self._unclosed.add(f"/{name}")
            return
        for line in _INDENT.finditer(self.text, at, closing):
            if len(line.group().expandtabs(CONTENT_INDENT)) >= CONTENT_INDENT:
                self.replacements.append((line.start(), "x"))
        self._unindented = closing

    def _closing(self, opening: re.Match[str]) -> re.Match[str] | None:
        """The closing tag of an element; None without one."""
        name = opening["name"].lower()
        if name in self._unclosed:
            return None
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
                    return tag
        self._unclosed.add(name)
        return None


def fenced_ranges(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of fenced code; a fence that is never closed opens none."""
    opening: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opening is None:
            opening = fence
        elif fence["fence"] == opening["fence"] and _LINE_END.match(text, fence.end()):
            yield opening.start(), fence.end()
            opening = None


def is_within(at: int, ranges: list[tuple[int, int]]) -> bool:
    """Whether an index lies in one of the ranges, which are in order."""
    low, high = 0, len(ranges)
    while low < high:
        middle = (low + high) // 2
        if ranges[middle][1] <= at:
            low = middle + 1
        else:
            high = middle
    return low < len(ranges) and ranges[low][0] <= at


def without_overlaps(replacements: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The replacements in order, without those within an earlier one."""
    at = 0
    for start, new in sorted(replacements, key=lambda r: (r[0], -len(r[1]))):
        if start >= at:
            yield start, new
            at = start + len(new)
