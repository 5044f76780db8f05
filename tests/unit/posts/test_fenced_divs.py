"""Fenced divs: their fences, titles of callouts and names of tabs are no headings."""

from __future__ import annotations

import pytest

from slidescan.posts.dialect import QUARTO
from slidescan.posts.markdown import parse
from slidescan.posts.references.scanner import scan


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("## A\n\n::: {.callout-note}\n## Title\n\n## Real\n:::\n\n## B\n", ["A", "Real", "B"]),
        ("::: {.callout-tip}\n\nText\n\n## Real\n:::\n", ["Real"]),
        (
            "::: {.panel-tabset}\n## One\n\n### Below\n\n## Two\n\n:::\n\n## After\n",
            ["Below", "After"],
        ),
        ("::::: {.x}\n::: {.panel-tabset}\n# T\n:::\n# A\n:::::\n\n# B\n", ["A", "B"]),
        ("Text\n## No heading\n\n## A heading\n## Another\n", ["A heading", "Another"]),
        ("```\n::: {.callout-note}\n```\n## A\n", ["A"]),
        ("::: {.callout-note\n\n## A\n", ["A"]),
        (":::\n:::\n## A\n", ["A"]),
        ("<div>\n\n## A\n</div>\n", ["A"]),
        ("<!--\n\n## No\n\n-->\n\n## A\n", ["A"]),
        ("<script>\n## No\n\n## No\n</script>\n\n## A\n", ["A"]),
        ("<!-- unclosed\n\n## A\n", ["A"]),
    ],
)
def test_headings_that_quarto_renders_as_headings(text: str, headings: list[str]) -> None:
    assert [h.visible_text for h in parse(text, 0, QUARTO).headings] == headings


def test_images_in_elements_and_definitions_are_found() -> None:
    text = "<a>\n![A](a.png)\n</a>\n\nTerm\n\n:   Text\n\n    ![B](b.png)\n\n<!-- ![C](c.png) -->\n"
    found = scan(text, parse(text, 0, QUARTO)).references
    assert [reference.target for reference in found] == ["a.png", "b.png"]


def test_unclosed_comments_take_linear_time() -> None:
    assert parse("<!-- a\n" * 20_000, 0, QUARTO).headings == ()


def test_a_fence_ends_the_paragraph_of_an_image() -> None:
    text = "::: {layout-ncol=2}\n![A](a.png)\n\n![B](b.png)\n:::\n"
    blocks = parse(text, 0, QUARTO).leaf_blocks
    assert [text[b.start : b.end].strip() for b in blocks] == ["![A](a.png)", "![B](b.png)"]
