"""Reads photos on the workers of a Dask cluster.

Workers get the paths of photos on shared storage, or their addresses in a storage, and send back
readings. Just enough photos are in flight to keep all workers busy, so a slow writer isn't flooded.
Another worker reads the photos of a lost one; a photo that crashes `MAX_ATTEMPTS` workers becomes a
failure.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import queue
import socket
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from distributed import Client, Future, KilledWorker, Variable, get_client

from slidescan.core.records import Options
from slidescan.core.versions import PACKAGE_VERSION, PIPELINE_VERSION
from slidescan.errors import SlidescanError, UsageError
from slidescan.ingest.executors.interrupts import INTERRUPT_POLL_SECONDS, defer_sigint
from slidescan.ingest.executors.protocol import PHOTOS_PER_WORKER, Batch, Result, Task
from slidescan.ingest.executors.read_task import read_task
from slidescan.ingest.executors.storage import check_storage
from slidescan.ingest.failures import crash_failure, timeout_failure
from slidescan.ocr.registry import model_of

MAX_ATTEMPTS = 3
"""How many workers one photo may crash."""

CLUSTER_TIMEOUT_SECONDS = 30
"""How long to wait for the scheduler, and for its first worker."""

WORKER_COUNT_SECONDS = 5.0
"""Time between two counts of the workers, which come and go."""

MAX_BATCH_PHOTOS = 100
"""The most photos in one batch."""

VARIABLE_TIMEOUT_SECONDS = 0.001
"""How long to wait for a variable: either the scheduler already has it, or nobody set it."""

NOISY_LOGGERS = (
    *("distributed", "distributed.client", "distributed.comm", "distributed.comm.tcp"),
    *("distributed.core", "distributed.batched", "distributed.utils", "distributed.protocol"),
    *("tornado.application", "tornado.general", "asyncio"),
)
"""Loggers through which Dask reports what goes wrong with a connection."""

_TIMEOUTS = (TimeoutError, asyncio.TimeoutError)
"""Before Python 3.11, these are two classes."""

_ENGINE_LOCK = threading.Lock()
"""Engines support one thread, so a worker with several threads reads one photo at a time."""


def read_all(task: Task, images: Sequence[str]) -> Iterator[Batch]:
    """Reads photos on a cluster; see `protocol.Executor`.

    Raises:
        UsageError: The cluster can't be reached or has no workers, or these have another version
            of slidescan or of the models.
    """
    with (
        defer_sigint() as interrupted,
        _quiet_loggers(),
        _client(task.options.cluster or "") as client,
    ):
        yield from _Run(client, task, interrupted).results(images)


@contextmanager
def _quiet_loggers() -> Iterator[None]:
    """Keeps Dask from printing tracebacks when a cluster is lost: an error says so in one line."""
    loggers = [logging.getLogger(name) for name in NOISY_LOGGERS]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    wait_for_port(address)
    try:
        client = Client(
            address, timeout=CLUSTER_TIMEOUT_SECONDS, set_as_default=False, name="slidescan"
        )
    except (OSError, *_TIMEOUTS, ValueError) as error:
        raise _unreachable(address, error) from error
    try:
        yield client
    finally:
        client.close(timeout=CLUSTER_TIMEOUT_SECONDS)


def wait_for_port(address: str) -> None:
    """Waits until the scheduler listens: without one, a Dask client would leave threads behind.

    Raises:
        UsageError: It isn't an address, or nothing listens there in time.
    """
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        scheme, host, port = "", None, None
    if scheme not in ("tcp", "tls") or not host or not port:
        raise UsageError(
            f"the cluster {address} can't be reached (it isn't an address)",
            "write tcp://HOST:PORT, or tls://HOST:PORT",
        )
    deadline = time.monotonic() + CLUSTER_TIMEOUT_SECONDS
    while True:
        try:
            socket.create_connection((host, port), timeout=CLUSTER_TIMEOUT_SECONDS).close()
        except OSError as error:
            if time.monotonic() >= deadline:
                raise _unreachable(address, error) from error
            time.sleep(INTERRUPT_POLL_SECONDS)
        else:
            return


def _unreachable(address: str, error: Exception) -> UsageError:
    return UsageError(
        f"the cluster {address} can't be reached ({error or type(error).__name__})",
        "check the address, and that its scheduler runs",
    )


class _Run:
    """One ingest's photos on the workers of one cluster."""

    def __init__(self, client: Client, task: Task, interrupted: threading.Event) -> None:
        self._client = client
        self._task = task
        self._interrupted = interrupted
        self._name = f"slidescan-{uuid.uuid4().hex[:12]}"
        self._done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self._in_flight: dict[str, str] = {}
        self._futures: dict[str, Future] = {}
        self._window = 0
        self._counted_at = 0.0

    def results(self, images: Sequence[str]) -> Iterator[Batch]:
        waiting = deque(enumerate(images))
        self._await_workers()
        try:
            while waiting or self._in_flight:
                while waiting and len(self._in_flight) < self._max_in_flight():
                    self._submit(*waiting.popleft())
                if self._interrupted.is_set():
                    raise KeyboardInterrupt
                batch = [self._result(future) for future in self._finished()]
                if batch:
                    yield batch
        finally:
            with suppress(Exception):  # a lost cluster has nothing to cancel
                self._client.cancel(list(self._futures.values()), force=True)

    def _await_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=CLUSTER_TIMEOUT_SECONDS)
        except _TIMEOUTS as error:
            raise UsageError(
                f"the cluster {self._task.options.cluster} has no workers",
                f"start some: dask worker {self._task.options.cluster} --nthreads 1",
            ) from error

    def _max_in_flight(self) -> int:
        if time.monotonic() - self._counted_at > WORKER_COUNT_SECONDS:
            workers = sum(self._client.nthreads().values())
            self._window = PHOTOS_PER_WORKER * max(1, workers)
            self._counted_at = time.monotonic()
        return self._window

    def _submit(self, number: int, image: str) -> None:
        key = f"{self._name}-{number}"
        self._in_flight[key] = image
        future = self._client.submit(
            _read, self._task.for_image(image), image, key, key=key, pure=False, priority=-number
        )
        self._futures[key] = future
        future.add_done_callback(self._done.put)

    def _finished(self) -> list[Future]:
        """Finished photos; waits a moment for the first one."""
        futures: list[Future] = []
        with suppress(queue.Empty):
            futures.append(self._done.get(timeout=INTERRUPT_POLL_SECONDS))
            while len(futures) < MAX_BATCH_PHOTOS:
                futures.append(self._done.get_nowait())
        if not futures and self._client.status != "running":
            raise UsageError(
                f"the cluster {self._task.options.cluster} was lost",
                "what was read is kept: start the cluster again, then ingest again",
            )
        return futures

    def _result(self, future: Future) -> tuple[str, Result]:
        image = self._in_flight.pop(future.key)
        try:
            result: Result = future.result(timeout=CLUSTER_TIMEOUT_SECONDS)
        except KilledWorker:
            # The scheduler allows fewer crashes than `MAX_ATTEMPTS`, and gave up on the photo.
            result = crash_failure(image)
            Variable(future.key, client=self._client).delete()
        except SlidescanError:
            raise
        except Exception as error:
            raise UsageError(
                f"the cluster {self._task.options.cluster} failed"
                f" ({type(error).__name__}: {error})",
                f"what was read is kept: install slidescan {PACKAGE_VERSION} on every worker, see"
                " their logs, then ingest again",
            ) from error
        finally:
            self._futures.pop(future.key).release()
        return image, result


def _read(task: Task, image: str, key: str) -> Result:
    """Reads one photo, on a worker."""
    _check_reader(task.reader, task.options)
    with _ENGINE_LOCK, _attempt(key) as (attempt, previous_start):
        limit = task.options.timeout
        if attempt > 1 and 0 < limit <= time.time() - previous_start:
            return timeout_failure(image, limit)
        return read_task(task, image) if attempt <= MAX_ATTEMPTS else crash_failure(image)


@contextmanager
def _attempt(key: str) -> Iterator[tuple[int, float]]:
    """The number of this attempt at a task, and when the previous one began (Unix seconds).

    The scheduler stores both, as it outlives the workers.
    """
    variable = Variable(key, client=get_client(timeout=CLUSTER_TIMEOUT_SECONDS))
    attempts, started = 0, time.time()
    with suppress(*_TIMEOUTS):
        attempts, started = variable.get(timeout=VARIABLE_TIMEOUT_SECONDS)
    variable.set((attempts + 1, time.time()))
    yield attempts + 1, started
    variable.delete()


@functools.cache
def _reader(engine: str, languages: tuple[str, ...]) -> str:
    return f"{PIPELINE_VERSION} {model_of(engine, languages)}"


def _check_reader(reader: str, options: Options) -> None:
    """Checks that this worker reads as the catalogue expects.

    Raises:
        UsageError: This worker has another version of slidescan or of the models, or can't open
            the storage.
        EngineUnavailable: This worker lacks the engine.
    """
    if options.storage:
        check_storage(options.storage)
    workers_reader = _reader(options.engine, options.languages)
    if workers_reader != reader:
        raise UsageError(
            f"a worker of the cluster reads with {workers_reader}, not with {reader}",
            "install the same slidescan and engines on all workers",
        )
