"""Small decks with known words, and photos of their pages without OCR."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2
from camera import Scene, photograph
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name
from PIL import Image

from slidescan.core.geometry import PageQuad, PhotoQuad, homography
from slidescan.core.records import Detection, Line, Photo
from slidescan.deck.align import UNIT_PAGE
from slidescan.deck.pages import Deck
from slidescan.deck.readers.pdf import read
from slidescan.deck.readers.run import ReadDeck
from slidescan.imaging.photo_files import digest

WIDTH, HEIGHT = 960, 540


@dataclass(frozen=True)
class Text:
    """A text on a page: its left end and its baseline, points from the top left; its size."""

    text: str
    x: float = 60
    y: float = 80
    size: float = 24
    invisible: bool = False


@dataclass(frozen=True)
class Box:
    """A filled rectangle on a page, points from the top left; grey 0..1."""

    x: float
    y: float
    width: float
    height: float
    grey: float = 0.5


Drawn = Sequence[Text | Box | Image.Image]


def bullets(title: str, *points: str, number: int = 0) -> list[Text]:
    """A page with a title, points and a footer."""
    texts = [Text(title, 60, 90, 40)]
    texts += [Text(point, 80, 180 + 60 * i, 26) for i, point in enumerate(points)]
    return [*texts, Text("Northwind Days 2025", 60, 520, 12), Text(str(number), 890, 520, 12)]


def write_pdf(path: Path, pages: Sequence[Drawn], *, password: str = "", rotate: int = 0) -> Path:
    """Writes a PDF whose text is in Helvetica."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica,
                Encoding=Name.WinAnsiEncoding,
            )
        )  # fmt: skip
        for drawn in pages:
            images = Dictionary()
            content: list[bytes] = []
            for number, each in enumerate(drawn):
                content.append(_operators(pdf, each, images, number))
            page = pdf.make_indirect(
                Dictionary(
                    Type=Name.Page, MediaBox=Array([0, 0, WIDTH, HEIGHT]), Rotate=rotate,
                    Resources=Dictionary(Font=Dictionary(F=font), XObject=images),
                    Contents=pdf.make_stream(b"\n".join(content)),
                )
            )  # fmt: skip
            pdf.pages.append(pikepdf.Page(page))
        encryption = pikepdf.Encryption(user=password, owner="owner") if password else False
        pdf.save(path, encryption=encryption)
    return path


def _operators(
    pdf: pikepdf.Pdf, each: Text | Box | Image.Image, images: Dictionary, number: int
) -> bytes:
    if isinstance(each, Text):
        text = each.text.encode("cp1252").replace(b"\\", b"\\\\")
        text = text.replace(b"(", b"\\(").replace(b")", b"\\)")
        mode = 3 if each.invisible else 0
        return (
            f"BT /F {each.size} Tf {mode} Tr {each.x} {HEIGHT - each.y} Td (".encode()
            + text
            + b") Tj ET"
        )
    if isinstance(each, Box):
        return (
            f"{each.grey} g {each.x} {HEIGHT - each.y - each.height} {each.width} {each.height}"
            " re f 0 g"
        ).encode()
    buffer = io.BytesIO()
    each.convert("RGB").save(buffer, "JPEG", quality=92)
    images[f"/I{number}"] = pdf.make_stream(
        buffer.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=each.width,
        Height=each.height, ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.DCTDecode,
    )  # fmt: skip
    return f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I{number} Do Q".encode()


def read_here(path: Path, name: str = "talk.pdf") -> Deck:
    """Reads a PDF in this process."""
    pages = tuple(read(path, notes=False))
    return Deck.of(ReadDeck(path, digest(path.read_bytes()), pages), name)


@dataclass(frozen=True)
class Shot:
    """A photo of a page, and what OCR would read on it."""

    jpeg: bytes
    photo: Photo
    detection: Detection
    lines: tuple[Line, ...]


def shoot(
    path: Path, deck: Deck, index: int, seed: int, *, texts: Sequence[str] | None = None
) -> Shot:
    """Photographs a page; its lines are those of the page, some words misread.

    Args:
        path: The PDF that the projector shows.
        deck: The same PDF, read.
        index: The page, from 0.
        seed: Decides the scene.
        texts: The lines that OCR reads; those of the page by default.
    """
    rng = np.random.default_rng(seed)
    document = pypdfium2.PdfDocument(path)
    pixels = np.asarray(document[index].render(scale=1.4).to_pil().convert("RGB"))
    document.close()
    scene = Scene("screen", yaw=float(rng.uniform(-20, 20)), pitch=float(rng.uniform(-3, 9)))
    picture, corners = photograph(pixels, scene, seed)
    assert corners is not None
    quad = PhotoQuad.of(corners)
    lines = _read_lines(deck, index, quad, rng, texts)
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    jpeg = data.tobytes()
    photo = Photo(digest(jpeg), picture.shape[1], picture.shape[0])
    return Shot(jpeg, photo, Detection.of(quad, 0.95), lines)


def _read_lines(
    deck: Deck,
    index: int,
    quad: PhotoQuad,
    rng: np.random.Generator,
    texts: Sequence[str] | None,
) -> tuple[Line, ...]:
    to_photo = homography(UNIT_PAGE, quad)
    lines = []
    for line in deck.pages[index].page.lines:
        if texts is None or line.text in texts:
            where = line.quad.mapped(to_photo, PhotoQuad)
            lines.append(Line(misread(line.text, rng), 0.95, where, line.role))
    return tuple(lines)


def misread(text: str, rng: np.random.Generator) -> str:
    """A text with one letter of every sixth word wrong, as OCR reads."""
    read_words = []
    for word in text.split():
        if len(word) > 4 and word.isalpha() and rng.random() < 1 / 6:
            at = int(rng.integers(1, len(word)))
            word = word[:at] + "x" + word[at + 1 :]
        read_words.append(word)
    return " ".join(read_words)


def grey_of(jpeg: bytes) -> NDArray[np.uint8]:
    """The grey levels of a photo."""
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert pixels is not None
    return pixels.astype(np.uint8)


def page_quad(left: float, top: float, right: float, bottom: float) -> PageQuad:
    """A box on a page."""
    return PageQuad((left, top), (right, top), (right, bottom), (left, bottom))
