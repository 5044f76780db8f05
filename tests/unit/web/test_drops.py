"""Photos that are dropped onto the page: names, sizes, the folder, files that are there."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from slidescan.core.records import DEFAULT_MAX_PIXELS
from slidescan.errors import PhotoError, PhotoTooLarge, UsageError
from slidescan.web import drops
from slidescan.web.drops import DropFolder, NameTaken, checked_name


def picture(colour: str = "navy", size: tuple[int, int] = (64, 48)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> DropFolder:
    (tmp_path / "site/static/img").mkdir(parents=True)
    return DropFolder(tmp_path / "site/static/img", tmp_path / "site")


def files(folder: DropFolder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.folder.iterdir()}


def test_a_photo_is_stored_under_its_name(folder: DropFolder) -> None:
    data = picture()
    assert folder.put("IMG 1.JPG", data, DEFAULT_MAX_PIXELS) == "static/img/IMG 1.JPG"
    assert files(folder) == {"IMG 1.JPG": data}


def test_the_root_of_the_site_can_take_photos(tmp_path: Path) -> None:
    folder = DropFolder(tmp_path, tmp_path)
    assert folder.put("a.jpg", picture(), DEFAULT_MAX_PIXELS) == "a.jpg"


def test_a_file_that_is_there_stays(folder: DropFolder) -> None:
    first, second = picture(), picture("white")
    folder.put("a.jpg", first, DEFAULT_MAX_PIXELS)
    with pytest.raises(NameTaken):
        folder.put("a.jpg", second, DEFAULT_MAX_PIXELS)
    assert files(folder) == {"a.jpg": first}
    # The same photo again is no conflict.
    assert folder.put("a.jpg", first, DEFAULT_MAX_PIXELS) == "static/img/a.jpg"


def test_a_link_is_never_followed(folder: DropFolder, tmp_path: Path) -> None:
    victim = tmp_path / "victim.jpg"
    (folder.folder / "a.jpg").symlink_to(victim)
    with pytest.raises(NameTaken):
        folder.put("a.jpg", picture(), DEFAULT_MAX_PIXELS)
    assert not victim.exists()


def test_a_folder_that_became_a_link_takes_nothing(folder: DropFolder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    folder.folder.rmdir()
    folder.folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError):
        folder.put("a.jpg", picture(), DEFAULT_MAX_PIXELS)
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize(
    "name",
    [
        *("../a.jpg", "a/b.jpg", "a\\b.jpg", "/etc/a.jpg", ".a.jpg", "..", ".jpg", ""),
        *("a\0.jpg", "a\n.jpg", "\u202egpj.exe.jpg", " a.jpg", "a.jpg ", "nul.jpg", "COM1.jpg"),
        *("c:a.jpg", "a?.jpg", "x" * 240 + ".jpg", "ä" * 120 + ".jpg"),
        *("a.svg", "a.html", "a.php.gz", "a", "a.jpg.exe"),
    ],
)
def test_names_that_no_photo_has_are_refused(folder: DropFolder, name: str) -> None:
    with pytest.raises(UsageError):
        folder.put(name, picture(), DEFAULT_MAX_PIXELS)
    assert not files(folder)


def test_names_are_composed() -> None:
    assert checked_name("Mu\u0308nchen.jpg") == "M\u00fcnchen.jpg"


@pytest.mark.parametrize(
    "data", [b"", b"<svg/>", b"\xff\xd8\xff\xe0" + b"\0" * 40, picture()[:200]]
)
def test_bytes_that_are_no_photo_are_refused(folder: DropFolder, data: bytes) -> None:
    with pytest.raises(PhotoError):
        folder.put("a.jpg", data, DEFAULT_MAX_PIXELS)
    assert not files(folder)


def test_large_photos_are_refused(folder: DropFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PhotoTooLarge):
        folder.put("a.jpg", picture(), 1000)
    monkeypatch.setattr(drops, "MAX_DROP_BYTES", 100)
    with pytest.raises(PhotoTooLarge):
        folder.put("a.jpg", picture(), DEFAULT_MAX_PIXELS)
    assert not files(folder)


@pytest.mark.parametrize("name", ["missing", "file.txt", ".."])
def test_the_folder_must_be_one_of_the_site(tmp_path: Path, name: str) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "file.txt").write_text("no folder")
    with pytest.raises(UsageError):
        DropFolder(site / name, site)


def test_without_links_the_name_is_taken_first(
    folder: DropFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(1, "operation not permitted")

    monkeypatch.setattr("os.link", refused)
    data = picture()
    folder.put("a.jpg", data, DEFAULT_MAX_PIXELS)
    with pytest.raises(NameTaken):
        folder.put("a.jpg", picture("white"), DEFAULT_MAX_PIXELS)
    assert files(folder) == {"a.jpg": data}
