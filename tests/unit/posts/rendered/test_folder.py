"""The folder of the built site: what is listed, what is refused, what is never followed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.sites import write

from slidescan.errors import UsageError
from slidescan.posts.rendered import folder
from slidescan.posts.rendered.folder import find_folder, open_folder

PAGE = "<html><body><h1>Page</h1></body></html>"


def test_pages_and_images_are_listed(tmp_path: Path) -> None:
    for name in ("index.html", "a/b.htm", "c.XHTML", "img/x.JPG", "img/y.webp", "feed.xml", "p.md"):
        write(tmp_path / name, PAGE)
    built = open_folder(tmp_path)
    assert set(built.pages) == {"index.html", "a/b.htm", "c.XHTML"}
    assert built.images == {"img/x.JPG", "img/y.webp"}
    assert built.posts == 1
    assert built.newest == max(page.mtime for page in built.pages.values())


@pytest.mark.parametrize("name", ["missing", "file", "empty"])
def test_a_folder_without_pages_is_an_error(tmp_path: Path, name: str) -> None:
    write(tmp_path / "file", "x")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=f"{name} .*build the site, and name the folder"):
        open_folder(tmp_path / name)


@pytest.mark.parametrize(("limit", "suffix"), [("PAGES", "html"), ("IMAGES", "jpg")])
def test_too_many_files_are_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, suffix: str
) -> None:
    write(tmp_path / "index.html", PAGE)
    for number in range(6):
        write(tmp_path / f"{number}.{suffix}", PAGE)
    monkeypatch.setattr(folder, f"MAX_BUILT_{limit}", 5)
    with pytest.raises(UsageError, match=r"more than .*5.* name the folder of one site"):
        open_folder(tmp_path)
    assert find_folder(tmp_path.parent, (tmp_path.name,), 0) is None


def test_links_out_of_the_folder_are_listed_apart(tmp_path: Path) -> None:
    write(tmp_path / "out/secret.html", PAGE)
    write(tmp_path / "out/photo.jpg", b"x")
    write(tmp_path / "built/index.html", PAGE)
    write(tmp_path / "built/real.jpg", b"x")
    built = tmp_path / "built"
    (built / "secret.html").symlink_to(tmp_path / "out/secret.html")
    (built / "photo.jpg").symlink_to(tmp_path / "out/photo.jpg")
    (built / "folder").symlink_to(tmp_path / "out")
    (built / "same.jpg").symlink_to("real.jpg")
    (built / "loop").symlink_to(built)
    (built / "circle.html").symlink_to("circle.html")
    (built / "gone.html").symlink_to("none.html")
    listed = open_folder(built)
    assert set(listed.pages) == {"index.html"}
    assert listed.images == {"real.jpg", "same.jpg"}
    assert listed.linked == {
        "secret.html": tmp_path / "out/secret.html",
        "photo.jpg": tmp_path / "out/photo.jpg",
        "folder": tmp_path / "out",
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes")
def test_what_is_no_file_is_left_out(tmp_path: Path) -> None:
    write(tmp_path / "index.html", PAGE)
    os.mkfifo(tmp_path / "pipe.html")
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "folder.html").mkdir()
    built = open_folder(tmp_path)
    assert set(built.pages) == {"index.html"}
    assert not built.images


def _touch(path: Path, second: int) -> None:
    os.utime(path, ns=(second * 10**9, second * 10**9))


def test_the_folder_with_the_newest_pages_is_found(tmp_path: Path) -> None:
    for name, second in (("public", 20), ("dist", 30), ("old", 5)):
        _touch(write(tmp_path / name / "index.html", PAGE), second)
    names = ("public", "dist", "old", "none")
    found = find_folder(tmp_path, names, 10 * 10**9)
    assert found is not None
    assert found.root == tmp_path / "dist"
    assert find_folder(tmp_path, ("old",), 10 * 10**9) is None


def test_a_folder_of_posts_is_no_built_site(tmp_path: Path) -> None:
    _touch(write(tmp_path / "site/index.html", PAGE), 20)
    write(tmp_path / "site/README.md", "# Posts\n")
    assert find_folder(tmp_path, ("site",), 10 * 10**9) is None


def test_a_folder_that_links_elsewhere_is_not_found(tmp_path: Path) -> None:
    _touch(write(tmp_path / "elsewhere/index.html", PAGE), 20)
    (tmp_path / "root").mkdir()
    (tmp_path / "root/public").symlink_to(tmp_path / "elsewhere")
    assert find_folder(tmp_path / "root", ("public", ".", "../elsewhere"), 0) is None
