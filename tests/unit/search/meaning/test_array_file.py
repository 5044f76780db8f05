"""Arrays in a memory-mapped file: as written, or an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from slidescan.search.meaning.array_file import DamagedArrays, map_arrays, write_arrays

ROWS = np.arange(60, dtype=np.uint8).reshape(20, 3)
ARRAYS: dict[str, Any] = {
    "rows": ROWS,
    "matrix": np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4),
    "number": np.asarray(1e-6),
    "none": np.zeros((0, 4), dtype=np.int32),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_arrays(tmp_path / "arrays.bin", "one", ARRAYS, by_row=("rows",))
    return tmp_path / "arrays.bin"


def test_arrays_return_as_they_were_written(path: Path) -> None:
    mapped = map_arrays(path, "one")
    assert mapped is not None
    assert set(mapped) == set(ARRAYS)
    for name in ("matrix", "number", "none"):
        assert np.array_equal(mapped[name], ARRAYS[name])
        assert (mapped[name].dtype, mapped[name].shape) == (
            ARRAYS[name].dtype,
            ARRAYS[name].shape,
        )
    assert np.array_equal(mapped["rows"][np.array([3, 3, 19])], ROWS[[3, 3, 19]])
    with pytest.raises(IndexError):
        mapped["rows"][np.array([20])]


def test_a_file_with_another_label_and_a_missing_one_hold_nothing(path: Path) -> None:
    assert map_arrays(path, "two") is None
    assert map_arrays(path.with_name("missing"), "one") is None


def test_every_changed_byte_of_a_checked_array_is_noticed(path: Path) -> None:
    data = path.read_bytes()
    matrix = data.index(ARRAYS["matrix"].tobytes())
    for at in range(matrix, matrix + ARRAYS["matrix"].nbytes):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(DamagedArrays):
            map_arrays(path, "one")


def test_a_changed_row_is_noticed_when_it_is_taken(path: Path) -> None:
    data = path.read_bytes()
    at = data.index(ROWS.tobytes()) + 3 * 5
    path.write_bytes(data[:at] + b"\xff" + data[at + 1 :])
    mapped = map_arrays(path, "one")
    assert mapped is not None
    assert np.array_equal(mapped["rows"][np.array([4, 6])], ROWS[[4, 6]])
    with pytest.raises(DamagedArrays):
        mapped["rows"][np.array([4, 5])]


def test_a_file_cut_off_anywhere_is_noticed(path: Path) -> None:
    data = path.read_bytes()
    # The last array is the checksums of the rows, and zeros follow it.
    end = data.rindex(data.rstrip(b"\0")[-1:]) + 1
    for size in range(0, end, 7):
        path.write_bytes(data[:size])
        with pytest.raises(DamagedArrays):
            map_arrays(path, "one")


@pytest.mark.parametrize(
    "change",
    [
        (b'"float32"', b'"object "'),
        (b'"shape": [3, 4]', b'"shape": [3,-4]'),
        (b'"shape": [3, 4]', b'"shape": [9, 4]'),
        (b'"arrays"', b'"arraya"'),
    ],
)
def test_a_header_from_elsewhere_is_refused(path: Path, change: tuple[bytes, bytes]) -> None:
    data = path.read_bytes()
    assert change[0] in data
    path.write_bytes(data.replace(*change))
    with pytest.raises(DamagedArrays):
        map_arrays(path, "one")
