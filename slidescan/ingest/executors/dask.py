"""Reading photos on the workers of a Dask cluster; needs the extra `cluster`.

Photos are handed over by their paths on shared storage, or by their addresses in a storage; what
was read streams back. Only so many are under way that no worker waits: whoever commits slowly is
sent no more than that. Photos of a worker that is lost are read by another; a photo that lost
its worker `TRIES` times is set aside.
"""

from __future__ import annotations

import asyncio
import functools
import queue
import socket
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from slidescan.core.records import Options
from slidescan.core.versions import PIPELINE_VERSION
from slidescan.errors import SlidescanError, UsageError
from slidescan.ingest.executors.local import OFTEN, WINDOW, defer_sigint
from slidescan.ingest.executors.protocol import Batch, Result, Task, read_one
from slidescan.ingest.executors.storage import check
from slidescan.ingest.failures import crashed, too_long
from slidescan.ocr.registry import model_of

if TYPE_CHECKING:
    from distributed import Client, Future

TRIES = 3
"""How often a photo may bring its worker down."""

_TIMEOUTS = (TimeoutError, asyncio.TimeoutError)
"""Two kinds before Python 3.11."""

PATIENCE = 30
"""Seconds to wait for a scheduler, and for its first worker."""

COUNTED = 5.0
"""Seconds after which workers are counted again: they come and go."""

AT_ONCE = 100
"""Photos that are given back together, at most."""


def read_all(task: Task, images: Sequence[str]) -> Iterator[Batch]:
    """Read photos on a cluster; see `executor.Executor`.

    Raises:
        UsageError: The cluster can't be reached or has no workers, or these have another version
            of slidescan or of the models.
    """
    with defer_sigint() as interrupted, _client(task.options.cluster or "") as client:
        yield from _Run(client, task, interrupted).results(images)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            "a cluster needs Dask", "install it with pip install 'slidescan[cluster]'"
        ) from error
    _knock(address)
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False, name="slidescan")
    except (OSError, *_TIMEOUTS, ValueError) as error:
        raise _unreachable(address, error) from error
    try:
        yield client
    finally:
        client.close(timeout=PATIENCE)


def _knock(address: str) -> None:
    """See that somebody listens: a Dask client that finds nobody leaves threads behind.

    Raises:
        UsageError: It is no address, or nobody does within `PATIENCE`.
    """
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        scheme, host, port = "", None, None
    if scheme not in ("tcp", "tls") or not host or not port:
        raise UsageError(
            f"the cluster {address} can't be reached (it is no address)",
            "write tcp://HOST:PORT, or tls://HOST:PORT",
        )
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection((host, port), timeout=PATIENCE).close()
        except OSError as error:
            if time.monotonic() >= deadline:
                raise _unreachable(address, error) from error
            time.sleep(OFTEN)
        else:
            return


def _unreachable(address: str, error: Exception) -> UsageError:
    return UsageError(
        f"the cluster {address} can't be reached ({error or type(error).__name__})",
        "check the address, and that its scheduler runs",
    )


class _Run:
    """Photos handed out to the workers of one cluster."""

    def __init__(self, client: Client, task: Task, interrupted: threading.Event) -> None:
        self._client = client
        self._task = task
        self._interrupted = interrupted
        self._name = f"slidescan-{uuid.uuid4().hex[:12]}"
        self._done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self._under_way: dict[str, str] = {}
        self._futures: dict[str, Future] = {}
        self._window = 0
        self._counted = 0.0

    def results(self, images: Sequence[str]) -> Iterator[Batch]:
        waiting = deque(enumerate(images))
        self._await_workers()
        try:
            while waiting or self._under_way:
                while waiting and len(self._under_way) < self._room():
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
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except _TIMEOUTS as error:
            raise UsageError(
                f"the cluster {self._task.options.cluster} has no workers",
                f"start some: dask worker {self._task.options.cluster} --nthreads 1",
            ) from error

    def _room(self) -> int:
        """How many photos may be under way."""
        if time.monotonic() - self._counted > COUNTED:
            self._window = WINDOW * max(1, sum(self._client.nthreads().values()))
            self._counted = time.monotonic()
        return self._window

    def _submit(self, number: int, image: str) -> None:
        key = f"{self._name}-{number}"
        self._under_way[key] = image
        future = self._client.submit(
            _read, self._task.of(image), image, key, key=key, pure=False, priority=-number
        )
        self._futures[key] = future
        future.add_done_callback(self._done.put)

    def _finished(self) -> list[Future]:
        """Photos that are done; waits a moment for the first."""
        found: list[Future] = []
        with suppress(queue.Empty):
            found.append(self._done.get(timeout=OFTEN))
            while len(found) < AT_ONCE:
                found.append(self._done.get_nowait())
        if not found and self._client.status != "running":
            raise UsageError(
                f"the cluster {self._task.options.cluster} was lost",
                "what was read is kept: start it again, then ingest again",
            )
        return found

    def _result(self, future: Future) -> tuple[str, Result]:
        from distributed import KilledWorker, Variable

        image = self._under_way.pop(future.key)
        try:
            result: Result = future.result(timeout=PATIENCE)
        except KilledWorker:
            # The scheduler gave up on it before we did: it allows fewer failures than `TRIES`.
            result = crashed(image)
            Variable(future.key, client=self._client).delete()
        except SlidescanError:
            raise
        except Exception as error:
            raise UsageError(
                f"the cluster {self._task.options.cluster} failed"
                f" ({type(error).__name__}: {error})",
                "what was read is kept: see the workers' logs, then ingest again",
            ) from error
        finally:
            self._futures.pop(future.key).release()
        return image, result


_ONE = threading.Lock()
"""Engines are made for one thread: a worker with several reads one photo at a time."""


def _read(task: Task, image: str, key: str) -> Result:
    """On a worker: read one photo."""
    _refuse_others(task.reader, task.options)
    with _ONE, _counted(key) as (tries, started):
        limit = task.options.timeout
        if tries > 1 and 0 < limit <= time.time() - started:
            return too_long(image, limit)
        return read_one(task, image) if tries <= TRIES else crashed(image)


@contextmanager
def _counted(key: str) -> Iterator[tuple[int, float]]:
    """Which try of a task this is, and when the last one began (seconds since 1970).

    The scheduler counts: it outlives the workers.
    """
    from distributed import Variable, get_client

    noted = Variable(key, client=get_client(timeout=PATIENCE))
    tries, started = 0, time.time()
    with suppress(*_TIMEOUTS):
        # There at once, or not at all.
        tries, started = noted.get(timeout=0.001)
    noted.set((tries + 1, time.time()))
    yield tries + 1, started
    noted.delete()


@functools.cache
def _reader(engine: str, languages: tuple[str, ...]) -> str:
    return f"{PIPELINE_VERSION} {model_of(engine, languages)}"


def _refuse_others(reader: str, options: Options) -> None:
    """Refuse to read with what the catalogue would not know of.

    Raises:
        UsageError: This worker's slidescan or models are others than those of who asks, or it
            can't read the storage.
        EngineUnavailable: It has not the engine.
    """
    if options.storage:
        check(options.storage)
    own = _reader(options.engine, options.languages)
    if own != reader:
        raise UsageError(
            f"a worker of the cluster reads with {own}, not with {reader}",
            "install the same slidescan and engines on all of them",
        )
