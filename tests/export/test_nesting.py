"""One slide with points on three levels: nesting and bullets are the same wherever they are shown."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pikepdf
import pptx
import pytest
from markdown_it import MarkdownIt
from support.exports import export_path, export_text
from support.factories import line
from support.photos import photographed
from support.stored import stored

from slidescan.alt import long
from slidescan.cli.output.slide_text import show_text
from slidescan.cli.output.terminal import Terminal
from slidescan.core.records import Slide
from slidescan.ingest.assemble import PreparedSlide, assemble
from slidescan.layout.structure import outline_of
from slidescan.library import Library
from slidescan.web.app import create_app
from slidescan.web.guard import Access

Row = tuple[int, str]
"""Level and text of a point."""

LINES = (
    (0.0, "• Landing keeps what arrives"),
    (40.0, "• Raw files are never changed"),
    (40.0, "• Old files go"),
    (80.0, "• after ninety days"),
    (80.0, "• unless a court asks for them and"),
    (98.0, "the lawyers agree"),
    (0.0, "• Clean has types"),
    (40.0, "• Owners are named"),
)
"""The lines of the slide: how far each is indented, and its text."""

TREE: tuple[Row, ...] = (
    (1, "Landing keeps what arrives"),
    (2, "Raw files are never changed"),
    (2, "Old files go"),
    (3, "after ninety days"),
    (3, "unless a court asks for them and the lawyers agree"),
    (1, "Clean has types"),
    (2, "Owners are named"),
)
"""Its points."""


@pytest.fixture(scope="module")
def nested(tmp_path_factory: pytest.TempPathFactory) -> tuple[Slide, Path]:
    """The slide, and the folder of its photo."""
    root = tmp_path_factory.mktemp("nested")
    made = photographed(root, "a.jpg", ["Three zones of a lake"])
    lines = [line(text, row, left=100 + indent) for row, (indent, text) in enumerate(LINES, 2)]
    reading = replace(made.reading, lines=(*made.reading.lines, *lines))
    again = PreparedSlide.of(made.image, made.photo, made.detection, reading)
    return assemble(again, again.alt_text(150)), root


def of_text(text: str, *, margin: str = "") -> list[Row]:
    """Levels and texts of rows that are indented by two columns a level, each with its bullet."""
    found = re.findall(rf"(?m)^{margin}((?:  )*)- (.+)$", text)
    return [(len(indent) // 2 + 1, text) for indent, text in found]


def of_html(html: str, text: str = "text()") -> list[Row]:
    """Levels and texts of the items of HTML's lists."""
    rows = []
    for item in lxml.html.fromstring(f"<div>{html}</div>").iter("li"):
        depth = sum(1 for _ in item.iterancestors("ul"))
        rows.append((depth, " ".join(" ".join(item.xpath(text)).split())))
    return rows


def test_the_terminal(nested: tuple[Slide, Path]) -> None:
    slide, _ = nested
    out = io.StringIO()
    show_text(slide, Terminal(out, color=False))
    assert of_text(out.getvalue(), margin="  ") == list(TREE)


def test_the_long_description_as_plain_text(nested: tuple[Slide, Path]) -> None:
    slide, _ = nested
    assert of_text(slide.description) == list(TREE)


def test_the_long_description_as_markdown_and_as_html(nested: tuple[Slide, Path]) -> None:
    outline = outline_of(nested[0])
    assert of_html(long.as_html(outline)) == list(TREE)
    rendered = MarkdownIt("commonmark").render(long.as_markdown(outline))
    assert of_html(rendered) == list(TREE)


def test_the_markdown_export(nested: tuple[Slide, Path]) -> None:
    slide, _ = nested
    rendered = MarkdownIt("commonmark").render(export_text("markdown", [slide]))
    assert of_html(rendered) == list(TREE)


def test_the_page(nested: tuple[Slide, Path]) -> None:
    from starlette.testclient import TestClient

    slide, root = nested
    library = Library(stored(root, [slide]))
    app = create_app(library, Access())
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        answer = client.get("/slide", params={"photo": slide.image})
    (shown,) = lxml.html.fromstring(answer.text).find_class("lines")
    lists = "".join(lxml.html.tostring(each, encoding="unicode") for each in shown.findall("ul"))
    assert of_html(lists, 'div[@data-line]/span[@class="said"]/text()') == list(TREE)
    assert "plain" not in lists
    numbers = [int(each.get("data-line", "")) for each in shown.xpath("//div[@data-line]")]
    assert sorted(numbers) == list(range(len(slide.reading.lines)))
    raw = [each.get("data-was") for each in shown.find_class("said")]
    assert raw == [each.text for each in slide.reading.lines]


def test_the_site(nested: tuple[Slide, Path], tmp_path: Path) -> None:
    slide, root = nested
    export_path("site", [slide], root, tmp_path / "out")
    page = lxml.html.fromstring((tmp_path / "out/post-1.html").read_text("utf-8"))
    (points,) = page.xpath("//ul[li[starts-with(normalize-space(), 'Landing')]]")
    assert of_html(lxml.html.tostring(points, encoding="unicode")) == list(TREE)


def test_a_powerpoint_page(nested: tuple[Slide, Path], tmp_path: Path) -> None:
    slide, root = nested
    export_path("pptx", [slide], root, tmp_path / "deck.pptx")
    (page,) = pptx.Presentation(str(tmp_path / "deck.pptx")).slides
    rows = [
        (paragraph.level + 1, paragraph.text)
        for shape in page.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        if paragraph._p.xpath("./a:pPr/a:buChar[@char='•']")
    ]
    assert rows == list(TREE)


def of_pdf(element: Any, slide: Slide, level: int = 0) -> Iterator[Row]:
    """Levels and texts of the items of a tagged PDF; marked content 0 is the picture."""
    kids = element.K if isinstance(element.K, pikepdf.Array) else [element.K]
    own = [int(kid) for kid in kids if isinstance(kid, int)]
    if element.S == "/LBody":
        yield level, " ".join(slide.reading.lines[number - 1].text for number in own)
    for kid in kids:
        if isinstance(kid, pikepdf.Dictionary):
            yield from of_pdf(kid, slide, level + (element.S == "/L"))


def test_a_tagged_pdf(nested: tuple[Slide, Path], tmp_path: Path) -> None:
    slide, root = nested
    export_path("pdf", [slide], root, tmp_path / "deck.pdf")
    with pikepdf.open(tmp_path / "deck.pdf") as pdf:
        section = pdf.Root.StructTreeRoot.K.K[0]
        rows = [(level, text.removeprefix("• ")) for level, text in of_pdf(section, slide)]
        assert rows == list(TREE)
        assert [str(each.S) for each in section.K] == ["/Figure", "/H1", "/L"]
