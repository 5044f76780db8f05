"""The copy of a PPTX that is drawn: the same slides, and nothing that leads out of it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from slidescan.deck.readers import pptx_copy
from slidescan.deck.readers.pptx import read
from slidescan.deck.readers.pptx_copy import copy_for_drawing
from slidescan.errors import DeckTooLarge, DeckUndrawn

RELS = "ppt/slides/_rels/slide1.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def png() -> io.BytesIO:
    buffer = io.BytesIO()
    Image.effect_noise((40, 30), 90).save(buffer, "PNG")
    return buffer


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """One slide with a link, a picture and notes."""
    made: Any = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "Streams"
    run = slide.placeholders[1].text_frame.paragraphs[0].add_run()
    run.text = "Read more"
    run.hyperlink.address = "https://tracker.example/who"
    slide.shapes.add_picture(png(), 0, 0, Inches(1))
    slide.notes_slide.notes_text_frame.text = "secret notes"
    path = tmp_path / "talk.pptx"
    made.save(str(path))
    return path


def with_parts(path: Path, parts: Mapping[str, bytes], rels: str = "") -> Path:
    """Replaces and adds parts, and adds relations of the first slide."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content |= parts
    end = b"</Relationships>"
    content[RELS] = content[RELS].replace(end, rels.encode() + end)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def copied(path: Path) -> dict[str, bytes]:
    out = path.with_name("copy.pptx")
    copy_for_drawing(path, out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def relation(kind: str, target: str, mode: str = "External", id_: str = "rId99") -> str:
    return (
        f'<Relationship Id="{id_}" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    )


def picture_part(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return next(name for name in archive.namelist() if name.startswith("ppt/media/"))


def test_the_copy_has_the_same_slides_and_pictures(deck: Path) -> None:
    parts = copied(deck)
    (before,), (after,) = read(deck, notes=False), read(deck.with_name("copy.pptx"), notes=False)
    assert [line.text for line in after.lines] == [line.text for line in before.lines]
    assert parts[picture_part(deck)].startswith(b"\x89PNG")
    assert not any("notesSlide" in name or "docProps" in name for name in parts)


def test_no_relation_leads_out_of_the_copy(deck: Path) -> None:
    with_parts(
        deck,
        {},
        relation("image", "file:///etc/passwd")
        + relation("image", "https://tracker.example/pixel.png", id_="rId98")
        + relation("oleObject", "file:///etc/hosts", id_="rId97")
        + relation("attachedTemplate", "https://tracker.example/t.potx", id_="rId96")
        + relation("video", "https://tracker.example/v.mp4", id_="rId95"),
    )
    parts = copied(deck)
    everything = b"".join(parts.values())
    assert b"tracker.example" not in everything
    assert b"file:" not in everything
    external = re.findall(rb"<Relationship [^>]*External[^>]*>", b"".join(parts.values()))
    # The link in the text stays a link, to nowhere: links are drawn in their own colour.
    assert len(external) == 1
    assert b"https://example.invalid/" in external[0]


@pytest.mark.parametrize("kind", ["oleObject", "package", "vbaProject", "control", "video", "made"])
def test_embedded_documents_macros_and_media_are_left_out(deck: Path, kind: str) -> None:
    with_parts(
        deck, {"ppt/embeddings/a.bin": b"\xd0\xcf\x11\xe0 anything"},
        relation(kind, "../embeddings/a.bin", "Internal"),
    )  # fmt: skip
    parts = copied(deck)
    assert "ppt/embeddings/a.bin" not in parts
    assert b"rId99" not in parts[RELS]


def test_an_embedded_document_leaves_its_preview(tmp_path: Path) -> None:
    made: Any = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    slide.shapes.add_ole_object(
        io.BytesIO(b"a workbook"), "Excel.Sheet.12", Inches(2), Inches(1), Inches(3), Inches(2),
        icon_file=png(),
    )  # fmt: skip
    made.save(str(tmp_path / "talk.pptx"))
    parts = copied(tmp_path / "talk.pptx")
    assert not any(b"a workbook" in data for data in parts.values())
    (shape,) = Presentation(str(tmp_path / "copy.pptx")).slides[0].shapes
    assert (shape.left, shape.top, shape.width) == (Inches(2), Inches(1), Inches(3))
    assert shape.image.blob.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"%PDF-1.7\n",
        b"\x1f\x8b\x08 a compressed SVG",
        b"",
    ],
)
def test_pictures_that_may_name_other_files_are_left_out_whatever_they_are_called(
    deck: Path, data: bytes
) -> None:
    name = picture_part(deck)
    with_parts(deck, {name: data})
    assert name not in copied(deck)


def test_parts_that_no_relation_leads_to_are_left_out(deck: Path) -> None:
    with_parts(deck, {"ppt/media/stray.png": png().getvalue(), "../../outside.xml": b"<a/>"})
    parts = copied(deck)
    assert "ppt/media/stray.png" not in parts
    assert not any(".." in name for name in parts)


def test_a_relation_that_climbs_out_of_the_package_leads_nowhere(deck: Path) -> None:
    with_parts(
        deck, {"../../outside.png": png().getvalue()},
        relation("image", "../../../../outside.png", "Internal"),
    )  # fmt: skip
    assert not any("outside" in name for name in copied(deck))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(deck: Path, encoding: str) -> None:
    xml = '<!DOCTYPE a [<!ENTITY b "bomb">]><a>&b;</a>'.encode(encoding)
    with_parts(deck, {"ppt/slides/slide1.xml": xml})
    with pytest.raises(DeckUndrawn, match="declares a document type"):
        copied(deck)


def test_too_much_is_refused(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pptx_copy, "MAX_COPY_BYTES", 10_000)
    with pytest.raises(DeckTooLarge, match="too much to draw"):
        copied(deck)
    monkeypatch.undo()
    monkeypatch.setattr(pptx_copy, "MAX_PARTS", 3)
    with pytest.raises(DeckTooLarge, match="too many parts"):
        copied(deck)
