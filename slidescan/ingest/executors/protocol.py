"""What reads photos: this machine's processes, or a cluster's workers; and how one is read.

Both read a photo by `read_one`, and give back what they read as it is done, in no set order.
"""

from __future__ import annotations

import faulthandler
import functools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, TextIO, TypeAlias

from slidescan.core.records import Corners, Failure, Options, PhotoReading
from slidescan.errors import SlidescanError
from slidescan.ingest.failures import failure_of
from slidescan.ingest.read_photo import read_photo
from slidescan.ocr.registry import OcrEngine, load

Result: TypeAlias = PhotoReading | Failure

Batch: TypeAlias = Sequence[tuple[str, Result]]
"""Photos that were done at about the same time, and what came of each."""


@dataclass(frozen=True)
class Task:
    """How photos are read.

    Attributes:
        root: The site.
        options: `engine` and `languages` are settled already; `jobs` 0 is one a core.
        reader: Pipeline and model that read, as the catalogue notes them.
        by_hand: Where persons said that slides are, by image.
    """

    root: str
    options: Options
    reader: str = ""
    by_hand: Mapping[str, Corners] = field(default_factory=dict)

    def of(self, image: str) -> Task:
        """What a worker must know for one photo."""
        own = {image: self.by_hand[image]} if image in self.by_hand else {}
        return replace(self, by_hand=own)


class Executor(Protocol):
    """Reads photos; each is in just one batch, whatever happens to whoever reads it."""

    def __call__(self, task: Task, images: Sequence[str]) -> Iterator[Batch]:
        """Read the photos of a site.

        Raises:
            KeyboardInterrupt: Ctrl-C was pressed; the workers are stopped.
        """
        ...


def executor(options: Options) -> Executor:
    """What reads photos, as a person chose.

    Raises:
        UsageError: The storage can't be read here.
    """
    if options.cluster:
        from slidescan.ingest.executors.dask import read_all as on_cluster

        return on_cluster
    from slidescan.ingest.executors.local import read_all as here

    if options.storage:
        from slidescan.ingest.executors.storage import check

        check(options.storage)

    return here


@functools.cache
def _engine(name: str, languages: tuple[str, ...]) -> OcrEngine:
    """The engine, loaded once per worker."""
    return load(name, languages)


@functools.cache
def _one_thread() -> None:
    """Keep this process to one thread: others read photos on the other cores.

    Left to itself, OpenBLAS shares each small product between threads that then wait busily for
    the next one: an eighth of all that reading took.
    """
    import cv2
    from threadpoolctl import threadpool_limits

    cv2.setNumThreads(1)
    threadpool_limits(1, user_api="blas")


def read_one(task: Task, image: str, *, bounded: Callable[[], None] = lambda: None) -> Result:
    """Read one photo; whatever goes wrong with it is its failure.

    Args:
        task: How.
        image: The photo.
        bounded: Called once the engine is loaded.
    """
    options = task.options
    _one_thread()
    try:
        engine = _engine(options.engine, options.languages)
        bounded()
        if options.timeout:
            # Ends this process from outside Python, also where a decoder holds on to it for ever.
            faulthandler.dump_traceback_later(options.timeout, exit=True, file=devnull())
        return read_photo(_source(task, image), engine, options, task.by_hand.get(image))
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


def _source(task: Task, image: str) -> Path | bytes:
    """Where a photo's bytes are: below the site, or in the cluster's storage."""
    if not task.options.storage:
        return Path(task.root) / image
    from slidescan.ingest.executors.storage import fetched

    return fetched(task.options.storage, image)


@functools.cache
def devnull() -> TextIO:
    """A file that keeps nothing."""
    return Path(os.devnull).open("w", encoding="ascii")
