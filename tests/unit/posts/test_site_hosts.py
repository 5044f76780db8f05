"""Other addresses of a site's files."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import write

from slidescan.posts.discovery import find_site
from slidescan.posts.links import link_post
from slidescan.posts.read import read_post

CDN = (("https://cdn.example.org/blog/", ""), ("https://img.example.org", "assets/pictures"))


@pytest.mark.parametrize(
    ("target", "image"),
    [
        ("https://cdn.example.org/blog/img/a.png?w=300", "static/img/a.png"),
        ("//cdn.example.org/blog/img/a.png", "static/img/a.png"),
        ("https://cdn.example.org/img/a.png", None),
        ("https://cdn.example.org/blogs/img/a.png", None),
        ("https://img.example.org/b%20c.png", "assets/pictures/b c.png"),
        ("https://img.example.org/../../secret.png", None),
        ("https://talks.example.org/img/a.png", "static/img/a.png"),
        ("https://someone.github.io/talks/img/a.png", "static/img/a.png"),
        ("https://github.com/someone/talks/blob/main/static/img/a.png", "static/img/a.png"),
        ("https://elsewhere.org/img/a.png", None),
    ],
)
def test_addresses_of_the_site_s_files(target: str, image: str | None, tmp_path: Path) -> None:
    write(tmp_path / "hugo.toml", 'baseURL = "https://example.org/"')
    write(tmp_path / ".git/config", '[remote "origin"]\nurl = git@github.com:someone/talks.git\n')
    write(tmp_path / "static/CNAME", "talks.example.org\n")
    write(tmp_path / "static/img/a.png", "x")
    write(tmp_path / "assets/pictures/b c.png", "x")
    write(tmp_path.parent / "secret.png", "x")
    site = find_site(tmp_path, site=tmp_path, cdn=CDN)
    assert site.resolve(target, "markdown", "content/p.md", "/p/") == ((image,) if image else ())


def test_an_address_of_the_site_without_a_file_is_missing(tmp_path: Path) -> None:
    targets = (
        "https://cdn.example.org/blog/gone.png",
        "https://github.com/someone/talks/raw/main/static/gone.png",
        "https://elsewhere.org/gone.png",
    )
    write(tmp_path / ".git/config", '[remote "origin"]\nurl = git@github.com:someone/talks.git\n')
    write(tmp_path / "p.md", "\n\n".join(f"![]({target})" for target in targets))
    site = find_site(tmp_path, site=tmp_path, cdn=CDN)
    missing = link_post(site, read_post(site, "p.md")).missing
    assert [reference.target for reference in missing] == list(targets[:2])
