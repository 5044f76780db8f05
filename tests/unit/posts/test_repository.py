"""The repository of a site, and the addresses of its files."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import write

from slidescan.posts.repository import Repository, parse_remote

CONFIG = """[core]
\trepositoryformatversion = 0
[remote "fork"]
\turl = https://github.com/else/talks.git
[remote "origin"]
\turl = {}
\tfetch = +refs/heads/*:refs/remotes/origin/*
[branch "main"]
\tremote = origin
"""
GITHUB = Repository("github.com", "someone/talks")


@pytest.mark.parametrize(
    ("url", "remote"),
    [
        ("https://github.com/Someone/talks.git", ("github.com", "someone/talks")),
        ("https://user:token@github.com/Someone/talks", ("github.com", "someone/talks")),
        ("git@github.com:Someone/talks.git", ("github.com", "someone/talks")),
        ("ssh://git@gitlab.example.org:2222/a/b/c.git", ("gitlab.example.org", "a/b/c")),
        ("git://codeberg.org/a/b/", ("codeberg.org", "a/b")),
        ("../elsewhere", None),
        ("/srv/git/talks.git", None),
        ("http://[bad", None),
        ("", None),
    ],
)
def test_remotes(url: str, remote: tuple[str, str] | None) -> None:
    assert parse_remote(url) == remote


@pytest.mark.parametrize(
    ("address", "files"),
    [
        ("https://github.com/someone/talks/blob/main/img/a.png?raw=true", ("img/a.png", "a.png")),
        ("https://github.com/Someone/Talks/raw/main/a%20b.png", ("a b.png",)),
        ("https://github.com/someone/talks/raw/refs/heads/main/a.png", ("a.png",)),
        ("https://raw.githubusercontent.com/someone/talks/fix/x/a.png", ("x/a.png", "a.png")),
        ("https://media.githubusercontent.com/media/someone/talks/main/a.png", ("a.png",)),
        ("https://cdn.jsdelivr.net/gh/someone/talks@1.2/img/a.png", ("img/a.png", "a.png")),
        ("https://cdn.jsdelivr.net/gh/someone/talks/img/a.png", ("img/a.png",)),
        ("https://raw.githack.com/someone/talks/main/a.png", ("a.png",)),
        ("https://github.com/else/talks/blob/main/a.png", ()),
        ("https://gitlab.com/someone/talks/-/raw/main/a.png", ()),
        ("https://github.com/someone/talks/issues/3", ()),
        ("ftp://github.com/someone/talks/raw/main/a.png", ()),
        ("img/a.png", ()),
    ],
)
def test_addresses_at_github(address: str, files: tuple[str, ...]) -> None:
    assert GITHUB.files(address) == files


@pytest.mark.parametrize(
    ("host", "path", "address"),
    [
        ("gitlab.com", "a/b/c", "https://gitlab.com/a/b/c/-/raw/main/img/a.png"),
        ("gitlab.com", "a/b", "https://gitlab.com/a/b/raw/main/img/a.png?inline=false"),
        ("git.example.org", "a/b", "https://git.example.org/a/b/-/blob/main/img/a.png"),
        ("codeberg.org", "a/b", "https://codeberg.org/a/b/src/branch/main/img/a.png"),
        ("codeberg.org", "a/b", "https://codeberg.org/a/b/raw/branch/main/img/a.png"),
        ("codeberg.org", "a/b", "https://codeberg.org/a/b/media/commit/0a1b2c/img/a.png"),
        ("bitbucket.org", "a/b", "https://bitbucket.org/a/b/raw/main/img/a.png"),
        ("bitbucket.org", "a/b", "https://bitbucket.org/a/b/src/main/img/a.png"),
    ],
)
def test_addresses_at_other_hosts(host: str, path: str, address: str) -> None:
    assert "img/a.png" in Repository(host, path).files(address)
    assert Repository(host, "else/where").files(address) == ()
    assert Repository("other.org", path).files(address) == ()


@pytest.mark.parametrize(
    ("host", "path", "pages"),
    [
        ("github.com", "someone/talks", "https://someone.github.io/talks"),
        ("github.com", "someone/someone.github.io", "https://someone.github.io"),
        ("codeberg.org", "someone/pages", "https://someone.codeberg.page"),
        ("gitlab.com", "a/b/c", ""),
        ("git.example.org", "a/b", ""),
    ],
)
def test_the_address_of_its_pages(host: str, path: str, pages: str) -> None:
    assert Repository(host, path).pages == pages


def test_origin_decides_and_the_site_can_be_below(tmp_path: Path) -> None:
    write(tmp_path / ".git/config", CONFIG.format("git@github.com:Someone/Talks.git"))
    (tmp_path / "docs").mkdir()
    assert Repository.of(tmp_path) == GITHUB
    below = Repository.of(tmp_path / "docs")
    assert below == Repository("github.com", "someone/talks", "docs/")
    assert below is not None
    assert below.files("https://github.com/someone/talks/raw/main/docs/a.png") == ("a.png",)
    assert below.files("https://github.com/someone/talks/raw/main/img/a.png") == ()


def test_a_work_tree_has_the_remotes_of_its_repository(tmp_path: Path) -> None:
    write(tmp_path / "main/.git/config", CONFIG.format("https://github.com/someone/talks"))
    write(tmp_path / "main/.git/worktrees/tree/commondir", "../..\n")
    write(tmp_path / "tree/.git", f"gitdir: {tmp_path}/main/.git/worktrees/tree\n")
    assert Repository.of(tmp_path / "tree") == GITHUB


@pytest.mark.parametrize("config", ["", "[remote", '[remote "origin"]\n', "\udcff", "url = x"])
def test_a_repository_without_a_usable_origin_is_none(config: str, tmp_path: Path) -> None:
    write(tmp_path / ".git/config", config.encode("utf-8", "surrogateescape"))
    assert Repository.of(tmp_path) is None
