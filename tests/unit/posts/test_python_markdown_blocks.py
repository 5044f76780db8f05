"""Blocks that Python-Markdown reads otherwise than CommonMark."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from slidescan.posts import markdown
from slidescan.posts.dialect import python_markdown_dialect
from slidescan.posts.references.scanner import scan

ALL = ("admonition", "pymdownx.details", "pymdownx.tabbed", "extra")


def images(text: str, extensions: Sequence[str] = ALL) -> list[str]:
    dialect = python_markdown_dialect(extensions)
    return [m.target for m in scan(text, markdown.parse(text, 0, dialect)).references]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!!! note\n\n    ![x](a.png)", ["a.png"]),
        ("!!!note\n    ![x](a.png)", ["a.png"]),
        ('???+ tip "T"\n\n    ![x](a.png)\n\n        ![code](b.png)', ["a.png"]),
        ('=== "T"\n\n    ![x](a.png)\n\n    ```\n    ![code](b.png)\n    ```', ["a.png"]),
        ("Title\n===\n\n    ![code](a.png)", []),
        ("Term\n:   ![x](a.png)\n\n    ![y](b.png)", ["a.png", "b.png"]),
        ("[^1]:\n    ![x](a.png)\n\n    ![y](b.png)", ["a.png", "b.png"]),
        ("- item\n\n    !!! note\n\n        ![x](a.png)", ["a.png"]),
        ("- item\n\n      ![x](a.png)", ["a.png"]),
        ("1. A few words\n\n    ![x](a.png)", ["a.png"]),
        ("- It is so\n\n    ![x](a.png)\n\n- I see\n\n    ![y](b.png)", ["a.png", "b.png"]),
        ("9. é x\n\n    ![x](a.png)\n\n        ![code](b.png)", ["a.png"]),
        ("    ![code](a.png)", []),
        ("```\n!!! note\n\n    ![code](a.png)\n```", []),
        ("<figure markdown>\n  ![x](a.png)\n</figure>", ["a.png"]),
        ("<p markdown>\n    ![x](a.png)\n</p>", ["a.png"]),
        ('<div class="a" markdown="1">![x](a.png)</div>\n![y](b.png)', ["a.png", "b.png"]),
        ("<div markdown>\n<div>\n![raw](a.png)\n</div>\n![y](b.png)\n</div>", ["b.png"]),
        ("<div>\n\n![raw](a.png)\n\n<img src='b.png'></div>\n\n![y](c.png)", ["b.png", "c.png"]),
        ("<div markdown='0'>\n![raw](a.png)\n</div>", []),
        ("<br>\n![x](a.png)", ["a.png"]),
        ("<div>\n<!-- </div> -->\n\n![raw](a.png)\n</div>", []),
        ("<div>\n\n![x](a.png)", ["a.png"]),
    ],
)  # fmt: skip
def test_images_of_blocks(text: str, expected: list[str]) -> None:
    assert images(text) == expected
    assert images(text.replace("\n", "\r\n")) == expected


def test_extensions_that_are_off_open_nothing() -> None:
    assert images("!!! note\n\n    ![x](a.png)", ()) == []
    assert images("<div markdown>\n![x](a.png)\n</div>", ()) == []


def test_headings_of_blocks_count() -> None:
    text = "!!! note\n\n    ## One\n\n<div markdown>\n## Two\n</div>\n\n<div>\n\n## Raw\n\n</div>\n"
    headings = markdown.parse(text, 0, python_markdown_dialect(ALL)).headings
    assert [(h.visible_text, h.line) for h in headings] == [("One", 3), ("Two", 6)]


@pytest.mark.parametrize(
    "text",
    ["<p markdown>\n    x\n" * 30_000, "<div>\n" * 50_000, "<p markdown>\n    x\n" * 9000 + "</p>",
     "!!! note\n\n    " * 20_000, "<div>\n\n</div>\n" * 20_000],
)  # fmt: skip
def test_long_texts_end(text: str) -> None:
    dialect = python_markdown_dialect(ALL)
    assert dialect.opener is not None
    assert len(dialect.opener(text).text) == len(text)
