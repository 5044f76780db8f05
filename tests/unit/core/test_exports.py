"""The record of the files that exports wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slidescan.core.exports import (
    RECORD_FILE,
    RECORD_HEADER,
    ExportedFile,
    ExportedFiles,
    read_record,
    sha256_of,
    write_record,
)
from slidescan.errors import UsageError

ODD_NAMES = ["a b.jpg", "p/ü.jpg", "line\u2028end.jpg", "tab\tand\nline.jpg", "a: b\\c.jpg"]


def written(folder: Path, path: str, data: bytes = b"made") -> ExportedFile:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(data)
    return ExportedFile("images", path, len(data), sha256_of(folder / path))


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_record(tmp_path) == ()
    files = [written(tmp_path, name) for name in ODD_NAMES]
    write_record(tmp_path, [*files, *files])
    assert sorted(read_record(tmp_path), key=lambda file: file.path) == sorted(
        files, key=lambda file: file.path
    )
    assert all(file.is_at(tmp_path) for file in files)


def test_a_changed_file_is_no_longer_what_the_export_wrote(tmp_path: Path) -> None:
    file = written(tmp_path, "a.jpg")
    (tmp_path / "a.jpg").write_bytes(b"mine")
    assert not file.is_at(tmp_path)
    (tmp_path / "a.jpg").unlink()
    assert not file.is_at(tmp_path)
    (tmp_path / "a.jpg").mkdir()
    assert not file.is_at(tmp_path)


@pytest.mark.parametrize(
    "row",
    [
        ["images", "../a.jpg", 4, "00"],
        ["images", "/etc/passwd", 4, "00"],
        ["images", "", 4, "00"],
        ["images", "a\0.jpg", 4, "00"],
        ["images", "a\ud800.jpg", 4, "00"],
        ["images", "a.jpg", "4", "00"],
        ["images", "a.jpg", 4],
        {"path": "a.jpg"},
    ],
)
def test_a_record_that_slidescan_did_not_write_is_refused(tmp_path: Path, row: object) -> None:
    lines = [RECORD_HEADER, row]
    (tmp_path / RECORD_FILE).write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    with pytest.raises(UsageError, match="not a list of files that slidescan wrote"):
        read_record(tmp_path)


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[" * 100_000, b"<<<<<<< HEAD\n"])
def test_a_damaged_record_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / RECORD_FILE).write_bytes(data)
    with pytest.raises(UsageError, match="not a list of files"):
        read_record(tmp_path)


def test_exported_files_are_told_from_those_of_people(tmp_path: Path) -> None:
    out = tmp_path / "static" / "slides"
    write_record(out, [written(out, "pictures/a.jpg"), written(out, "pictures/u\u0308.jpg")])
    (out / "pictures" / "mine.jpg").write_bytes(b"made")
    files = ExportedFiles(tmp_path)
    assert files.holds(out / "pictures" / "a.jpg")
    assert not files.holds(out / "pictures" / "mine.jpg")
    (out / "pictures" / "ü.jpg").write_bytes(b"made")
    assert files.holds(out / "pictures" / "ü.jpg")  # normalized by Git or macOS
    (out / "pictures" / "a.jpg").write_bytes(b"a photo of a person")
    assert not files.holds(out / "pictures" / "a.jpg")
    assert not ExportedFiles(out / "pictures").holds(out / "pictures" / "ü.jpg")


def test_a_damaged_record_holds_no_files_and_is_named(tmp_path: Path) -> None:
    (tmp_path / RECORD_FILE).write_bytes(b"?")
    (tmp_path / "a.jpg").write_bytes(b"made")
    files = ExportedFiles(tmp_path)
    assert not files.holds(tmp_path / "a.jpg")
    assert [RECORD_FILE in str(error) for error in files.unusable] == [True]
