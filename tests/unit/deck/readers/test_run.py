"""Bad decks: one line each, and the limits of time and memory."""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from support.deck_files import Text, write_pdf

from slidescan.deck.readers import run
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
    monkeypatch.setattr(run, "MAX_READ_SECONDS", 0.2)
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
