"""The rule for plain blocks, and headings without inline syntax, give what all rules give."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slidescan.posts.markdown_parser import markdown_parser, parse_inline

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LINES = (
    "", "", "words", "  words", "   more words", "    code", "\tcode", "# Title", "## Title ##", "  # Indented", "###", "## ##", "====", "- -",
    "#tight", "> quote", "- item", "  - nested", "1. one", "12 dozen", "===", "---", "***", "```",
    "~~~", "<div>", "</div>", "<b>bold</b>", "[a]: b.png", "| a | b |", "|---|---|", "a | b",
    "--|--", "![a](b.png)", "*em*", "\u00a0words", "\ue000xx", "(see)", "{{ x }}", "\\# no",
)  # fmt: skip


def parser(*, is_commonmark: bool, plain: bool) -> MarkdownIt:
    new: MarkdownIt = markdown_parser.__wrapped__(
        indented_code=True,
        space_after_hash=is_commonmark,
        indented_headings=is_commonmark,
        empty_headings=is_commonmark,
    )
    return new if plain else new.disable("plain")


PARSERS = {
    (is_commonmark, plain): parser(is_commonmark=is_commonmark, plain=plain)
    for is_commonmark in (True, False)
    for plain in (True, False)
}


def blocks(tokens: list[Token]) -> list[tuple[object, ...]]:
    """What is used of the tokens of a post."""
    headings = [
        (heading.tag, heading.level, heading.markup, inline.content, inline.map)
        for heading, inline in pairwise(tokens)
        if heading.type == "heading_open"
    ]
    leaves = [(t.type, t.map) for t in tokens if t.type in ("inline", "html_block")]
    return [*headings, *leaves]


@pytest.mark.parametrize("is_commonmark", [True, False])
@given(lines=st.lists(st.sampled_from(LINES), max_size=12), ends_with_newline=st.booleans())
def test_plain_blocks(*, is_commonmark: bool, lines: list[str], ends_with_newline: bool) -> None:
    text = "\n".join(lines) + "\n" * ends_with_newline
    fast, slow = PARSERS[is_commonmark, True], PARSERS[is_commonmark, False]
    fast_env: dict[str, object] = {}
    slow_env: dict[str, object] = {}
    assert blocks(fast.parse(text, fast_env)) == blocks(slow.parse(text, slow_env))
    assert fast_env == slow_env


@given(text=st.text(st.sampled_from("ab #:!?=+-(){}|.'\"é…/@\\`*_~[]<&;\n"), max_size=30))
def test_inline_content_of_headings(text: str) -> None:
    whole = PARSERS[True, False]
    content = " ".join(text.split(" ")).strip()
    (inline,) = [t for t in whole.parse("x") if t.type == "inline"]
    inline.content = content
    expected: list[Token] = []
    whole.inline.parse(content, whole, {}, expected)
    parse_inline(whole, inline, {})
    assert [t.as_dict() for t in inline.children or []] == [t.as_dict() for t in expected]


@pytest.mark.parametrize(
    ("text", "options", "titles"),
    [
        ("# A\n ## B\n", {}, ["A", "B"]),
        ("# A\n ## B\n", {"indented_headings": False}, ["A"]),
        ("- # A\n\n  ## B\n", {"indented_headings": False}, ["A", "B"]),
        ("one\ntwo\n---\n", {}, ["one\ntwo"]),
        ("one\ntwo\n---\n", {"indented_headings": False}, []),
        ("one\n---\n", {"indented_headings": False}, ["one"]),
        ("one\n-\n", {"indented_headings": False}, ["one"]),
        ("###\n\n## ##\n", {}, ["", ""]),
        ("###\n\n## ##\n", {"empty_headings": False}, []),
    ],
)
def test_headings_of_original_markdown(
    text: str, options: dict[str, bool], titles: list[str]
) -> None:
    tokens = markdown_parser(indented_code=True, space_after_hash=True, **options).parse(text)
    found = [i.content for h, i in pairwise(tokens) if h.type == "heading_open"]
    assert found == titles
