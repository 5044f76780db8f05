"""What is made once and shared by all processes that run tests."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def run_folder(basetemp: Path) -> Path:
    """The folder of the whole run: with xdist, each process has a folder of its own below it."""
    return basetemp.parent if basetemp.name.startswith("popen-gw") else basetemp


def make_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Has the first process make a folder; the others wait for it. Nobody changes it later."""
    with _locked(folder):
        _make(folder, make)
    return folder


@contextmanager
def running(
    folder: Path, start: Callable[[Path], None], stop: Callable[[Path], None]
) -> Iterator[Path]:
    """Has the first process start a server, and the last one stop it.

    Args:
        folder: What the server is known by; `start` writes its address there.
        start: Starts the server; it must outlive the process.
        stop: Stops it.
    """
    users = folder.with_name(f".{folder.name}.users")
    user = users / str(os.getpid())
    with _locked(folder):
        _make(folder, start)
        users.mkdir(exist_ok=True)
        user.touch()
    try:
        yield folder
    finally:
        with _locked(folder):
            user.unlink()
            if not any(Path("/proc", other.name).exists() for other in users.iterdir()):
                stop(folder)
                shutil.rmtree(folder)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(folder: Path, make: Callable[[Path], None]) -> None:
    if not folder.exists():
        unfinished = folder.with_name(f".{folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        make(unfinished)
        unfinished.rename(folder)
