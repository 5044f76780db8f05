"""Reads the slides of a PPTX file with python-pptx: text, titles, levels, tables, notes.

Nothing here lays out text as PowerPoint does: lines stand where their shape stands, one below the
other. A slide that is one big picture has that picture to compare. Where LibreOffice is at hand, it
draws the slides, and `drawn_slides` gives their lines the positions that they have there.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from slidescan.core.text import clean
from slidescan.deck.readers.protocol import (
    MAX_LINES_PER_PAGE,
    MAX_PAGE_CHARS,
    MAX_PAGES,
    PICTURE_SIDE,
    ReadLine,
    ReadPage,
)
from slidescan.deck.readers.registry import OLE_MAGIC
from slidescan.errors import DeckEncrypted, DeckTooLarge, DeckUnreadable

MAX_UNPACKED_BYTES = 1500 * 2**20
"""The most bytes of all parts of a file together, unpacked."""

MAX_XML_BYTES = 64 * 2**20
"""The most bytes of one XML part, unpacked. A slide full of drawings has 2 MB."""

MAX_GROUP_DEPTH = 20
"""The most groups within each other."""

MIN_PICTURE_SHARE = 0.5
"""The share of a slide that a picture covers if the slide is that picture."""

MAX_COMPARED_PIXELS = 100_000_000
"""The largest picture to compare."""

EMU_PER_POINT = 12_700

CHARACTER_WIDTH_EM = 0.5
"""The mean width of a character, in heights of its letters: tells where lines may break."""

LINE_HEIGHT_EM = 1.2
"""The height of a line, in heights of its letters."""

DEFAULT_TITLE_POINTS, DEFAULT_TEXT_POINTS = 40.0, 20.0
"""The size of letters where the slide itself doesn't tell it."""

LEVEL_INDENT_SHARE = 0.03
"""How far each level of points is indented, as a share of the slide's width."""

FOOTERS = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.SLIDE_NUMBER)


@dataclass(frozen=True)
class _Box:
    """A box, in shares of the slide."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class _Group:
    """Maps the lengths of shapes in a group to shares of the slide."""

    x: float
    y: float
    x_scale: float
    y_scale: float

    def box(self, shape: Any) -> _Box:  # noqa: ANN401 - python-pptx has no types
        left, top, width, height = (
            float(value or 0) for value in (shape.left, shape.top, shape.width, shape.height)
        )
        return _Box(
            self.x + left * self.x_scale,
            self.y + top * self.y_scale,
            width * self.x_scale,
            height * self.y_scale,
        )

    def inner(self, shape: Any) -> _Group:  # noqa: ANN401 - python-pptx has no types
        """The map of a group's members, whose lengths have their own origin and unit."""
        box = self.box(shape)
        frame = shape._element.grpSpPr.find(  # noqa: SLF001 - there is no public way
            "{http://schemas.openxmlformats.org/drawingml/2006/main}xfrm"
        )
        if frame is None or frame.chOff is None or frame.chExt is None:
            return self
        width, height = float(frame.chExt.cx or 1), float(frame.chExt.cy or 1)
        sx, sy = box.width / width, box.height / height
        return _Group(box.left - frame.chOff.x * sx, box.top - frame.chOff.y * sy, sx, sy)


def read(path: Path, *, notes: bool) -> Iterator[ReadPage]:
    """Yields the slides of a PPTX file that aren't hidden.

    Raises:
        DeckError: The file can't be read.
    """
    _check_archive(path)
    try:
        presentation = Presentation(str(path))
    except Exception as error:
        raise DeckUnreadable(
            f"{path.name} is damaged, or no PPTX ({type(error).__name__}: {error})",
            "save it again",
        ) from error
    slides = presentation.slides
    if len(slides) > MAX_PAGES:
        raise DeckTooLarge(
            f"{path.name} has {len(slides)} slides, more than {MAX_PAGES}", "split it by talk"
        )
    width, height = presentation.slide_width or 0, presentation.slide_height or 0
    if not len(slides) or width <= 0 or height <= 0:
        raise DeckUnreadable(f"{path.name} has no slides", "save it again")
    frame = _Group(0, 0, 1 / width, 1 / height)
    size = width / EMU_PER_POINT, height / EMU_PER_POINT
    for number, slide in enumerate(slides, 1):
        if slide._element.get("show") in ("0", "false"):  # noqa: SLF001 - no public way
            continue
        lines = list(_limited(_slide_lines(slide, frame, number, size)))
        text = _notes(slide) if notes else ""
        yield ReadPage(number, *size, lines, text, _picture(slide, frame, size))


def _check_archive(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(4)
    if start == OLE_MAGIC:
        raise DeckEncrypted(
            f"{path.name} opens with a password only, or is of PowerPoint 97",
            "save a copy as PPTX without a password",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DeckUnreadable(
            f"{path.name} is damaged, or no PPTX ({error})", "save it again"
        ) from error
    largest = max((m.file_size for m in members if m.filename.endswith(".xml")), default=0)
    if sum(m.file_size for m in members) > MAX_UNPACKED_BYTES or largest > MAX_XML_BYTES:
        raise DeckTooLarge(f"{path.name} unpacks to too much", "save it again")


def _limited(lines: Iterator[ReadLine]) -> Iterator[ReadLine]:
    characters = 0
    for count, line in enumerate(lines):
        characters += len(line.text)
        if count >= MAX_LINES_PER_PAGE or characters > MAX_PAGE_CHARS:
            return
        yield line


# Text


def _slide_lines(
    slide: Any,  # noqa: ANN401 - python-pptx has no types
    frame: _Group,
    number: int,
    size: tuple[float, float],
) -> Iterator[ReadLine]:
    """Yields the lines of a slide in the order of its shapes: title first, footers last."""
    title = slide.shapes.title
    title_id = title.shape_id if title is not None else None
    footers: list[ReadLine] = []
    lines: list[ReadLine] = []
    for shape, group in _shapes(slide.shapes, frame, 0):
        role = _role(shape, title_id)
        for line in _shape_lines(shape, group.box(shape), role, number, size):
            (footers if role == "footer" else lines).append(line)
    yield from (line for line in lines if line.role == "title")
    yield from (line for line in lines if line.role != "title")
    yield from footers


def _shapes(shapes: Any, frame: _Group, depth: int) -> Iterator[tuple[Any, _Group]]:  # noqa: ANN401
    for shape in shapes:
        if shape.shape_type is not None and hasattr(shape, "shapes"):
            if depth < MAX_GROUP_DEPTH:
                yield from _shapes(shape.shapes, frame.inner(shape), depth + 1)
        else:
            yield shape, frame


def _role(shape: Any, title_id: int | None) -> str:  # noqa: ANN401 - python-pptx has no types
    if shape.shape_id == title_id:
        return "title"
    if shape.is_placeholder and shape.placeholder_format.type in FOOTERS:
        return "footer"
    return "body"


def _shape_lines(
    shape: Any,  # noqa: ANN401 - python-pptx has no types
    box: _Box,
    role: str,
    number: int,
    size: tuple[float, float],
) -> Iterator[ReadLine]:
    if getattr(shape, "has_table", False) and shape.has_table:
        yield from _table_lines(shape.table, box)
    elif getattr(shape, "has_chart", False) and shape.has_chart:
        yield from _chart_lines(shape.chart, box)
    elif shape.has_text_frame:
        is_number = (
            shape.is_placeholder and shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER
        )
        texts = _paragraphs(shape.text_frame)
        if is_number:
            texts = [(str(number), 0, None)]
        yield from _stacked(texts, box, role, size)


def _paragraphs(frame: Any) -> list[tuple[str, int, float | None]]:  # noqa: ANN401
    """The text, the level and the size in points of each paragraph's forced lines."""
    rows = []
    for paragraph in frame.paragraphs:
        sizes = [run.font.size for run in paragraph.runs if run.font.size is not None]
        sizes += [paragraph.font.size] if paragraph.font.size is not None else []
        points = float(sizes[0].pt) if sizes else None
        for part in paragraph.text.replace("\v", "\n").split("\n"):
            rows.append((clean(part), paragraph.level, points))
    return rows


def _stacked(
    rows: list[tuple[str, int, float | None]], box: _Box, role: str, size: tuple[float, float]
) -> Iterator[ReadLine]:
    """Yields lines from the top of a box down, broken where they would run out of it."""
    default = DEFAULT_TITLE_POINTS if role == "title" else DEFAULT_TEXT_POINTS
    width, height = size
    laid: list[tuple[str, float, float, float, bool]] = []
    for text, level, points in rows:
        em = points or default
        indent = level * LEVEL_INDENT_SHARE
        room = max((box.width - indent) * width / (em * CHARACTER_WIDTH_EM), 8)
        parts = _wrapped(text, room) or [""]
        laid += [(part, indent, em, len(part), i > 0) for i, part in enumerate(parts)]
    total = sum(em * LINE_HEIGHT_EM / height for _, _, em, _, _ in laid)
    # Text that would run out of its box is drawn smaller.
    fit = min(1.0, box.height / total) if total and box.height else 1.0
    top = box.top
    for text, indent, em, length, continues in laid:
        line_height = em * LINE_HEIGHT_EM / height * fit
        if text:
            left = box.left + indent
            right = left + max(length * em * CHARACTER_WIDTH_EM / width * fit, 1e-3)
            yield ReadLine(text, left, top, right, top + line_height * 0.9, role, continues)
        top += line_height


def _wrapped(text: str, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _table_lines(table: Any, box: _Box) -> Iterator[ReadLine]:  # noqa: ANN401
    widths = [float(column.width or 0) for column in table.columns]
    heights = [float(row.height or 0) for row in table.rows]
    across, down = sum(widths) or 1.0, sum(heights) or 1.0
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row.cells):
            text = clean(cell.text)
            if not text or getattr(cell, "is_spanned", False):
                continue
            left = box.left + box.width * sum(widths[:c]) / across
            top = box.top + box.height * sum(heights[:r]) / down
            right = left + box.width * widths[c] / across * 0.9
            height = box.height * heights[r] / down
            yield ReadLine(text, left, top + height * 0.25, right, top + height * 0.75, "body")


def _chart_lines(chart: Any, box: _Box) -> Iterator[ReadLine]:  # noqa: ANN401
    """Yields the title, the categories along the bottom, and the series of a legend."""
    texts: list[tuple[str, float, float]] = []
    if chart.has_title and chart.chart_title.has_text_frame:
        texts.append((clean(chart.chart_title.text_frame.text), 0.0, 0.0))
    categories = [clean(str(c)) for plot in chart.plots for c in plot.categories]
    texts += [(text, i / len(categories), 0.9) for i, text in enumerate(categories)]
    if chart.has_legend:
        series = [clean(str(s.name)) for plot in chart.plots for s in plot.series]
        texts += [(name, 0.8, 0.1 + 0.05 * i) for i, name in enumerate(series)]
    for text, x, y in texts:
        if text:
            left, top = box.left + box.width * x, box.top + box.height * y
            yield ReadLine(text, left, top, left + 0.08, top + 0.04, "body")


def _notes(slide: Any) -> str:  # noqa: ANN401 - python-pptx has no types
    if not slide.has_notes_slide:
        return ""
    frame = slide.notes_slide.notes_text_frame
    text = "\n".join(clean(p.text) for p in frame.paragraphs) if frame is not None else ""
    return text.strip()[:MAX_PAGE_CHARS]


# Picture


def _picture(slide: Any, frame: _Group, size: tuple[float, float]) -> bytes:  # noqa: ANN401
    """The picture that covers most of the slide, as a grey PNG; empty if there is none."""
    scale = PICTURE_SIDE / max(size)
    canvas = (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
    for shape, group in _shapes(slide.shapes, frame, 0):
        box = group.box(shape)
        if not hasattr(shape, "image") or box.width * box.height < MIN_PICTURE_SHARE:
            continue
        try:
            with Image.open(io.BytesIO(shape.image.blob)) as picture:
                if picture.width * picture.height > MAX_COMPARED_PIXELS:
                    continue
                grey = picture.convert("L")
        except (OSError, ValueError, AttributeError, KeyError, Image.DecompressionBombError):
            continue
        drawn = Image.new("L", canvas, 255)
        width, height = (
            max(1, round(box.width * canvas[0])),
            max(1, round(box.height * canvas[1])),
        )
        if width > 4 * PICTURE_SIDE or height > 4 * PICTURE_SIDE:
            continue
        drawn.paste(
            grey.resize((width, height)), (round(box.left * canvas[0]), round(box.top * canvas[1]))
        )
        buffer = io.BytesIO()
        drawn.save(buffer, "PNG")
        return buffer.getvalue()
    return b""
