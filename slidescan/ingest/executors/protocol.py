"""The Protocol of an executor, which reads photos and yields readings as they finish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

from slidescan.core.records import CornersCorrection, Failure, Options, PhotoReading

Result: TypeAlias = PhotoReading | Failure

Batch: TypeAlias = Sequence[tuple[str, Result]]
"""Photos that finished at about the same time, each with its result."""

PHOTOS_PER_WORKER = 3
"""Photos in flight per worker: enough to keep all workers busy, few enough to stop quickly."""


@dataclass(frozen=True)
class Task:
    """How to read photos.

    Attributes:
        root: The site's root folder.
        options: `engine` and `languages` are resolved; `jobs` 0 means one per core.
        reader: Pipeline version and OCR model, as the catalogue stores them.
        corners: Corners that people set, by image.
    """

    root: str
    options: Options
    reader: str = ""
    corners: Mapping[str, CornersCorrection] = field(default_factory=dict)

    def for_image(self, image: str) -> Task:
        """The task to send to a worker, without the corners of other photos."""
        corners = {image: self.corners[image]} if image in self.corners else {}
        return replace(self, corners=corners)


class Executor(Protocol):
    """Reads photos; each photo is in exactly one batch, even if its worker is lost."""

    def __call__(self, task: Task, images: Sequence[str]) -> Iterator[Batch]:
        """Reads photos of a site; yields them as they finish, in no set order.

        Args:
            task: How to read them.
            images: Their paths below the site.

        Raises:
            UsageError: The executor or the storage can't be used.
            KeyboardInterrupt: Ctrl-C was pressed; the workers are stopped.
        """
        ...
