"""Folders and servers that one process makes for all processes of a test run."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

RUN_FOLDER = "SLIDESCAN_TESTS_RUN_FOLDER"
"""The variable that shares a run's folder with the pytest that a test starts."""


def run_folder(basetemp: Path) -> Path:
    """The folder of the whole run; with xdist, each process has its own folder below it."""
    if shared := os.environ.get(RUN_FOLDER):
        return Path(shared)
    return basetemp.parent if basetemp.name.startswith("popen-gw") else basetemp


def make_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Makes a folder in the first process; the others wait. Nobody may change it later."""
    with _locked(folder):
        _make(folder, make)
    return folder


@contextmanager
def running(
    folder: Path, start: Callable[[Path], None], stop: Callable[[Path], None]
) -> Iterator[Path]:
    """Starts a server in the first process and stops it in the last one.

    Args:
        folder: Identifies the server; `start` writes its address there.
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
