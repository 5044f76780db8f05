"""Blocks that can show an image."""

from __future__ import annotations

from slidescan.posts.dialect import COMMONMARK, GITHUB
from slidescan.posts.image_blocks import image_blocks

POST = """# A heading

![an image](a.png)

text before ![another](b.png)
and a line after

- ![in a list](c.png)

> ![in a quote](d.png)

<img src="e.png">
"""


def test_paragraphs_and_html_blocks_are_found() -> None:
    blocks = image_blocks(POST)
    assert [POST[block.text_start : block.end].split("\n")[0] for block in blocks] == [
        "![an image](a.png)",
        "text before ![another](b.png)",
        "![in a list](c.png)",
        "![in a quote](d.png)",
        '<img src="e.png">',
    ]
    assert [block.kind for block in blocks] == ["paragraph"] * 4 + ["html"]
    assert [block.prefix for block in blocks] == ["", "", "  ", "> ", ""]


def test_a_footnote_is_no_block_where_footnotes_are_moved() -> None:
    post = "Text[^a]\n\n[^a]: A note ![x](a.png)\n\n[^b]: ![a b](b.png)\n"
    assert [post[b.text_start : b.end] for b in image_blocks(post, dialect=GITHUB)] == [
        "Text[^a]\n"
    ]
    assert len(image_blocks(post, dialect=COMMONMARK)) == 3
