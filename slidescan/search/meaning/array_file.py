"""Arrays of numbers in one file, which a process maps into memory instead of loading it.

The file holds plain numbers behind a header, so that reading it runs nothing. Each array has a
checksum in the header, except arrays of which a reader takes a few rows; these have one a row.
"""

from __future__ import annotations

import json
import mmap
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from slidescan.core.files import atomic_write

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]
else:
    Array = Any

ARRAY_ALIGNMENT_BYTES = 64
"""Arrays begin at multiples of this."""

MAX_ARRAY_HEADER_BYTES = 65_536

ARRAY_TYPES = ("uint8", "int32", "int64", "uint32", "float32", "float64")
"""The numbers that a file may hold."""

_ARRAYS_MAGIC = b"slidescan arrays 1\n"


class DamagedArrays(ValueError):
    """A file of arrays is cut off or changed."""


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """The rows of a mapped array, each of which is checked when it is taken.

    Attributes:
        array: The mapped array.
        checksums: The checksum of each row.
    """

    array: Array
    checksums: Array

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return self.array.shape

    def __getitem__(self, rows: Array) -> Array:
        """Returns some rows.

        Raises:
            DamagedArrays: A row isn't as it was written.
            IndexError: There is no such row.
        """
        taken = np.ascontiguousarray(self.array[rows])
        for row, checksum in zip(taken, self.checksums[rows].tolist(), strict=True):
            if zlib.crc32(row) != checksum:
                raise DamagedArrays("a row isn't as it was written")
        return taken


def write_arrays(
    path: Path, label: str, arrays: Mapping[str, Array], by_row: Collection[str] = ()
) -> None:
    """Writes arrays to a file, all or nothing.

    Args:
        path: The file; its folder exists.
        label: What the arrays are of.
        arrays: The arrays by name; their types are in `ARRAY_TYPES`.
        by_row: Names of the arrays of which a reader takes a few rows.

    Raises:
        UsageError: The file can't be written.
    """
    contiguous = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    checksums = {
        f"{name} checksums": np.array([zlib.crc32(row) for row in contiguous[name]], np.uint32)
        for name in by_row
    }
    parts = [*contiguous.items(), *checksums.items()]
    described = [
        {
            "name": name,
            "type": array.dtype.name,
            "shape": list(array.shape),
            "checksum": None if name in by_row else zlib.crc32(array.data),
        }
        for name, array in parts
    ]
    header = _ARRAYS_MAGIC + json.dumps({"label": label, "arrays": described}).encode() + b"\n"
    if len(header) > MAX_ARRAY_HEADER_BYTES:
        raise ValueError("there are too many arrays for one file")
    with atomic_write(path) as temporary, temporary.open("wb") as file:
        file.write(header + b"\0" * (-len(header) % ARRAY_ALIGNMENT_BYTES))
        for _, array in parts:
            file.write(array.data)
            file.write(b"\0" * (-array.nbytes % ARRAY_ALIGNMENT_BYTES))


def map_arrays(path: Path, label: str) -> dict[str, Any] | None:
    """Maps the arrays of a file into memory; None if it is missing or has another label.

    An array that was written to be taken by rows is a `CheckedRows`.

    Raises:
        DamagedArrays: The file isn't as it was written.
    """
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError:
        return None
    except ValueError as error:
        raise DamagedArrays("the file is empty") from error
    end = mapped.find(b"\n", len(_ARRAYS_MAGIC), MAX_ARRAY_HEADER_BYTES)
    if mapped[: len(_ARRAYS_MAGIC)] != _ARRAYS_MAGIC or end < 0:
        raise DamagedArrays("the header is malformed")
    try:
        header = json.loads(mapped[len(_ARRAYS_MAGIC) : end])
        return _arrays(mapped, end + 1, header["arrays"]) if header["label"] == label else None
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedArrays(str(error)) from error


def _arrays(mapped: mmap.mmap, offset: int, described: Any) -> dict[str, Any]:  # noqa: ANN401
    """Returns the arrays behind a header.

    Raises:
        ValueError, KeyError, TypeError: The file isn't as it was written.
    """
    arrays: dict[str, Any] = {}
    unchecked = []
    for entry in described:
        offset += -offset % ARRAY_ALIGNMENT_BYTES
        name, kind = entry["name"], entry["type"]
        shape = tuple(int(size) for size in entry["shape"])
        if kind not in ARRAY_TYPES or min(shape, default=0) < 0:
            raise ValueError(f"{name} has no valid type or size")
        count = int(np.prod(shape, dtype=np.int64))
        array = np.frombuffer(mapped, dtype=kind, count=count, offset=offset).reshape(shape)
        if entry["checksum"] is None:
            unchecked.append(name)
        elif zlib.crc32(array.data) != entry["checksum"]:
            raise ValueError(f"{name} isn't as it was written")
        arrays[name] = array
        offset += array.nbytes
    for name in unchecked:
        arrays[name] = CheckedRows(arrays[name], arrays.pop(f"{name} checksums"))
    return arrays
