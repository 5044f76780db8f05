"""An export touches nothing in its folder that no export wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from slidescan.core.export_list import EXPORT_LIST_NAME, ExportList
from slidescan.core.records import Failure
from slidescan.errors import UsageError
from slidescan.export.folder import STAGING_PREFIX, Writer, write_folder
from slidescan.export.protocol import Written
from slidescan.export.registry import EXPORTS, FolderExport

REPLACING = FolderExport("site", "pages", "", replaces=True, needs_empty_folder=True)
AMONG_OTHERS = FolderExport(
    "hugo",
    "data",
    "",
    replaces=True,
    written_once=("mine.html",),
    sign="d.json",
    earlier_patterns=("d.*",),
)
ADDING = FolderExport("images", "pictures", "")


def writer(files: Mapping[str, str], unreadable: str = "") -> Writer:
    """Writes files with these texts, and fails for the photo `unreadable`."""

    def write(out: Path) -> Iterator[Written]:
        for name, text in files.items():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (out / name).write_text(text)
            yield f"photos/{name}", out / name
        if unreadable:
            yield unreadable, Failure(unreadable, "it is gone", "look for it")

    return write


def export(row: FolderExport, files: Mapping[str, str], out: Path, **options: Any) -> list[Written]:
    return list(write_folder(row, writer(files, **options), out))


def texts(folder: Path) -> dict[str, str]:
    """The texts of all files but the list_, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != EXPORT_LIST_NAME
    }


FIRST = {"index.html": "1", "p/a.jpg": "a", "p/old/b.jpg": "b"}
SECOND = {"index.html": "2", "p/a.jpg": "a", "c.jpg": "c"}


def test_a_second_export_replaces_its_own_files_and_leaves_those_of_people(tmp_path: Path) -> None:
    out = tmp_path / "docs"
    assert export(REPLACING, FIRST, out)[0] == ("photos/index.html", out / "index.html")
    mine = {"CNAME": "talks.example", ".git/HEAD": "ref", "p/old.txt": "mine"}
    for name, text in mine.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text(text)
    export(REPLACING, SECOND, out)
    assert texts(out) == {**SECOND, **mine}
    assert not (out / "p" / "old").exists()
    assert set(ExportList.read(out).files) == set(SECOND)


@pytest.mark.parametrize("row", [REPLACING, AMONG_OTHERS])
def test_an_earlier_export_stays_if_a_photo_cannot_be_read(
    row: FolderExport, tmp_path: Path
) -> None:
    export(row, FIRST, tmp_path)
    before = texts(tmp_path)
    done = export(row, {"index.html": "3"}, tmp_path, unreadable="gone.jpg")
    assert [image for image, _ in done] == ["gone.jpg", str(tmp_path)]
    assert all(isinstance(result, Failure) for _, result in done)
    assert texts(tmp_path) == before


def test_a_first_export_goes_on_without_a_photo_that_cannot_be_read(tmp_path: Path) -> None:
    done = export(REPLACING, FIRST, tmp_path, unreadable="gone.jpg")
    assert [image for image, result in done if isinstance(result, Failure)] == ["gone.jpg"]
    assert texts(tmp_path) == FIRST


def test_pictures_are_added_to_those_of_earlier_exports(tmp_path: Path) -> None:
    export(ADDING, {"a.jpg": "a", "b.jpg": "b"}, tmp_path)
    export(ADDING, {"b.jpg": "new", "c.jpg": "c"}, tmp_path, unreadable="gone.jpg")
    assert texts(tmp_path) == {"a.jpg": "a", "b.jpg": "new", "c.jpg": "c"}
    assert len(ExportList.read(tmp_path).files) == 3


def test_pictures_do_not_overwrite_photos(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("the original photo")
    (tmp_path / "same.jpg").write_text("b")
    done = dict(export(ADDING, {"a.jpg": "a", "same.jpg": "b", "c.jpg": "c"}, tmp_path))
    failure = done["photos/a.jpg"]
    assert isinstance(failure, Failure)
    assert "in the way" in failure.reason
    assert done["photos/c.jpg"] == tmp_path / "c.jpg"
    assert (tmp_path / "a.jpg").read_text() == "the original photo"


def test_a_changed_file_is_not_overwritten(tmp_path: Path) -> None:
    export(REPLACING, FIRST, tmp_path)
    (tmp_path / "index.html").write_text("my own page")
    with pytest.raises(UsageError, match=r"index\.html in .*: no export wrote this"):
        export(REPLACING, SECOND, tmp_path)
    assert texts(tmp_path) == {**FIRST, "index.html": "my own page"}
    (tmp_path / "index.html").unlink()
    (tmp_path / "p" / "old" / "b.jpg").write_text("retouched")
    export(REPLACING, SECOND, tmp_path)
    assert texts(tmp_path) == {**SECOND, "p/old/b.jpg": "retouched"}


def test_a_folder_of_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not from an earlier export"):
        export(REPLACING, FIRST, tmp_path)
    assert texts(tmp_path) == {"mine.txt": "mine"}


def test_files_of_a_version_without_lists_are_replaced_by_name(tmp_path: Path) -> None:
    (tmp_path / "d.json").write_text("old data")
    (tmp_path / "mine.html").write_text("changed by a person")
    export(AMONG_OTHERS, {"d.json": "new data", "mine.html": "template"}, tmp_path)
    assert texts(tmp_path) == {"d.json": "new data", "mine.html": "changed by a person"}
    (tmp_path / "e.json").write_text("mine")
    with pytest.raises(UsageError, match=r"e\.json"):
        export(AMONG_OTHERS, {"d.json": "newer", "e.json": "?"}, tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_nothing_is_written_or_removed_behind_a_link(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    export(REPLACING, FIRST, out)
    (out / "p").rename(elsewhere)
    (out / "p").symlink_to(elsewhere)
    before = texts(elsewhere)
    with pytest.raises(UsageError, match="no export wrote this"):
        export(REPLACING, {"p/a.jpg": "changed"}, out)
    export(REPLACING, {"index.html": "3"}, out)
    assert texts(elsewhere) == before


def test_a_killed_export_leaves_nothing_that_the_next_does_not_know(tmp_path: Path) -> None:
    export(REPLACING, FIRST, tmp_path)
    script = f"""
import os, signal
from pathlib import Path
from slidescan.export import folder
from slidescan.export.registry import FolderExport
move, moved = folder._move, []
def killed(path, staging, out):
    move(path, staging, out)
    moved.append(path)
    if len(moved) == 2:
        os._exit(9)
folder._move = killed
row = FolderExport("site", "", "", replaces=True)
def write(out):
    for name, text in {SECOND!r}.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text)
        yield name, out / name
list(folder.write_folder(row, write, Path({str(tmp_path)!r})))
"""
    done = subprocess.run([sys.executable, "-c", script], check=False)
    assert done.returncode == 9
    assert len(texts(tmp_path)) > len(FIRST)
    export(REPLACING, SECOND, tmp_path)
    assert texts(tmp_path) == SECOND
    assert not list(tmp_path.glob(f"{STAGING_PREFIX}*"))


def test_a_damaged_list_stops_the_export(tmp_path: Path) -> None:
    export(REPLACING, FIRST, tmp_path)
    (tmp_path / EXPORT_LIST_NAME).write_text("?")
    with pytest.raises(UsageError, match="not a list of files that slidescan wrote"):
        export(REPLACING, SECOND, tmp_path)
    assert texts(tmp_path) == FIRST


def test_a_hostile_list_removes_nothing_outside(tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(REPLACING, FIRST, out)
    (tmp_path / "key").write_text("1")
    text = (out / EXPORT_LIST_NAME).read_text().replace("index.html", "../key")
    (out / EXPORT_LIST_NAME).write_text(text)
    with pytest.raises(UsageError):
        export(REPLACING, SECOND, out)
    assert (tmp_path / "key").read_text() == "1"


def test_the_rows_name_files_that_the_formats_write() -> None:
    from slidescan.export.formats import hugo, site

    rows = {name: row for name, row in EXPORTS.items() if isinstance(row, FolderExport)}
    assert rows["hugo"].written_once == (hugo.SHORTCODE_FILE.as_posix(),)
    assert rows["hugo"].sign == hugo.DATA_FILE.as_posix()
    assert rows["site"].sign == site.MARKER_FILE
