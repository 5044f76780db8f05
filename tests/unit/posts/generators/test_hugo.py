"""Paths and permalinks as Hugo makes them."""

from __future__ import annotations

from pathlib import Path

from support.sites import write

from slidescan.posts.discovery import find_site
from slidescan.posts.generators.hugo import sanitize_path
from slidescan.posts.read import read_post


def test_paths_are_sanitized() -> None:
    assert sanitize_path("AWS re:Invent  2017 – Day 2!") == "AWS-reInvent-2017-Day-2"
    assert sanitize_path("a - b") == "a-b"


def test_permalinks_may_have_a_file_of_their_own(tmp_path: Path) -> None:
    write(tmp_path / "config/_default/hugo.toml", 'baseURL = "https://e.org/"')
    write(tmp_path / "config/_default/permalinks.toml", 'blog = "/:section/:filename/"')
    write(tmp_path / "content/blog/My Post.md", "---\ntitle: T\n---\n")
    assert read_post(find_site(tmp_path), "content/blog/My Post.md").url == "/blog/my-post/"
