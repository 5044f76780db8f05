"""PDFs, checked by poppler, qpdf and a PDF/UA checker, and PowerPoint files."""

from __future__ import annotations

import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from support.exports import export_path
from support.factories import link
from support.photos import HOSTILE, photographed
from support.samples import Ingested

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Detection, Failure, Slide
from slidescan.errors import UsageError
from slidescan.export.decks import deck_title
from slidescan.search.selection import Chosen, Selection, in_posts_order

POPPLER = shutil.which("pdftotext")
needs_poppler = pytest.mark.skipif(POPPLER is None, reason="apt install poppler-utils")

SCRIPTS = {
    "en": ["Every table has an owner", "office ﬁles"],
    "el": ["Καλημέρα κόσμε", "Βάση δεδομένων"],
    "ru": ["Озеро данных", "Каждая таблица"],
    "ja": ["全文検索の仕組み", "文書を単語に分ける"],
    "ko": ["데이터 레이크", "모든 표"],
    "ar": ["بحيرة البيانات", "لكل جدول مالك"],
    "he": ["אגם נתונים", "לכל טבלה"],
    "hi": ["डेटा झील", "हर तालिका"],
    "th": ["ทะเลสาบข้อมูล"],
    "zz": ["😀 emoji 🚀 stay", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢"],
}


def text_of(pdf: Path, page: int) -> str:
    done = subprocess.run(
        [str(POPPLER), "-f", str(page), "-l", str(page), pdf, "-"],
        capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout.decode()


@pytest.fixture(scope="module")
def deck(ingested: Ingested, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Slide]]:
    out = tmp_path_factory.mktemp("deck") / "deck.pdf"
    chosen = in_posts_order(ingested.library.selected(Selection()))
    chosen = [one for one in chosen if not one.slide.textless]
    done = export_path("pdf", chosen, ingested.site, out, title="A deck <of> slides")
    assert all(result == out for _, result in done)
    return out, [one.slide for one in chosen]


@needs_poppler
def test_each_page_of_a_pdf_holds_the_slide_s_text(deck: tuple[Path, list[Slide]]) -> None:
    path, slides = deck
    for number, slide in enumerate(slides, 1):
        page_text = " ".join(text_of(path, number).split())
        for line in slide.reading.lines:
            assert " ".join(line.text.split()) in page_text, slide.image


@needs_poppler
def test_the_text_layer_lies_on_the_printed_words(
    deck: tuple[Path, list[Slide]], tmp_path: Path
) -> None:
    """An engine reads each word of the text layer where the layer has it."""
    import numpy as np
    from PIL import Image

    from slidescan.ocr.registry import load

    path, slides = deck
    number = 1 + next(i for i, each in enumerate(slides) if each.image.endswith("IMG_4104.jpg"))
    page = ["-f", str(number), "-l", str(number)]
    boxes = tmp_path / "boxes.html"
    subprocess.run([str(POPPLER), "-bbox", *page, path, boxes], check=True)
    subprocess.run(["pdftoppm", "-r", "144", "-png", *page, path, tmp_path / "page"], check=True)
    (picture,) = tmp_path.glob("page*.png")
    with Image.open(picture) as opened:
        pixels = np.asarray(opened.convert("RGB"))[:, :, ::-1]
    engine = load("rapidocr", ("en",))
    words = ET.parse(boxes).iter("{http://www.w3.org/1999/xhtml}word")
    looked_at = 0
    for word in words:
        text = word.text or ""
        if len(text) < 4 or not text.isalpha():
            continue
        left, top, right, bottom = (
            round(2 * float(word.get(key, "0"))) for key in ("xMin", "yMin", "xMax", "yMax")
        )
        cut = np.ascontiguousarray(
            pixels[max(0, top - 6) : bottom + 6, max(0, left - 6) : right + 6]
        )
        framed = np.full((cut.shape[0] + 80, cut.shape[1] + 160, 3), cut[0, 0], np.uint8)
        framed[40 : 40 + cut.shape[0], 80 : 80 + cut.shape[1]] = cut
        read = "".join(found.text for found in engine.read(framed))
        # A crop at a word's edge may cost a letter: here, the position counts.
        alike = SequenceMatcher(None, text.lower(), read.lower(), autojunk=False).ratio()
        assert alike > 0.85, (text, read)
        looked_at += 1
    assert looked_at >= 12


def test_a_pdf_has_structure_languages_links_and_bookmarks(deck: tuple[Path, list[Slide]]) -> None:
    path, slides = deck
    with pikepdf.open(path) as pdf:
        assert not pdf.check_pdf_syntax()
        root = pdf.Root
        assert str(root.Lang) == "en"
        assert root.MarkInfo.Marked
        assert root.OutputIntents[0].S == "/GTS_PDFA1"
        with pdf.open_metadata() as meta:
            assert meta["pdfaid:part"] == "2"
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"] == "A deck <of> slides"
        sections = root.StructTreeRoot.K.K
        assert len(sections) == len(pdf.pages) == len(slides)
        for section, page, slide in zip(sections, pdf.pages, slides, strict=True):
            kinds = [str(each.S) for each in section.K]
            assert kinds[0] == "/Figure"
            assert str(section.K[0].Alt) == slide.alt
            assert ("/H1" in kinds) == any(n.role == "title" for n in slide.reading.lines)
            language = str(section.Lang) if "/Lang" in section else "en"
            assert language == slide.language
            urls = [str(each.A.URI) for each in page.obj.get("/Annots", [])]
            published = [k.url for k in slide.links]
            assert bool(urls) == bool(published)
            if urls:
                assert "/#" in urls[0] or urls[0].endswith("/")
        with pdf.open_outline() as outline:
            posts = [item.title for item in outline.root]
            day = next(item for item in outline.root if item.title == "Northwind Days 2025, day 1")
            assert posts == sorted(posts, key=posts.index)
            assert "Building a data lake on a budget" in [item.title for item in day.children]


def test_a_pdf_conforms_to_pdf_ua(deck: tuple[Path, list[Slide]]) -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "pdfua", "check", deck[0]], capture_output=True, text=True
    )
    assert "errors=0 warnings=0" in done.stdout, done.stdout


@needs_poppler
def test_text_in_every_script_can_be_found(tmp_path: Path) -> None:
    chosen = [
        Chosen(photographed(tmp_path, f"{language}.jpg", texts, language=language), None)
        for language, texts in SCRIPTS.items()
    ]
    out = tmp_path / "scripts.pdf"
    export_path("pdf", chosen, tmp_path, out, title="Scripts")
    for number, texts in enumerate(SCRIPTS.values(), 1):
        page_text = text_of(out, number)
        for text in texts:
            for word in text.split():
                # Poppler puts direction marks around right-to-left text.
                plain = "".join(c for c in page_text if c not in "\u202a\u202b\u202c\u200e\u200f")
                assert word in plain, (text, page_text)


def test_hostile_text_is_inert_and_missing_photos_are_failures(tmp_path: Path) -> None:
    shown = link(title=HOSTILE, section=(HOSTILE, "(nested) \\ text"))
    good = photographed(tmp_path, "a.jpg", [HOSTILE, ") Tj ET /JS (app.alert(1))"], links=[shown])
    gone = photographed(tmp_path, "b.jpg", ["Gone"])
    (tmp_path / "b.jpg").unlink()
    chosen = [Chosen(good, shown), Chosen(gone, None)]
    for name in ("pdf", "pptx"):
        done = dict(export_path(name, chosen, tmp_path, tmp_path / f"a.{name}", title=HOSTILE))
        assert done["a.jpg"] == tmp_path / f"a.{name}"
        failure = done["b.jpg"]
        assert isinstance(failure, Failure)
        assert failure.reason
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert not pdf.check_pdf_syntax()
        assert len(pdf.pages) == 1
        assert "/JS" not in str(pdf.Root.objgen) + str(list(pdf.Root.keys()))
        assert str(pdf.Root.StructTreeRoot.K.K[0].T) == good.title
    with pytest.raises(UsageError, match="no slide"):
        export_path("pdf", [], tmp_path, tmp_path / "none.pdf")
    with pytest.raises(UsageError, match="no slide"):
        export_path("pptx", [], tmp_path, tmp_path / "none.pptx")


def test_a_powerpoint_has_titles_alt_texts_notes_and_text(
    ingested: Ingested, tmp_path: Path
) -> None:
    from pptx import Presentation

    chosen = list(ingested.library.selected(Selection(post="northwind-day-1")))
    out = tmp_path / "deck.pptx"
    export_path("pptx", chosen, ingested.site, out, title=deck_title(chosen))
    deck = Presentation(str(out))
    assert deck.core_properties.title == "Northwind Days 2025, day 1"
    assert len(deck.slides) == len(chosen) == 6
    for page, one in zip(deck.slides, chosen, strict=True):
        assert page.shapes.title.text == (one.slide.title or one.slide.image.rpartition("/")[2])
        (picture,) = [shape for shape in page.shapes if shape.shape_type == 13]
        assert picture._element._nvXxPr.cNvPr.get("descr") == one.slide.alt
        assert picture.top + picture.height <= deck.slide_height
        notes = page.notes_slide.notes_text_frame.text
        assert one.slide.links[0].url in notes
        cells = [
            cell.text
            for shape in page.shapes
            if shape.has_table
            for row in shape.table.rows
            for cell in row.cells
        ]
        texts = [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]
        whole = " ".join(" ".join([*texts, *cells]).split())
        for line in one.slide.reading.lines:
            if line.role == "body":
                assert line.text.lstrip("•·-– ").split()[0] in whole, line.text
        assert one.slide.structure is not None
        assert ("Storage" in cells) == (one.slide.structure.kind == "table")


@pytest.mark.parametrize("sizes", [(1600, 900), (1200, 1200), (400, 1500), (3000, 200)])
def test_all_pages_have_one_size_and_hold_their_picture_and_caption(
    tmp_path: Path, sizes: tuple[int, int]
) -> None:
    shown = link(title="A post with a rather long title " * 4, section=("A section " * 12,))
    made = []
    for number, (width, height) in enumerate([(1600, 900), sizes]):
        slide = photographed(tmp_path, f"{number}.jpg", ["A title", "first point"], links=[shown])
        quad = PhotoQuad.rectangle(width, height)
        detection = Detection.of(quad, 0.9)
        made.append(replace(slide, detection=detection))
    out = tmp_path / "deck.pdf"
    export_path("pdf", [Chosen(each, shown) for each in made], tmp_path, out, title="Sizes")
    with pikepdf.open(out) as pdf:
        boxes = {tuple(float(value) for value in page.MediaBox) for page in pdf.pages}
        assert len(boxes) == 1
        _, _, page_width, page_height = boxes.pop()
        for section, page in zip(pdf.Root.StructTreeRoot.K.K, pdf.pages, strict=True):
            figure = [float(value) for value in section.K[0].A.BBox]
            (annotation,) = page.obj.Annots
            caption = [float(value) for value in annotation.Rect]
            for left, bottom, right, top in (figure, caption):
                assert 0 <= left < right <= page_width + 0.01
                assert 0 <= bottom < top <= page_height + 0.01
            assert caption[3] <= figure[1] + 0.01
            # The picture fills the page in one direction.
            wide, high = figure[2] - figure[0], figure[3] - figure[1]
            assert wide == pytest.approx(page_width, abs=1) or high == pytest.approx(540, abs=1)


def test_slides_are_selected_by_section_post_query_and_folder(ingested: Ingested) -> None:
    library = ingested.library

    def images(**asked: Any) -> list[str]:
        found = library.selected(Selection(**asked))
        return [one.slide.image.rpartition("/")[2] for one in found]

    zones = images(section="zones")
    assert zones == images(section="#zones") == images(section="Zones", post="northwind-day-1")
    assert zones == ["IMG_4105.jpg", "IMG_4106.jpg"]
    assert images(section="zones", post="northwind-day-2") == []
    assert images(query="data lake")[0] == "IMG_4104.jpg"
    assert set(images(query="lake", section="zones")) <= set(zones)
    assert (
        images(folder="content") == ["latency.jpg", "rollout.jpg"]
        or len(images(folder="content")) == 2
    )
    assert len(images(folder=".")) == 16
    assert images(folder="static/img/north") == []
