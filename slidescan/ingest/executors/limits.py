"""The limits of a worker process: threads, memory and time."""

from __future__ import annotations

import faulthandler
import functools
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import cv2
from threadpoolctl import threadpool_limits

WORKER_MEMORY_BYTES = 3 * 2**30
"""Memory that a worker may take besides the loaded engine, however many photos it reads."""

MEMORY_BYTES_PER_PIXEL = 24
"""Further memory per pixel of the largest photo: about six copies while it is decoded."""


@functools.cache
def devnull() -> TextIO:
    """The null device, open for writing."""
    return Path(os.devnull).open("w", encoding="ascii")


@functools.cache
def use_one_thread() -> None:
    """Limits this process to one thread, once, as other workers use the other cores.

    By default, OpenBLAS splits each small product between threads that busy-wait for the next
    one, which took an eighth of the reading time.
    """
    cv2.setNumThreads(1)
    threadpool_limits(1, user_api="blas")


@functools.cache
def limit_memory(max_pixels: int) -> None:
    """Limits, once, the memory that this process may allocate from now on.

    A decoder or model that would fill the machine gets a MemoryError instead. Only Linux counts
    allocated memory; on other systems there is no limit.

    Args:
        max_pixels: The largest photo to decode.
    """
    if sys.platform != "linux":
        return
    import resource  # lazy: Windows doesn't have it

    used = int(re.findall(r"VmData:\s+(\d+)", Path("/proc/self/status").read_text())[0]) * 1024
    limit = used + WORKER_MEMORY_BYTES + MEMORY_BYTES_PER_PIXEL * max_pixels
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Ends this process after a number of seconds; 0 for no limit.

    The timer runs outside Python, so it also ends a decoder that never returns.
    """
    if seconds:
        faulthandler.dump_traceback_later(seconds, exit=True, file=devnull())
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
