"""An archive's vectors as one file beside the catalogue, which a search maps into memory.

The file is a cache of the catalogue's table: plain numbers behind a header that says whose they
are. A search maps the bits into memory and reads the few vectors it compares, never the whole file.
Each array has a checksum in the header, which is verified once a process; each vector in 8 bits has
one of its own, which is verified whenever it is read. So a bit that flips on the disk changes no
answer.
"""

from __future__ import annotations

import json
import mmap
import os
import threading
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from slidescan.core.files import atomic_write
from slidescan.core.versions import VECTOR_FORMAT
from slidescan.errors import IndexUnusable, UsageError
from slidescan.search.meaning.nearest import MemoryVectors

VECTOR_FILE = "vectors.bin"
"""The file, in the index's folder."""

MAX_HEADER_BYTES = 4_096
ALIGNMENT_BYTES = 64
"""Arrays begin at multiples of this."""

VERIFIED_BATCH_VECTORS = 10_000
"""Vectors that are in memory at once while a file is verified."""

MAX_VERIFIED_FILES = 64
"""Files that a process remembers to have verified."""

_MAGIC = b"slidescan vectors\n"

_READ_AT: Callable[[int, int, int], bytes] | None = getattr(os, "pread", None)
"""Reads at an offset with one call; Windows lacks it."""


class DamagedVectors(ValueError):
    """A file of vectors isn't as it was written."""


@dataclass(frozen=True, slots=True)
class _MappedPaths(Sequence[str]):
    """Paths that are decoded when they are asked for.

    Attributes:
        ends: Index after each path's last byte.
        data: All paths, UTF-8.
    """

    ends: Any
    data: Any

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: Any) -> Any:  # noqa: ANN401 - the protocol of sequences
        start = int(self.ends[number - 1]) if number else 0
        return bytes(self.data[start : int(self.ends[number])]).decode("utf-8", "replace")


class _StoredCodes:
    """The vectors in 8 bits, which are read when they are asked for.

    Mapped into memory, each vector would bring its neighbours along, and soon all of the file.

    Args:
        file: The open file; it stays open.
        offset: Index of the first vector's first byte.
        shape: The number of vectors and of dimensions.
        checksums: The checksum of each vector.
    """

    def __init__(
        self,
        file: BinaryIO,
        offset: int,
        shape: tuple[int, int],
        checksums: Any,  # noqa: ANN401 - an array
    ) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._offset = offset
        self._checksums = checksums
        self.shape = shape

    def __del__(self) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: Any) -> Any:  # noqa: ANN401 - indices or a slice, as of an array
        """Returns the vectors of some ascending rows.

        Raises:
            DamagedVectors: One isn't as it was written.
        """
        if isinstance(rows, slice):
            rows = np.arange(*rows.indices(len(self)))
        rows = np.asarray(rows, dtype=np.int64)
        size = self.shape[1]
        # Rows that follow one another are read at once.
        starts = np.flatnonzero(np.diff(rows, prepend=-2) != 1)
        offsets = (self._offset + rows[starts] * size).tolist()
        sizes = (np.diff(starts, append=len(rows)) * size).tolist()
        with self._lock:
            parts = [_read(self._file, *each) for each in zip(offsets, sizes, strict=True)]
        data = memoryview(b"".join(parts))
        for at, checksum in enumerate(self._checksums[rows].tolist()):
            if zlib.crc32(data[at * size : (at + 1) * size]) != checksum:
                raise DamagedVectors("a vector isn't as it was written")
        return np.frombuffer(data, dtype=np.int8).reshape(-1, size)


def _read(file: BinaryIO, offset: int, size: int) -> bytes:
    """Reads the bytes from an offset on.

    Raises:
        DamagedVectors: The file is shorter than when it was opened, or can't be read.
    """
    try:
        if _READ_AT is not None:
            data: bytes = _READ_AT(file.fileno(), size, offset)
        else:
            file.seek(offset)
            data = file.read(size)
    except OSError as error:
        raise DamagedVectors(str(error)) from error
    if len(data) != size:
        raise DamagedVectors("the file is cut off")
    return data


class _VerifiedFiles:
    """The files whose checksums this process has verified; they aren't verified again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._states: set[tuple[int, int, int, int]] = set()

    def verify(
        self, file: BinaryIO, arrays: Sequence[Any], checksums: Sequence[int | None]
    ) -> None:
        """Verifies the arrays of a file.

        Raises:
            ValueError: One isn't as it was written.
        """
        status = os.fstat(file.fileno())
        state = (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)
        with self._lock:
            if state in self._states:
                return
        for array, checksum in zip(arrays, checksums, strict=True):
            if checksum is not None and zlib.crc32(array.data) != checksum:
                raise DamagedVectors("an array isn't as it was written")
        with self._lock:
            if len(self._states) >= MAX_VERIFIED_FILES:
                self._states.clear()
            self._states.add(state)


_VERIFIED = _VerifiedFiles()


def write(path: Path, label: str, vectors: MemoryVectors) -> None:
    """Writes vectors to a file, all or nothing.

    Args:
        path: The file.
        label: The catalogue, its encoder and the state that the vectors are of.
        vectors: The vectors.

    Raises:
        IndexUnusable: The file can't be written.
    """
    paths = [image.encode("utf-8", "surrogateescape") for image in vectors.images]
    ends = np.cumsum([len(path) for path in paths], dtype=np.uint64)
    codes = np.ascontiguousarray(vectors.codes)
    arrays: list[Any] = [
        np.ascontiguousarray(vectors.bits),
        codes,
        vectors.norms.astype(np.float32),
        vectors.owners.astype(np.uint32),
        ends,
        np.frombuffer(b"".join(paths), dtype=np.uint8),
        np.array([zlib.crc32(code) for code in codes], dtype=np.uint32),
    ]
    header = {
        "format": VECTOR_FORMAT,
        "label": label,
        "vectors": len(vectors.codes),
        "dimensions": int(vectors.codes.shape[1]),
        "words": int(vectors.bits.shape[1]),
        "images": len(paths),
        "path_bytes": int(ends[-1]) if len(ends) else 0,
        "checksums": [None if array is codes else zlib.crc32(array.data) for array in arrays],
    }
    text = _MAGIC + json.dumps(header).encode()
    try:
        with atomic_write(path) as temporary, temporary.open("wb") as file:
            file.write(text.ljust(MAX_HEADER_BYTES, b"\n"))
            for array in arrays:
                file.write(array.data)
                file.write(b"\0" * (-array.nbytes % ALIGNMENT_BYTES))
    except UsageError as error:
        raise IndexUnusable(
            error.what, "check its permissions and the space on the disk, then ingest again"
        ) from error


def read(path: Path, label: str) -> MemoryVectors | None:
    """Maps a file into memory; None if it is missing, malformed, damaged, or has another label.

    The vectors in 8 bits raise `DamagedVectors` where they aren't as they were written.
    """
    try:
        file = path.open("rb", buffering=0)
    except OSError:
        return None
    try:
        vectors = _mapped(file, label)
    except (OSError, ValueError, KeyError, TypeError):
        vectors = None
    if vectors is None:
        file.close()
    return vectors


def is_intact(path: Path, label: str) -> bool:
    """Whether a file has a label, and all of it is as it was written."""
    vectors = read(path, label)
    if vectors is None:
        return False
    try:
        for start in range(0, len(vectors.codes), VERIFIED_BATCH_VECTORS):
            _ = vectors.codes[start : start + VERIFIED_BATCH_VECTORS]
    except DamagedVectors:
        return False
    return True


def _mapped(file: BinaryIO, label: str) -> MemoryVectors | None:
    """Maps an open file into memory.

    Raises:
        OSError, ValueError, KeyError, TypeError: It is malformed.
    """
    mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    head = mapped[:MAX_HEADER_BYTES]
    if not head.startswith(_MAGIC):
        return None
    header = json.loads(head[len(_MAGIC) :])
    if header["format"] != VECTOR_FORMAT or header["label"] != label:
        return None
    arrays = _arrays(mapped, header)
    _VERIFIED.verify(file, arrays, header["checksums"])
    bits, _, norms, owners, ends, data, checksums = arrays
    offset = MAX_HEADER_BYTES + _aligned(bits.nbytes)
    shape = (int(header["vectors"]), int(header["dimensions"]))
    codes = _StoredCodes(file, offset, shape, checksums)
    images = _MappedPaths(ends, data)
    is_consistent = len(owners) == 0 or int(owners.max()) < len(images)
    return MemoryVectors(images, owners, codes, norms, bits) if is_consistent else None


def _arrays(mapped: mmap.mmap, header: dict[str, Any]) -> list[Any]:
    """Returns the arrays of a file.

    Raises:
        ValueError: The file is shorter than its header says.
    """
    vectors, images = int(header["vectors"]), int(header["images"])
    shapes: tuple[tuple[Any, tuple[int, ...]], ...] = (
        (np.uint64, (vectors, int(header["words"]))),
        (np.int8, (vectors, int(header["dimensions"]))),
        (np.float32, (vectors,)),
        (np.uint32, (vectors,)),
        (np.uint64, (images,)),
        (np.uint8, (int(header["path_bytes"]),)),
        (np.uint32, (vectors,)),
    )
    arrays: list[Any] = []
    at = MAX_HEADER_BYTES
    for kind, shape in shapes:
        count = int(np.prod(shape, dtype=np.int64))
        if count < 0:
            raise ValueError("a negative size")
        if count:
            array = np.frombuffer(mapped, dtype=kind, count=count, offset=at).reshape(shape)
        else:
            array = np.zeros(shape, dtype=kind)
        arrays.append(array)
        at += _aligned(count * np.dtype(kind).itemsize)
    return arrays


def _aligned(size: int) -> int:
    return size + -size % ALIGNMENT_BYTES
