"""Pictures that slidescan exported into a site."""

from __future__ import annotations

from pathlib import Path

from support.sites import links_of, make_site, write

from slidescan.core.export_list import record_export
from slidescan.posts.exported import ExportedPictures

FILES: dict[str, str | bytes] = {
    "hugo.toml": "baseURL = 'https://e.org/'",
    "content/p.md": "# P\n\n![](/clean/img/a.jpg)\n\n![](/img/a.png)\n",
    "static/img/a.png": b"a photo",
    "static/clean/img/a.jpg": b"its clean picture",
}


def test_a_picture_is_exported_while_its_size_agrees(tmp_path: Path) -> None:
    picture = write(tmp_path / "static/clean/img/a.jpg", b"clean")
    write(tmp_path / "static/clean/img/b.jpg", b"a photo")
    record_export(tmp_path / "static/clean", "images", {picture: "img/a.png"})
    exported = ExportedPictures(tmp_path)
    assert exported.source_of("static/clean/img/a.jpg") == "img/a.png"
    assert exported.source_of("static/clean/img/b.jpg") is None
    write(picture, b"somebody's photo of this name")
    assert exported.source_of("static/clean/img/a.jpg") is None


def test_a_list_at_the_root_covers_folders_below(tmp_path: Path) -> None:
    picture = write(tmp_path / "static/slidescan/a.jpg", b"thumbnail")
    record_export(tmp_path, "hugo", {picture: "img/a.png"})
    assert ExportedPictures(tmp_path).source_of("static/slidescan/a.jpg") == "img/a.png"


def test_a_post_that_shows_the_clean_picture_shows_the_photo(tmp_path: Path) -> None:
    make_site(tmp_path, FILES)
    picture = tmp_path / "static/clean/img/a.jpg"
    record_export(tmp_path / "static/clean", "images", {picture: "static/img/a.png"})
    links = links_of(make_site(tmp_path, {}), "content/p.md")
    assert {image: [link.line for link in found] for image, found in links.items()} == {
        "static/img/a.png": [3, 5]
    }


def test_without_its_photo_an_exported_picture_stands_for_itself(tmp_path: Path) -> None:
    make_site(tmp_path, FILES)
    picture = tmp_path / "static/clean/img/a.jpg"
    record_export(tmp_path / "static/clean", "images", {picture: "static/img/gone.png"})
    links = links_of(make_site(tmp_path, {}), "content/p.md")
    assert set(links) == {"static/img/a.png", "static/clean/img/a.jpg"}
