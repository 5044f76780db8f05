"""The Markdown export."""

from __future__ import annotations

import io
import os
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from support.exports import export_text
from support.factories import line, slide

from slidescan.core.records import Link, Slide
from slidescan.export.protocol import ExportOptions, ExportSource
from slidescan.export.registry import export_format
from slidescan.search.selection import Chosen

CELLS = [
    [(100, "Item"), (500, "Before"), (900, "After")],
    [(100, "Storage"), (500, "410"), (900, "265")],
    [(100, "Scans"), (500, "690"), (900, "120")],
    [(100, "Total"), (500, "1100"), (900, "470")],
]
"""A table: cells with their left edges."""


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
        "## Data lakes\n\n![Data lakes: First a swamp, Then a map, At last a lake.](img/a.jpg)\n\n"
        "Shown in [Day 1 › Lakes](<https://x.org/day-1/#lakes>)\n\n"
        "- First a swamp\n- Then a map\n- At last a lake\n\n"
        "## b.jpg\n\n![b.jpg](img/b.jpg)\n\nPhoto without readable text.\n"
    )


def test_the_text_is_readable_as_it_stands() -> None:
    """Backslashes only where a character would act, and no character references."""
    text = exported(
        slide(
            "img/a.jpg", ("Costs: 10:30", "- ratio 3:1, see https://x.org/a_b", "- a*b & c < d <e")
        )
    )
    assert "## Costs: 10:30\n" in text
    assert "- ratio 3:1, see https://x.org/a_b\n" in text
    assert "- a\\*b & c < d &lt;e\n" in text
    assert "&#" not in text


def test_pictures_have_addresses_relative_to_the_file(tmp_path: Path) -> None:
    site, notes = tmp_path / "my site", tmp_path / "notes"
    row, out = export_format("markdown"), io.StringIO()
    name = "img/a (1)#2.jpg"
    source = ExportSource([Chosen(slide(name), None)], site, base=notes)
    row.load().write(source, ExportOptions(), out)
    (image,) = [
        child
        for token in MarkdownIt("commonmark").parse(out.getvalue())
        for child in token.children or ()
        if child.type == "image"
    ]
    address = unquote(str(image.attrs["src"]))
    assert Path(os.path.normpath(notes / address)) == site / name


def test_tables_are_tables() -> None:
    rows = [(left, text, row) for row, cells in enumerate(CELLS) for left, text in cells]
    lines = tuple(line(text, row, left=left) for left, text, row in rows)
    made = slide("img/a.jpg", ("Costs",))
    made = replace(made, reading=replace(made.reading, lines=(*made.reading.lines, *lines)))
    html = MarkdownIt("gfm-like", {"linkify": False}).render(exported(made))
    assert [
        re.sub("<[^>]+>", "", row).split() for row in re.findall("<tr>.*?</tr>", html, re.S)
    ] == [[text for _, text in cells] for cells in CELLS]


def test_hostile_names_and_texts_are_escaped() -> None:
    hostile = '<script>alert(1)</script> ](x) ![i](j) `c` "><img onerror=a>'
    link = Link("p.md", 1, hostile, None, (), (hostile,), None, "https://x.org/> <b>(")
    text = exported(slide("../<img src=x>.jpg", (hostile, "- # " + hostile), links=[link]))
    tokens = MarkdownIt("commonmark").parse(text)
    inner = [child.type for token in tokens for child in token.children or ()]
    assert "html_inline" not in inner
    assert inner.count("image") == 1
    assert "code_inline" not in inner
    assert not any(token.type == "html_block" for token in tokens)
    assert inner.count("link_open") == 1
