"""Which photos there are below the paths that a person gave, and which have changed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from slidescan.core.records import Failure
from slidescan.errors import PhotoError, PhotoUnreadable
from slidescan.imaging.decode import digest, is_photo_name, read_bytes
from slidescan.ingest.failures import failure_of
from slidescan.posts.read import LINKED
from slidescan.posts.site import Site, is_utf8_name
from slidescan.store.stored import StoredPhoto


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found.

    Attributes:
        unchanged: Photos whose reading still holds.
        touched: Those among them whose stored facts must be renewed (moved, copied, saved
            again with the same bytes).
        wanted: Photos to read.
        outdated: How many of `unchanged` were read by an earlier version.
        failures: Photos that can't be opened.
    """

    unchanged: tuple[str, ...]
    touched: tuple[StoredPhoto, ...]
    wanted: tuple[StoredPhoto, ...]
    outdated: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """What is known of the photos that were read before, by the SHA-256 of their bytes.

    Attributes:
        readers: Pipeline and model that read each; empty where it must be read again.
        chosen: Engine and languages that each was read with.
        reader: Pipeline and model that would read now.
        choice: Engine and languages that would.
    """

    readers: Mapping[str, str]
    chosen: Mapping[str, tuple[str, tuple[str, ...]]]
    reader: str
    choice: tuple[str, tuple[str, ...]]

    def hold(self, sha256: str) -> bool:
        """Whether a photo was read just as it would be now."""
        return self.readers.get(sha256) == self.reader

    def are_outdated(self, sha256: str) -> bool:
        """Whether a photo was read with what the person chose, by an earlier version of it."""
        known = bool(self.readers.get(sha256)) and not self.hold(sha256)
        return known and self.chosen.get(sha256) == self.choice


def photos_below(site: Site, paths: Sequence[Path], index: Path | None) -> Iterator[str]:
    """Photos at or below `paths`, as paths below the site, each once.

    Hidden folders, the index, what the generator writes and what is left out by pattern are
    passed over, and so is whatever isn't called like a photo, unless it was named itself.
    """
    seen: set[str] = set()
    output = {Path(os.path.realpath(site.root / folder)) for folder in site.generator.output}
    passed_over = output | ({index.resolve()} if index else set())
    for path in paths:
        start = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - keeps links as named
        where = start if start.is_dir() else start.parent
        start = Path(os.path.realpath(where)) / (start.name if where != start else "")
        for found in _walk(start, passed_over):
            image = site.relative(found)
            if image not in seen and not site.leaves_out(image):
                seen.add(image)
                yield image


def _walk(start: Path, passed_over: set[Path]) -> Iterator[Path]:
    if not start.is_dir():
        yield start
        return
    for folder, folders, names in os.walk(start):
        here = Path(folder)
        folders[:] = sorted(
            f
            for f in folders
            if not f.startswith(".") and f != "node_modules" and here / f not in passed_over
        )
        for name in sorted(names):
            path = here / name
            if not is_photo_name(path) or name.startswith("."):
                continue
            try:
                mode = path.stat().st_mode
            except OSError:
                # A broken link or a file that vanished: reading it will say so.
                yield path
                continue
            if stat.S_ISREG(mode):
                yield path


def compare(
    site: Site,
    images: Sequence[str],
    known: Mapping[str, StoredPhoto],
    readings: Readings,
    *,
    force: bool,
    refresh: bool,
) -> Scan:
    """Which of `images` must be read.

    Args:
        site: Their site.
        images: Photos found.
        known: Photos of the catalogue.
        readings: How they were read, and how they would be now.
        force: Read all.
        refresh: Read also what an earlier version read.
    """
    unchanged, touched, wanted, failures = [], [], [], []
    outdated = 0
    for image in images:
        path = site.root / image
        if not is_utf8_name(image):
            shown = image.encode("utf-8", "replace").decode()
            failures.append(Failure(shown, "its name is not UTF-8", "rename it"))
            continue
        before = known.get(image)
        try:
            if site.leads_out(image):
                raise PhotoUnreadable("it is a link out of the site", LINKED)
            status = path.stat()
            size, mtime = status.st_size, status.st_mtime_ns
            same = before is not None and (before.size, before.mtime) == (size, mtime)
            if same and before is not None:
                photo = before
            else:
                photo = StoredPhoto(image, digest(read_bytes(path)), size, mtime)
        except (OSError, PhotoError) as error:
            failures.append(failure_of(image, error))
            continue
        old = readings.are_outdated(photo.sha256)
        if not force and (readings.hold(photo.sha256) or (old and not refresh)):
            unchanged.append(image)
            outdated += old
            if not same:
                touched.append(photo)
        else:
            wanted.append(photo)
    return Scan(tuple(unchanged), tuple(touched), tuple(wanted), outdated, tuple(failures))
