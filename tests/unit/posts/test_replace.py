"""What an author saves while a post is written is never lost."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from slidescan.core import renames
from slidescan.errors import PostChanged, PostUnreadable
from slidescan.posts import edit, replace

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="exchanges names on Linux alone")
NEW = b"with an alt text"
OLD = b"without"
AUTHOR = b"what the author saved"


@pytest.fixture
def post(tmp_path: Path) -> Path:
    path = tmp_path / "post.md"
    path.write_bytes(OLD)
    return path


def save_by_rename(path: Path, data: bytes = AUTHOR) -> None:
    """Saves as vim, gedit and most editors do."""
    new = path.with_name("new.swp")
    new.write_bytes(data)
    new.replace(path)


def save_in_place(path: Path, data: bytes = AUTHOR) -> None:
    """Saves as nano, VS Code and `echo >` do."""
    path.write_bytes(data)


SAVES = pytest.mark.parametrize("save", [save_by_rename, save_in_place])


def without_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renames, "_renameat2", lambda: None)


def before_exchange(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Acts between the last comparison and the first exchange."""
    exchange, acts = renames.exchange, [act]

    def late(one: Path, other: Path) -> bool:
        if acts:
            acts.pop()()
        return exchange(one, other)

    monkeypatch.setattr(renames, "exchange", late)


@SAVES
@pytest.mark.parametrize("has_exchange", [pytest.param(True, marks=LINUX), False])
def test_a_save_while_the_disk_is_slow_stays(
    post: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path], None], has_exchange: bool
) -> None:
    if not has_exchange:
        without_exchange(monkeypatch)
    fsync, saves = os.fsync, [save]

    def slow(handle: int) -> None:
        fsync(handle)
        if saves:
            saves.pop()(post)

    monkeypatch.setattr(os, "fsync", slow)
    with pytest.raises(PostChanged):
        edit.write_post(post, NEW, OLD)
    assert post.read_bytes() == AUTHOR
    assert list(post.parent.iterdir()) == [post]


@LINUX
@SAVES
def test_a_save_in_the_last_moment_is_put_back(
    post: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path], None]
) -> None:
    before_exchange(monkeypatch, lambda: save(post))
    with pytest.raises(PostChanged):
        edit.write_post(post, NEW, OLD)
    assert post.read_bytes() == AUTHOR
    assert list(post.parent.iterdir()) == [post]


@LINUX
def test_the_last_of_several_saves_stays(post: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange, saves = renames.exchange, [b"save 1", b"save 2", b"save 3"]

    def busy(one: Path, other: Path) -> bool:
        if saves:
            save_by_rename(post, saves.pop(0))
        return exchange(one, other)

    monkeypatch.setattr(renames, "exchange", busy)
    with pytest.raises(PostChanged):
        edit.write_post(post, NEW, OLD)
    assert post.read_bytes() == b"save 3"
    assert list(post.parent.iterdir()) == [post]


@LINUX
def test_an_editor_that_still_writes_keeps_its_file(
    post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with post.open("r+b") as editor:
        with pytest.raises(PostChanged):
            edit.write_post(post, NEW, OLD)
        editor.truncate()
        editor.write(AUTHOR)
    assert post.read_bytes() == AUTHOR


@LINUX
def test_an_editor_that_was_opening_the_old_post_keeps_its_file(
    post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has found the old file, and has not opened it yet when the file is looked at."""
    exchange, old = renames.exchange, []

    def keep_old(one: Path, other: Path) -> bool:
        old.append(one)
        return exchange(one, other)

    monkeypatch.setattr(renames, "exchange", keep_old)
    fsync = os.fsync

    def slow(handle: int) -> None:
        fsync(handle)
        if old:
            save_in_place(old[0])

    monkeypatch.setattr(os, "fsync", slow)
    with pytest.raises(PostChanged):
        edit.write_post(post, NEW, OLD)
    assert post.read_bytes() == AUTHOR
    assert list(post.parent.iterdir()) == [post]


@LINUX
def test_an_editor_that_opens_the_new_post_keeps_its_file(
    post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange, calls = renames.exchange, []

    def busy(one: Path, other: Path) -> bool:
        calls.append(other)
        if len(calls) == 1:
            save_in_place(post, b"save 1")
        elif len(calls) == 2:  # the post is the new file now, about to be taken back
            editor = post.open("r+b")

            def save() -> None:
                with editor:
                    editor.truncate()
                    editor.write(AUTHOR)

            threading.Timer(0.05, save).start()
        return exchange(one, other)

    monkeypatch.setattr(renames, "exchange", busy)
    with pytest.raises(PostChanged):
        edit.write_post(post, NEW, OLD)
    assert post.read_bytes() == AUTHOR
    assert list(post.parent.iterdir()) == [post]


def test_a_reader_of_the_post_does_not_matter(post: Path) -> None:
    with post.open("rb"):
        edit.write_post(post, NEW, OLD)
    assert post.read_bytes() == NEW


@LINUX
def test_a_post_whose_state_cannot_be_told_is_put_back(
    post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = [True]

    def broken(path: Path, seconds: float = 0.0) -> bool:
        if not calls:
            return False
        calls.pop()
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr(replace, "_has_writer", broken)
    with pytest.raises(PostUnreadable, match="input/output error"):
        edit.write_post(post, NEW, OLD)
    assert post.read_bytes() == OLD
    assert list(post.parent.iterdir()) == [post]


@LINUX
def test_a_save_that_cannot_be_put_back_is_named(
    post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange, calls = renames.exchange, [True]

    def once(one: Path, other: Path) -> bool:
        if calls:
            calls.pop()
            save_by_rename(post)
            return exchange(one, other)
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(renames, "exchange", once)
    with pytest.raises(PostUnreadable, match=r"saved is in \.slidescan-"):
        edit.write_post(post, NEW, OLD)
    (kept,) = (path for path in post.parent.iterdir() if path != post)
    assert kept.read_bytes() == AUTHOR


def test_a_read_only_post_is_refused(post: Path) -> None:
    post.chmod(0o444)
    with pytest.raises(PostUnreadable, match="read-only"):
        edit.write_post(post, NEW, OLD)
    assert post.read_bytes() == OLD


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root's rights")
def test_in_a_copy_of_a_read_only_medium_the_system_decides(post: Path) -> None:
    post.chmod(0o444)
    post.parent.chmod(0o555)
    try:
        edit.write_post(post, NEW, OLD)
        assert post.read_bytes() == NEW
    finally:
        post.parent.chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="needs hard links")
def test_a_post_with_several_names_is_named(post: Path) -> None:
    other = post.with_name("other.md")
    other.hardlink_to(post)
    with pytest.raises(PostUnreadable, match="2 names"):
        edit.write_post(post, NEW, OLD)
    assert post.read_bytes() == other.read_bytes() == OLD


@LINUX
@pytest.mark.parametrize("has_exchange", [True, False])
def test_owner_permissions_and_attributes_stay(
    post: Path, monkeypatch: pytest.MonkeyPatch, has_exchange: bool
) -> None:
    if not has_exchange:
        without_exchange(monkeypatch)
    try:
        os.setxattr(post, "user.tag", b"draft")
    except OSError:
        pytest.skip("the file system has no extended attributes")
    post.chmod(0o640)
    owner = (1234, 4321) if os.geteuid() == 0 else (os.getuid(), os.getgid())
    os.chown(post, *owner)
    edit.write_post(post, NEW, OLD)
    status = post.stat()
    assert post.read_bytes() == NEW
    assert os.getxattr(post, "user.tag") == b"draft"
    assert (status.st_mode & 0o777, status.st_uid, status.st_gid) == (0o640, *owner)


@pytest.mark.skipif(os.name != "posix", reason="needs owners")
def test_a_post_whose_owner_cannot_be_kept_is_refused(
    post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "setxattr", refused, raising=False)
    monkeypatch.setattr(os, "chown", refused)
    stat = Path.stat

    def of_another(self: Path, **options: bool) -> os.stat_result:
        status = stat(self, **options)
        return os.stat_result((*status[:4], 1234, *status[5:])) if self == post else status

    monkeypatch.setattr(Path, "stat", of_another)
    with pytest.raises(PostUnreadable, match="owner"):
        edit.write_post(post, NEW, OLD)
    assert post.read_bytes() == OLD


def test_a_text_file_of_a_person_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg.txt"
    edit.write_text(path, "slidescan's", None)
    edit.write_text(path, "slidescan's", None)  # another post shows the same photo
    path.write_text("a person's")
    with pytest.raises(PostChanged, match=r"a\.jpg\.txt"):
        edit.write_text(path, "another", None)
    with pytest.raises(PostChanged, match=r"a\.jpg\.txt"):
        edit.write_text(path, "another", b"slidescan's")
    assert path.read_text() == "a person's"
    edit.write_text(path, "another", b"a person's")
    assert path.read_text() == "another"
    assert list(tmp_path.iterdir()) == [path]


@LINUX
@pytest.mark.parametrize("code", sorted(renames.UNSUPPORTED_ERRORS))
def test_a_file_system_that_cannot_exchange_names_gets_a_rename(
    post: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(renames, "_renameat2", lambda: lambda _one, _other: code)
    edit.write_post(post, NEW, OLD)
    assert post.read_bytes() == NEW
    assert list(post.parent.iterdir()) == [post]
