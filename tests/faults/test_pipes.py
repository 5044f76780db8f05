"""Pipes, sockets, devices and growing files in a site: nothing waits for them, nothing is endless."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.generator_sites.sites import SITES
from support.sites import make_site, write

from slidescan.core.regular_files import open_regular, open_text, read_start
from slidescan.errors import PostError, PostUnreadable, SlidescanError
from slidescan.posts import post_files
from slidescan.posts.discovery import find_site
from slidescan.posts.generators import hugo_cli
from slidescan.posts.links import link_post
from slidescan.posts.post_files import read_bytes
from slidescan.posts.read import read_post

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes in folders")

HANG_SECONDS = 120
"""What waits for a pipe waits forever; what doesn't takes a moment, also on a busy machine."""

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg")


class Hang(BaseException):
    """Something waits."""


@contextmanager
def no_hang() -> Iterator[None]:
    """Raises `Hang` in a block that doesn't end."""

    def ring(number: int, frame: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(HANG_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def read_all(root: Path) -> None:
    """Recognises a site, and reads and links its posts."""
    try:
        site = find_site(root, site=root)
    except SlidescanError:
        return
    for path in site.post_paths:
        try:
            link_post(site, read_post(site, path, read_bytes(site, path)))
        except PostError:
            continue


@pytest.mark.parametrize("name", sorted(SITES))
def test_a_pipe_in_place_of_any_file_of_a_site_makes_nothing_wait(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hugo_cli, "program", lambda: None)
    SITES[name]().files.write(tmp_path)
    files = [path for path in sorted(tmp_path.rglob("*")) if path.is_file()]
    settings = [p for p in files if p.suffix not in (".md", ".markdown", ".mdx", *PICTURES)]
    posts = [path for path in files if path.suffix in (".md", ".markdown", ".mdx")]
    assert settings or posts
    for file in (*settings, *posts[:2]):
        data = file.read_bytes()
        file.unlink()
        os.mkfifo(file)
        with no_hang():
            read_all(tmp_path)
        assert file.is_fifo()
        file.unlink()
        file.write_bytes(data)


@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "folder"])
def test_only_regular_files_are_opened(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path may have a hundred characters only
    path = Path("post.md")
    with socket.socket(socket.AF_UNIX) as channel, no_hang():
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "socket":
            channel.bind("post.md")
        elif kind == "device":
            path.symlink_to("/dev/zero")
        else:
            path.mkdir()
        for read in (open_regular, open_text, lambda p: read_start(p, 10)):
            with pytest.raises(OSError, match=r"regular|directory|device|address"):
                read(path)
        site = make_site(tmp_path, {"hugo.toml": "", "content/other.md": "# T\n"})
        with pytest.raises(PostUnreadable):
            read_bytes(site, "post.md")


def test_texts_are_read_as_by_open(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "\ufeffä\r\nb".encode())
    with open_text(path, "utf-8-sig") as file:
        assert file.read() == "ä\nb"
    with open_text(path, newline="") as file:
        assert file.read() == "\ufeffä\r\nb"
    assert read_start(path, 4) == "\ufeff".encode() + b"\xc3"
    assert read_start(path, 1000) == path.read_bytes()
    assert read_start(write(tmp_path / "empty", ""), 10) == b""


def test_a_file_that_grows_is_read_up_to_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "log", "0123456789")
    fstat = os.fstat

    def grows(handle: int) -> os.stat_result:
        status = fstat(handle)
        with path.open("ab") as file:
            file.write(b"more, more")
        return status

    monkeypatch.setattr(os, "fstat", grows)
    assert len(read_start(path, 10_000)) in (20, 30)
    assert read_start(path, 5) == b"01234"


def test_a_post_that_grows_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program keeps writing to it, faster than it is read."""
    monkeypatch.setattr(post_files, "MAX_POST_BYTES", 1000)
    site = make_site(tmp_path, {"hugo.toml": "", "content/p.md": "# T\n"})
    assert read_bytes(site, "content/p.md") == b"# T\n"
    stat = Path.stat

    def grows(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        status = stat(path, follow_symlinks=follow_symlinks)
        if path.name == "p.md":
            with path.open("ab") as file:
                file.write(b"x" * 2000)
        return status

    monkeypatch.setattr(Path, "stat", grows)
    with pytest.raises(PostUnreadable, match="longer than"):
        read_bytes(site, "content/p.md")


def test_a_post_of_200_megabytes_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(tmp_path, {"hugo.toml": "", "content/p.md": "# T\n"})
    with (tmp_path / "content/p.md").open("r+b") as file:
        file.truncate(200 * 2**20)
    opened: list[Path] = []
    monkeypatch.setattr(post_files, "read_start", lambda path, most: opened.append(path))
    with pytest.raises(PostUnreadable, match="longer than 4 MiB"):
        read_bytes(site, "content/p.md")
    assert not opened
