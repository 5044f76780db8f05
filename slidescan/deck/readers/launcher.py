"""Runs a program with limits, without a network where Linux allows it: a script of its own.

    python launcher.py SECONDS MEMORY_BYTES FILE_BYTES PROGRAM ARGUMENT…

It sets the limits of its own process, which the program then replaces: nothing of slidescan is
loaded, and no code runs between a fork and the program.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import sys
from pathlib import Path

NEW_USER_NAMESPACE, NEW_NETWORK_NAMESPACE = 0x10000000, 0x40000000
"""Flags of unshare(2)."""


def main(arguments: list[str]) -> None:
    """Sets the limits and becomes the program."""
    seconds, memory, size = map(int, arguments[:3])
    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_FSIZE, size)
    _limit(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        # Other systems don't count what a process allocates.
        _limit(resource.RLIMIT_DATA, memory)
        with contextlib.suppress(OSError, AttributeError):
            _leave_network()
    os.execv(arguments[3], arguments[3:])  # noqa: S606 - that is the purpose


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(what, (value, value))


def _leave_network() -> None:
    """Moves this process to a network of its own, which leads nowhere."""
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NEW_USER_NAMESPACE | NEW_NETWORK_NAMESPACE) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


if __name__ == "__main__":
    main(sys.argv[1:])
