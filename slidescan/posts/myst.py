"""MyST's directives: containers of Markdown, images, and included files.

A directive is a fence of backticks, tildes or colons whose info string begins with a name in
braces. Source: the MyST-Parser documentation, "Roles and Directives".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from slidescan.posts.containers import OpenedText, blank, replaced

MAX_DIRECTIVE_DEPTH = 8
"""Directives are opened up to this level of nesting."""

IMAGE_DIRECTIVES = frozenset({"image", "figure"})
"""Directives whose argument is an image."""

IMAGE_OPTIONS = frozenset({"img-top", "img-bottom", "img-background"})
"""Options of sphinx-design's cards that hold an image."""

RST_DIRECTIVE = "eval-rst"
"""The directive whose content is reStructuredText."""

INCLUDE_DIRECTIVE = "include"
"""The directive that includes a file."""

_LITERAL = frozenset(
    {
        "code", "code-block", "code-cell", "sourcecode", "literalinclude", "parsed-literal",
        "math", "raw", "mermaid", "graphviz", "digraph", "graph", "uml", "plantuml", "toctree",
        "csv-table", "doctest", "testcode", "testsetup", "testcleanup", "testoutput",
        "productionlist", "autosummary", "jupyter-execute", "bibliography", "iframe", "video",
        "youtube", INCLUDE_DIRECTIVE, RST_DIRECTIVE,
    }
)  # fmt: skip
"""Directives whose content isn't Markdown; all others hold Markdown."""

_HINT = re.compile(r"(?:`{3}|~{3}|:{3})[ \t]*\{")
_FENCE = re.compile(
    r"(?P<prefix>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<fence>`{3,}|~{3,}|:{3,})"
    r"(?P<info>[^\r\n]*)"
)
_INFO = re.compile(r"[ \t]*\{(?P<name>[^}\s]+)\}[ \t]*(?P<argument>.*)")
_OPTION = re.compile(r"[ \t>]*:(?P<key>[\w-]+):[ \t]*(?P<value>[^\r\n]*)")
_YAML_FENCE = re.compile(r"[ \t>]*---[ \t]*$")
_HEADING_MARKER = re.compile(r"[ \t>]*(?P<hashes>#{1,6})(?=[ \t])")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive of a text.

    Attributes:
        name: Its name.
        argument: The rest of its first line.
        options: Its options by name.
        start: Index of its first line.
        content: Index of the first line after its options.
        end: Index after its last line, without its line end.
        indent: The number of characters before its fence.
    """

    name: str
    argument: str
    options: Mapping[str, str]
    start: int
    content: int
    end: int
    indent: int


def open_directives(text: str) -> OpenedText:
    """Opens the directives that hold Markdown; their headings are no sections of the page."""
    scan = _scan(text)
    if scan is None:
        return OpenedText(text)
    return OpenedText(replaced(text, scan.replacements), tuple(sorted(scan.blocks)))


def include_directives(text: str) -> Sequence[Directive]:
    """The directives that include a file as Markdown."""
    if INCLUDE_DIRECTIVE not in text:
        return ()
    scan = _scan(text)
    return scan.includes if scan else ()


def _scan(text: str) -> _Scan | None:
    if _HINT.search(text) is None:
        return None
    lines = [match.span() for match in _LINE.finditer(text) if match.group()]
    scan = _Scan(text, lines)
    scan.walk(0, len(lines), 0)
    return scan


@dataclass(slots=True)
class _Scan:
    """A scan for directives.

    Attributes:
        text: The text.
        lines: Start and end of each line.
        replacements: What to write over the text.
        blocks: Start and end of each directive that can show an image itself.
        includes: Directives that include a file.
    """

    text: str
    lines: Sequence[tuple[int, int]]
    replacements: list[tuple[int, str]] = field(default_factory=list)
    blocks: list[tuple[int, int]] = field(default_factory=list)
    includes: list[Directive] = field(default_factory=list)

    def line(self, number: int) -> str:
        start, end = self.lines[number]
        return self.text[start:end].rstrip("\r\n")

    def blank(self, start: int, end: int) -> None:
        if start < end:
            self.replacements.append((start, blank(self.text[start:end])))

    def walk(self, first: int, last: int, depth: int) -> None:
        """Opens the directives among some lines."""
        number = first
        while number < last:
            line = self.line(number)
            opening = _FENCE.match(line)
            info = _INFO.match(opening["info"]) if opening else None
            is_code = opening is not None and opening["fence"][0] != ":"
            if opening is None or (info is None and not is_code):
                heading = _HEADING_MARKER.match(line) if depth else None
                if heading:
                    start = self.lines[number][0] + heading.start("hashes")
                    self.blank(start, start + len(heading["hashes"]))
                number += 1
                continue
            closing = self._closing(opening["fence"], number + 1, last)
            if info is not None and depth < MAX_DIRECTIVE_DEPTH:
                is_closed = closing < last
                self._directive(opening, info, number, closing, depth, is_closed=is_closed)
            number = closing + 1

    def _closing(self, fence: str, first: int, last: int) -> int:
        """The line that closes a fence; the one after the last if none does."""
        for number in range(first, last):
            bare = self.line(number).lstrip(" \t>").rstrip()
            if len(bare) >= len(fence) and not bare.strip(fence[0]):
                return number
        return last

    def _directive(
        self,
        opening: re.Match[str],
        info: re.Match[str],
        number: int,
        closing: int,
        depth: int,
        *,
        is_closed: bool,
    ) -> None:
        name = info["name"]
        options, content = self._options(number + 1, closing)
        start, end = self.lines[number][0], self.lines[closing if is_closed else closing - 1][1]
        content_start = self.lines[content][0] if content < len(self.lines) else len(self.text)
        if name == INCLUDE_DIRECTIVE:
            argument = info["argument"].strip()
            end -= len(self.text[start:end]) - len(self.text[start:end].rstrip("\r\n"))
            indent = opening.start("fence")
            self.includes.append(
                Directive(name, argument, options, start, content_start, end, indent)
            )
        if name in IMAGE_DIRECTIVES or options.keys() & IMAGE_OPTIONS:
            self.blocks.append((start, content_start))
        if name == RST_DIRECTIVE:
            self.blocks.append((start, end))
        if name in _LITERAL:
            if opening["fence"][0] == ":":
                self._as_code(opening, number, closing if is_closed else None)
            return
        self.blank(start + opening.start("fence"), content_start)
        if is_closed:
            self.blank(*self.lines[closing])
        self.walk(content, closing, depth + 1)

    def _as_code(self, opening: re.Match[str], number: int, closing: int | None) -> None:
        """Writes backticks over colons, so that the parser takes the content for code."""
        length = len(opening["fence"])
        self.replacements.append((self.lines[number][0] + opening.start("fence"), "`" * length))
        if closing is not None:
            start = self.lines[closing][0] + self.line(closing).index(":")
            self.replacements.append((start, "`" * self.line(closing).count(":")))

    def _options(self, first: int, last: int) -> tuple[dict[str, str], int]:
        """The options after a directive's first line, and the first line after them."""
        options: dict[str, str] = {}
        number = first
        if number < last and _YAML_FENCE.match(self.line(number)):
            for end in range(number + 1, last):
                if _YAML_FENCE.match(self.line(end)):
                    for line in range(number + 1, end):
                        key, separator, value = self.line(line).partition(":")
                        if separator:
                            options[key.strip(" \t>")] = value.strip().strip("\"'")
                    return options, end + 1
        while number < last and (option := _OPTION.match(self.line(number))):
            options[option["key"]] = option["value"].strip()
            number += 1
        return options, number
