"""Posts are written atomically."""

from __future__ import annotations

import os
import stat
from itertools import groupby
from pathlib import Path

import pytest

from slidescan.core import renames
from slidescan.errors import PostChanged, PostUnreadable
from slidescan.posts import edit
from slidescan.store.catalogue import Catalogue


def test_a_post_that_changed_in_the_meantime_is_not_overwritten(tmp_path: Path) -> None:
    post = tmp_path / "a.md"
    post.write_bytes(b"newer")
    with pytest.raises(PostChanged, match="again"):
        edit.write_post(post, b"mine", b"older")
    assert post.read_bytes() == b"newer"
    assert list(tmp_path.iterdir()) == [post]


def test_permissions_and_symbolic_links_are_kept(tmp_path: Path) -> None:
    post, link = tmp_path / "a.md", tmp_path / "b.md"
    post.write_bytes(b"old")
    post.chmod(0o640)
    link.symlink_to(post)
    edit.write_post(link, b"new", b"old")
    assert link.is_symlink()
    assert post.read_bytes() == b"new"
    assert post.stat().st_mode & 0o777 == 0o640


def test_a_full_disk_leaves_the_old_post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    post = tmp_path / "a.md"
    post.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PostUnreadable, match="space"):
        edit.write_post(post, b"new", b"old")
    assert post.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [post]


def test_data_reaches_the_disk_before_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Syncs the file, renames it, then syncs the folder."""
    post = tmp_path / "a.md"
    post.write_bytes(b"old")
    done: list[str] = []
    fsync, rename, exchange = os.fsync, Path.replace, renames.exchange

    def noted(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    def renamed(self: Path, target: Path) -> Path:
        assert self.read_bytes() == b"new"
        done.append("rename")
        return rename(self, target)

    def exchanged(one: Path, other: Path) -> bool:
        assert one.read_bytes() == b"new"
        done.append("rename")
        return exchange(one, other)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(Path, "replace", renamed)
    monkeypatch.setattr(renames, "exchange", exchanged)
    edit.write_post(post, b"new", b"old")
    assert [step for step, _ in groupby(done)] == ["file", "rename", "folder"]


def test_a_commit_is_synced_to_the_disk(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True) as catalogue:
        # 3 is EXTRA, which also syncs the journal's folder (sqlite.org/pragma.html).
        assert catalogue.database.execute("PRAGMA synchronous").fetchone() == (3,)
        assert catalogue.database.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_missing_post_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PostUnreadable):
        edit.write_post(tmp_path / "a.md", b"new", b"old")
