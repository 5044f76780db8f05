"""The parser markdown-it, which finds the blocks of posts and the inline content of headings."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

_NEWLINE = re.compile(r"\r\n?|\n")
_TIGHT_HEADING = re.compile(r"(?P<hashes>#{1,6})(?P<content>.*?)#*[ \t]*$")

MAX_NESTING = 40
"""Lists and quotes are parsed up to this level of nesting."""


def line_starts(text: str) -> list[int]:
    """The index of each line's first character."""
    return [0, *(newline.end() for newline in _NEWLINE.finditer(text))]


@cache
def markdown_parser(
    *, indented_code: bool, space_after_hash: bool, html_blocks: bool = True
) -> MarkdownIt:
    """A parser with a dialect's options, which leaves inline content unparsed."""
    from markdown_it import MarkdownIt  # lazy: costs 100 ms, and a search parses no post

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    # Only headings are parsed inline, and `text_join` would merge their entities with their text.
    parser.disable(["inline", "text_join"])
    if not indented_code:
        parser.disable("code")
    if not html_blocks:
        parser.disable("html_block")
    if not space_after_hash:
        parser.block.ruler.at(
            "heading", _tight_heading, {"alt": ["paragraph", "reference", "blockquote"]}
        )
    return parser


def _tight_heading(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A block rule for headings without a space after their hashes (original Markdown)."""
    del end_line
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if state.is_code_block(start_line) or state.src[begin : begin + 1] != "#":
        return False
    match = _TIGHT_HEADING.match(state.src[begin : state.eMarks[start_line]])
    if match is None or not match["content"].strip():
        return False
    if silent:
        return True
    state.line = start_line + 1
    tag = f"h{len(match['hashes'])}"
    opening = state.push("heading_open", tag, 1)
    opening.map = [start_line, state.line]
    inline = state.push("inline", "", 0)
    inline.content = match["content"].strip()
    inline.map = [start_line, state.line]
    inline.children = []
    state.push("heading_close", tag, -1)
    return True


def normalize_label(label: str) -> str:
    """Normalises the label of a reference link as CommonMark does to compare labels."""
    from markdown_it.common.utils import normalizeReference  # lazy: markdown_it costs 100 ms

    return normalizeReference(label)
