"""Reads photos with an executor, and stores each reading as soon as it arrives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from slidescan.core.records import Failure, Options, PhotoReading
from slidescan.ingest.corrections import corners_by_image
from slidescan.ingest.executors.protocol import Batch, Task
from slidescan.ingest.executors.registry import executor_for
from slidescan.ingest.progress import Progress
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPhoto, StoredReading


@dataclass(slots=True)
class StoredCount:
    """The result of reading and storing photos.

    Attributes:
        photos: The number of photos with a new reading.
        failures: Photos that could not be read.
        interrupted: Whether Ctrl-C was pressed; finished photos are stored.
    """

    photos: int = 0
    failures: list[Failure] = field(default_factory=list)
    interrupted: bool = False


def read_and_store(
    catalogue: Catalogue,
    root: Path,
    wanted: Sequence[StoredPhoto],
    options: Options,
    reader: str,
    progress: Progress,
) -> StoredCount:
    """Reads photos and stores their readings; photos with the same bytes are read once.

    Args:
        catalogue: Open for writing.
        root: The site.
        wanted: Photos to read.
        options: `engine` and `languages` are resolved.
        reader: Pipeline version and OCR model, as the catalogue stores them.
        progress: Receives each photo.

    Raises:
        UsageError: The cluster or the storage can't be used.
    """
    count = StoredCount()
    by_bytes: dict[str, list[StoredPhoto]] = defaultdict(list)
    for photo in wanted:
        by_bytes[photo.sha256].append(photo)
    copies = {photos[0].image: photos for photos in by_bytes.values()}
    if not copies:
        return count
    progress.start(len(copies))
    contents = {image: photos[0].sha256 for image, photos in copies.items()}
    corners = corners_by_image(catalogue.edits.corners(), contents)
    task = Task(str(root), options, reader, corners)
    batches = executor_for(options)(task, tuple(copies))
    try:
        for batch in batches:
            _store_batch(catalogue, reader, copies, batch, count)
            for image, result in batch:
                failure = result if isinstance(result, Failure) else None
                progress.advance(image, failure)
    except KeyboardInterrupt:
        count.interrupted = True
    finally:
        batches.close()  # type: ignore[attr-defined]
    return count


def _store_batch(
    catalogue: Catalogue,
    reader: str,
    copies: Mapping[str, Sequence[StoredPhoto]],
    batch: Batch,
    count: StoredCount,
) -> None:
    """Stores the readings of a batch in one transaction."""
    readings = [(copies[i], result) for i, result in batch if isinstance(result, PhotoReading)]
    if readings:
        with catalogue.transaction():
            for photos, reading in readings:
                _store_reading(catalogue, reader, photos, reading)
                count.photos += len(photos)
    for image, result in batch:
        if isinstance(result, Failure):
            count.failures += [replace(result, path=photo.image) for photo in copies[image]]


def _store_reading(
    catalogue: Catalogue, reader: str, photos: Iterable[StoredPhoto], result: PhotoReading
) -> None:
    catalogue.put_reading(
        StoredReading(reader, result.photo, result.detection, result.reading, result.kind)
    )
    # Photos that this ingest doesn't read may have the same bytes.
    catalogue.underive_bytes(result.photo.sha256)
    for photo in photos:
        # If the file changed after the scan, the bytes that the worker read count.
        catalogue.put_photo(photo._replace(sha256=result.photo.sha256))
