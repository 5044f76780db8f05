"""Reads photos in several processes of this machine, one thread each.

A photo that crashes its process doesn't affect others: the photos in flight are read again one at a
time, and the one that crashes again becomes a failure.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.queues import SimpleQueue

from slidescan.ingest.executors.interrupts import INTERRUPT_POLL_SECONDS, defer_sigint
from slidescan.ingest.executors.limits import devnull, limit_memory
from slidescan.ingest.executors.protocol import PHOTOS_PER_WORKER, Batch, Result, Task
from slidescan.ingest.executors.read_task import read_task
from slidescan.ingest.executors.storage import check_storage
from slidescan.ingest.failures import crash_failure, timeout_failure

_CONTEXT = multiprocessing.get_context("spawn")
"""Spawned, not forked: engines and their threads don't survive a fork."""

_REPORTS: list[SimpleQueue[tuple[str, float]]] = []
"""In a worker, the queue of starts."""


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_all(task: Task, images: Sequence[str]) -> Iterator[Batch]:
    """Reads photos in processes of this machine; see `protocol.Executor`.

    Ctrl-C (in the main thread) takes effect between two photos. Otherwise it could leave a lock of
    the pool held, and the pool would wait forever.
    """
    if task.options.storage:
        check_storage(task.options.storage)
    with defer_sigint() as interrupted:
        yield from _read_all(task, images, interrupted)


def _read_all(task: Task, images: Sequence[str], interrupted: threading.Event) -> Iterator[Batch]:
    options = task.options
    jobs = max(1, min(options.jobs or cores(), len(images)))
    waiting = deque(images)
    suspects: deque[str] = deque()
    while waiting or suspects:
        alone = bool(suspects)
        batch = deque([suspects.popleft()]) if alone else waiting
        in_flight: dict[Future[Result], str] = {}
        started = time.monotonic()
        starts = _Starts()
        pool = _pool(1 if alone else jobs, starts)
        try:
            while batch or in_flight:
                while batch and len(in_flight) < jobs * PHOTOS_PER_WORKER:
                    # Removed only after it is submitted: a pool that just broke refuses it.
                    in_flight[pool.submit(_read, task.for_image(batch[0]), batch[0])] = batch[0]
                    batch.popleft()
                if interrupted.is_set():
                    raise KeyboardInterrupt
                done, _ = wait(
                    in_flight, timeout=INTERRUPT_POLL_SECONDS, return_when=FIRST_COMPLETED
                )
                finished = []
                for future in done:
                    if not isinstance(future.exception(), BrokenProcessPool):
                        finished.append((in_flight.pop(future), future.result()))
                if finished:
                    yield finished
                if any(future in in_flight for future in done):
                    raise BrokenProcessPool
        except BrokenProcessPool:
            if alone:
                image = next(iter([*in_flight.values(), *batch]))
                is_late = 0 < options.timeout <= time.monotonic() - started
                failure = (
                    timeout_failure(image, options.timeout) if is_late else crash_failure(image)
                )
                yield [(image, failure)]
            else:
                # If the pool broke with nothing in flight, the next photo must be the cause.
                images_in_flight = [*in_flight.values()] or [batch.popleft()]
                late = starts.late(images_in_flight, options.timeout)
                suspects.extend(image for image in images_in_flight if image not in late)
                if late:
                    yield [(image, timeout_failure(image, options.timeout)) for image in late]
        finally:
            _stop(pool)


class _Starts:
    """When the workers of a pool began to read each photo.

    A photo that takes too long ends its worker, and with it the pool: its start tells it from the
    other photos in flight, which are read again.
    """

    def __init__(self) -> None:
        self.reports: SimpleQueue[tuple[str, float]] = _CONTEXT.SimpleQueue()
        self._started: dict[str, float] = {}

    def late(self, images: Sequence[str], seconds: int) -> set[str]:
        """The photos among `images` that began at least `seconds` ago; none without a limit."""
        now = time.monotonic()
        while not self.reports.empty():
            image, started = self.reports.get()
            self._started[image] = started
        return {i for i in images if 0 < seconds <= now - self._started.get(i, now)}


def _pool(jobs: int, starts: _Starts) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        jobs, mp_context=_CONTEXT, initializer=_start_reading, initargs=(starts.reports,)
    )


def _stop(pool: ProcessPoolExecutor) -> None:
    """Terminates the workers, even in the middle of a photo."""
    processes = list((pool._processes or {}).values())  # noqa: SLF001 - no public way before 3.14
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()


def _start_reading(reports: SimpleQueue[tuple[str, float]]) -> None:
    _REPORTS.append(reports)
    start_worker()


def start_worker() -> None:
    """Leaves Ctrl-C to the parent process, and ends this process when the parent ends.

    Also silences standard error, where decoders write messages; the failure states the cause.
    """
    os.dup2(devnull().fileno(), 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_with, args=(parent.sentinel,), daemon=True).start()


def _exit_with(sentinel: int) -> None:
    """Waits until the parent process ends, then ends this one."""
    multiprocessing.connection.wait([sentinel])
    os._exit(1)


def _read(task: Task, image: str) -> Result:
    """Reads one photo, in a worker."""

    def on_engine_loaded() -> None:
        limit_memory(task.options.max_pixels)
        if task.options.timeout:
            _REPORTS[0].put((image, time.monotonic()))

    return read_task(task, image, on_engine_loaded=on_engine_loaded)
