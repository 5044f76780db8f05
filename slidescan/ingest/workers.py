"""Reading photos in several processes, one thread each.

A photo that brings its process down takes nothing else with it: the photos that were under way
are read again, one by one, and the one that does it again is a failure.
"""

from __future__ import annotations

import faulthandler
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
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from slidescan.errors import SlidescanError
from slidescan.ingest.scan import failure_of
from slidescan.ocr.engine import OcrEngine, load
from slidescan.records import Corners, Failure, Options, PhotoReading
from slidescan.slide import read_slide

WINDOW = 3
"""Photos handed out per process: enough that none waits, few enough to stop quickly."""


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_all(
    root: Path,
    images: Sequence[str],
    options: Options,
    by_hand: Mapping[str, Corners] = MappingProxyType({}),
) -> Iterator[tuple[str, PhotoReading | Failure]]:
    """Read photos; yields each as it is done, in no set order.

    Ctrl-C (in the main thread) is heeded between two photos: anywhere else it could leave a lock
    of the pool behind, for which the pool would wait for ever.

    Args:
        root: The site.
        images: Photos below it.
        options: `engine` and `languages` are settled already; `jobs` 0 is one a core.
        by_hand: Where persons said that slides are, by image.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed; the workers are stopped.
    """
    with _held_back() as interrupted:
        yield from _read_all(root, images, options, by_hand, interrupted)


OFTEN = 0.2
"""Seconds between two looks whether Ctrl-C was pressed."""


@contextmanager
def _held_back() -> Iterator[threading.Event]:
    """Note Ctrl-C rather than raising KeyboardInterrupt; a second one raises it."""
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


def _read_all(
    root: Path,
    images: Sequence[str],
    options: Options,
    by_hand: Mapping[str, Corners],
    interrupted: threading.Event,
) -> Iterator[tuple[str, PhotoReading | Failure]]:
    jobs = max(1, min(options.jobs or cores(), len(images)))

    def job(image: str) -> tuple[str, str, Options, Corners | None]:
        return str(root), image, options, by_hand.get(image)

    waiting = deque(images)
    suspects: deque[str] = deque()
    while waiting or suspects:
        alone = bool(suspects)
        batch = deque([suspects.popleft()]) if alone else waiting
        under_way: dict[Future[PhotoReading | Failure], str] = {}
        started = time.monotonic()
        pool = _pool(1 if alone else jobs)
        try:
            while batch or under_way:
                while batch and len(under_way) < jobs * WINDOW:
                    # Taken off only once it is handed over: a pool that has just broken refuses.
                    under_way[pool.submit(_read, *job(batch[0]))] = batch[0]
                    batch.popleft()
                if interrupted.is_set():
                    raise KeyboardInterrupt
                done, _ = wait(under_way, timeout=OFTEN, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    yield under_way.pop(future), result
        except BrokenProcessPool:
            if alone:
                image = next(iter([*under_way.values(), *batch]))
                late = 0 < options.timeout <= time.monotonic() - started
                yield image, _too_long(image, options.timeout) if late else _crashed(image)
            else:
                # Refused before anything was under way: the next one must be the cause.
                suspects.extend(under_way.values() or [batch.popleft()])
        finally:
            _stop(pool)


def _crashed(image: str) -> Failure:
    return Failure(
        image,
        "reading it brought the process down",
        "is the photo damaged? convert it, or leave it out with exclude",
    )


def _too_long(image: str, seconds: int) -> Failure:
    return Failure(
        image,
        f"reading it took longer than {seconds} seconds",
        "allow more with --timeout, or leave it out with exclude",
    )


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
    os.dup2(_nowhere().fileno(), 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    multiprocessing.connection.wait([sentinel])
    os._exit(1)


@functools.cache
def _engine(name: str, languages: tuple[str, ...], max_pixels: int) -> OcrEngine:
    """The engine, loaded once per worker, whose memory is bounded from then on."""
    engine = load(name, languages)
    _bound(max_pixels)
    return engine


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


def _read(
    root: str, image: str, options: Options, by_hand: Corners | None = None
) -> PhotoReading | Failure:
    """In a worker: read one photo; whatever goes wrong with it is its failure."""
    import cv2

    cv2.setNumThreads(1)
    try:
        engine = _engine(options.engine, options.languages, options.max_pixels)
        if options.timeout:
            # Ends this process from outside Python, also where a decoder holds on to it for ever.
            faulthandler.dump_traceback_later(options.timeout, exit=True, file=_nowhere())
        return read_slide(Path(root) / image, engine, options, by_hand)
    except SlidescanError as error:
        return Failure(image, error.what, error.remedy)
    except MemoryError:
        return Failure(
            image,
            "reading it took more memory than a photo may",
            "make the photo smaller, or leave it out with exclude",
        )
    except Exception as error:  # noqa: BLE001 - reported with the photo's name, the others go on
        return failure_of(image, error)
    finally:
        faulthandler.cancel_dump_traceback_later()


@functools.cache
def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="ascii")
