"""The memory-mapped file of vectors."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from slidescan.errors import IndexUnusable
from slidescan.search.meaning import vector_file
from slidescan.search.meaning.nearest import MemoryVectors
from slidescan.search.meaning.quantization import to_codes, to_text

RANDOM = np.random.default_rng(7)
QUERY = RANDOM.normal(size=96).astype(np.float32)


def vectors(slides: int = 40) -> MemoryVectors:
    return MemoryVectors.of(
        (
            f"photos/ä {n:03d}.jpg",
            to_text(to_codes(RANDOM.normal(size=(1 + n % 4, 96)).astype(np.float32))),
        )
        for n in range(slides)
    )


def test_a_file_answers_as_the_memory_does(tmp_path: Path) -> None:
    made = vectors()
    vector_file.write(tmp_path / "v.bin", "one", made)
    read = vector_file.read(tmp_path / "v.bin", "one")
    assert read is not None
    assert read.nearest(QUERY, 10) == made.nearest(QUERY, 10)
    assert list(read.images) == list(made.images)


@pytest.mark.parametrize("rows", [[], [0], [3, 4, 5], [1, 2, 7, 9, 10], [98, 99]])
def test_vectors_are_read_in_any_rows(tmp_path: Path, rows: list[int]) -> None:
    made = vectors()
    vector_file.write(tmp_path / "v.bin", "one", made)
    read = vector_file.read(tmp_path / "v.bin", "one")
    assert read is not None
    assert (read.codes[np.array(rows, dtype=np.intp)] == made.codes[rows]).all()


def test_an_empty_archive_is_a_file_as_well(tmp_path: Path) -> None:
    vector_file.write(tmp_path / "v.bin", "one", MemoryVectors.of([]))
    read = vector_file.read(tmp_path / "v.bin", "one")
    assert read is not None
    assert read.nearest(QUERY, 10) == ()


def test_a_file_of_another_state_is_not_used(tmp_path: Path) -> None:
    vector_file.write(tmp_path / "v.bin", "one", vectors())
    assert vector_file.read(tmp_path / "v.bin", "two") is None
    assert vector_file.read(tmp_path / "none.bin", "one") is None


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9])
def test_a_cut_file_is_not_used(tmp_path: Path, part: float) -> None:
    path = tmp_path / "v.bin"
    vector_file.write(path, "one", vectors())
    data = path.read_bytes()
    path.write_bytes(data[: int(part * len(data))])
    assert vector_file.read(path, "one") is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"vectors": ', b'"vectors": 9'),
        (b'"vectors": ', b'"vectors": -'),
        (b'"dimensions": 96', b'"dimensions": []'),
        (b'"format": 2', b'"format": 0'),
        (b"slidescan", b"something"),
    ],
)
def test_a_false_header_is_refused(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = tmp_path / "v.bin"
    vector_file.write(path, "one", vectors())
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    assert vector_file.read(path, "one") is None


def test_a_file_that_cannot_be_written_is_an_error_of_the_index(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("no folder")
    with pytest.raises(IndexUnusable, match=r"vectors\.bin can't be written") as caught:
        vector_file.write(tmp_path / "index" / "vectors.bin", "one", vectors())
    assert caught.value.exit_code == 3
    assert "space on the disk" in caught.value.remedy


def test_a_flipped_bit_changes_no_answer(tmp_path: Path) -> None:
    made = vectors()
    truth = made.nearest(QUERY, 10)
    vector_file.write(tmp_path / "v.bin", "one", made)
    data = (tmp_path / "v.bin").read_bytes()
    refused = 0
    places = [*range(0, 300, 7), *range(vector_file.MAX_HEADER_BYTES, len(data), 13)]
    for at in places:
        path = tmp_path / f"{at}.bin"
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
        read = vector_file.read(path, "one")
        with suppress(vector_file.DamagedVectors):
            assert read is None or read.nearest(QUERY, 10) == truth, at
        is_padding = read is not None and vector_file.is_intact(path, "one")
        refused += not is_padding
        if read is not None and not is_padding:
            with pytest.raises(vector_file.DamagedVectors):
                _ = read.codes[:]
        path.unlink()
    assert refused > 0.9 * len(places)
