"""Reads the pages of a PDF with PDFium: their text with its positions, and their pictures."""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
from pypdfium2 import raw

from slidescan.core.text import clean
from slidescan.deck.readers.protocol import (
    MAX_LINES_PER_PAGE,
    MAX_PAGE_CHARS,
    MAX_PAGES,
    PICTURE_SIDE,
    ReadLine,
    ReadPage,
)
from slidescan.errors import DeckEncrypted, DeckError, DeckTooLarge, DeckUnreadable

DEVICE_UNITS = 1_000_000
"""Whole units across a page's side, in which PDFium maps points of the page."""

MAX_GAP_HEIGHTS = 1.0
"""Words on one baseline are parts of one line unless the gap is wider than this, in heights of its
characters: the cells of a table are further apart."""

MAX_BASELINE_SHIFT_HEIGHTS = 0.6
"""Characters belong to one line if their middles differ by less than this, in heights."""

MIN_BOX_SHARE = 1e-4
"""The smallest side of a character's box, as a share of the page's side."""

INVISIBLE_TEXT = 3
"""The rendering mode of text that isn't drawn (ISO 32000-1, 9.3.6): the text that OCR left in a
scanned deck, which is no better than slidescan's reading."""

MIN_SHADOW_SHARE = 0.6
"""Two equal texts that overlap by this share of the smaller one are a text and its shadow."""

DRAWN_PAGE_QUALITY = 90
"""Quality of a page's picture in a deck, 1..95."""

ERROR_PASSWORD = 4
"""PDFium's code for a file that opens with a password only."""


@dataclass
class _Char:
    """A character and its box, in shares of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def read(path: Path, *, notes: bool) -> Iterator[ReadPage]:
    """Yields the pages of a PDF; a PDF has no notes.

    Raises:
        DeckError: The file can't be read.
    """
    del notes
    document = _open(path)
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise DeckTooLarge(
                f"{path.name} has {count} pages, more than {MAX_PAGES}", "split it by talk"
            )
        if count == 0:
            raise DeckUnreadable(f"{path.name} has no pages", "export it again")
        for index in range(count):
            yield _read_page(document, index, path.name)
    finally:
        document.close()


def draw(path: Path, numbers: Sequence[int], side: int) -> Iterator[bytes]:
    """Yields pictures of pages as JPEG.

    Args:
        path: The file.
        numbers: The pages, from 1.
        side: The longer side of a picture, pixels.

    Raises:
        DeckError: The file or a page can't be read.
    """
    document = _open(path)
    try:
        for number in numbers:
            if not 0 < number <= len(document):
                raise DeckUnreadable(f"{path.name} has no page {number}", "match it again")
            page = document[number - 1]
            bitmap = page.render(scale=side / max(page.get_size()), may_draw_forms=False)
            buffer = io.BytesIO()
            bitmap.to_pil().convert("RGB").save(buffer, "JPEG", quality=DRAWN_PAGE_QUALITY)
            yield buffer.getvalue()
            page.close()
    finally:
        document.close()


def _open(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == ERROR_PASSWORD or "password" in str(error).lower():
            raise DeckEncrypted(
                f"{path.name} opens with a password only", "save a copy without a password"
            ) from error
        raise DeckUnreadable(
            f"{path.name} is damaged, or no PDF ({error})", "export it again"
        ) from error


def _read_page(document: pypdfium2.PdfDocument, index: int, name: str) -> ReadPage:
    try:
        page = document[index]
        try:
            width, height = page.get_size()
            if not (width > 0 and height > 0 and math.isfinite(width * height)):
                raise DeckUnreadable(f"page {index + 1} of {name} has no size", "export it again")
            return ReadPage(index + 1, width, height, _lines(page), "", _picture(page))
        finally:
            page.close()
    except DeckError:
        raise
    except (pypdfium2.PdfiumError, MemoryError) as error:
        raise DeckUnreadable(
            f"page {index + 1} of {name} is damaged ({error})", "export it again"
        ) from error


def _picture(page: pypdfium2.PdfPage) -> bytes:
    """The page as a grey PNG; empty if PDFium can't draw it."""
    scale = PICTURE_SIDE / max(page.get_size())
    try:
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
        pixels = np.array(bitmap.to_numpy()).reshape(bitmap.height, -1)[:, : bitmap.width]
        bitmap.close()
    except (pypdfium2.PdfiumError, MemoryError, ValueError):
        return b""
    done, data = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return data.tobytes() if done else b""


# Text


def _lines(page: pypdfium2.PdfPage) -> list[ReadLine]:
    textpage = page.get_textpage()
    try:
        lines: list[ReadLine] = []
        for chars in _runs(_chars(page, textpage)):
            line = _line(chars)
            if line is not None and not any(_is_shadow(line, other) for other in lines):
                lines.append(line)
            if len(lines) >= MAX_LINES_PER_PAGE:
                break
        return lines
    finally:
        textpage.close()


def _chars(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> Iterator[_Char | None]:
    """Yields the drawn characters in the file's order; None where PDFium ends a line."""
    to_share = _map_to_shares(page)
    box = raw.FS_RECTF()
    for index in range(min(textpage.count_chars(), MAX_PAGE_CHARS)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        character = chr(code) if 0 < code <= 0x10FFFF else ""
        if character in "\r\n":
            yield None
            continue
        if character.isspace() and raw.FPDFText_IsGenerated(textpage, index) == 1:
            yield _Char(" ", math.nan, 0, 0, 0)
            continue
        if _is_invisible(textpage, index) or not raw.FPDFText_GetLooseCharBox(
            textpage, index, ctypes.byref(box)
        ):
            continue
        (x0, y0), (x1, y1) = to_share(box.left, box.top), to_share(box.right, box.bottom)
        char = _Char(character, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        if char.right > 0 and char.left < 1 and char.bottom > 0 and char.top < 1:
            yield char


def _is_invisible(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    drawn = raw.FPDFText_GetTextObject(textpage, index)
    return bool(drawn) and raw.FPDFTextObj_GetTextRenderMode(drawn) == INVISIBLE_TEXT


def _map_to_shares(page: pypdfium2.PdfPage) -> Any:  # noqa: ANN401 - a function of two numbers
    """Maps points of the page to shares of the upright, cropped page."""

    def device(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(
            page, 0, 0, DEVICE_UNITS, DEVICE_UNITS, 0, x, y,
            ctypes.byref(across), ctypes.byref(down),
        )  # fmt: skip
        return across.value / DEVICE_UNITS, down.value / DEVICE_UNITS

    # The map is affine: three points give it.
    side = max(page.get_size())
    (ox, oy), (ax, ay), (bx, by) = device(0, 0), device(side, 0), device(0, side)
    xx, xy, yx, yy = (ax - ox) / side, (ay - oy) / side, (bx - ox) / side, (by - oy) / side

    def to_share(x: float, y: float) -> tuple[float, float]:
        return ox + x * xx + y * yx, oy + x * xy + y * yy

    return to_share


def _runs(chars: Iterator[_Char | None]) -> Iterator[list[_Char]]:
    """Splits characters into lines: where PDFium ends one, at wide gaps, at other baselines."""
    run: list[_Char] = []
    for char in chars:
        if char is None:
            yield run
            run = []
            continue
        if math.isnan(char.left):
            run.append(char)
            continue
        last = next((c for c in reversed(run) if not math.isnan(c.left)), None)
        if last is not None and _begins_line(last, char):
            yield run
            run = []
        run.append(char)
    yield run


def _begins_line(last: _Char, char: _Char) -> bool:
    height = max(last.bottom - last.top, char.bottom - char.top, MIN_BOX_SHARE)
    shift = abs((last.top + last.bottom) - (char.top + char.bottom)) / 2
    if shift > MAX_BASELINE_SHIFT_HEIGHTS * height:
        return True
    # A height is a share of the page's height; slides are about 1.6 times as wide as high.
    gap = max(char.left - last.right, last.left - char.right)
    return gap > MAX_GAP_HEIGHTS * height


def _line(chars: list[_Char]) -> ReadLine | None:
    """The line of characters; None if it holds no letter, digit or sign."""
    text = clean("".join(c.text for c in chars if not _is_private(c.text)))
    boxes = [c for c in chars if not math.isnan(c.left) and not c.text.isspace()]
    if not boxes or not any(c.isalnum() or c.isprintable() for c in text) or not text:
        return None
    return ReadLine(
        text,
        min(c.left for c in boxes),
        min(c.top for c in boxes),
        max(max(c.right for c in boxes), min(c.left for c in boxes) + MIN_BOX_SHARE),
        max(max(c.bottom for c in boxes), min(c.top for c in boxes) + MIN_BOX_SHARE),
    )


def _is_private(text: str) -> bool:
    """Whether a character is one of a symbol font, whose code tells nothing."""
    return bool(text) and ("\ue000" <= text <= "\uf8ff" or text in "\ufffd\ufffe\uffff\x02")


def _is_shadow(line: ReadLine, other: ReadLine) -> bool:
    """Whether a line repeats another just beside it, as the shadow of a text does."""
    if line.text != other.text:
        return False
    width = min(line.right, other.right) - max(line.left, other.left)
    height = min(line.bottom, other.bottom) - max(line.top, other.top)
    if width <= 0 or height <= 0:
        return False
    areas = [(each.right - each.left) * (each.bottom - each.top) for each in (line, other)]
    return width * height >= MIN_SHADOW_SHARE * min(areas)
