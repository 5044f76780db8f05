"""The Markdown export."""

from __future__ import annotations

from markdown_it import MarkdownIt
from support.exports import export_text
from support.factories import slide

from slidescan.core.records import Link, Slide


def exported(*slides: Slide) -> str:
    return export_text("markdown", slides)


def test_a_section_for_each_slide() -> None:
    link = Link("post.md", 3, "Day 1", None, (), ("Lakes",), "lakes", "https://x.org/day-1/#lakes")
    text = exported(
        slide(
            "img/a.jpg",
            ("Data lakes", "First a swamp", "Then a map", "At last a lake"),
            links=[link],
        ),
        slide("img/b.jpg", ()),
    )
    assert text == (
        "## Data lakes\n\nPhoto: img/a.jpg\n\n"
        "Shown in [Day 1 › Lakes](<https://x.org/day-1/#lakes>)\n\n"
        "- First a swamp\n- Then a map\n- At last a lake\n\n"
        "## b.jpg\n\nPhoto: img/b.jpg\n\nPhoto without readable text.\n"
    )


def test_hostile_names_and_texts_are_escaped() -> None:
    hostile = '<script>alert(1)</script> ](x) ![i](j) `c` "><img onerror=a>'
    link = Link("p.md", 1, hostile, None, (), (hostile,), None, "https://x.org/> <b>(")
    text = exported(slide("../<img src=x>.jpg", (hostile, "- # " + hostile), links=[link]))
    tokens = MarkdownIt("commonmark").parse(text)
    inner = [child.type for token in tokens for child in token.children or ()]
    assert "html_inline" not in inner
    assert "image" not in inner
    assert "code_inline" not in inner
    assert not any(token.type == "html_block" for token in tokens)
    assert inner.count("link_open") == 1
