"""Finds the photos below the given paths, and decides which to read."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from slidescan.core.presence import is_folder
from slidescan.core.records import Failure, Options
from slidescan.core.versions import PIPELINE_VERSION
from slidescan.errors import FileUnreachable, PhotoError, PhotoUnreadable
from slidescan.imaging.photo_files import digest, is_photo_name, is_unread_image_name, read_bytes
from slidescan.ingest.failures import failure_of
from slidescan.ocr.registry import model_of
from slidescan.posts.file_types import is_skipped_folder
from slidescan.posts.post_files import OUTSIDE_LINK_REMEDY
from slidescan.posts.site import Site
from slidescan.posts.site_files import is_utf8_name
from slidescan.posts.unreadable import unreadable_folder
from slidescan.posts.walk import MAX_LINKED_FOLDERS, walk
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPhoto


@dataclass(frozen=True, slots=True)
class Scan:
    """The work of an ingest.

    Attributes:
        unchanged: Photos whose reading is still valid.
        touched: Unchanged photos whose file record must be updated, as they were moved, copied,
            or saved again with the same bytes.
        wanted: Photos to read.
        outdated: The number of unchanged photos that an earlier version read.
        failures: Photos that can't be opened.
    """

    unchanged: tuple[str, ...]
    touched: tuple[StoredPhoto, ...]
    wanted: tuple[StoredPhoto, ...]
    outdated: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class ReaderState:
    """The reader of each photo so far, by the SHA-256 of its bytes, and the current reader.

    Attributes:
        readers: Pipeline version and OCR model that read each photo; empty if it must be read
            again.
        choices: Engine and languages that read each photo.
        reader: The current pipeline version and OCR model.
        choice: The current engine and languages.
    """

    readers: Mapping[str, str]
    choices: Mapping[str, tuple[str, tuple[str, ...]]]
    reader: str
    choice: tuple[str, tuple[str, ...]]

    def is_current(self, sha256: str) -> bool:
        """Whether another reading of the photo would give the same."""
        return self.readers.get(sha256) == self.reader

    def is_outdated(self, sha256: str) -> bool:
        """Whether an earlier version of the chosen engine or pipeline read the photo."""
        has_reading = bool(self.readers.get(sha256))
        return (
            has_reading and not self.is_current(sha256) and self.choices.get(sha256) == self.choice
        )


@dataclass(frozen=True, slots=True)
class ImageFiles:
    """The image files at or below some paths, as paths below the site, each once.

    Attributes:
        photos: Files to read.
        unread: Files in formats that slidescan doesn't read.
        exported: Pictures that slidescan itself exported; they are no photos.
        failures: Folders that can't be read, or were not searched to their end.
    """

    photos: tuple[str, ...]
    unread: tuple[str, ...]
    exported: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()


def images_below(site: Site, paths: Sequence[Path], index: Path | None) -> ImageFiles:
    """Lists the image files at or below `paths`.

    Skips hidden folders that the generator doesn't publish, the index, the generator's output,
    excluded paths, folders of tools and of file servers, and files without an image's suffix. A
    file that `paths` names is a photo, unless slidescan exported it.
    """
    photos: dict[str, None] = {}
    unread: dict[str, None] = {}
    exported: dict[str, None] = {}
    failures: list[Failure] = []
    published = [f for f in site.generator.hidden_folders if _is_searched(site.root / f)]
    output = [site.root / folder for folder in site.generator.output_folders]
    skipped = {Path(os.path.realpath(folder)) for folder in (*output, *([index] if index else ()))}
    has_patterns, source_of = bool(site.exclude), site.exported.source_of
    for path in paths:
        start = site.locate(path)
        hidden = [f for f in published if f != start and _is_below(f, start)]
        searched = (_walk(site, folder, skipped, failures) for folder in (start, *hidden))
        for image, is_read in chain.from_iterable(searched):
            if has_patterns and site.is_excluded(image):
                continue
            if source_of(image) is not None:
                exported[image] = None
                continue
            (photos if is_read else unread)[image] = None
    return ImageFiles(
        tuple(photos),
        tuple(file for file in unread if file not in photos),
        tuple(exported),
        tuple(failures),
    )


def _is_below(folder: str, start: str) -> bool:
    return not start or folder.startswith(start + "/")


def _is_searched(path: Path) -> bool:
    """Whether to search a path as a folder; what can't be reached fails when it is read."""
    try:
        return is_folder(path)
    except FileUnreachable:
        return False


def _walk(
    site: Site, start: str, skipped: set[Path], failures: list[Failure]
) -> Iterator[tuple[str, bool]]:
    """The paths of image files at or below `start`, and whether slidescan reads their format.

    A file behind links has one path; it reads `start` itself whatever its name.

    Adds a failure for a folder that can't be read, and if a link leads to more folders than are
    searched.
    """
    if start and not _is_searched(site.root / start):
        yield start, True
        return

    root, canonical = str(site.root), site.tree.canonical

    def enters(path: str) -> bool:
        name = posixpath.basename(path)
        is_hidden = name.startswith(".") and name not in site.generator.hidden_image_folders
        if is_hidden or is_skipped_folder(name):
            return False
        return Path(os.path.realpath(site.root / path)) not in skipped

    for folder in walk(site.tree.listings, start, enters):
        if folder.error is not None:
            failures.append(unreadable_folder(folder.path, folder.error))
        if folder.is_cut:
            reason = f"links to folders lead to more than {MAX_LINKED_FOLDERS} folders"
            failures.append(Failure(folder.path, reason, "leave the link out with exclude"))
        prefix, unusual = folder.file(""), folder.unusual
        for name in folder.files:
            is_read = is_photo_name(name)
            if not (is_read or is_unread_image_name(name)) or name.startswith("."):
                continue
            image = prefix + name
            if name in unusual:
                try:
                    mode = os.stat(f"{root}/{image}").st_mode  # noqa: PTH116 - a fifth of the time
                except OSError:
                    # A broken link or a vanished file: the attempt to read it reports the failure.
                    yield image, is_read
                    continue
                if not stat.S_ISREG(mode):
                    continue
            yield canonical(image), is_read


def scan(
    site: Site,
    images: Sequence[str],
    stored: Mapping[str, StoredPhoto],
    state: ReaderState,
    *,
    force: bool,
    refresh: bool,
) -> Scan:
    """Compares photos with the catalogue.

    Args:
        site: The site.
        images: Paths of the photos below it.
        stored: The catalogue's photos, by path.
        state: The reader of each photo, and the current reader.
        force: Read all photos.
        refresh: Also read photos that an earlier version read.
    """
    unchanged, touched, wanted, failures = [], [], [], []
    outdated = 0
    root = str(site.root)
    for image in images:
        before = stored.get(image)
        if before is None and not is_utf8_name(image):
            printable = image.encode("utf-8", "replace").decode()
            failures.append(Failure(printable, "its name is not UTF-8", "rename it"))
            continue
        try:
            photo = _photo_file(site, f"{root}/{image}", image, before)
        except (OSError, PhotoError) as error:
            failures.append(failure_of(image, error))
            continue
        is_current = state.is_current(photo.sha256)
        is_outdated = not is_current and state.is_outdated(photo.sha256)
        if not force and (is_current or (is_outdated and not refresh)):
            unchanged.append(image)
            outdated += is_outdated
            if photo is not before:
                touched.append(photo)
        else:
            wanted.append(photo)
    return Scan(tuple(unchanged), tuple(touched), tuple(wanted), outdated, tuple(failures))


def _photo_file(site: Site, file: str, image: str, before: StoredPhoto | None) -> StoredPhoto:
    """The current file of a photo: `before` if its size and time haven't changed.

    Args:
        site: The site.
        file: The photo's file.
        image: Its path below the site.
        before: The file as the catalogue has it.

    Raises:
        OSError, PhotoError: It can't be read.
    """
    status = os.lstat(file)
    if stat.S_ISLNK(status.st_mode):
        if site.is_link_outside(image):
            raise PhotoUnreadable("it is a link out of the site", OUTSIDE_LINK_REMEDY)
        status = os.stat(file)  # noqa: PTH116 - a fifth of the time
    size, mtime = status.st_size, status.st_mtime_ns
    if before is not None and before.size == size and before.mtime == mtime:
        return before
    return StoredPhoto(image, digest(read_bytes(site.root / image)), size, mtime)


def reader_of(options: Options) -> str:
    """Pipeline version and OCR model, as the catalogue stores them.

    Args:
        options: `engine` and `languages` are resolved.
    """
    return f"{PIPELINE_VERSION} {model_of(options.engine, options.languages)}"


def scan_photos(catalogue: Catalogue, site: Site, images: Sequence[str], options: Options) -> Scan:
    """Compares photos with a catalogue; see `scan`."""
    reader, readers = reader_of(options), catalogue.readers()
    # Who chose the engine only matters for photos that another version read.
    is_outdated = any(other != reader for other in readers.values())
    state = ReaderState(
        readers,
        catalogue.engines() if is_outdated else {},
        reader,
        (options.engine, options.languages),
    )
    force, refresh = options.force, options.refresh
    return scan(site, images, catalogue.photos(), state, force=force, refresh=refresh)
