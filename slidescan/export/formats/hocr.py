"""hOCR 1.2: a page per slide, with its lines, words and their confidences.

http://kba.github.io/hocr-spec/1.2/
"""

from __future__ import annotations

from typing import TextIO
from urllib.parse import quote
from xml.etree import ElementTree as ET

from slidescan.core.geometry import Quad
from slidescan.core.records import Slide
from slidescan.core.text import is_rtl
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.export.page import Frame, Page, PageLine, pixel_bbox
from slidescan.export.protocol import ExportOptions, ExportSource
from slidescan.export.xml import element, serialized

DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
)
CAPABILITIES = "ocr_page ocr_carea ocr_par ocr_line ocrx_word ocrp_wconf ocrp_lang ocrp_poly"


def write(source: ExportSource, options: ExportOptions, out: TextIO) -> None:
    """Writes one document with a page per slide."""
    root = element(None, "html", xmlns="http://www.w3.org/1999/xhtml", lang="en")
    head = element(root, "head")
    element(head, "title", "Slides")
    element(head, "meta", **{"http-equiv": "Content-Type", "content": "text/html; charset=utf-8"})
    element(head, "meta", name="ocr-system", content=f"slidescan {PACKAGE_VERSION}")
    element(head, "meta", name="ocr-capabilities", content=CAPABILITIES)
    body = element(root, "body")
    for number, slide in enumerate(source.slides, 1):
        _page(body, slide, number, options.frame)
    out.write(serialized(root, DOCTYPE))


def _page(body: ET.Element, slide: Slide, number: int, frame: Frame) -> None:
    page = Page.of(slide, frame)
    image = quote(slide.image, safe="/ -_.~()+,@!äöüÄÖÜß")
    page_title = f'image "{image}"; bbox 0 0 {page.width} {page.height}; ppageno {number - 1}'
    at = element(
        body, "div", class_="ocr_page", id=f"page_{number}", lang=slide.language, title=page_title
    )
    for index, page_line in enumerate(page.lines, 1):
        key = f"{number}_{index}"
        box = f"bbox {_box(page_line.quad)}"
        area = element(at, "div", class_="ocr_carea", id=f"area_{key}", title=box)
        paragraph = element(area, "p", class_="ocr_par", id=f"par_{key}", title=box)
        if is_rtl(page_line.line.text):
            paragraph.set("dir", "rtl")
        _line(paragraph, page_line, key)


def _line(parent: ET.Element, page_line: PageLine, key: str) -> None:
    corners = " ".join(f"{round(x)} {round(y)}" for x, y in page_line.quad.corners)
    title = f"bbox {_box(page_line.quad)}; poly {corners}"
    line = element(parent, "span", class_="ocr_line", id=f"line_{key}", title=title)
    last: ET.Element | None = None
    for index, word in enumerate(page_line.words, 1):
        if last is not None:
            last.tail = " "
        box = f"bbox {_box(word.quad)}; x_wconf {round(word.confidence * 100)}"
        last = element(
            line, "span", word.text, class_="ocrx_word", id=f"word_{key}_{index}", title=box
        )


def _box(quad: Quad) -> str:
    return " ".join(str(max(0, value)) for value in pixel_bbox(quad))
