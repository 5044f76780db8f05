"""Long descriptions show any text as it is; markup in it has no effect."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from slidescan.alt.escape import escaped_html, escaped_markdown, readable_markdown

cmarkgfm = pytest.importorskip("cmarkgfm")
from cmarkgfm.cmark import Options  # noqa: E402 - only where it is installed

MARKS = (
    "- a", "1. b", "# c", "> d", "&amp;", "&#65;", "<b>", "*x*", "__y__", "`z`", "[l](u)", "![i](j)",
    "~~s~~", "https://example.org", "www.example.org", "a@b.org", "\\", "|", "+ e", "===", "---",
    "{{ t }}", "{% r %}", "$m$", "==h==", ":smile:", "::d", "[^f]", "***", "1) g", "```", "~~~",
)  # fmt: skip
TEXTS = st.sampled_from(MARKS) | st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
)
PHRASES = st.lists(TEXTS, min_size=1, max_size=4).map(" ".join)


def shown(source: str) -> str:
    page = cmarkgfm.github_flavored_markdown_to_html(source, Options.CMARK_OPT_UNSAFE)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", page)).split())


@settings(max_examples=400)
@given(PHRASES)
@example("- - a")
@example("www.example.org/a_b_c")
@example("a\\")
def test_markdown_shows_the_text_as_it_is(phrase: str) -> None:
    wanted = " ".join(phrase.split())
    for escape in (escaped_markdown, readable_markdown):
        assert shown(escape(wanted)) == wanted
        assert shown(f"- {escape(wanted)}\n- x") == f"{wanted} x"
        assert shown(f"> {escape(wanted)}") == wanted
        assert shown(f"## {escape(wanted)}") == wanted
        assert shown(f"| {escape(wanted)} | b |\n|---|---|") == f"{wanted} b"


@settings(max_examples=400)
@given(PHRASES)
@example("{{ x }} {% y %} <% z %> {{< w >}} {#")
def test_readable_markdown_starts_no_template(phrase: str) -> None:
    written = readable_markdown(phrase)
    for mark in ("{{", "{%", "{#", "<%", "%}"):
        assert mark not in written


@settings(max_examples=400)
@given(PHRASES)
def test_html_shows_the_text_as_it_is(phrase: str) -> None:
    wanted = " ".join(phrase.split())
    page = shown(f"<details><summary>s</summary>\n<p>{escaped_html(wanted)}</p>\n</details>")
    assert page == " ".join(f"s {wanted}".split())
