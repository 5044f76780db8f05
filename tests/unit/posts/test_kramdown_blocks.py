"""HTML as kramdown reads it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support.linked import linked_urls

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


def test_a_heading_within_a_text_is_text(tmp_path: Path) -> None:
    # Kramdown writes `&lt;h2 id="a"&gt;` (parser/kramdown/html.rb, `parse_span_html`).
    text = (
        'Text <h2 id="a">A</h2>\n\n<img src="a.png">\n\ntext\n<h3 id="b">B</h3>\n<img src="b.png">'
        '\n\n- item <h4 id="c">C</h4> <img src="c.png">\n\n> <h4 id="d">D</h4>\n\n<img src="d.png">'
        '\n\n<p>text <h4 id="e">E</h4></p>\n<img src="e.png">\n\n<span><h4 id="f">F</h4></span>'
        '\n<img src="f.png">\n'
    )
    files = {
        "_config.yml": "permalink: /:title/\n",
        "_posts/2020-01-01-p.md": f"---\ntitle: P\n---\n{text}",
        **{f"{name}.png": "x" for name in "abcdef"},
    }
    files["_posts/2020-01-01-p.md"] = files["_posts/2020-01-01-p.md"].replace('src="', 'src="/')
    assert linked_urls(tmp_path, files) == {
        "a.png": ["/p/"],
        "b.png": ["/p/#b"],
        "c.png": ["/p/#b"],
        "d.png": ["/p/#d"],
        "e.png": ["/p/#e"],
        "f.png": ["/p/#e"],
    }
