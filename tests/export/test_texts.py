"""hOCR, ALTO, CSV and search indexes are valid, whatever the slides' texts."""

from __future__ import annotations

import csv
import io
import itertools
import json
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT
from support.exports import export_text
from support.factories import link, slide
from support.photos import HOSTILE
from support.samples import Ingested

from slidescan.core.frames import FlatFrame, word_boxes
from slidescan.core.text import clean
from slidescan.core.web_address import web_address
from slidescan.errors import UsageError
from slidescan.export.formats.alto import NAMESPACE, document
from slidescan.export.formats.csv import safe_cell

XHTML = "{http://www.w3.org/1999/xhtml}"
ALTO = f"{{{NAMESPACE}}}"


def box_of(title: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = map(int, title.partition("bbox ")[2].partition(";")[0].split())
    return left, top, right, bottom


@pytest.mark.parametrize("frame", ["photo", "slide"])
def test_hocr_is_valid_and_has_the_boxes_of_lines(
    ingested: Ingested, tmp_path: Path, frame: str
) -> None:
    from hocr_spec import HocrValidator

    slides = list(ingested.library.slides())
    text = export_text("hocr", slides, frame=frame)
    path = tmp_path / "slides.html"
    path.write_text(text, "utf-8")
    report = HocrValidator("standard").validate(str(path))
    assert report.is_valid(), report.format("text")
    pages = ET.fromstring(text).findall(f".//{XHTML}div[@class='ocr_page']")
    assert len(pages) == len(slides)
    for page, each in zip(pages, slides, strict=True):
        lines = page.findall(f".//{XHTML}span[@class='ocr_line']")
        texts = [" ".join("".join(line.itertext()).split()) for line in lines]
        assert texts == [" ".join(line.text.split()) for line in each.reading.lines]
        if frame == "photo":
            for line, true in zip(lines, each.reading.lines, strict=True):
                left, _, right, _ = box_of(line.get("title", ""))
                assert abs(left - max(0, true.quad.bounds[0])) <= 1
                assert abs(right - true.quad.bounds[2]) <= 1


@pytest.mark.parametrize("frame", ["photo", "slide"])
def test_alto_is_valid_and_has_every_word(ingested: Ingested, frame: str) -> None:
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(ROOT / "tests" / "golden" / "alto-4.xsd"))
    for each in ingested.library.slides():
        text = document(each, frame)  # type: ignore[arg-type]
        parsed = etree.fromstring(text.encode())
        schema.assertValid(parsed)
        strings = [one.get("CONTENT") for one in parsed.iter(f"{ALTO}String")]
        assert strings == [word for line in each.reading.lines for word in line.text.split()]
        width = float(next(parsed.iter(f"{ALTO}Page")).get("WIDTH"))
        assert width == (each.photo.width if frame == "photo" else 1600)


def test_alto_needs_a_file_for_each_photo() -> None:
    for slides in ([], [slide("a.jpg"), slide("b.jpg")]):
        with pytest.raises(UsageError, match="--out DIR"):
            export_text("alto", slides)


WORDS = st.text(min_size=1, max_size=20)


@settings(max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=4), WORDS, WORDS)
def test_any_text_is_well_formed(texts: list[str], image: str, title: str) -> None:
    texts = [clean(text.encode("utf-8", "replace").decode()) or "x" for text in texts]
    image, title = (text.encode("utf-8", "replace").decode() for text in (image, title))
    made = slide(image, texts, links=[link(title=title, section=(title,))])
    ET.fromstring(export_text("hocr", [made]).partition('transitional.dtd">\n')[2])
    ET.fromstring(document(made, "photo").encode())
    for theme in ("papermod", "lunr", "minisearch"):
        entries = json.loads(export_text("search-index", [made], variant=theme))
        assert len(entries) == (web_address(made.links[0].url) is not None)
        assert all(made.text in entry.values() for entry in entries)
    rows = list(csv.reader(io.StringIO(export_text("csv", [made]), newline="")))
    assert len(rows) == 2
    assert rows[1][3] == safe_cell(made.text)


def test_csv_has_a_row_for_each_link_and_no_formulas() -> None:
    made = slide(
        "a.jpg", ["=HYPERLINK(1)", "+1", 'said "so"'], links=[link(), link("content/b.md")]
    )
    rows = list(csv.DictReader(io.StringIO(export_text("csv", [made, slide("b.jpg")]), newline="")))
    assert [row["image"] for row in rows] == ["a.jpg", "a.jpg", "b.jpg"]
    assert rows[0]["text"].startswith("'=HYPERLINK")
    assert rows[1]["post"] == "content/b.md"
    assert rows[2]["post"] == ""
    for cell in ("=1", "+1", "-1", "@x", "\t=1", "\r=1"):
        assert safe_cell(cell) == "'" + cell
    assert safe_cell(12) == 12


def test_search_indexes_have_the_fields_that_themes_read() -> None:
    draft = link("content/draft.md", title="Draft")
    from dataclasses import replace

    made = slide("a.jpg", links=[link(), replace(draft, draft=True)])
    (entry,) = json.loads(export_text("search-index", [made, slide("b.jpg")], variant="papermod"))
    assert set(entry) == {"title", "content", "permalink", "summary"}
    assert entry["permalink"] == "https://example.org/a-post/#a-section"
    (entry,) = json.loads(export_text("search-index", [made], variant="lunr"))
    assert entry["ref"] == "/a-post/#a-section"
    with pytest.raises(UsageError, match="papermod, lunr, minisearch"):
        export_text("search-index", [made], variant="none")


SEARCHERS = ROOT / ".generators" / "searchers"


@pytest.mark.skipif(
    not (SEARCHERS / ".installed").is_file(), reason="lunr, minisearch, fuse.js: make generators"
)
@pytest.mark.parametrize(
    ("theme", "script"),
    [
        (
            "papermod",
            "const Fuse = require('fuse.js');"
            "const fuse = new Fuse(docs, {threshold: 0.3, ignoreLocation: true,"
            " keys: ['title', 'permalink', 'summary', 'content']});"
            "const first = fuse.search('quarantine')[0].item; console.log(first.permalink);",
        ),
        (
            "lunr",
            "const lunr = require('lunr');"
            "const idx = lunr(function () { this.ref('ref'); for (const f of ['title', 'categories',"
            " 'tags', 'description', 'body']) this.field(f); docs.forEach((d) => this.add(d)); });"
            "console.log(idx.search('quarantine')[0].ref);",
        ),
        (
            "minisearch",
            "const MiniSearch = require('minisearch');"
            "const mini = new MiniSearch({fields: ['title', 'text', 'alt'], storeFields: ['url']});"
            "mini.addAll(docs); console.log(mini.search('quarantine')[0].url);",
        ),
    ],
)
def test_the_search_of_each_theme_finds_a_slide(
    ingested: Ingested, theme: str, script: str
) -> None:
    documents = export_text("search-index", list(ingested.library.slides()), variant=theme)
    read = "const docs = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
    done = subprocess.run(
        ["node", "-e", read + script],
        input=documents,
        cwd=SEARCHERS,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip().endswith(
        "/2025/northwind-day-1/#building-a-data-lake-on-a-budget"
    ), done.stderr


def test_hostile_text_is_escaped() -> None:
    made = slide(
        f"img/{HOSTILE}.jpg".replace("/scr", "scr"), [HOSTILE], links=[link(title=HOSTILE)]
    )
    text = export_text("hocr", [made])
    assert "<script" not in text
    assert "<img" not in text
    assert "<script" not in document(made, "photo")
    assert "<script" not in export_text("markdown", [made])


def test_words_are_placed_along_their_line(ingested: Ingested) -> None:
    each = ingested.library.slide("static/img/northwind/IMG_4104.jpg")
    frame = FlatFrame.of(each)
    line = next(n for n in each.reading.lines if n.text.startswith("Why a data"))
    words = list(word_boxes(line, frame))
    assert [word.text for word in words] == ["Why", "a", "data", "lake", "needs", "a", "map"]
    # Side by side and in order, with spaces between.
    for before, after in itertools.pairwise(words):
        gap = after.quad.tl[0] - before.quad.tr[0]
        assert 0 < gap < line.quad.height
    # Shares of the line's width, as the samples' font sets it.
    widths = [word.quad.tr[0] - word.quad.tl[0] for word in words]
    whole = words[-1].quad.tr[0] - words[0].quad.tl[0]
    for width, share in zip(widths, (0.156, 0.045, 0.164, 0.152, 0.2, 0.045, 0.152), strict=True):
        assert abs(width / whole - share) < 0.035
