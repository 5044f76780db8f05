"""The photos below a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import make_site, write

from slidescan.core.export_list import record_export
from slidescan.ingest.scan import images_below

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
