"""Which built site belongs to a site, and that its files are no sources."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.sites import write

from slidescan.errors import UsageError
from slidescan.posts.discovery import find_site
from slidescan.posts.rendered.discovery import with_built_site

PAGE = "<html><body><h1>Page</h1></body></html>"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    post = write(tmp_path / "posts/a.md", "# A\n\n![](../img/a.jpg)\n")
    os.utime(post, (100, 100))
    write(tmp_path / "img/a.jpg", b"x")
    for name in ("out/index.html", "out/copy.md", "out/img/a.jpg", "out/b/index.html"):
        write(tmp_path / name, PAGE)
    return tmp_path


def test_the_built_site_is_found_and_left_out(root: Path) -> None:
    site, built = with_built_site(find_site(root, site=root), None)
    assert built is not None
    assert built.root == root / "out"
    assert site.files == ("img/a.jpg", "posts/a.md")


def test_an_older_one_is_not_found(root: Path) -> None:
    os.utime(root / "posts/a.md", (4e9, 4e9))
    site, built = with_built_site(find_site(root, site=root), None)
    assert built is None
    assert "out/copy.md" in site.files


def test_none_is_looked_for_if_a_person_says_so(root: Path) -> None:
    given = find_site(root, site=root)
    assert with_built_site(given, "") == (given, None)


def test_a_given_folder_may_be_older_and_outside(root: Path, tmp_path: Path) -> None:
    os.utime(root / "posts/a.md", (4e9, 4e9))
    outside = tmp_path / "elsewhere"
    write(outside / "page.html", PAGE)
    site, built = with_built_site(find_site(root, site=root), str(outside))
    assert built is not None
    assert set(built.pages) == {"page.html"}
    with pytest.raises(UsageError, match="is no folder"):
        with_built_site(site, str(root / "none"))


def test_a_folder_with_signs_of_patterns_is_left_out(root: Path) -> None:
    (root / "out").rename(root / "o[u]t")
    site, built = with_built_site(find_site(root, site=root), str(root / "o[u]t"))
    assert built is not None
    assert site.files == ("img/a.jpg", "posts/a.md")
