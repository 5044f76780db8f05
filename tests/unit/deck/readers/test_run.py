"""Bad decks: one line each, and the limits of time and memory."""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from pptx import Presentation
from support.deck_files import Text, write_pdf
from support.drawing_program import needs_libreoffice, print_this, put_program

from slidescan.deck.readers import printing, process, run
from slidescan.deck.readers.run import draw_pages, read_deck
from slidescan.errors import DeckEncrypted, DeckError, DeckTooLarge, DeckUnreadable, UsageError
from slidescan.imaging.photo_files import digest


def one_line(error: Exception) -> str:
    text = str(error)
    assert "\n" not in text
    assert text.isprintable()
    return text


def test_a_deck_is_read_in_another_process(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "talk.pdf", [[Text("One")], [Text("Two")]])
    deck = read_deck(path)
    assert [[line.text for line in page.lines] for page in deck.pages] == [["One"], ["Two"]]
    assert deck.sha256 == digest(path.read_bytes())
    assert all(page.picture for page in deck.pages)


def test_an_encrypted_deck_is_told(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "talk.pdf", [[Text("Secret")]], password="x")
    with pytest.raises(DeckEncrypted, match=r"opens with a password only: save a copy"):
        read_deck(path)


def test_an_encrypted_pptx_is_told(tmp_path: Path) -> None:
    path = tmp_path / "talk.pptx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(DeckEncrypted, match="password"):
        read_deck(path)


def damaged_pdf(path: Path) -> None:
    data = write_pdf(path, [[Text("One")]]).read_bytes()
    path.write_bytes(data[: len(data) // 3])


def noise_pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n" + os.urandom(4000))


def empty_pdf(path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.save(path)


def text_file(path: Path) -> None:
    path.write_text("no deck at all")


def empty_file(path: Path) -> None:
    path.write_bytes(b"")


def truncated_zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + os.urandom(500))


def foreign_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "no presentation")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.pdf", damaged_pdf),
        ("a.pdf", noise_pdf),
        ("a.pdf", empty_pdf),
        ("a.pdf", text_file),
        ("a.pdf", empty_file),
        ("a.pptx", text_file),
        ("a.pptx", truncated_zip),
        ("a.pptx", foreign_zip),
        ("a.pptx", empty_file),
    ],
)
def test_a_broken_deck_is_told_in_one_line(
    tmp_path: Path, name: str, make: Callable[[Path], None]
) -> None:
    path = tmp_path / name
    make(path)
    with pytest.raises(DeckUnreadable) as caught:
        read_deck(path)
    assert name in one_line(caught.value)
    assert caught.value.remedy


def test_a_zip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pptx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ppt/slides/slide1.xml", bytes(70 * 2**20))
    with pytest.raises(DeckTooLarge, match="unpacks to too much"):
        read_deck(path)


def test_too_large_a_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_pdf(tmp_path / "talk.pdf", [[Text("One")]])
    monkeypatch.setattr(run, "MAX_DECK_BYTES", 100)
    with pytest.raises(DeckTooLarge, match="MB"):
        read_deck(path)


def _sleep(sender: object, path: str, notes: bool) -> None:
    time.sleep(60)


def _die(sender: object, path: str, notes: bool) -> None:
    os._exit(1)


def test_a_deck_that_never_ends_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_pdf(tmp_path / "talk.pdf", [[Text("One")]])
    monkeypatch.setattr(process, "MAX_READ_SECONDS", 0.2)
    monkeypatch.setattr(run, "_send_pages", _sleep)
    with pytest.raises(DeckTooLarge, match="takes longer"):
        read_deck(path)


def test_a_deck_that_ends_its_reader_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_pdf(tmp_path / "talk.pdf", [[Text("One")]])
    monkeypatch.setattr(run, "_send_pages", _die)
    with pytest.raises(DeckUnreadable, match="ends the program that reads it"):
        read_deck(path)


def test_a_page_of_a_huge_size_is_drawn_small(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14000, 8000))
        pdf.save(path)
    assert len(read_deck(path).pages[0].picture) < 100_000


@pytest.mark.parametrize(
    ("name", "remedy"), [("a.key", "Keynote"), ("a.odp", "LibreOffice"), ("a.txt", ".pdf or .pptx")]
)
def test_other_files_are_told_what_to_do(tmp_path: Path, name: str, remedy: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(UsageError) as caught:
        read_deck(tmp_path / name)
    assert remedy in caught.value.remedy


def test_a_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="doesn't exist"):
        read_deck(tmp_path / "none.pdf")


def test_pages_are_drawn_only_of_the_same_file(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "talk.pdf", [[Text("One")], [Image.new("RGB", (8, 8))]])
    sha256 = digest(path.read_bytes())
    first, second = draw_pages(path, sha256, [1, 2], 300)
    assert first.startswith(b"\xff\xd8")
    assert first != second
    with pytest.raises(DeckUnreadable, match="no page 3"):
        draw_pages(path, sha256, [3], 300)
    write_pdf(path, [[Text("Another")]])
    with pytest.raises(DeckUnreadable, match="has changed"):
        draw_pages(path, sha256, [1], 300)
    path.unlink()
    with pytest.raises(DeckError, match="is gone"):
        draw_pages(path, sha256, [1], 300)


# PPTX files, which another program draws


@pytest.fixture
def slides(tmp_path: Path) -> Path:
    """Three slides, of which the audience sees the first and the last."""
    made: Any = Presentation()
    for title in ("One", "Hidden", "Three"):
        made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = title
    made.slides[1]._element.set("show", "0")
    made.save(str(tmp_path / "talk.pptx"))
    return tmp_path / "talk.pptx"


@pytest.fixture
def print_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def put(*titles: str) -> None:
        pdf = write_pdf(tmp_path / "made.pdf", [[Text(t, 300, 200)] for t in titles])
        print_this(monkeypatch, tmp_path, pdf)

    return put


def test_slides_are_drawn_and_take_their_positions(
    slides: Path, print_pages: Callable[..., None]
) -> None:
    print_pages("One", "Three")
    deck = read_deck(slides)
    assert (deck.drawn_with, deck.undrawn_reason) == ("LibreOffice", "")
    assert [page.number for page in deck.pages] == [1, 3]
    assert all(page.picture for page in deck.pages)
    (line,) = deck.pages[1].lines
    assert (line.text, line.role) == ("Three", "title")
    assert line.left == pytest.approx(300 / 960, abs=0.01)


@needs_libreoffice
def test_libreoffice_draws_slides(slides: Path) -> None:
    deck = read_deck(slides)
    assert deck.drawn_with == "LibreOffice"
    assert all(page.picture for page in deck.pages)
    first, last = draw_pages(slides, deck.sha256, [1, 3], 300)
    assert first != last


def test_without_the_program_words_and_order_are_there_and_the_reason(
    slides: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "find_program", lambda: None)
    deck = read_deck(slides)
    assert [[line.text for line in page.lines] for page in deck.pages] == [["One"], ["Three"]]
    assert not any(page.picture for page in deck.pages)
    assert deck.drawn_with == ""
    assert one_line(DeckError(deck.undrawn_reason)).startswith("there is no LibreOffice")


def test_slides_that_are_not_to_be_drawn_start_no_program(
    slides: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    put_program(monkeypatch, tmp_path, f"open({str(started)!r}, 'w')")
    assert read_deck(slides, draw=False).undrawn_reason
    assert not started.exists()
    read_deck(slides)
    assert started.exists()


@pytest.mark.parametrize("titles", [("One",), ("One", "Hidden", "Three")])
def test_other_pages_than_the_audience_sees_are_not_taken(
    slides: Path, print_pages: Callable[..., None], titles: tuple[str, ...]
) -> None:
    print_pages(*titles)
    deck = read_deck(slides)
    assert f"{len(titles)} pages were drawn for 2 slides" in deck.undrawn_reason
    assert not any(page.picture for page in deck.pages)
    with pytest.raises(DeckError, match="prints other slides"):
        draw_pages(slides, deck.sha256, [1], 300)


def test_what_is_no_pdf_is_not_taken(
    slides: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_program(monkeypatch, tmp_path, "open(OUT, 'w').write('no PDF')")
    deck = read_deck(slides)
    assert len(deck.pages) == 2
    assert "slides.pdf is damaged" in deck.undrawn_reason


def test_a_slide_is_drawn_by_its_own_number(slides: Path, print_pages: Callable[..., None]) -> None:
    print_pages("One", "Three")
    sha256 = digest(slides.read_bytes())
    both = draw_pages(slides, sha256, [1, 3], 300)
    assert draw_pages(slides, sha256, [3], 300) == both[1:]
    with pytest.raises(DeckUnreadable, match="shows no slide 2"):
        draw_pages(slides, sha256, [2], 300)
