"""Reads one photo in a worker. Imports nothing that makes slides or alt texts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from slidescan.core.records import Failure
from slidescan.errors import SlidescanError
from slidescan.ingest.executors.limits import time_limit, use_one_thread
from slidescan.ingest.executors.protocol import Result, Task
from slidescan.ingest.executors.storage import fetch
from slidescan.ingest.failures import failure_of
from slidescan.ingest.read_photo import read_photo
from slidescan.ocr.protocol import OcrEngine
from slidescan.ocr.registry import load


@functools.cache
def _engine(name: str, languages: tuple[str, ...]) -> OcrEngine:
    """The engine, loaded once per worker."""
    return load(name, languages)


def read_task(
    task: Task, image: str, *, on_engine_loaded: Callable[[], None] = lambda: None
) -> Result:
    """Reads one photo; returns any error as the photo's failure.

    Args:
        task: How to read it.
        image: The photo's path below the site.
        on_engine_loaded: Called before the photo is read.
    """
    options = task.options
    use_one_thread()
    try:
        engine = _engine(options.engine, options.languages)
        on_engine_loaded()
        with time_limit(options.timeout):
            return read_photo(_source(task, image), engine, options, task.corners.get(image))
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


def _source(task: Task, image: str) -> Path | bytes:
    """The photo's file below the site, or its bytes from the storage."""
    if task.options.storage:
        return fetch(task.options.storage, image)
    return Path(task.root) / image
