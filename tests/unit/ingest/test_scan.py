"""The photos below a folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.sites import make_site, write

from slidescan.core.export_list import record_export
from slidescan.ingest.scan import ReaderState, images_below, scan
from slidescan.posts import walk
from slidescan.store.stored import StoredPhoto

FILES = {
    ".vuepress/config.js": "module.exports = {}",
    ".vuepress/public/img/a.png": "x",
    ".vuepress/theme/t.png": "x",
    ".hidden/h.png": "x",
    "guide/b.png": "x",
}


@pytest.mark.parametrize(
    ("folder", "photos"),
    [
        (".", {".vuepress/public/img/a.png", "guide/b.png"}),
        ("guide", {"guide/b.png"}),
        (".vuepress/public", {".vuepress/public/img/a.png"}),
        (".hidden", {".hidden/h.png"}),
    ],
)
def test_a_hidden_folder_that_the_generator_publishes_is_searched(
    folder: str, photos: set[str], tmp_path: Path
) -> None:
    site = make_site(tmp_path, FILES)
    found = images_below(site, [site.root / folder], None).photos
    assert set(found) == photos
    assert len(found) == len(photos)


@pytest.mark.parametrize("folder", ["@eaDir", "#recycle", "lost+found", "node_modules", "venv"])
def test_folders_of_file_servers_and_tools_hold_no_photos(folder: str, tmp_path: Path) -> None:
    names = ["img/a.jpg", f"img/{folder}/a.jpg/SYNOPHOTO_THUMB_XL.jpg", f"{folder}/b.jpg"]
    site = make_site(tmp_path, dict.fromkeys(names, "x"))
    assert images_below(site, [site.root], None).photos == ("img/a.jpg",)
    assert [path for path in site.files if path.endswith(".jpg")] == ["img/a.jpg"]


def test_exported_pictures_are_no_photos_even_if_named(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"img/a.png": "x", "out/img/a.jpg": "clean", "out/b.jpg": "x"})
    picture = write(tmp_path / "out/img/a.jpg", b"clean")
    record_export(tmp_path / "out", "images", {picture: "img/a.png"})
    files = images_below(site, [site.root, picture], None)
    assert files.photos == ("img/a.png", "out/b.jpg")
    assert files.exported == ("out/img/a.jpg",)


@pytest.mark.parametrize("start", ["site", "site/img", "library", "site/again"])
def test_photos_behind_links_are_listed_once(start: str, tmp_path: Path) -> None:
    write(tmp_path / "library/a.png", "x")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/img").symlink_to(tmp_path / "library")
    (tmp_path / "site/again").symlink_to("img")
    site = make_site(tmp_path / "site", {})
    assert images_below(site, [tmp_path / start], None).photos == ("again/a.png",)


def test_a_link_to_a_whole_disk_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "MAX_LINKED_FOLDERS", 2)
    for number in range(3):
        write(tmp_path / f"disk/{number}/a.png", "x")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/img").symlink_to(tmp_path / "disk")
    (failure,) = images_below(make_site(tmp_path / "site", {}), [tmp_path / "site"], None).failures
    assert failure.path.startswith("img/")


def test_an_unchanged_photo_is_looked_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among 100,000 photos, each call to the system costs a second."""
    names = [f"img/{number}.png" for number in range(50)]
    site = make_site(tmp_path, dict.fromkeys(names, "x"))
    stored = {}
    for name in names:
        status = (tmp_path / name).stat()
        stored[name] = StoredPhoto(name, "a" * 64, status.st_size, status.st_mtime_ns)
    looks = []

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def look(path: object, **options: object) -> Any:
            looks.append(str(path))
            return call(path, **options)

        return look

    for name in ("stat", "lstat"):
        monkeypatch.setattr(os, name, counted(getattr(os, name)))
    images = images_below(site, [site.root / "img"], None).photos
    state = ReaderState({"a" * 64: "reader"}, {}, "reader", ("x", ("en",)))
    result = scan(site, images, stored, state, force=False, refresh=False)
    monkeypatch.undo()
    assert len(result.unchanged) == len(names)
    assert sorted(path for path in looks if path.endswith(".png")) == sorted(
        f"{site.root}/{name}" for name in names
    )
