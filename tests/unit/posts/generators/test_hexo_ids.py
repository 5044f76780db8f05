"""Heading ids of Hexo's renderers."""

from __future__ import annotations

import pytest

from slidescan.posts.generators.hexo_ids import hexo_markdown_it_plus_ids
from slidescan.posts.markdown import parse


def test_ids_of_markdown_it_plus() -> None:
    # The headings and their ids in hexo-renderer-markdown-it-plus 1.0.6.
    expected = {
        "One": "one", "one": "one-2", "Größe & Maß": "größe-maß", "`code` x": "code-x",
        "A -- B": "a-b", "a--b": "ab", "What's \"new\"?": "whats-new",
        "第一章：开始、继续": "第一章开始-继续", "한글 제목": "한글-제목",
        "[link text](http://e.org) more": "link-text", "text [link](x) more": "text-link-more",
        "C++ (c) 2024": "c-2024", "~a~ b_c": "a-b_c", "1. Numbered 1.2": "1-numbered-12",
        "<b>x</b> y": "bxb-y", "![alt](a.png) z": "alt-z", "**bold** *it*": "bold-it",
        "a😀b": "ab-2", "日本語。テスト": "日本語-テスト", "Ⅳ ﬁ": "iv-fi", "a/b:c": "abc",
        "a...b": "ab-3", "x^2^": "x2",
    }  # fmt: skip
    text = "\n\n".join(f"## {heading}" for heading in expected)
    headings = parse(text).headings
    ids = hexo_markdown_it_plus_ids(headings, {})
    assert [each.value for each in ids] == list(expected.values())
    plugin = {"name": "markdown-it-toc-and-anchor", "enable": False}
    off = hexo_markdown_it_plus_ids(headings[:1], {"plugins": [{"plugin": plugin}]})
    assert [each.value for each in off] == [None]


@pytest.mark.parametrize("plugins", [True, 3, "a", {"a": 1}, ["a", {"plugin": 3}], None])
def test_options_of_another_type_count_as_none(plugins: object) -> None:
    (only,) = hexo_markdown_it_plus_ids(parse("## One").headings, {"plugins": plugins})
    assert only.value == "one"
