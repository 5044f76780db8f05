"""A post's blocks: its headings, and the stretches of source in which images can stand.

Block structure comes from markdown-it-py, which knows lines; what stands inside a line, to the
byte, is found by `images`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_NEWLINE = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as written.

    Attributes:
        level: 1..6.
        line: 1-based.
        source: Raw Markdown of its last line, markers and container prefixes removed.
        text: As a reader sees it.
    """

    level: int
    line: int
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of the source from `start` to `end` that hold inline text or raw HTML."""

    start: int
    end: int
    html: bool


@dataclass(frozen=True, slots=True)
class Blocks:
    """What `parse` finds.

    Attributes:
        headings: In order.
        stretches: In order, not overlapping.
        definitions: Addresses of reference-style links by their normalised label.
        lines: Index of each line's first character.
    """

    headings: tuple[Heading, ...]
    stretches: tuple[Stretch, ...]
    definitions: Mapping[str, str]
    lines: tuple[int, ...]

    def line_at(self, index: int) -> int:
        """The 1-based line of a character."""
        return bisect_right(self.lines, index)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])


def parse(text: str, body: int = 0) -> Blocks:
    """Find the blocks of a post.

    Args:
        text: The post, whole, line ends as they are.
        body: Index where its front matter ends; what is before holds no blocks.
    """
    starts = [0, *(m.end() for m in _NEWLINE.finditer(text))]
    lines = tuple(starts)
    # Front matter is blanked, line by line, so that line numbers hold.
    blank = "".join(_NEWLINE.findall(text[:body]))
    env: dict[str, dict[str, dict[str, object]]] = {}
    tokens = _parser().parse(blank + _veiled(text[body:]), env)
    definitions = {label: str(found["href"]) for label, found in env.get("references", {}).items()}
    ends = [*starts[1:], len(text)]

    def stretch(first: int, last: int, *, html: bool) -> Stretch:
        return Stretch(starts[first], ends[min(last, len(starts)) - 1], html)

    stretches = [
        stretch(token.map[0], token.map[1], html=token.type == "html_block")
        for token in tokens
        if token.type in ("inline", "html_block") and token.map
    ]
    # Cells of a table row all give the row's line: once is enough.
    unique = sorted(set(stretches), key=lambda s: (s.start, s.end))
    return Blocks(tuple(_headings(tokens, text, starts)), tuple(unique), definitions, lines)


_SHORTCODE = re.compile(r"\{\{[<%].*?[>%]\}\}", re.DOTALL)
_VEIL = "x"


def _veiled(text: str) -> str:
    """`text` with shortcodes covered, as Hugo does before it reads Markdown.

    What stands in a shortcode must not open HTML or a heading. Length and line ends stay.
    """
    if "{{" not in text:
        return text
    return _SHORTCODE.sub(lambda m: re.sub(r"[^\r\n]", _VEIL, m.group()), text)


@dataclass(frozen=True, slots=True)
class Shortcodes:
    """The shortcodes of a page, as Hugo hides them from Markdown by their number."""

    numbers: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, text: str) -> Shortcodes:
        """Number the shortcodes of a post."""
        found: dict[str, list[int]] = {}
        if "{{" in text:
            for number, shortcode in enumerate(_SHORTCODE.finditer(text)):
                found.setdefault(shortcode.group(), []).append(number)
        return cls({code: tuple(numbers) for code, numbers in found.items()})

    def hidden(self, source: str) -> str:
        """A heading's source as goldmark sees it: `{{< … >}}` replaced by Hugo's placeholder.

        Repeated shortcodes take the first's number: exact for those that stand once.
        """

        def placeholder(found: re.Match[str]) -> str:
            code = found.group()
            number = self.numbers.get(code, (0,))[0]
            return f"HAHAHUGOSHORTCODEs{number}HBHB" if code.startswith("{{<") else ""

        return _SHORTCODE.sub(placeholder, source) if "{{" in source else source


def _headings(tokens: list[Token], text: str, starts: list[int]) -> Iterator[Heading]:
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open" or opening.map is None:
            continue
        first = opening.map[0]
        source = _unveiled(inline.content, text, starts, opening.map[0], opening.map[1])
        yield Heading(
            level=int(opening.tag[1]),
            line=first + 1,
            source=source.split("\n")[-1].strip(),
            text=_visible(inline, source),
        )


def _unveiled(content: str, text: str, starts: list[int], first: int, last: int) -> str:
    """The heading's own source where a shortcode in it was covered."""
    end = starts[last] if last < len(starts) else len(text)
    raw = text[starts[first] : end]
    for found in _SHORTCODE.finditer(raw):
        content = content.replace(_VEIL * len(found.group()), found.group(), 1)
    return content


def _visible(inline: Token, source: str) -> str:
    if "{{" in source:
        return " ".join(_SHORTCODE.sub("", source).split())
    parts = []
    for child in inline.children or []:
        if child.type in ("text", "code_inline") or child.type == "image":
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return " ".join("".join(parts).split())
