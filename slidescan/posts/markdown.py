"""Blocks of a post: its headings, and the leaf blocks that can hold images.

markdown-it-py gives only the lines of a block, not its characters, so `references` scans the lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from slidescan.posts.containers import OpenedText
from slidescan.posts.dialect import COMMONMARK, MASK, Dialect, MaskedText
from slidescan.posts.footnotes import Footnote, footnotes_of, open_footnotes
from slidescan.posts.headings import MAX_HEADING_CHARS, Heading, headings_of
from slidescan.posts.markdown_parser import (
    line_starts,
    markdown_parser,
    normalize_label,
    parse_inline,
)

_ENCODED_MASK = "%EE%80%80"
"""`MASK` as markdown-it encodes it in addresses."""

_TEMPLATED_DEFINITION = re.compile(
    rf"^[ >]{{0,6}}\[([^\]]+)\]:[ \t]*([^\s{MASK}]*{MASK}\S*)", re.MULTILINE
)


_DEFINITION = re.compile(r"^( {0,3}):(?=[ \t]{1,3}\S)", re.MULTILINE)
"""The beginning of a definition, whose content is indented as that of a list item."""


class LeafBlock(NamedTuple):
    """The characters from `start` to `end`, which hold inline text, a table's row or raw HTML."""

    start: int
    end: int
    html: bool
    in_table: bool = False


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a post.

    Attributes:
        headings: Markdown headings in order. `references` finds headings written as HTML.
        leaf_blocks: The leaf blocks in order.
        definitions: Addresses of reference links by their normalised label.
        line_starts: The index of each line's first character.
        masked: The post with its template code masked.
        dialect: The dialect used to parse the post.
        footnotes: The footnotes that it defines, in order.
    """

    headings: tuple[Heading, ...]
    leaf_blocks: tuple[LeafBlock, ...]
    definitions: Mapping[str, str]
    line_starts: tuple[int, ...]
    masked: MaskedText
    dialect: Dialect = field(default=COMMONMARK)
    footnotes: tuple[Footnote, ...] = ()

    def line_at(self, index: int) -> int:
        """The 1-based line of a character."""
        return line_at(self.line_starts, index)


def line_at(starts: Sequence[int], index: int) -> int:
    """The 1-based line of a character, by the index of each line's first character."""
    return bisect_right(starts, index)


def parse(text: str, body: int = 0, dialect: Dialect = COMMONMARK) -> Blocks:
    """Finds the blocks of a post.

    Args:
        text: The post with its front matter and its line ends.
        body: The index where the front matter ends; no block begins before it.
        dialect: How the generator reads Markdown.
    """
    starts = line_starts(text)
    masked = dialect.mask(text, body)
    opened = dialect.opener(masked.text) if dialect.opener else OpenedText(masked.text)
    notes = footnotes_of(masked.text) if dialect.footnotes is not None else ()
    masked = MaskedText(opened.scanned or opened.text, masked.ends)
    if notes:
        opened = replace(opened, text=open_footnotes(opened.text, notes))
    if dialect.definition_lists and ":" in opened.text:
        opened = replace(opened, text=_DEFINITION.sub(r"\1-", opened.text))
    env: dict[str, dict[str, dict[str, object]]] = {}
    parser = markdown_parser(
        indented_code=dialect.indented_code,
        space_after_hash=dialect.space_after_hash,
        html_blocks=dialect.html_blocks,
        indented_headings=dialect.indented_headings,
        empty_headings=dialect.empty_headings,
        spaces_end_html=dialect.spaces_end_html,
    )
    tokens = parser.parse(opened.text, env)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            inline.content = inline.content[:MAX_HEADING_CHARS]
            parse_inline(parser, inline, env)
    definitions = {
        label: str(definition["href"]) for label, definition in env.get("references", {}).items()
    }
    if any(_ENCODED_MASK in address for address in definitions.values()):
        definitions |= _templated_definitions(text, masked)
    ends = [*starts[1:], len(text)]
    # A set, because each cell of a table row yields the lines of the row.
    leaf_blocks = {
        LeafBlock(
            starts[token.map[0]],
            ends[min(token.map[1], len(starts)) - 1],
            token.type == "html_block",
            opening is not None and opening.type in ("th_open", "td_open"),
        )
        for opening, token in zip((None, *tokens), tokens, strict=False)
        if token.type in ("inline", "html_block") and token.map
    }
    leaf_blocks |= {LeafBlock(start, end, html=True) for start, end in opened.blocks}
    return Blocks(
        headings=tuple(headings_of(tokens, text, starts, masked, nested=dialect.nested_headings)),
        leaf_blocks=tuple(sorted(leaf_blocks)),
        definitions=definitions,
        line_starts=tuple(starts),
        masked=masked,
        dialect=dialect,
        footnotes=notes,
    )


def html_blocks(text: str, body: int, dialect: Dialect) -> Blocks:
    """The one block of a post in HTML, in which Markdown has no meaning.

    Args:
        text: The post with its front matter.
        body: The index where the front matter ends.
        dialect: How the generator reads template code in it.
    """
    masked = dialect.mask(text, body)
    block = LeafBlock(body, len(text), html=True)
    starts = tuple(line_starts(text))
    html = replace(dialect, raw_html=True, loose_tags=True)
    return Blocks((), (block,), {}, starts, masked, html)


def _templated_definitions(text: str, masked: MaskedText) -> dict[str, str]:
    """The addresses of reference links that contain template code, as written."""
    return {
        normalize_label(match[1]): text[match.start(2) : match.end(2)]
        for match in _TEMPLATED_DEFINITION.finditer(masked.text)
    }
