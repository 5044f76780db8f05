"""Reads and compares images of the site and of its built site; remembers what they look like."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from slidescan.core.versions import LINKING_VERSION
from slidescan.imaging.photo_files import digest
from slidescan.imaging.same_picture import (
    FINE_SIGNATURE_SIDE,
    HASH_BATCH,
    MAX_CELL_DIFFERENCE,
    MAX_HASH_DISTANCE,
    MAX_STRANGER_DIFFERENCE,
    MIN_DIFFERENCE_RATIO,
    SIGNATURE_FORMAT,
    Signature,
    difference,
    hash_distances,
    hashes,
    signature,
)
from slidescan.ingest.picture_process import (
    INCOMPARABLE,
    PictureProcess,
    decoded,
    read_picture,
)
from slidescan.ingest.side_process import SideProcess
from slidescan.posts.file_types import is_image
from slidescan.posts.rendered.pictures import Answer
from slidescan.store.serialization import dumps
from slidescan.store.stored import StoredPhoto, StoredPicture

MIN_SIMILAR_PIXELS = 80
"""Smaller images are icons: they are compared with images of their name alone."""

MAX_SIGNATURES = 4_000
"""The most signatures to hold decoded: they take 10 MB."""

BUILT_PREFIX = "//"
"""Precedes the paths of the built site's images among those of the site."""

SAME_PICTURE, SIMILAR_PICTURE = "same", "similar "
"""What a comparison asks: which of a few photos a picture is a copy of, or which of all."""

MAX_DECODING_THREADS = min(4, os.cpu_count() or 1)
"""How many pictures are decoded at once; each may take 100 MB."""

_DECODER = msgspec.json.Decoder(dict[str, Answer])
_USABLE_SIGNATURES = (SIGNATURE_FORMAT + " ", INCOMPARABLE)


class BuiltPictures:
    """The image files that recognising photos looks at; see `posts.rendered.pictures`.

    Args:
        site: The root of the site.
        built: The root of the built site.
        images: Paths of the site's images.
        photos: Photos that the catalogue holds, by path.
        stored: What earlier ingests saw, without signatures.
        load_signature: Returns the signature that is stored for a path.
        process: Decodes pictures ahead.
    """

    def __init__(
        self,
        site: Path,
        built: Path,
        images: Sequence[str],
        photos: Mapping[str, StoredPhoto],
        stored: Mapping[str, StoredPicture],
        load_signature: Callable[[str], str],
        process: SideProcess,
    ) -> None:
        self._site = site
        self._built = built
        self._images = images
        self._photos = photos
        self._stored = stored
        self._load_signature = load_signature
        self._process = PictureProcess(process)
        self._current: dict[str, StoredPicture] = {}
        self._missing: set[str] = set()
        self._signatures: dict[str, Signature | None] = {}
        self._answers: dict[str, dict[str, Answer]] = {}
        self._with_new_answers: set[str] = set()

    @property
    def changed(self) -> Mapping[str, StoredPicture]:
        """What the catalogue doesn't hold yet."""
        answered = {
            path: replace(self._current[path], photos=dumps(self._answers[path]))
            for path in self._with_new_answers
        }
        return {
            path: self._with_signature(path, picture)
            for path, picture in {**self._current, **answered}.items()
            if self._stored.get(path) is not picture and (picture.sha256 or picture.signature != "")
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
        copy = BUILT_PREFIX + path
        question = _digest_of([SAME_PICTURE, SIGNATURE_FORMAT, self._state(photos)])
        answer = self._answer(
            copy, question, lambda: (tuple(self._best(copy, photos, MAX_CELL_DIFFERENCE)),)
        )
        return answer[0] if answer else ()

    def larger(self, path: str, photos: Sequence[str]) -> Sequence[str]:
        """Those of some photos that have more pixels than an image of the built site."""
        copy = self._signature(BUILT_PREFIX + path)
        if copy is None:
            return ()
        seen = ((photo, self._signature(photo)) for photo in photos)
        pixels = copy.width * copy.height
        return [photo for photo, s in seen if s is not None and s.width * s.height > pixels]

    def similar(self, path: str) -> Sequence[str]:
        """The photo of the site that an image of the built site is a copy of."""
        answer = self.answer(
            path, SIMILAR_PICTURE, lambda: (tuple(self._most_similar(BUILT_PREFIX + path)),)
        )
        return answer[0] if answer else ()

    def answer(self, path: str, question: str, find: Callable[[], Answer]) -> Answer:
        """What is found of an image of the built site, as long as no image of the site changes."""
        return self._answer(BUILT_PREFIX + path, question + self.images_state, find)

    def is_answered(self, path: str, question: str) -> bool:
        """Whether an earlier ingest found the answer to a question."""
        picture = self._picture(BUILT_PREFIX + path)
        return picture is not None and question + self.images_state in picture.photos

    def prepare(
        self, paths: Sequence[str], photos: Collection[str], *, is_ahead: bool = False
    ) -> None:
        """Decodes images that will be compared, on all cores, or ahead in another process."""
        images = [*(BUILT_PREFIX + path for path in paths), *photos]
        if is_ahead:
            undecoded = self._undecoded(images)
            self._process.decode({path: self._file(path) for path in undecoded})
        else:
            self._decode(images)

    def _most_similar(self, copy: str) -> Sequence[str]:
        look = self._signature(copy)
        if look is None or min(look.width, look.height) < MIN_SIMILAR_PIXELS:
            return ()
        images, of_images = self._hashes
        (of_copy,) = hashes([look])
        near = np.flatnonzero(hash_distances(of_images, of_copy) <= MAX_HASH_DISTANCE)
        photos = [images[int(index)] for index in near]
        return self._best(copy, photos, MAX_STRANGER_DIFFERENCE)

    @cached_property
    def _hashes(self) -> tuple[Sequence[str], NDArray[np.uint64]]:
        """The site's images that can be compared, and their hashes."""
        self._decode(self._images)
        comparable: list[str] = []
        made: list[NDArray[np.uint64]] = []
        for start in range(0, len(self._images), HASH_BATCH):
            seen = [(i, self._signature(i)) for i in self._images[start : start + HASH_BATCH]]
            comparable += [image for image, look in seen if look is not None]
            made.append(hashes([look for _, look in seen if look is not None]))
        return comparable, np.concatenate([np.empty(0, np.uint64), *made])

    @cached_property
    def images_state(self) -> str:
        """Changes whenever one of the site's images does."""
        return _digest_of([LINKING_VERSION, SIGNATURE_FORMAT, self._state(self._images)])

    def _state(self, images: Sequence[str]) -> list[tuple[str, int, int]]:
        return [(i, f.size, f.mtime) for i in images if (f := self._picture(i)) is not None]

    def _answer(self, copy: str, question: str, find: Callable[[], Answer]) -> Answer:
        """What is found of an image, by an earlier ingest if it asked the same."""
        answers = self._answers.setdefault(copy, {})
        if question not in answers:
            picture = self._picture(copy)
            before = _answers_of(picture.photos).get(question) if picture else None
            if before is None:
                before = find()
                if picture is not None:
                    self._with_new_answers.add(copy)
            answers[question] = before
        return answers[question]

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
        data = read_picture(self._file(path))
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

    def _digest(self, path: str) -> str | None:
        picture = self._picture(path)
        if picture is None:
            return None
        if not picture.sha256:
            data = read_picture(self._file(path))
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
        text = self._with_signature(path, picture).signature
        if not text:
            text = decoded(self._file(path))
            self._current[path] = replace(picture, signature=text)
        return text

    def _with_signature(self, path: str, picture: StoredPicture) -> StoredPicture:
        """What is known of a picture, with its signature; an outdated one counts as none."""
        if picture.signature is not None:
            return picture
        text = self._load_signature(path)
        return replace(picture, signature=text if text.startswith(_USABLE_SIGNATURES) else "")

    def _undecoded(self, paths: Iterable[str]) -> list[str]:
        """The pictures without a signature."""
        files = ((path, self._picture(path)) for path in dict.fromkeys(paths) if is_image(path))
        return [
            path
            for path, picture in files
            if picture and not self._with_signature(path, picture).signature
        ]

    def _decode(self, paths: Sequence[str]) -> None:
        """Makes the signatures of pictures on all cores; Pillow's decoders run at the same time."""
        for path, text in self._process.signatures():
            self._current[path] = replace(self._current[path], signature=text)
        undecoded = self._undecoded(paths)
        files = map(self._file, undecoded)
        with ThreadPoolExecutor(MAX_DECODING_THREADS) as pool:
            for path, text in zip(undecoded, pool.map(decoded, files), strict=True):
                self._current[path] = replace(self._current[path], signature=text)


def _digest_of(question: object) -> str:
    return hashlib.sha256(dumps(question).encode("utf-8", "surrogateescape")).hexdigest()


def _answers_of(text: str) -> Mapping[str, Answer]:
    """Earlier answers by their questions; empty if another version wrote them."""
    try:
        return _DECODER.decode(text) if text else {}
    except msgspec.MsgspecError:
        return {}
