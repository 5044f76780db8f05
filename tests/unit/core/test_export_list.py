"""The list of files that exports wrote into a folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.sites import write

from slidescan.core.export_list import EXPORT_LIST_NAME, ExportedFile, ExportList, record_export
from slidescan.errors import UsageError

ENTRY = {"size": 4, "sha256": "", "image": ""}


def test_formats_share_the_list_of_a_folder(tmp_path: Path) -> None:
    clean = write(tmp_path / "clean/ä b.jpg", b"picture")
    page = write(tmp_path / "static/slides/p.jpg", b"thumbnail")
    record_export(tmp_path, "images", {clean: "img/ä b.png"})
    record_export(tmp_path, "hugo", {page: "img/p.png"})
    files = ExportList.read(tmp_path).files
    assert {path: entry.image for path, entry in files.items()} == {
        "clean/ä b.jpg": "img/ä b.png",
        "static/slides/p.jpg": "img/p.png",
    }
    assert files["clean/ä b.jpg"].size == len(b"picture")


def test_entries_remain_while_their_files_do(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.jpg", b"a"), write(tmp_path / "b.jpg", b"b")
    record_export(tmp_path, "images", {first: "img/a.png", second: "img/b.png"})
    second.unlink()
    third = write(tmp_path / "c.jpg", b"c")
    record_export(tmp_path, "images", {third: "img/c.png"})
    assert set(ExportList.read(tmp_path).files) == {"a.jpg", "c.jpg"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 100_000,
        '{"version": 2, "exports": {}}',
        '{"version": 1}',
        '{"version": 1, "exports": []}',
        '{"version": 1, "exports": {"images": {"a.jpg": 3}}}',
        '{"version": 1, "exports": {"images": {"a.jpg": {"size": "x", "sha256": "", "image": ""}}}}',
        "\udcff",
        *(
            json.dumps({"version": 1, "exports": {"site": {path: ENTRY}}})
            for path in ("../key", "/etc/passwd", "", "a/../../b", "a\0")
        ),
    ],
)
def test_a_malformed_list_is_empty(tmp_path: Path, text: str) -> None:
    write(tmp_path / EXPORT_LIST_NAME, text.encode("utf-8", "surrogateescape"))
    assert ExportList.read(tmp_path) == ExportList()
    with pytest.raises(UsageError, match="not a list of files that slidescan wrote"):
        ExportList.read_or_raise(tmp_path)


def test_a_changed_file_is_no_longer_what_the_export_wrote(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", b"made")
    entry = ExportedFile.of(path)
    assert entry.is_at(path)
    path.write_bytes(b"mine")
    assert not entry.is_at(path)
    path.unlink()
    assert not entry.is_at(path)
    path.mkdir()
    assert not entry.is_at(path)


def test_a_folder_in_place_of_the_list_is_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / EXPORT_LIST_NAME).mkdir()
    assert ExportList.read(tmp_path) == ExportList()


def test_the_list_is_plain_json(tmp_path: Path) -> None:
    record_export(tmp_path, "images", {write(tmp_path / "a.jpg", b"a"): "img/a.png"})
    document = json.loads((tmp_path / EXPORT_LIST_NAME).read_text(encoding="utf-8"))
    assert document["exports"]["images"]["a.jpg"]["image"] == "img/a.png"
