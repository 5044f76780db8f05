"""Reading photos in several processes of this machine, one thread each.

A photo that brings its process down takes nothing else with it: the photos that were under way
are read again, one by one, and the one that does it again is a failure.
"""

from __future__ import annotations

import functools
import multiprocessing
import multiprocessing.connection
import os
import re
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from slidescan.ingest.executors.protocol import Batch, Result, Task, devnull, read_one
from slidescan.ingest.failures import crashed, too_long

WINDOW = 3
"""Photos handed out per process: enough that none waits, few enough to stop quickly."""


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_all(task: Task, images: Sequence[str]) -> Iterator[Batch]:
    """Read photos; yields those that are done, in no set order.

    Ctrl-C (in the main thread) is heeded between two photos: anywhere else it could leave a lock
    of the pool behind, for which the pool would wait for ever.

    Args:
        task: How they are read.
        images: Photos below the site.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed; the workers are stopped.
    """
    with defer_sigint() as interrupted:
        yield from _read_all(task, images, interrupted)


OFTEN = 0.2
"""Seconds between two looks whether Ctrl-C was pressed."""


@contextmanager
def defer_sigint() -> Iterator[threading.Event]:
    """Note Ctrl-C rather than raising KeyboardInterrupt; a second one raises it.

    Raises:
        KeyboardInterrupt: It was pressed, and nobody looked: all was done already.
    """
    pressed = threading.Event()
    usual = signal.getsignal(signal.SIGINT)
    if (
        threading.current_thread() is not threading.main_thread()
        or usual is not signal.default_int_handler
    ):
        yield pressed
        return

    def note(*_: object) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()

    signal.signal(signal.SIGINT, note)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, usual)
    if pressed.is_set():
        raise KeyboardInterrupt


def _read_all(task: Task, images: Sequence[str], interrupted: threading.Event) -> Iterator[Batch]:
    options = task.options
    jobs = max(1, min(options.jobs or cores(), len(images)))
    waiting = deque(images)
    suspects: deque[str] = deque()
    while waiting or suspects:
        alone = bool(suspects)
        batch = deque([suspects.popleft()]) if alone else waiting
        under_way: dict[Future[Result], str] = {}
        started = time.monotonic()
        pool = _pool(1 if alone else jobs)
        try:
            while batch or under_way:
                while batch and len(under_way) < jobs * WINDOW:
                    # Taken off only once it is handed over: a pool that has just broken refuses.
                    under_way[pool.submit(_read, task.of(batch[0]), batch[0])] = batch[0]
                    batch.popleft()
                if interrupted.is_set():
                    raise KeyboardInterrupt
                done, _ = wait(under_way, timeout=OFTEN, return_when=FIRST_COMPLETED)
                finished = []
                for future in done:
                    if not isinstance(future.exception(), BrokenProcessPool):
                        finished.append((under_way.pop(future), future.result()))
                if finished:
                    yield finished
                if any(future in under_way for future in done):
                    raise BrokenProcessPool
        except BrokenProcessPool:
            if alone:
                image = next(iter([*under_way.values(), *batch]))
                late = 0 < options.timeout <= time.monotonic() - started
                yield [(image, too_long(image, options.timeout) if late else crashed(image))]
            else:
                # Refused before anything was under way: the next one must be the cause.
                suspects.extend(under_way.values() or [batch.popleft()])
        finally:
            _stop(pool)


def _pool(jobs: int) -> ProcessPoolExecutor:
    # Spawned, not forked: engines and their threads don't survive a fork.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers, in the middle of a photo if need be."""
    processes = list((pool._processes or {}).values())  # noqa: SLF001 - no public way before 3.14
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, and end when it does.

    Decoders write their own complaints to standard error; the failure says what is wrong.
    """
    os.dup2(devnull().fileno(), 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    multiprocessing.connection.wait([sentinel])
    os._exit(1)


@functools.cache
def _bounded(max_pixels: int) -> None:
    """Bound this process's memory, once; the engine is loaded already."""
    _bound(max_pixels)


MEMORY = 3 * 2**30
"""Bytes that a worker may take beside the loaded engine, however many photos it reads."""

MEMORY_PER_PIXEL = 24
"""Bytes more for each pixel that a photo may have: some six copies while it is decoded."""


def _bound(max_pixels: int) -> None:
    """Let this process take so much more memory than it has now, and no more.

    A decoder or model that wants to fill the machine gets a MemoryError instead. Linux counts
    what is allocated; other systems don't, and there it stays at that.
    """
    if sys.platform != "linux":
        return
    import resource

    used = int(re.findall(r"VmData:\s+(\d+)", Path("/proc/self/status").read_text())[0]) * 1024
    wanted = used + MEMORY + MEMORY_PER_PIXEL * max_pixels
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _read(task: Task, image: str) -> Result:
    """In a worker: read one photo; whatever goes wrong with it is its failure."""
    return read_one(task, image, bounded=lambda: _bounded(task.options.max_pixels))
