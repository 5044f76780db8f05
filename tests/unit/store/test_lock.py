"""The lock of an index in a folder."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from slidescan.errors import IndexLocked, IndexUnusable
from slidescan.store.backends import file_lock
from slidescan.store.lock import deriving, exclusive, held, ingesting

HOLDER = """
import sys, time
from pathlib import Path
from slidescan.store.lock import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(3600)
"""


def test_the_lock_of_a_killed_process_vanishes(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        assert held(tmp_path)
        with pytest.raises(IndexLocked, match=str(process.pid)), exclusive(tmp_path, wait=0.0):
            pass
        process.kill()
        process.wait()
    assert not held(tmp_path)
    with exclusive(tmp_path, wait=0.0):
        assert held(tmp_path)


def test_an_ingest_in_a_folder_holds_the_lock_throughout(tmp_path: Path) -> None:
    with ingesting(tmp_path), deriving(tmp_path):
        assert held(tmp_path)
    assert not held(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no shared locks")
def test_two_processes_that_ask_at_once_see_no_writer(tmp_path: Path) -> None:
    with exclusive(tmp_path):
        pass
    handle = os.open(tmp_path / file_lock.LOCK_FILE, os.O_RDONLY)
    try:
        assert file_lock._try(handle, shared=True)
        # A process that asks at the same moment is no writer.
        assert not held(tmp_path)
    finally:
        os.close(handle)


@pytest.mark.skipif(sys.platform == "win32", reason="flock is Unix only")
@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK])
def test_a_file_system_without_locks_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(_handle: int, _operation: int) -> None:
        raise OSError(number, os.strerror(number))

    with exclusive(tmp_path):
        pass
    monkeypatch.setattr("fcntl.flock", refuse)
    monkeypatch.setattr(file_lock, "POLL_SECONDS", "no time to wait")  # it isn't tried again
    with pytest.raises(IndexUnusable, match="can't lock files"), exclusive(tmp_path):
        pass
    assert not held(tmp_path)
    with pytest.raises(IndexUnusable, match="can't lock files"):
        file_lock.refuse_without_locks(tmp_path)


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with exclusive(tmp_path):
        with pytest.raises(IndexLocked, match=str(os.getpid())), exclusive(tmp_path, wait=0.2):
            pass
        entered = threading.Event()

        def second() -> None:
            with exclusive(tmp_path, wait=600):
                entered.set()

        waiting = threading.Thread(target=second)
        waiting.start()
        assert not entered.wait(0.3)
    waiting.join()
    assert entered.is_set()
