"""A catalogue in a SQLite file: refused files, killed writers, migrations."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT
from support.factories import tamper
from support.stored import LAKE, PIPE, RUN, filled

from slidescan.core.versions import CATALOGUE_SCHEMA
from slidescan.errors import (
    IndexDamaged,
    IndexMissing,
    IndexTooNew,
    IndexUnusable,
)
from slidescan.store.backends.sqlite import CATALOGUE_FILE
from slidescan.store.catalogue import Catalogue


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return filled(tmp_path / "index", LAKE, PIPE, RUN)


def test_a_newer_catalogue_is_refused(index: Path) -> None:
    tamper(index / CATALOGUE_FILE, "PRAGMA user_version = 99")
    with pytest.raises(IndexTooNew, match="newer"), Catalogue.open(index):
        pass


@pytest.mark.parametrize("content", [b"not a database" * 99, b""])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / CATALOGUE_FILE).write_bytes(content)
    with pytest.raises((IndexDamaged, IndexMissing)), Catalogue.open(tmp_path):
        pass


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    tamper(tmp_path / CATALOGUE_FILE, "CREATE TABLE x (y)")
    for write in (False, True):
        with pytest.raises(IndexDamaged), Catalogue.open(tmp_path, write=write):
            pass


def test_a_catalogue_with_triggers_is_refused(index: Path) -> None:
    tamper(
        index / CATALOGUE_FILE,
        "CREATE TRIGGER t AFTER INSERT ON photos BEGIN DELETE FROM slides; END",
    )
    with pytest.raises(IndexDamaged, match="trigger"), Catalogue.open(index, write=True):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(IndexUnusable), Catalogue.open(tmp_path / "index", write=True):
        pass


_HALF = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size = 1")
db.execute("BEGIN IMMEDIATE")
db.execute("DELETE FROM slides")
for i in range(3000):
    db.execute("INSERT INTO slides (image, slide, dirty) VALUES (?, ?, 1)", (f"x{i}", "half" * 100))
os._exit(9)
"""


def test_a_reader_rolls_back_the_journal_of_a_killed_writer(index: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _HALF, str(index / CATALOGUE_FILE)], check=False)
    assert done.returncode == 9
    assert (index / f"{CATALOGUE_FILE}-journal").stat().st_size > 0
    with Catalogue.open(index) as catalogue:
        assert catalogue.images() == ("a.jpg", "b.jpg", "c.jpg")


def test_readers_cannot_write(index: Path) -> None:
    with pytest.raises(IndexUnusable), Catalogue.open(index) as catalogue:
        catalogue.set_meta("x", "y")


GOLDEN = ROOT / "tests" / "golden" / "catalogue"


@pytest.mark.parametrize("schema", range(1, CATALOGUE_SCHEMA + 1))
def test_catalogues_of_every_schema_are_read_and_migrated(tmp_path: Path, schema: int) -> None:
    """Each file was made by a release with that schema: two photos, two written alt texts."""
    folder = tmp_path / "index"
    folder.mkdir()
    shutil.copy(GOLDEN / f"schema-{schema}.sqlite", folder / CATALOGUE_FILE)
    with Catalogue.open(folder) as catalogue:
        before = list(catalogue.slides())
    assert [slide.image for slide in before] == [
        "static/img/northwind/IMG_4101.jpg",
        "static/img/northwind/IMG_4102.jpg",
    ]
    assert all(slide.links and slide.title and slide.kind == "slide" for slide in before)
    with Catalogue.open(folder, write=True) as catalogue:
        assert list(catalogue.slides()) == before
        assert len(catalogue.edits.written()) == 2
        assert len(catalogue.posts()) == 2
        assert catalogue.edits.corners() == ()
        for stored in catalogue.photos().values():
            reading = catalogue.reading(stored.sha256)
            assert reading is not None
            assert reading.reading.lines
            assert reading.kind == "slide"
    with contextlib.closing(sqlite3.connect(folder / CATALOGUE_FILE)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (CATALOGUE_SCHEMA,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        now = {row[0]: row[1] for row in db.execute("SELECT name, sql FROM sqlite_master")}
    # A migrated catalogue has the tables of a new one.
    with Catalogue.open(tmp_path / "new", write=True):
        pass
    with contextlib.closing(sqlite3.connect(tmp_path / "new" / CATALOGUE_FILE)) as db:
        assert {row[0] for row in db.execute("SELECT name FROM sqlite_master")} == set(now)
    kept = folder / f"catalogue.{schema}.sqlite"
    assert kept.exists() == (schema < CATALOGUE_SCHEMA)
    if kept.exists():
        with contextlib.closing(sqlite3.connect(kept)) as db:
            assert db.execute("PRAGMA user_version").fetchone() == (schema,)
            assert db.execute("SELECT count(*) FROM slides").fetchone() == (2,)
