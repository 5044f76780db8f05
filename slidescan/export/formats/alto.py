"""ALTO 4.4: a file per slide, with its lines, words and their confidences.

https://www.loc.gov/standards/alto/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO
from xml.etree import ElementTree as ET

from slidescan.core.files import write_file
from slidescan.core.geometry import Quad
from slidescan.core.records import Role, Slide
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.errors import UsageError
from slidescan.export.page import Frame, Page, PageLine, pixel_bbox
from slidescan.export.paths import file_name_by_image
from slidescan.export.protocol import ExportOptions, ExportSource, Written
from slidescan.export.xml import element, serialized

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
SCHEMA_URL = "http://www.loc.gov/alto/v4/alto-4-4.xsd"

ROLE_TAGS: Mapping[Role, str] = {
    "title": "T_title",
    "footer": "T_footer",
    "body": "T_body",
    "outside": "T_outside",
}


def write(source: ExportSource, options: ExportOptions, out: TextIO) -> None:
    """Writes the document of the one slide.

    Raises:
        UsageError: There isn't exactly one slide, as an ALTO file describes one image.
    """
    first, *more = [*source.slides, None]
    if first is None or more != [None]:
        raise UsageError(
            "ALTO needs a file for each photo", "name a folder with --out DIR, or one photo"
        )
    out.write(document(first, options.frame))


def write_each(source: ExportSource, options: ExportOptions, out: Path) -> Iterator[Written]:
    """Writes a document for each slide into a folder, named after its photo.

    Raises:
        UsageError: The folder can't be written.
    """
    slides = list(source.slides)
    file_name_of = file_name_by_image([slide.image for slide in slides], ".xml")
    for slide in slides:
        path = out / file_name_of[slide.image]
        write_file(path, document(slide, options.frame).encode())
        yield slide.image, path


def document(slide: Slide, frame: Frame) -> str:
    """The ALTO document of one slide."""
    root = element(
        None,
        "alto",
        **{
            "xmlns": NAMESPACE,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA_URL}",
            "SCHEMAVERSION": "4.4",
        },
    )
    _described(root, slide)
    tags = element(root, "Tags")
    for role, key in ROLE_TAGS.items():
        element(tags, "StructureTag", ID=key, LABEL=role)
    page = Page.of(slide, frame)
    layout = element(root, "Layout")
    size = {"WIDTH": str(page.width), "HEIGHT": str(page.height)}
    at = element(layout, "Page", ID="P1", PHYSICAL_IMG_NR="1", **size)
    space = element(at, "PrintSpace", HPOS="0", VPOS="0", **size)
    for number, page_line in enumerate(page.lines, 1):
        block = element(
            space,
            "TextBlock",
            ID=f"B{number}",
            **_bounds(page_line.quad),
            LANG=slide.language,
            TAGREFS=ROLE_TAGS[page_line.line.role],
        )
        _line(block, page_line, number)
    return serialized(root)


def _described(root: ET.Element, slide: Slide) -> None:
    about = element(root, "Description")
    element(about, "MeasurementUnit", "pixel")
    source = element(about, "sourceImageInformation")
    element(source, "fileName", slide.image)
    step = element(about, "Processing", ID="read")
    element(
        step, "processingStepDescription", "the slide found, laid flat and read by an OCR engine"
    )
    element(step, "processingStepSettings", slide.reading.model)
    software = element(step, "processingSoftware")
    element(software, "softwareName", f"slidescan with {slide.reading.engine}")
    element(software, "softwareVersion", PACKAGE_VERSION)


def _line(block: ET.Element, page_line: PageLine, number: int) -> None:
    line = element(block, "TextLine", ID=f"L{number}", **_bounds(page_line.quad))
    shape = element(line, "Shape")
    corners = " ".join(f"{x:.0f},{y:.0f}" for x, y in page_line.quad.corners)
    element(shape, "Polygon", POINTS=corners)
    for index, word in enumerate(page_line.words, 1):
        if index > 1:
            element(line, "SP")
        element(
            line,
            "String",
            ID=f"S{number}_{index}",
            CONTENT=word.text,
            WC=f"{word.confidence:.3f}",
            **_bounds(word.quad),
        )


def _bounds(quad: Quad) -> dict[str, str]:
    left, top, right, bottom = pixel_bbox(quad)
    return {
        "HPOS": str(left),
        "VPOS": str(top),
        "WIDTH": str(right - left),
        "HEIGHT": str(bottom - top),
    }
