"""`status --verify` reports issues of an index; `--repair` repairs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support.cli import cli
from support.factories import tamper
from support.samples import Ingested

from slidescan.core.records import Options
from slidescan.library import Library

IMAGE = "static/img/northwind/IMG_4104.jpg"


@pytest.fixture
def library(ingested: Ingested, tmp_path: Path) -> Library:
    shutil.copytree(ingested.site, tmp_path / "site")
    return Library(tmp_path / "site" / "index", Options(jobs=1))


def kinds(library: Library) -> dict[str, str]:
    return {finding.path: finding.kind for finding in library.verify()}


def test_an_intact_index_has_no_issues(library: Library) -> None:
    # The copies have the modification times of the originals.
    assert library.verify() == ()
    done = cli("status", "--verify", "--index", library.folder)
    assert (done.returncode, done.stdout) == (0, "the index has no issues\n")


TAMPERED = {
    f"DELETE FROM slides WHERE image = '{IMAGE}'": "unmade",
    f"UPDATE slides SET slide = '{{' WHERE image = '{IMAGE}'": "broken",
    f"UPDATE slides SET slide = replace(slide, 'IMG_4104', 'IMG_9') WHERE image = '{IMAGE}'": "broken",
    f"UPDATE slides SET slide = x'ff' WHERE image = '{IMAGE}'": "broken",
    f"UPDATE slides SET dirty = 1 WHERE image = '{IMAGE}'": "unindexed",
    "UPDATE meta SET value = '99' WHERE key = 'fulltext'": "unindexed",
    "INSERT INTO readings SELECT 'ff', reader, photo, detection, reading, kind FROM readings LIMIT 1": "unused",
    f"INSERT INTO slides SELECT 'none.jpg', slide, 0, language, '', 0 FROM slides WHERE image = '{IMAGE}'": "orphan",
}


@pytest.mark.parametrize("statement", TAMPERED)
def test_tampering_is_reported_and_repaired(library: Library, statement: str) -> None:
    before = list(library.slides())
    tamper(library.folder / "catalogue.sqlite", statement)
    assert TAMPERED[statement] in set(kinds(library).values())
    done = cli("status", "--repair", "--index", library.folder, "--json")
    assert done.returncode == 0, done.stdout
    report = json.loads(done.stdout)
    assert TAMPERED[statement] in {each["kind"] for each in report["mended"]}
    assert report["findings"] == []
    assert list(library.slides()) == before
    assert library.search("data lake").hits[0].slide.image == IMAGE


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE posts SET post = '['",
        "UPDATE posts SET links = '{\"a\": 7}'",
        f"UPDATE photos SET mtime = x'ff' WHERE image = '{IMAGE}'",
        f"UPDATE photos SET image = '../x.jpg' WHERE image = '{IMAGE}'",
        "UPDATE readings SET reading = json_set(reading, '$.lines[0].confidence', 7) WHERE sha256 IN (SELECT sha256 FROM photos WHERE image LIKE '%4104%')",
        "UPDATE meta SET value = x'ff' WHERE key = 'stems'",
        "INSERT INTO failures VALUES (x'ff', 'a', 'b')",
        "INSERT INTO corners VALUES ('a.jpg', 'f', 1, 1, '[')",
        "INSERT INTO decided VALUES ('a.md', 'a.jpg', 'magic', '')",
        "INSERT INTO mended VALUES (1, 'now', 'a.jpg', 'f', 'magic', '', '', 'null', '')",
    ],
)
def test_unreadable_records_are_dropped_and_read_again(library: Library, statement: str) -> None:
    before = list(library.slides())
    tamper(library.folder / "catalogue.sqlite", statement)
    library.repair()
    library.ingest([library.folder.parent / "static"])
    assert list(library.slides()) == before
    assert library.verify() == ()


@pytest.mark.parametrize("column", ["reading", "photo"])
def test_a_lost_reading_is_read_again(library: Library, column: str) -> None:
    before = list(library.slides())
    sha = library.slide(IMAGE).photo.sha256
    tamper(
        library.folder / "catalogue.sqlite",
        f"UPDATE readings SET {column} = '[' WHERE sha256 = '{sha}'",
    )
    assert kinds(library)[IMAGE] == "unread"
    library.repair()
    assert IMAGE not in {slide.image for slide in library.slides()}
    report = library.ingest([library.folder.parent / IMAGE])
    assert report.photos_read == 1
    library.ingest([library.folder.parent / "static"])
    assert list(library.slides()) == before
    assert library.verify() == ()


def test_missing_and_changed_files_are_reported(library: Library) -> None:
    root = library.folder.parent
    (root / IMAGE).write_bytes(b"other bytes")
    (root / "static/img/northwind/IMG_4101.jpg").unlink()
    post = root / "content/posts/northwind-day-1.md"
    post.write_text(post.read_text("utf-8") + "\n", "utf-8")
    (root / "content/posts/northwind-day-2.md").unlink()
    found = kinds(library)
    assert found[IMAGE] == "changed"
    assert found["static/img/northwind/IMG_4101.jpg"] == "gone"
    assert found["content/posts/northwind-day-1.md"] == "changed"
    assert found["content/posts/northwind-day-2.md"] == "gone"
    # Nothing is deleted because of that.
    count = len(list(library.slides()))
    library.repair()
    assert len(list(library.slides())) == count
    done = cli("status", "--verify", "--index", library.folder)
    assert done.returncode == 1
    assert done.stdout.count("\n") == 4


def test_a_damaged_database_and_leftover_files_are_reported(library: Library) -> None:
    (library.folder / "progress.json").write_text("{}")
    (library.folder / "fulltext.new").write_text("")
    assert set(kinds(library).values()) == {"leftover"}
    library.repair()
    assert library.verify() == ()
    path = library.folder / "catalogue.sqlite"
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 6000] = b"\xa5" * 6000
    path.write_bytes(bytes(data))
    done = cli("status", "--verify", "--index", library.folder)
    assert done.returncode in (1, 3)
    assert "Traceback" not in done.stderr
    assert "damaged" in done.stdout + done.stderr or "ingest again" in done.stdout + done.stderr
