"""HTML as kramdown reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slidescan.posts import markdown
from slidescan.posts.dialect import LIQUID
from slidescan.posts.kramdown_blocks import open_kramdown_html
from slidescan.posts.references.scanner import scan

JEKYLL = replace(LIQUID, opener=open_kramdown_html)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<div>\n\n![raw](a.png)\n\n</div>\n\n![x](b.png)", ["b.png"]),
        ('<div markdown="1">\n![x](a.png)\n</div>', ["a.png"]),
        ('<figure>\n<div markdown="1">\n![x](a.png)\n</div>\n![raw](b.png)\n</figure>', ["a.png"]),
        ('<p markdown="1">![x](a.png)</p>', ["a.png"]),
        ("<center>\n![raw](a.png)\n</center>\n![x](b.png)", ["b.png"]),
        ("<span>x</span>\n![x](a.png)", ["a.png"]),
        ('<div>\n\n<img src="a.png">\n\n</div>', ["a.png"]),
        ('<div>\n{% include f.html src="a.png" %}\n\n</div>', ["a.png"]),
        ("<div>\n\n![x](a.png)", ["a.png"]),
        ("```\n<div>\n```\n\n![x](a.png)\n\n</div>", ["a.png"]),
    ],
)
def test_images_in_html(text: str, expected: list[str]) -> None:
    found = scan(text, markdown.parse(text, 0, JEKYLL)).references
    assert [reference.target for reference in found] == expected


def test_headings_in_raw_html_have_no_ids_of_markdown() -> None:
    text = '<div>\n\n# Raw\n\n</div>\n\n<div markdown="1">\n## Two\n</div>\n\n# One\n'
    headings = markdown.parse(text, 0, JEKYLL).headings
    assert [heading.visible_text for heading in headings] == ["Two", "One"]


@pytest.mark.parametrize("text", ["<div>\n" * 30_000, '<p markdown="1">' * 30_000 + "</p>",
                                  "<div><div markdown='1'></div></div>\n" * 9000])  # fmt: skip
def test_long_texts_end(text: str) -> None:
    assert len(open_kramdown_html(text).text) == len(text)
