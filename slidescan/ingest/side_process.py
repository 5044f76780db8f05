"""A process beside this one, for reading pages and decoding pictures.

Threads can't: each page and each picture takes the interpreter's lock many times, and waits for it
each time.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from slidescan.ingest.executors.local import cores, start_worker

_Args = ParamSpec("_Args")
_Result = TypeVar("_Result")


class SideProcess:
    """One further process. It starts with its first task; on a machine with one core, never."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def close(self) -> None:
        """Ends the process after the task that it is at."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def begin(
        self, task: Callable[_Args, _Result], *args: _Args.args, **options: _Args.kwargs
    ) -> Future[_Result] | None:
        """Begins a task; None if this process must do it, as there is no other or it has ended."""
        if cores() == 1:
            return None
        if self._pool is None:
            # Spawned, not forked: libraries and their threads don't survive a fork.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=start_worker)
        try:
            return self._pool.submit(task, *args, **options)
        except BrokenProcessPool:
            return None
