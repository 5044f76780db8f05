"""Exchanges the names of two files in one step, where the system can."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

AT_FDCWD = -100
"""Linux: relative paths start at the working folder (`fcntl.h`)."""

RENAME_EXCHANGE = 2
"""Linux: both names stay and change their files (`renameat2(2)`)."""

UNSUPPORTED_ERRORS = frozenset(
    {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EPERM}
)
"""What kernels, file systems and sandboxes answer that can't exchange names."""


def exchange(one: Path, other: Path) -> bool:
    """Exchanges two files in one step; a reader of either name sees one of the two files.

    Returns:
        False if the system or the file system can't do it; nothing has changed.

    Raises:
        OSError: A file is missing, or may not be renamed.
    """
    rename = _renameat2()
    if rename is None:
        return False
    code = rename(os.fsencode(one), os.fsencode(other))
    if code == 0:
        return True
    if code in UNSUPPORTED_ERRORS:
        return False
    raise OSError(code, os.strerror(code), str(other))


@cache
def _renameat2() -> Callable[[bytes, bytes], int] | None:
    """The function that exchanges two paths and returns an error number; None without one."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes  # lazy: only writing a post needs it, and it costs 10 ms

    try:
        function = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):  # the C library is too old
        return None
    function.argtypes = (
        ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint,
    )  # fmt: skip

    def rename(one: bytes, other: bytes) -> int:
        if function(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) == 0:
            return 0
        return ctypes.get_errno()

    return rename
