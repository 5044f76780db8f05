"""Headings of a post, split into the parts from which generators make ids."""

from __future__ import annotations

import html
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

from slidescan.posts.dialect import MASK, MaskedText

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_HEADING_CHARS = 1000
"""Headings are cut off here; no real heading is longer."""

PartKind: TypeAlias = Literal[
    "text", "entity", "code", "image", "html", "break", "template", "open", "close"
]
"""A part's kind; `open` and `close` are the ends of emphasis or a link, with the element's name."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as written.

    Attributes:
        level: 1..6.
        line: Its line, 1-based.
        source: The raw Markdown of its last line, without markers and container prefixes.
        parts: Its inline content in order: text, entities as written, code, images (their alt
            texts), HTML tags, line breaks, template code.
        attributes: Attributes of an HTML heading; None for a Markdown heading.
        line_before: The line above it.
        line_after: The line below it.
        text_before: The last line above it that isn't blank.
        nested: Whether it is in a list or quote.
        template_indices: The indices of its template code among the post's pieces of such code.
        raw: Its last line, unchanged.
        notes_before: The number of references to footnotes above it.
    """

    level: int
    line: int
    source: str
    parts: tuple[tuple[PartKind, str], ...]
    attributes: Mapping[str, str] | None = None
    line_before: str = ""
    line_after: str = ""
    text_before: str = ""
    nested: bool = False
    template_indices: tuple[int, ...] = ()
    raw: str = ""
    notes_before: int = 0

    def text(self, *kinds: PartKind) -> str:
        """Joins the parts of these kinds.

        The kind `text` includes resolved entities; the kind `entity` keeps them as written.
        """
        return "".join(
            html.unescape(content) if kind == "entity" and "entity" not in kinds else content
            for kind, content in self.parts
            if kind in kinds or (kind == "entity" and "text" in kinds)
        )

    @property
    def visible_text(self) -> str:
        """The text as a reader sees it."""
        return " ".join(self.text("text", "code", "image", "break").split())


def headings_of(
    tokens: list[Token], text: str, starts: list[int], masked: MaskedText, *, nested: bool
) -> Iterator[Heading]:
    """Yields the Markdown headings of a post.

    Args:
        tokens: The post's tokens; the inline content of headings must be parsed.
        text: The post.
        starts: The index of each line's first character.
        masked: The post with its template code masked.
        nested: Whether headings in lists and quotes count.
    """
    lines = [text[a:b].rstrip("\r\n") for a, b in pairwise((*starts, len(text)))]

    def line(number: int) -> str:
        return lines[number] if 0 <= number < len(lines) else ""

    ranges = list(masked.ends.items())
    range_starts = list(masked.ends)
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open" or opening.map is None:
            continue
        if opening.level and not nested:
            continue
        first, last = opening.map
        end = starts[last] if last < len(starts) else len(text)
        indices = range(bisect_left(range_starts, starts[first]), bisect_left(range_starts, end))
        codes = [text[slice(*ranges[index])] for index in indices]
        yield Heading(
            level=int(opening.tag[1]),
            line=first + 1,
            source=_unmask(inline.content, codes).split("\n")[-1].strip(),
            parts=tuple(_parts(inline, iter(codes))),
            line_before=line(first - 1),
            line_after=line(last),
            text_before=next(filter(str.strip, map(line, range(first - 1, -1, -1))), ""),
            nested=opening.level > 0,
            template_indices=tuple(indices),
            raw=line(last - 1 if opening.markup.startswith("#") else last - 2),
        )


def _parts(inline: Token, codes: Iterator[str]) -> Iterator[tuple[PartKind, str]]:
    for child in inline.children or []:
        if child.type == "text" or child.info == "escape":
            yield from _text_parts(child.content, codes)
        elif child.type == "text_special":
            yield "entity", child.markup
        elif child.type == "code_inline":
            yield "code", _unmask(child.content, codes)
        elif child.type == "image":
            yield "image", _unmask(child.content, codes)
        elif child.type == "html_inline":
            yield "html", _unmask(child.content, codes)
        elif child.type in ("softbreak", "hardbreak"):
            yield "break", "\n"
        elif child.nesting:
            name = "autolink" if child.info == "auto" else child.tag
            yield ("open" if child.nesting > 0 else "close"), name


def _text_parts(content: str, codes: Iterator[str]) -> Iterator[tuple[PartKind, str]]:
    """Splits text at its masked template code."""
    at = 0
    while (start := content.find(MASK, at)) >= 0:
        if content[at:start]:
            yield "text", content[at:start]
        code = next(codes, "")
        yield "template", code
        at = start + max(1, len(code))
    if content[at:]:
        yield "text", content[at:]


def _unmask(content: str, codes: Iterable[str]) -> str:
    """Restores masked template code."""
    if MASK not in content:
        return content
    codes = iter(codes)
    return "".join(text for _, text in _text_parts(content, codes))
