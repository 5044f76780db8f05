"""The FTS5 index on disk: damage, killed writers, full disks."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.factories import indexes_with_fts5_from, slide
from support.searched_slides import SLIDES

from slidescan.errors import IndexUnusable
from slidescan.library import Library
from slidescan.search import manager as fulltext
from slidescan.search.indexes import registry
from slidescan.search.indexes.fts5 import Fts5Index
from slidescan.search.indexes.records import Filter
from slidescan.search.indexes.registry import FTS5_FILE, WHOOSH_FOLDER
from slidescan.search.parser import parse
from slidescan.store.catalogue import Catalogue


@pytest.fixture
def big(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(registry, "INDEXES", indexes_with_fts5_from(3))
    return filled(tmp_path / "index")


def filled(folder: Path) -> Path:
    with Catalogue.open(folder, write=True) as catalogue:
        catalogue.set_meta("site", "..")
        with catalogue.transaction():
            for each in SLIDES:
                catalogue.put_slide(each)
        fulltext.update(catalogue)
    return folder


def updated(folder: Path) -> None:
    """Updates the index as an ingest without changes does."""
    with Catalogue.open(folder, write=True) as catalogue:
        fulltext.update(catalogue)


def intact(folder: Path) -> bool:
    with Catalogue.open(folder) as catalogue:
        return fulltext.is_intact(catalogue)


def hits(folder: Path, query: str) -> list[str]:
    """The slides that have all words."""
    return sorted(hit.slide.image for hit in Library(folder).search(query, exact=True).hits)


def test_many_slides_are_indexed_by_fts5(big: Path) -> None:
    assert (big / FTS5_FILE).is_file()
    assert not (big / WHOOSH_FOLDER).exists()
    assert hits(big, "data lake") == ["a.jpg", "c.jpg"]
    with Catalogue.open(big, write=True) as catalogue:
        inode = (big / FTS5_FILE).stat().st_ino
        with catalogue.transaction():
            catalogue.put_slide(slide("z.jpg", ("Fresh", "words")))
            catalogue.forget(["a.jpg"])
        fulltext.update(catalogue)
        assert (big / FTS5_FILE).stat().st_ino == inode
        with catalogue.transaction():
            catalogue.forget([f"{name}.jpg" for name in "bcdefh"])
        fulltext.update(catalogue)
    assert not (big / FTS5_FILE).exists()
    assert hits(big, "fresh") == ["z.jpg"]
    assert hits(big, "kinesis") == []


def test_a_file_that_cannot_be_opened_is_not_used(
    big: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect: Any = sqlite3.connect

    def unreadable(database: object, *args: Any, **options: Any) -> Any:
        if FTS5_FILE in str(database):
            raise sqlite3.OperationalError("unable to open database file")
        return connect(database, *args, **options)

    monkeypatch.setattr(sqlite3, "connect", unreadable)
    assert hits(big, "data lake") == ["a.jpg", "c.jpg"]
    assert not intact(big)


@pytest.mark.parametrize(
    "harm", ["gone", "empty", "flipped", "text", "trigger", "view", "other", "older", "foreign"]
)
def test_a_damaged_file_is_not_used_and_an_update_rebuilds_it(
    big: Path, harm: str, tmp_path: Path
) -> None:
    path = big / FTS5_FILE
    if harm == "gone":
        path.unlink()
    elif harm == "empty":
        path.write_bytes(b"")
    elif harm == "flipped":
        data = bytearray(path.read_bytes())
        data[:200] = bytes(reversed(data[:200]))
        path.write_bytes(data)
    elif harm == "text":
        path.write_text("no index")
    elif harm == "foreign":
        path.write_bytes((filled(tmp_path / "other") / FTS5_FILE).read_bytes())
    else:
        with closing(sqlite3.connect(path)) as db:
            db.executescript(
                {
                    "trigger": "CREATE TRIGGER t AFTER INSERT ON slides BEGIN DELETE FROM facts; END",
                    "view": "CREATE VIEW v AS SELECT 1",
                    "other": "DROP TABLE facts; CREATE TABLE facts (x)",
                    "older": "UPDATE about SET value = 'fts5 0' WHERE key = 'label'",
                }[harm]
            )
    before = path.read_bytes() if path.exists() else None
    assert hits(big, "data lake") == ["a.jpg", "c.jpg"]
    assert before == (path.read_bytes() if path.exists() else None)
    updated(big)
    assert hits(big, "data lake") == ["a.jpg", "c.jpg"]
    with Catalogue.open(big) as catalogue:
        label = catalogue.meta("id") or ""
    found = Fts5Index.open(path, label, ("de", "en", "ru"))
    assert found is not None
    found.close()


KILLED = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size = 2")
db.execute("BEGIN IMMEDIATE")
db.execute("DELETE FROM words")
for number in range(3000):
    db.execute("INSERT INTO words (rowid, body) VALUES (?, ?)", (number + 1, "half " * 50))
assert os.path.getsize(sys.argv[1] + "-journal") > 0
os._exit(9)
"""


@pytest.mark.parametrize("where", ["words_data", "words_idx", "words_docsize", "words_content"])
def test_damage_within_tables_is_noticed_and_repaired(big: Path, where: str) -> None:
    with closing(sqlite3.connect(big / FTS5_FILE)) as db, db:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({where})")]
        # Bytes that begin with a digit would be a page number.
        noise = f"CAST(x'ff' || randomblob(length({columns[-1]}) + 8) AS BLOB)"
        db.execute(f"UPDATE {where} SET {columns[-1]} = {noise}")
    damaged = (big / FTS5_FILE).read_bytes()
    assert hits(big, "data lake") == ["a.jpg", "c.jpg"]
    assert hits(big, "dtaa lkae") != []
    assert Library(big).similar("a.jpg") is not None
    assert (big / FTS5_FILE).read_bytes() == damaged
    # FTS5 doesn't use the table of page numbers for an index of one page.
    assert intact(big) == (where == "words_idx")
    updated(big)
    assert intact(big)
    assert hits(big, "data lake") == ["a.jpg", "c.jpg"]


def test_the_number_of_another_page_is_noticed_by_the_check(big: Path) -> None:
    """A search believes it, and finds nothing there."""
    with closing(sqlite3.connect(big / FTS5_FILE)) as db, db:
        db.execute("UPDATE words_idx SET pgno = 7")
    assert not intact(big)
    updated(big)
    assert intact(big)
    assert hits(big, "data lake") == ["a.jpg", "c.jpg"]


def test_random_damage_never_raises(big: Path) -> None:
    sound, chance = (big / FTS5_FILE).read_bytes(), random.Random(3)
    for _ in range(60):
        damaged = bytearray(sound)
        for _ in range(chance.choice((1, 20, 400))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        (big / FTS5_FILE).write_bytes(damaged)
        assert set(hits(big, "data lake")) <= {each.image for each in SLIDES}
        Library(big).similar("a.jpg")


def test_an_update_rebuilds_a_damaged_file(big: Path) -> None:
    with closing(sqlite3.connect(big / FTS5_FILE)) as db, db:
        db.execute("UPDATE words_data SET block = x'00ff00ff'")
    with Catalogue.open(big, write=True) as catalogue:
        with catalogue.transaction():
            catalogue.put_slide(slide("z.jpg", ("Fresh", "words")))
        fulltext.update(catalogue)
    assert hits(big, "fresh") == ["z.jpg"]
    assert hits(big, "data lake") == ["a.jpg", "c.jpg"]


@pytest.mark.parametrize("rebuilt", [False, True])
def test_the_journal_of_a_killed_writer_is_rolled_back(big: Path, rebuilt: bool) -> None:
    path = big / FTS5_FILE
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert done.returncode == 9
    assert path.with_name(path.name + "-journal").exists()
    if rebuilt:
        # The journal must not reach the rebuilt index.
        path.write_bytes(b"")
    assert hits(big, "data lake") == ["a.jpg", "c.jpg"]
    assert hits(big, "half") == []
    updated(big)
    assert not path.with_name(path.name + "-journal").exists()
    assert hits(big, "data lake") == ["a.jpg", "c.jpg"]
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_full_disk_keeps_the_last_state(big: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with Catalogue.open(big, write=True) as catalogue:
        with catalogue.transaction():
            catalogue.put_slide(slide("z.jpg", ("Fresh", "words")))
        with monkeypatch.context() as patch:
            patch.setattr(Fts5Index, "_add", full)
            with pytest.raises(IndexUnusable, match="full"):
                fulltext.update(catalogue)
    assert hits(big, "data lake") == ["a.jpg", "c.jpg"]
    assert hits(big, "fresh") == ["z.jpg"]


def test_a_search_works_while_another_process_writes(big: Path) -> None:
    with closing(sqlite3.connect(big / FTS5_FILE, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM words")
        assert hits(big, "data lake") == ["a.jpg", "c.jpg"]
        db.execute("ROLLBACK")


def test_without_fts5_whoosh_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = indexes_with_fts5_from(3, is_available=False)
    monkeypatch.setattr(registry, "INDEXES", kinds)
    folder = filled(tmp_path / "index")
    assert not (folder / FTS5_FILE).exists()
    assert hits(folder, "data lake") == ["a.jpg", "c.jpg"]


TAMPERED = (
    "UPDATE slides SET image = 'x.jpg' WHERE image = 'a.jpg'",
    "UPDATE slides SET newest = '1999-01-01' WHERE image = 'a.jpg'",
    "UPDATE slides SET textless = 1 - textless WHERE image = 'a.jpg'",
    "UPDATE facts SET value = value || 'x' WHERE slide = 1",
    "INSERT INTO facts VALUES ('tag', 'more', 1)",
    "INSERT INTO facts VALUES ('tag', 'more', 999)",
    "DELETE FROM facts WHERE slide = 1",
    "UPDATE words SET title = 'other' WHERE rowid = 1",
    "INSERT INTO words (rowid, title) VALUES (999, 'stray')",
    "UPDATE about SET value = replace(value, char(10) || 'data' || char(10), char(10) || 'dxta'"
    " || char(10)) WHERE key = 'terms'",
)


@pytest.mark.parametrize("statement", TAMPERED)
def test_a_check_compares_what_is_stored_with_the_slides(big: Path, statement: str) -> None:
    """SQLite's own checks take each of these for intact."""
    assert intact(big)
    with closing(sqlite3.connect(big / FTS5_FILE)) as file, file:
        assert file.execute(statement).rowcount
    assert not intact(big)
    updated_after_drop(big)
    assert intact(big)


def test_no_changed_bit_passes_the_check_and_changes_an_answer(big: Path) -> None:
    path = big / FTS5_FILE
    data = path.read_bytes()
    asked = ("data lake", "security", "tag:aws", "has:text", "lak*")
    before = [hits(big, query) for query in asked]
    random_ = random.Random(3)
    detected = 0
    for _ in range(60):
        changed = bytearray(data)
        changed[random_.randrange(len(changed))] ^= 1 << random_.randrange(8)
        path.write_bytes(changed)
        if intact(big):
            assert [hits(big, query) for query in asked] == before
        else:
            detected += 1
    assert detected


def updated_after_drop(folder: Path) -> None:
    """Makes the index again, as `status --repair` does."""
    with Catalogue.open(folder, write=True) as catalogue:
        fulltext.drop(catalogue)
        fulltext.update(catalogue)


def test_no_search_reads_the_table_of_slides_from_end_to_end(big: Path) -> None:
    """Slides without text are left out by the key of a fact."""
    condition, values, _ = _sql_of("lake", Filter())
    with closing(sqlite3.connect(big / FTS5_FILE)) as db:
        sql = f"EXPLAIN QUERY PLAN SELECT +rowid AS id FROM words WHERE {condition}"
        plan = [row[-1] for row in db.execute(sql, values)]
    assert not [step for step in plan if step.startswith("SCAN") and "VIRTUAL" not in step]


def _sql_of(text: str, within: Filter) -> tuple[str, list[str], bool]:
    root = parse(text).root
    assert root is not None
    with closing(Fts5Index.in_memory(("en",))) as index:
        return index._condition(root, within)
