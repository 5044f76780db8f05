"""The folders of a site, and those behind symbolic links."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from support.sites import write

from slidescan.posts import walk as module
from slidescan.posts.walk import Listings, walk


def walked(root: Path, start: str = "") -> dict[str, tuple[str, ...]]:
    return {folder.path: folder.files for folder in walk(Listings(root), start, lambda _: True)}


def test_a_link_to_a_folder_is_walked_under_its_own_path(tmp_path: Path) -> None:
    write(tmp_path / "library/2020/b.png", "x")
    write(tmp_path / "library/a.png", "x")
    write(tmp_path / "site/static/c.png", "x")
    (tmp_path / "site/static/img").symlink_to("../../library")
    assert walked(tmp_path / "site") == {
        "": (),
        "static": ("c.png",),
        "static/img": ("a.png",),
        "static/img/2020": ("b.png",),
    }
    assert walked(tmp_path / "site", "static/img/2020") == {"static/img/2020": ("b.png",)}


def test_real_paths_are_told_behind_links_only(tmp_path: Path) -> None:
    write(tmp_path / "library/2020/b.png", "x")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/img").symlink_to(tmp_path / "library")
    targets = {f.path: f.target for f in walk(Listings(tmp_path / "site"), "", lambda _: True)}
    assert targets == {
        "": None,
        "img": tmp_path / "library",
        "img/2020": tmp_path / "library/2020",
    }


@pytest.mark.parametrize("target", [".", "..", "../..", "/", "../img", "../../site/img"])
def test_a_loop_ends(target: str, tmp_path: Path) -> None:
    write(tmp_path / "site/img/a.png", "x")
    (tmp_path / "site/img/loop").symlink_to(target)
    assert walked(tmp_path / "site") == {"": (), "img": ("a.png",)}


def test_links_that_lead_to_each_other_end(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        write(tmp_path / one / f"{one}.png", "x")
        (tmp_path / one / "next").symlink_to(tmp_path / other)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/img").symlink_to(tmp_path / "a")
    assert walked(tmp_path / "site") == {"": (), "img": ("a.png",), "img/next": ("b.png",)}


def test_a_link_back_to_the_site_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    write(tmp_path / "library/a.png", "x")
    (tmp_path / "library/blog").symlink_to(tmp_path / "site")
    (tmp_path / "site/img").symlink_to(tmp_path / "library")
    assert walked(tmp_path / "site") == {"": (), "img": ("a.png",)}


def test_a_link_to_a_whole_disk_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LINKED_FOLDERS", 3)
    for number in range(5):
        (tmp_path / f"disk/{number}").mkdir(parents=True)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/img").symlink_to(tmp_path / "disk")
    folders = list(walk(Listings(tmp_path / "site"), "", lambda _: True))
    assert [folder.is_cut for folder in folders] == [False] * 4 + [True]


def test_folders_that_are_not_entered_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / "library/a.png", "x")
    write(tmp_path / "site/b/b.png", "x")
    (tmp_path / "site/img").symlink_to(tmp_path / "library")
    entered = walk(Listings(tmp_path / "site"), "", lambda path: path not in ("img", "b"))
    assert [folder.path for folder in entered] == [""]


def test_files_that_are_no_regular_files_are_told(tmp_path: Path) -> None:
    write(tmp_path / "a.png", "x")
    (tmp_path / "link.png").symlink_to("a.png")
    (tmp_path / "broken.png").symlink_to("nothing.png")
    (folder,) = walk(Listings(tmp_path), "", lambda _: True)
    assert folder.files == ("a.png", "broken.png", "link.png")
    assert folder.unusual == {"broken.png", "link.png"}


def test_folders_in_folders_have_no_limit(tmp_path: Path) -> None:
    """One by one: Python's own functions for trees call themselves for each folder."""
    path = str(tmp_path)
    for _ in range(sys.getrecursionlimit() + 200):
        path += "/d"
        os.mkdir(path)  # noqa: PTH102 - a Path of so many parts is slow
    write(tmp_path / path / "a.png", "x")
    try:
        assert ("a.png",) in walked(tmp_path).values()
    finally:
        os.unlink(f"{path}/a.png")  # noqa: PTH108
        while path != str(tmp_path):
            os.rmdir(path)  # noqa: PTH106
            path = os.path.dirname(path)  # noqa: PTH120


def test_a_folder_is_listed_once_however_often_it_is_walked(tmp_path: Path) -> None:
    write(tmp_path / "img/a.png", "x")
    listings = Listings(tmp_path)
    first = list(walk(listings, "", lambda _: True))
    write(tmp_path / "img/b.png", "x")
    assert list(walk(listings, "img", lambda _: True)) == first[1:]
    assert [f.files for f in walk(Listings(tmp_path), "img", lambda _: True)] == [
        ("a.png", "b.png")
    ]
