"""The parser markdown-it, which finds the blocks of posts and the inline content of headings."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeAlias

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token
    from markdown_it.utils import EnvType

    BlockRule: TypeAlias = Callable[[StateBlock, int, int, bool], bool]

_NEWLINE = re.compile(r"\r\n?|\n")
_TIGHT_HEADING = re.compile(r"(?P<hashes>#{1,6})(?P<content>.*?)#*[ \t]*$")
_INLINE_SYNTAX = re.compile(r"[\\`*_~\[\]!<&\n]")
"""What can begin anything but text."""

_ENDS_AT_ITS_TAG = re.compile(
    r"\s*<(?:(?:script|pre|style|textarea)(?=\s|>|$)|!--|\?|![A-Z]|!\[CDATA\[)", re.IGNORECASE
)
"""The beginning of a block of HTML that no blank line ends (CommonMark, section 4.6)."""

MAX_NESTING = 40
"""Lists and quotes are parsed up to this level of nesting."""

MAX_PLAIN_INDENT = 3
"""Lines with more spaces before their text can be code."""

_BLOCK_STARTS = frozenset(" \t#>`~*+-_=<[|:0123456789")
"""What can begin a line that isn't plain text of a paragraph, or that ends one."""


def line_starts(text: str) -> list[int]:
    """The index of each line's first character."""
    return [0, *(newline.end() for newline in _NEWLINE.finditer(text))]


@cache
def markdown_parser(
    *,
    indented_code: bool,
    space_after_hash: bool,
    html_blocks: bool = True,
    indented_headings: bool = True,
    empty_headings: bool = True,
    spaces_end_html: bool = True,
    opens_paragraphs: bool = False,
) -> MarkdownIt:
    """A parser with a dialect's options, which leaves inline content unparsed.

    Args:
        indented_code: As in `Dialect`.
        space_after_hash: As in `Dialect`.
        html_blocks: As in `Dialect`.
        indented_headings: As in `Dialect`.
        empty_headings: As in `Dialect`.
        spaces_end_html: As in `Dialect`.
        opens_paragraphs: Whether all paragraphs have their opening and closing tokens, which takes
            longer.
    """
    from markdown_it import MarkdownIt  # lazy: costs 100 ms, and a search parses no post
    from markdown_it.rules_block import heading, html_block, lheading  # lazy: as above

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    # Only headings are parsed inline, and `text_join` would merge their entities with their text.
    parser.disable(["inline", "text_join"])
    if not indented_code:
        parser.disable("code")
    if not html_blocks:
        parser.disable("html_block")
    if not spaces_end_html:
        html_rule = _until_empty_line(html_block)
        parser.block.ruler.at(
            "html_block", html_rule, {"alt": ["paragraph", "reference", "blockquote"]}
        )
    rule = _heading_rule(
        heading if space_after_hash else _tight_heading,
        can_be_indented=indented_headings,
        can_be_empty=empty_headings,
    )
    parser.block.ruler.at("heading", rule, {"alt": ["paragraph", "reference", "blockquote"]})
    if not indented_headings:
        parser.block.ruler.at("lheading", _underlined_rule(lheading))
    if not opens_paragraphs:
        parser.block.ruler.before("table", "plain", _plain_rule(rule))
    return parser


def _heading_rule(rule: BlockRule, *, can_be_indented: bool, can_be_empty: bool) -> BlockRule:
    """The rule for headings with hashes, without those that original Markdown doesn't read."""
    if can_be_indented and can_be_empty:
        return rule

    def heading(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if not can_be_indented and state.sCount[start_line] > state.blkIndent:
            return False
        begin = state.bMarks[start_line] + state.tShift[start_line]
        if not can_be_empty and not state.src[begin : state.eMarks[start_line]].strip("# \t"):
            return False
        return rule(state, start_line, end_line, silent)

    return heading


def _until_empty_line(rule: BlockRule) -> BlockRule:
    """The rule for blocks of HTML that a line of spaces doesn't end."""

    def html_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if not rule(state, start_line, end_line, silent):
            return False
        line = state.line
        if silent or _ENDS_AT_ITS_TAG.match(state.getLines(start_line, line, 0, False)):
            return True
        while line < end_line and state.bMarks[line] < state.eMarks[line]:
            line += 1
        state.line = line
        token = state.tokens[-1]
        token.map, token.content = [start_line, line], state.getLines(start_line, line, 0, True)
        return True

    return html_block


def _underlined_rule(rule: BlockRule) -> BlockRule:
    """The rule for underlined headings of one line."""

    def heading(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        below = start_line + 1
        if below >= end_line:
            return False
        line = state.src[state.bMarks[below] + state.tShift[below] : state.eMarks[below]]
        is_underline = bool(line) and not line.strip().strip(line[0]) and line[0] in "=-"
        return is_underline and rule(state, start_line, end_line, silent)

    return heading


def _plain_rule(heading: BlockRule) -> BlockRule:
    """A block rule for most blocks of most posts, so that no other rule needs to be tried there.

    It covers headings with a blank line below them, and paragraphs of which no line begins with a
    character that can begin another block. Of a paragraph, only the lines of its inline content
    are recorded, which is all that is used of it.

    Args:
        heading: The rule for headings.
    """

    def plain(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if silent or state.level or state.blkIndent:
            return False
        starts, shifts, ends = state.bMarks, state.tShift, state.eMarks
        line, end_line = start_line, state.lineMax
        while line < end_line and (at := starts[line] + shifts[line]) < ends[line]:
            if state.sCount[line] > MAX_PLAIN_INDENT:
                return False
            if state.src[at] in _BLOCK_STARTS:
                after = line + 1
                is_alone = after == end_line or starts[after] + shifts[after] >= ends[after]
                is_heading = line == start_line and state.src[at] == "#" and is_alone
                return is_heading and heading(state, start_line, end_line, silent)
            line += 1
        state.line = line
        inline = state.push("inline", "", 0)
        inline.map = [start_line, line]
        inline.children = []
        return True

    return plain


def _tight_heading(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A block rule for headings without a space after their hashes (original Markdown)."""
    del end_line
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if state.is_code_block(start_line) or state.src[begin : begin + 1] != "#":
        return False
    match = _TIGHT_HEADING.match(state.src[begin : state.eMarks[start_line]])
    if match is None:
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


def parse_inline(parser: MarkdownIt, inline: Token, env: EnvType) -> None:
    """Parses the inline content of a heading into `inline.children`."""
    from markdown_it.token import Token  # lazy: markdown_it costs 100 ms

    inline.children = []
    if _INLINE_SYNTAX.search(inline.content):
        parser.inline.parse(inline.content, parser, env, inline.children)
    elif inline.content:
        inline.children.append(Token("text", "", 0, content=inline.content))


def normalize_label(label: str) -> str:
    """Normalises the label of a reference link as CommonMark does to compare labels."""
    from markdown_it.common.utils import normalizeReference  # lazy: markdown_it costs 100 ms

    return normalizeReference(label)
