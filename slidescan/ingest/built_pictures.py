"""Reads and compares images of the site and of its built site; remembers what they look like."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from slidescan.core.regular_files import open_regular
from slidescan.imaging.photo_files import digest
from slidescan.imaging.same_picture import (
    FINE_SIGNATURE_SIDE,
    MAX_CELL_DIFFERENCE,
    MAX_HASH_DISTANCE,
    MAX_PICTURE_BYTES,
    MAX_STRANGER_DIFFERENCE,
    MIN_DIFFERENCE_RATIO,
    Signature,
    difference,
    hash_distances,
    signature,
)
from slidescan.posts.file_types import is_image
from slidescan.store.serialization import dumps
from slidescan.store.stored import StoredPhoto, StoredPicture

MIN_SIMILAR_PIXELS = 80
"""Smaller images are icons: they are compared with images of their name alone."""

MAX_SIGNATURES = 4_000
"""The most signatures to hold decoded: they take 10 MB."""

INCOMPARABLE = "-"
"""Stands for the signature of a file that holds no picture, or one that shows nothing."""

BUILT_PREFIX = "//"
"""Precedes the paths of the built site's images among those of the site."""


class BuiltPictures:
    """The image files that recognising photos looks at; see `posts.rendered.pictures`.

    Args:
        site: The root of the site.
        built: The root of the built site.
        images: Paths of the site's images.
        photos: Photos that the catalogue holds, by path.
        stored: What earlier ingests saw.
    """

    def __init__(
        self,
        site: Path,
        built: Path,
        images: Sequence[str],
        photos: Mapping[str, StoredPhoto],
        stored: Mapping[str, StoredPicture],
    ) -> None:
        self._site = site
        self._built = built
        self._images = images
        self._photos = photos
        self._stored = stored
        self._current: dict[str, StoredPicture] = {}
        self._missing: set[str] = set()
        self._signatures: dict[str, Signature | None] = {}

    @property
    def changed(self) -> Mapping[str, StoredPicture]:
        """What the catalogue doesn't hold yet."""
        return {
            path: picture
            for path, picture in self._current.items()
            if (picture.sha256 or picture.signature) and self._stored.get(path) != picture
        }

    @property
    def gone(self) -> frozenset[str]:
        """Paths that the catalogue holds and that are no longer there."""
        return frozenset(self._stored.keys() & self._missing)

    # What `posts.rendered.pictures.Pictures` asks for

    def size(self, path: str) -> int | None:
        """The size of an image of the built site, in bytes."""
        picture = self._picture(BUILT_PREFIX + path)
        return picture.size if picture else None

    def photo_size(self, photo: str) -> int | None:
        """The size of an image of the site, in bytes."""
        picture = self._picture(photo)
        return picture.size if picture else None

    def digest(self, path: str) -> str | None:
        """The SHA-256 of an image of the built site."""
        return self._digest(BUILT_PREFIX + path)

    def photo_digest(self, photo: str) -> str | None:
        """The SHA-256 of an image of the site."""
        return self._digest(photo)

    def can_compare(self, path: str) -> bool:
        """Whether an image of the built site shows enough to be compared."""
        return self._signature_text(BUILT_PREFIX + path) != INCOMPARABLE

    def same(self, path: str, photos: Sequence[str]) -> Sequence[str]:
        """The one of some photos that an image of the built site is a copy of."""
        return self._remembered(BUILT_PREFIX + path, photos, MAX_CELL_DIFFERENCE)

    def similar(self, path: str) -> Sequence[str]:
        """The photo of the site that an image of the built site is a copy of."""
        copy = self._signature(BUILT_PREFIX + path)
        if copy is None or min(copy.width, copy.height) < MIN_SIMILAR_PIXELS:
            return ()
        images, hashes = self._hashes
        near = np.flatnonzero(hash_distances(hashes, copy) <= MAX_HASH_DISTANCE)
        photos = [images[int(index)] for index in near]
        return self._remembered(BUILT_PREFIX + path, photos, MAX_STRANGER_DIFFERENCE)

    @cached_property
    def _hashes(self) -> tuple[Sequence[str], NDArray[np.uint64]]:
        """The site's images that can be compared, and their hashes."""
        seen = [(image, self._signature(image)) for image in self._images]
        comparable = [(image, each) for image, each in seen if each is not None]
        hashes = [int(each.phash, 16) for _, each in comparable]
        return [image for image, _ in comparable], np.array(hashes, np.uint64)

    def _remembered(self, path: str, photos: Sequence[str], most: float) -> Sequence[str]:
        """The best photo, from an earlier comparison with the same files if there was one."""
        among = [(p, f.size, f.mtime) for p in photos if (f := self._picture(p)) is not None]
        question = dumps([most, among])
        picture = self._picture(path)
        if picture is None:
            return ()
        before, _, answer = picture.photos.partition("\n")
        if before == question:
            return [photo for photo in answer.split("\n") if photo]
        best = self._best(path, photos, most)
        # The comparison may have made the file's signature.
        picture = self._current[path]
        self._current[path] = replace(picture, photos="\n".join((question, *best)))
        return best

    def _best(self, path: str, photos: Sequence[str], most: float) -> Sequence[str]:
        """The photo that differs least from a copy, if all others differ clearly more.

        Files with the same bytes are one photo, and returned together.
        """
        ranked = self._ranked(path, photos, self._signature)
        close = self._close(ranked)
        if len(close) > 1 and not self._are_equal(close):
            ranked = self._ranked(path, close, self._fine_signature)
            close = self._close(ranked)
        if not ranked or ranked[0][0] > most or not self._are_equal(close):
            return ()
        return close

    def _ranked(
        self, path: str, photos: Sequence[str], look: Callable[[str], Signature | None]
    ) -> list[tuple[float, str]]:
        """The photos that a file may be a copy of, and how much they differ; the best first."""
        copy = look(path)
        if copy is None:
            return []
        seen = ((photo, look(photo)) for photo in photos)
        differences = ((difference(s, copy), photo) for photo, s in seen if s is not None)
        return sorted((differs, photo) for differs, photo in differences if differs is not None)

    def _close(self, ranked: Sequence[tuple[float, str]]) -> list[str]:
        """The best photo, and those that aren't clearly worse."""
        return [p for d, p in ranked if d < MIN_DIFFERENCE_RATIO * (ranked[0][0] + 1.0)]

    def _are_equal(self, photos: Sequence[str]) -> bool:
        return len(photos) == 1 or len({self._digest(photo) for photo in photos}) == 1

    def _fine_signature(self, path: str) -> Signature | None:
        data = self._read(path)
        return None if data is None else signature(data, FINE_SIGNATURE_SIDE)

    # Files

    def _file(self, path: str) -> str:
        if path.startswith(BUILT_PREFIX):
            return f"{self._built}{os.sep}{path[len(BUILT_PREFIX) :]}"
        return f"{self._site}{os.sep}{path}"

    def _picture(self, path: str) -> StoredPicture | None:
        """The current file, with what is remembered of it if it hasn't changed."""
        picture = self._current.get(path)
        if picture is not None or path in self._missing:
            return picture
        status = self._status(path)
        if status is None:
            self._missing.add(path)
            return None
        before = self._stored.get(path)
        if before is None or (before.size, before.mtime) != (status.st_size, status.st_mtime_ns):
            photo = self._photos.get(path)
            is_same = photo and (photo.size, photo.mtime) == (status.st_size, status.st_mtime_ns)
            sha256 = photo.sha256 if photo and is_same else ""
            before = StoredPicture(status.st_size, status.st_mtime_ns, sha256, "")
        self._current[path] = before
        return before

    def _status(self, path: str) -> os.stat_result | None:
        """The state of a regular file; None for a link out of its folder, and what is no file."""
        file = self._file(path)
        try:
            status = os.lstat(file)
            if stat.S_ISLNK(status.st_mode):
                root = self._built if path.startswith(BUILT_PREFIX) else self._site
                if not Path(os.path.realpath(file)).is_relative_to(root):
                    return None
                status = os.stat(file)  # noqa: PTH116 - ten times as fast as Path.stat
        except OSError:
            return None
        return status if stat.S_ISREG(status.st_mode) else None

    def _read(self, path: str) -> bytes | None:
        try:
            with open_regular(Path(self._file(path))) as file:
                data = file.read(MAX_PICTURE_BYTES + 1)
        except OSError:
            return None
        return data if len(data) <= MAX_PICTURE_BYTES else None

    def _digest(self, path: str) -> str | None:
        picture = self._picture(path)
        if picture is None:
            return None
        if not picture.sha256:
            data = self._read(path)
            if data is None:
                return None
            picture = replace(picture, sha256=digest(data))
            self._current[path] = picture
        return picture.sha256

    def _signature(self, path: str) -> Signature | None:
        """What a picture looks like; None if it can't be compared."""
        if path not in self._signatures:
            if len(self._signatures) >= MAX_SIGNATURES:
                self._signatures.clear()
            text = self._signature_text(path)
            try:
                made = None if text == INCOMPARABLE else Signature.of_text(text)
            except ValueError:
                made = None  # another program wrote the catalogue
            self._signatures[path] = made
        return self._signatures[path]

    def _signature_text(self, path: str) -> str:
        picture = self._picture(path)
        if picture is None or not is_image(path):
            return INCOMPARABLE
        if not picture.signature:
            data = self._read(path)
            made = signature(data) if data is not None else None
            text = INCOMPARABLE if made is None or made.is_flat else made.to_text()
            picture = replace(picture, signature=text)
            self._current[path] = picture
        return picture.signature
