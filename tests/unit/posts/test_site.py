"""Which files an address in a post shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site, write

from slidescan.errors import SiteNotFound
from slidescan.imaging.photo_files import PHOTO_SUFFIXES
from slidescan.posts.discovery import find_site
from slidescan.posts.file_types import IMAGE_SUFFIXES
from slidescan.posts.site import Site


@pytest.mark.parametrize(
    ("target", "image"),
    [
        ("/img/a.jpg", "static/img/a.jpg"),
        ("../../img/a.jpg", "static/img/a.jpg"),
        ("https://example.org/img/a.jpg", "static/img/a.jpg"),
        ("//example.org/img/a.jpg", "static/img/a.jpg"),
        ("/img/a.jpg?x=1#y", "static/img/a.jpg"),
        ("/img/Gr%C3%B6%C3%9Fe%201.JPG", "static/img/Größe 1.JPG"),
        ("/img/Gro\u0308ße 1.jpg", "static/img/Größe 1.JPG"),
        ("https://other.org/img/a.jpg", None),
        ("/img/none.jpg", None),
        ("data:image/png;base64,xx", None),
        ("http://[bad/img/a.jpg", None),
        ("../../../../../../etc/passwd", None),
        ("", None),
    ],
)
def test_targets_resolve_as_in_a_browser(hugo_site: Site, target: str, image: str | None) -> None:
    shown = hugo_site.resolve(target, "markdown", "content/blog/x.md", "/b/x/")
    assert shown == ((image,) if image else ())


@pytest.mark.parametrize("target", ["http://[x.png", "//[x.png", "////[x.png", "http://[*.png"])
def test_invalid_addresses_resolve_to_nothing(tmp_path: Path, target: str) -> None:
    plain = find_site(tmp_path, site=tmp_path)
    assert plain.resolve(target, "markdown", "a.md", "/a.md") == ()
    assert plain.local_urls(target, "/a.md") is None


def test_an_image_with_several_paths_through_links_has_one(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site / "hugo.toml", 'baseURL = "https://e.org/"')
    write(site / "content/p.md", "# P\n\n![](/a/x.png)\n\n![](/b/x.png)\n\n![](/c/y.png)\n")
    write(tmp_path / "library/x.png", "x")
    write(site / "pictures/y.png", "y")
    (site / "static").mkdir()
    for name in ("a", "b"):
        (site / "static" / name).symlink_to(tmp_path / "library")
    (site / "static/c").symlink_to("../pictures")
    links = links_of(make_site(site, {}), "content/p.md")
    assert {image: [link.line for link in found] for image, found in links.items()} == {
        "static/a/x.png": [3, 5],
        "pictures/y.png": [7],
    }


def test_posts_behind_links_to_folders_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / "notes/diary.md", "# Diary")
    write(tmp_path / "notes/a.png", "x")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/linked").symlink_to(tmp_path / "notes")
    assert make_site(tmp_path / "site", {}).files == ("linked/a.png",)


def test_paths_are_located_below_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "library/2020/a.png", "x")
    write(tmp_path / "site/img/b.png", "x")
    (tmp_path / "site/linked").symlink_to(tmp_path / "library")
    (tmp_path / "current").symlink_to(tmp_path / "site")
    site = make_site(tmp_path / "site", {})
    monkeypatch.chdir(tmp_path / "current")
    for given, path in (
        (".", ""),
        ("img", "img"),
        ("img/../img/b.png", "img/b.png"),
        (tmp_path / "current/img/b.png", "img/b.png"),
        ("linked/2020", "linked/2020"),
        (tmp_path / "library/2020/a.png", "linked/2020/a.png"),
    ):
        assert site.locate(Path(given)) == path
    with pytest.raises(SiteNotFound):
        site.locate(tmp_path / "elsewhere")


def linked_posts(root: Path) -> Site:
    for path in ("shared/real.md", "shared/hard.md", "posts/own.md"):
        write(root / path, "# T")
    (root / "posts/link.md").symlink_to("../shared/real.md")
    (root / "posts/again.md").hardlink_to(root / "shared/hard.md")
    return make_site(root, {})


def test_a_post_with_several_names_is_one_post(tmp_path: Path) -> None:
    site = linked_posts(tmp_path)
    assert site.post_paths == ("posts/again.md", "posts/own.md", "shared/real.md")


@pytest.mark.parametrize(
    ("path", "posts"),
    [
        ("posts/link.md", ("shared/real.md",)),
        ("shared/hard.md", ("posts/again.md",)),
        ("posts", ("posts/again.md", "posts/own.md", "shared/real.md")),
        ("shared", ("posts/again.md", "shared/real.md")),
        ("", ("posts/again.md", "posts/own.md", "shared/real.md")),
        ("other.txt", ("other.txt",)),
    ],
)
def test_every_name_of_a_post_stands_for_it(
    path: str, posts: tuple[str, ...], tmp_path: Path
) -> None:
    assert linked_posts(tmp_path).tree.post_paths_of(path) == posts


def test_posts_of_other_formats_are_listed(tmp_path: Path) -> None:
    names = (
        *("content/a.md", "content/b.rst", "content/c.ipynb", "content/e.qmd", "layouts/f.html"),
        *("README.rst", "content/.hidden/g.rst"),
    )
    files = {**dict.fromkeys(names, "x"), "hugo.toml": "", "content/h.html": "---\n---\n"}
    site = make_site(tmp_path, files)
    assert site.tree.unread_posts == ("content/b.rst", "content/c.ipynb", "content/e.qmd")
    assert site.post_paths == ("content/a.md", "content/h.html")


NFC, NFD = "Gr\u00fcn.jpg", "Gru\u0308n.jpg"
"""One name in two Unicode normalizations; Linux and Git keep both files apart."""


@pytest.mark.parametrize("target", ["/img/{}", "../../img/{}"])
def test_of_twins_in_two_normalizations_the_exact_name_comes_first(
    tmp_path: Path, target: str
) -> None:
    site = make_site(
        tmp_path, {"hugo.toml": "", f"static/img/{NFC}": "1", f"static/img/{NFD}": "2"}
    )
    if len([path for path in site.files if path.endswith(".jpg")]) < 2:
        pytest.skip("this file system keeps one of the names")
    for name in (NFC, NFD):
        shown = site.resolve(target.format(name), "markdown", "content/blog/x.md", "/b/x/")
        assert shown == (f"static/img/{name}",)


@pytest.mark.parametrize("name", [NFC, NFD])
def test_without_a_twin_either_normalization_resolves(tmp_path: Path, name: str) -> None:
    site = make_site(tmp_path, {"hugo.toml": "", f"static/img/{name}": "1"})
    (file,) = (path for path in site.files if path.endswith(".jpg"))
    for given in (NFC, NFD):
        assert site.resolve(f"/img/{given}", "markdown", "content/a.md", None) == (file,)
        assert site.resolve(f"img/{given}", "wikilink", "content/a.md", None) == (file,)


def test_a_word_too_long_for_a_file_name_is_no_candidate(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"a.md": "x", "a.png": ""})
    assert site.candidate("長" * 100 + ".png", "a.md") is None


def test_a_file_of_the_name_beside_the_post_may_be_meant(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"p/a.md": "x", "p/a.png": "", "q/b.png": ""})
    assert site.candidate("/other/folder/a.png", "p/a.md") == "p/a.png"
    assert site.candidate("/other/folder/b.png", "p/a.md") is None


def test_posts_can_show_every_kind_of_photo() -> None:
    assert set(IMAGE_SUFFIXES) >= PHOTO_SUFFIXES


def test_locks_of_editors_and_metadata_of_systems_are_no_posts(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "p.md": "x",
        "._p.md": b"\0\5\x16\7",
        "._a.png": b"\0",
        "a.png": b"x",
        "p.md~": "x",
    }
    (tmp_path / ".#p.md").symlink_to("someone@host.1:2")
    assert make_site(tmp_path, files).files == ("a.png", "p.md")
