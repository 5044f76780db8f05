"""What an index doesn't hold is said: formats, frames, scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from decks import font
from PIL import Image, ImageDraw

from slidescan.core.records import EngineStatus, IngestReport, Options, Unread
from slidescan.ingest.run import run
from slidescan.ingest.status import status
from slidescan.ingest.unread import unread
from slidescan.store.catalogue import Catalogue


def picture(*lines: str) -> Image.Image:
    image = Image.new("RGB", (900, 500), "white")
    for row, text in enumerate(lines):
        ImageDraw.Draw(image).text((60, 60 + 90 * row), text, "#202030", font("sans", 40))
    return image


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("unread")
    (root / "img").mkdir()
    (root / "post.md").write_text("# Talk\n\n![a](img/a.png)\n")
    pages = [picture("First page"), picture("Second page")]
    pages[0].save(root / "img/scan.tif", save_all=True, append_images=pages[1:])
    pages[0].save(root / "img/one.tif")
    picture("Хранилища данных", "Потоки событий", "Надёжность").save(root / "img/a.png")
    (root / "notes.rst").write_text("Notes")
    for name in ("b.svg", "c.DNG", "notes.txt", "favicon.ico"):
        (root / "img" / name).write_text("x")
    return root


@pytest.fixture(scope="module")
def report(site: Path) -> IngestReport:
    return run([site], Options(index=str(site / "index"), engine="rapidocr", jobs=1))


def by_kind(unread: tuple[Unread, ...], kind: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(entry.name, entry.images) for entry in unread if entry.kind == kind]


@pytest.mark.ocr
def test_formats_that_are_not_read_are_counted_and_named(report: IngestReport) -> None:
    assert by_kind(report.unread, "format") == [(".dng", ("img/c.DNG",)), (".svg", ("img/b.svg",))]
    assert report.photos == 3


@pytest.mark.ocr
def test_posts_of_other_formats_are_counted_by_suffix(report: IngestReport) -> None:
    assert by_kind(report.unread, "post") == [(".rst", ("notes.rst",))]


@pytest.mark.ocr
def test_pages_after_the_first_are_said(report: IngestReport) -> None:
    assert by_kind(report.unread, "frames") == [("", ("img/scan.tif",))]


@pytest.mark.ocr
def test_the_status_says_the_same_with_languages(site: Path, report: IngestReport) -> None:
    state = status(site / "index", "test")
    assert state.unread == report.unread
    assert state.to_json()["unread"] == report.to_json()["unread"]
    assert "en" in state.to_json()["languages"]["at_hand"]
    assert sum(state.languages_met.values()) == 2 + ("ru" in state.languages_at_hand)


@pytest.mark.ocr
def test_a_script_without_data_is_said_with_its_remedy(site: Path, report: IngestReport) -> None:
    if "ru" in status(site / "index", "test").languages_at_hand:
        pytest.skip("Tesseract has data for Russian")
    (entry,) = [entry for entry in report.unread if entry.kind == "script"]
    assert (entry.name, entry.images) == ("cyrillic", ("img/a.png",))
    assert entry.text == "1 slide seems to be in Cyrillic script"
    assert entry.remedy.endswith(", then slidescan ingest --refresh")


@pytest.mark.ocr
def test_text_that_is_not_legible_is_said_though_its_language_is_installed(
    site: Path, report: IngestReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_russian = EngineStatus("tesseract", True, "tesseract 5", ("en", "ru"))
    monkeypatch.setattr("slidescan.ingest.unread.status", lambda _: with_russian)
    with Catalogue.open(site / "index") as catalogue:
        (entry,) = [entry for entry in unread(catalogue) if entry.kind == "script"]
    assert entry.text == "1 slide has text that isn't read: it seems to be in Cyrillic script"
    assert "slidescan serve" in entry.remedy
