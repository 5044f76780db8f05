"""`slidescan deck`: what it prints, and what it refuses."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image
from pptx import Presentation
from support.cli import cli
from support.deck_files import Text, write_pdf
from support.samples import Ingested, truth

FOLDER = "static/img/northwind"
PHOTO = f"{FOLDER}/IMG_4104.jpg"
LINES = {each["image"]: each["lines"] for each in truth()}


@pytest.fixture(scope="module")
def matched(ingested: Ingested, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, matched to a deck of three of their slides."""
    site = shutil.copytree(ingested.site, tmp_path_factory.mktemp("deck") / "site")
    images = [f"{FOLDER}/IMG_410{n}.jpg" for n in (3, 4, 5)]
    pages = [
        [Text(text, 60, 90 + 30 * i, 40 if i == 0 else 20) for i, text in enumerate(LINES[image])]
        for image in images
    ]
    write_pdf(site / "talk.pdf", pages)
    dry = cli("deck", "talk.pdf", "--folder", FOLDER, "--dry-run", cwd=site)
    assert dry.returncode == 0, dry.stderr
    assert "IMG_4104.jpg  page   2" in dry.stdout
    assert "nothing was changed (--dry-run)" in dry.stdout
    assert json.loads(cli("show", PHOTO, "--json", cwd=site).stdout).get("deck") is None
    done = cli("deck", "talk.pdf", "--folder", FOLDER, "--json", cwd=site)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    pages_of = {each["image"]: each["page"] for each in report["photos"]}
    assert [pages_of[image] for image in images] == [1, 2, 3]
    assert {page for image, page in pages_of.items() if image not in images} == {None}
    assert (report["deck"], report["pages"], report["written"]) == ("talk.pdf", 3, True)
    return site


@pytest.fixture
def site(matched: Path, tmp_path: Path) -> Path:
    return shutil.copytree(matched, tmp_path / "site")


def test_show_tells_the_page(site: Path) -> None:
    shown = cli("show", PHOTO, cwd=site).stdout
    assert "talk.pdf#page=2  (confidence 1.00)" in shown
    deck = json.loads(cli("show", PHOTO, "--json", cwd=site).stdout)["deck"]
    assert (deck["link"], deck["has_text"]) == ("talk.pdf#page=2", True)


def test_photos_without_a_page_are_told_and_keep_their_words(site: Path) -> None:
    done = cli("deck", "talk.pdf", "--folder", FOLDER, cwd=site)
    assert "IMG_4101.jpg  shows no page of the deck" in done.stdout
    assert "these keep what OCR read" in done.stdout


def test_a_page_is_set_taken_away_and_undone_by_hand(site: Path) -> None:
    done = cli("deck", "talk.pdf", "--set", f"{PHOTO}=3", cwd=site)
    assert done.returncode == 0, done.stderr
    assert "talk.pdf#page=3" in done.stdout
    assert "no page of a deck" in cli("deck", "--none", PHOTO, cwd=site).stdout
    assert "talk.pdf#page=3" in cli("deck", "--undo", PHOTO, cwd=site).stdout
    assert "talk.pdf#page=2" in cli("deck", "--undo", PHOTO, cwd=site).stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give the deck's file"),
        (["none.pdf"], "none.pdf doesn't exist"),
        (["hugo.toml"], "name a file that ends in .pdf or .pptx"),
        (["talk.pdf", "--set", "IMG_4104.jpg"], "write PHOTO=PAGE"),
        (["talk.pdf", "--set", "IMG_4104.jpg=0"], "write PHOTO=PAGE"),
        (["talk.pdf", "--set", "IMG_4104.jpg=9"], "has no page 9"),
        (["--set", "IMG_4104.jpg=1"], "--set needs the deck's file"),
        (["--undo", "IMG_4104.jpg", "--dry-run"], "leave out"),
        (["talk.pdf", "--post", "no such post"], "holds no post"),
    ],
)
def test_wrong_usage_is_one_line(matched: Path, arguments: list[str], message: str) -> None:
    done = cli("deck", *arguments, cwd=matched)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_deck_that_cannot_be_read_exits_with_1(site: Path) -> None:
    write_pdf(site / "secret.pdf", [[Text("Secret")]], password="x")
    done = cli("deck", "secret.pdf", "--folder", FOLDER, cwd=site)
    assert done.returncode == 1
    assert done.stderr == (
        "slidescan: secret.pdf opens with a password only: save a copy without a password\n"
    )


def test_a_pptx_that_is_not_drawn_is_matched_by_words_and_it_is_told(site: Path) -> None:
    deck: Any = Presentation()
    for image in (f"{FOLDER}/IMG_410{n}.jpg" for n in (3, 4, 5)):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text, *points = LINES[image]
        slide.placeholders[1].text_frame.text = "\n".join(points)
    deck.save(str(site / "talk.pptx"))
    done = cli("deck", "talk.pptx", "--folder", FOLDER, "--dry-run", "--no-draw", cwd=site)
    assert done.returncode == 0, done.stderr
    assert "IMG_4104.jpg  page   2" in done.stdout
    assert "3 pages not drawn: told by their words alone: 1, 2, 3\n" in done.stdout
    assert "why not drawn: it was not wanted\n" in done.stdout


def test_export_pdf_takes_the_decks_pages(site: Path) -> None:
    arguments = ("export", "pdf", "--folder", FOLDER, "--query", "lake map", "--out")
    done = cli(*arguments, "photos.pdf", cwd=site)
    assert done.returncode == 0, done.stderr
    done = cli(*arguments, "deck.pdf", "--as", "deck", cwd=site)
    assert done.returncode == 0, done.stderr
    # The deck's first page is white, the photo's isn't.
    assert corner_of(site / "deck.pdf") > 250 > corner_of(site / "photos.pdf")
    document = pypdfium2.PdfDocument(site / "deck.pdf")
    assert "data lake" in document[0].get_textpage().get_text_bounded()
    document.close()
    write_pdf(site / "talk.pdf", [[Text("Another")]])
    done = cli(*arguments, "again.pdf", "--as", "deck", cwd=site)
    assert done.returncode == 2
    assert "talk.pdf has changed since photos were matched to it" in done.stderr


def corner_of(path: Path) -> float:
    """The mean grey level near the upper right corner of the first page's picture."""
    with pikepdf.open(path) as pdf:
        data = pdf.pages[0].Resources.XObject.Slide.read_raw_bytes()
    with Image.open(io.BytesIO(data)) as picture:
        pixels = np.asarray(picture.convert("L"))
    height, width = pixels.shape
    return float(pixels[height // 50 : height // 12, width * 8 // 10 : width * 9 // 10].mean())
