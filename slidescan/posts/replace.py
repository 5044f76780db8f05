"""Replaces a post in one step, and only if it still is what was read.

An author can save the post at any moment. On Linux, the new file and the post exchange their names;
then what came out is read, and goes back if it isn't the post that was read, or if an editor still
writes into it. Elsewhere, the post is compared immediately before it is replaced.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from slidescan.core import renames
from slidescan.errors import PostChanged, PostUnreadable

if sys.platform != "win32":
    import fcntl

TEMPORARY_PREFIX = ".slidescan-"
"""Beginning of the names of temporary files."""

SYSTEM_ATTRIBUTES = ("security.", "trusted.")
"""Prefixes of extended attributes that the system sets itself."""

WRITER_SECONDS = 1.0
"""Time for an editor to finish a save that began while the post was put back."""

WRITER_POLL_SECONDS = 0.005

ANY_WRITE_BITS = 0o222
"""The bits of a file's mode that let anyone write it."""

MAX_EXCHANGES = 100
"""Number of times that names are exchanged when an author saves again and again meanwhile."""


def replace_file(target: Path, data: bytes, before: bytes) -> None:
    """Replaces a file durably; keeps its permissions, owner and extended attributes.

    Args:
        target: The file, without symbolic links.
        data: Its new bytes.
        before: Its bytes as they were read.

    Raises:
        PostChanged: It has changed since it was read; what the author saved stays.
        PostUnreadable: It is read-only, has several names (hard links), or what it has besides its
            bytes can't be kept.
        OSError: It can't be read or written.
    """
    status = target.stat()
    if _is_protected(target, status.st_mode):
        raise PostUnreadable("it is read-only", "make it writable first")
    if status.st_nlink > 1:
        raise PostUnreadable(
            f"it has {status.st_nlink} names (hard links), and only this one would change",
            "make it a file of its own: copy it, and move the copy over it",
        )
    with _temporary_file(
        target, data, lambda path: _keep_attributes(target, status, path)
    ) as temporary:
        if target.read_bytes() != before:
            raise _changed()
        _put(temporary, target, data, before)


def create_file(target: Path, data: bytes, mode: int = 0o644) -> None:
    """Writes a new file durably.

    Raises:
        PostChanged: There is a file of this name by now.
        OSError: It can't be written.
    """
    with _temporary_file(target, data, lambda path: path.chmod(mode)) as temporary:
        try:
            os.link(temporary, target)
        except FileExistsError as error:
            raise _changed() from error
        except OSError as error:  # the file system has no hard links
            if os.path.lexists(target):
                raise _changed() from error
            temporary.replace(target)
    _sync_folder(target.parent)


def _is_protected(target: Path, mode: int) -> bool:
    """Whether a file is read-only by decision, or can't be written.

    In a copy of a read-only medium, all files and folders lack the right to write, which says
    nothing about one of them: there, only what the system allows counts.
    """
    if not os.access(target, os.W_OK):
        return True
    return not mode & ANY_WRITE_BITS and bool(target.parent.stat().st_mode & ANY_WRITE_BITS)


def _changed() -> PostChanged:
    return PostChanged("it has changed meanwhile", "run the command again")


@contextmanager
def _temporary_file(target: Path, data: bytes, prepare: Callable[[Path], None]) -> Iterator[Path]:
    """Writes bytes to a file beside `target`, which is removed afterwards.

    After an exchange, the file is the author's: it stays if the block raises `_Unsafe`.

    Args:
        target: The file that it is for.
        data: The bytes.
        prepare: Sets the attributes of the file before it is put on the disk.
    """
    handle, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            prepare(Path(name))
            os.fsync(file.fileno())
        yield Path(name)
    except _Unsafe as error:
        raise PostUnreadable(
            f"it changed while it was written, and can't be put back ({error})",
            f"what the author saved is in {Path(name).name} beside it: move it back",
        ) from error
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    Path(name).unlink(missing_ok=True)


class _Unsafe(Exception):
    """The temporary file may hold what an author saved, and can't be put back."""


def _keep_attributes(target: Path, status: os.stat_result, temporary: Path) -> None:
    """Gives a file the owner, permissions and extended attributes of another.

    Raises:
        PostUnreadable: It can't have them.
    """
    if sys.platform == "win32":
        temporary.chmod(status.st_mode & 0o7777)
        return
    try:
        new = temporary.stat()
        if (new.st_uid, new.st_gid) != (status.st_uid, status.st_gid):
            os.chown(temporary, status.st_uid, status.st_gid)
        temporary.chmod(status.st_mode & 0o7777)
        _copy_extended(target, temporary)
    except PermissionError as error:
        raise PostUnreadable(
            "its owner or its attributes can't be kept", "run slidescan as the owner of the post"
        ) from error


def _copy_extended(source: Path, target: Path) -> None:
    """Copies extended attributes, access control lists among them.

    Raises:
        OSError: One can't be copied.
    """
    if sys.platform != "linux":
        return
    try:
        present = os.listxattr(source)
    except OSError:  # the file system has none
        return
    for name in present:
        value = os.getxattr(source, name)
        try:
            if name not in os.listxattr(target) or os.getxattr(target, name) != value:
                os.setxattr(target, name, value)
        except OSError:
            if not name.startswith(SYSTEM_ATTRIBUTES):
                raise


def _put(temporary: Path, target: Path, data: bytes, before: bytes) -> None:
    """Puts the temporary file durably in the place of a file that still has the bytes `before`.

    Raises:
        PostChanged: The file has changed; what the author saved is back at its name.
        OSError: The file can't be replaced.
    """
    if not renames.exchange(temporary, target):
        temporary.replace(target)
        _sync_folder(target.parent)
        return
    _check_unchanged(temporary, target, data, before)
    _sync_folder(target.parent)
    # An editor that was about to open the old file at the first look has opened it by now.
    _check_unchanged(temporary, target, data, before)


def _check_unchanged(temporary: Path, target: Path, data: bytes, before: bytes) -> None:
    """Looks at the file that came out of a name; puts it back if it isn't the one that was read.

    Raises:
        PostChanged: It is back at its name.
        OSError: It can't be read.
    """
    try:
        is_unchanged = not _has_writer(temporary) and temporary.read_bytes() == before
    except BaseException:
        _put_back(temporary, target, data)
        raise
    if not is_unchanged:
        _put_back(temporary, target, data)
        raise _changed()


def _put_back(temporary: Path, target: Path, data: bytes) -> None:
    """Gives a name back to the file that came out of it; to a later one, if an author saves again.

    Args:
        temporary: The author's file.
        target: The name, which holds a file with the bytes `data`.
        data: The bytes.

    Raises:
        _Unsafe: It can't be given back.
    """
    expected = data
    try:
        for _ in range(MAX_EXCHANGES):
            came_out = temporary.read_bytes()
            renames.exchange(temporary, target)
            if not _has_writer(temporary, WRITER_SECONDS) and temporary.read_bytes() == expected:
                return
            # The author has saved again: the later file came out, and goes back in turn.
            expected = came_out
    except OSError as error:
        raise _Unsafe(error.strerror or str(error)) from error
    raise _Unsafe("the post changes all the time")


def _has_writer(path: Path, seconds: float = 0.0) -> bool:
    """Whether a process still has a file open for writing after some seconds.

    Linux grants a lease for reading only on files that nobody has open for writing (`fcntl(2)`).

    Args:
        path: The file.
        seconds: Longest time to wait for the process to close it.

    Returns:
        False where the system doesn't tell.
    """
    if sys.platform != "linux":
        return False
    end = time.monotonic() + seconds
    while _is_open_for_writing(path):
        if time.monotonic() >= end:
            return True
        time.sleep(WRITER_POLL_SECONDS)
    return False


def _is_open_for_writing(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            # A signal that is ignored, in place of SIGIO, which would end the process.
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except BlockingIOError:
            return True
        except OSError:  # the file system has no leases, or the file is somebody else's
            return False
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _sync_folder(folder: Path) -> None:
    """Makes a rename survive a power failure, if the system can."""
    with contextlib.suppress(OSError):  # Windows can't open folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
