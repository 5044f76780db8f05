"""What is made once and shared by all processes that run tests."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path


def run_folder(basetemp: Path) -> Path:
    """The folder of the whole run: with xdist, each process has a folder of its own below it."""
    return basetemp.parent if basetemp.name.startswith("popen-gw") else basetemp


def make_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Has the first process make a folder; the others wait for it. Nobody changes it later."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_name(f".{folder.name}.unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder
