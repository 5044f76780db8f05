"""Whether a file is there, gone, or can't be reached."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from slidescan.core.presence import (
    REACH_REMEDY,
    check_readable,
    is_folder,
    is_gone,
    is_there,
    problem_of,
    status_of,
)
from slidescan.errors import FileUnreachable

UNREACHABLE_ERRORS = (
    *(errno.EACCES, errno.EPERM, errno.EIO, errno.ENOTCONN, errno.ENAMETOOLONG, errno.ELOOP),
    getattr(errno, "ESTALE", errno.EIO),
)


def test_there_and_gone(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.touch()
    assert is_there(file)
    assert not is_folder(file)
    assert is_folder(tmp_path)
    for missing in (tmp_path / "b.jpg", file / "below", tmp_path / "\0"):
        assert is_gone(missing)
        assert not is_there(missing)


@pytest.mark.parametrize("code", UNREACHABLE_ERRORS)
def test_what_cannot_be_reached_is_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fail(*_: object, **__: object) -> os.stat_result:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "stat", fail)
    monkeypatch.setattr(os, "scandir", fail)
    for ask in (status_of, is_there, is_folder, check_readable):
        with pytest.raises(FileUnreachable, match=rf"(?i){os.strerror(code)}"):
            ask(tmp_path)
    assert not is_gone(tmp_path)


def test_names_that_are_too_long_or_lead_in_a_circle_are_neither(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path in (loop, tmp_path / ("a" * 300)):
        with pytest.raises(FileUnreachable):
            status_of(path)


def test_the_problem_of_a_file_is_told_apart_from_that_of_its_text() -> None:
    denied = PermissionError(errno.EACCES, "Permission denied", "site.toml")
    assert problem_of(denied, "fix it") == ("permission denied", REACH_REMEDY)
    assert problem_of(ValueError("line 1: no value"), "fix it") == ("line 1: no value", "fix it")
