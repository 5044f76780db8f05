"""Catalogue, full-text index, seal, lock, snippets."""

from __future__ import annotations

import contextlib
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from support import ROOT
from support.factories import link, slide, tamper

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import (
    CornersCorrection,
    Detection,
    Failure,
    Photo,
    Reading,
    Slide,
    person_corners,
)
from slidescan.core.versions import CATALOGUE_SCHEMA
from slidescan.errors import (
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexTooNew,
    IndexUnusable,
)
from slidescan.search import manager as fulltext
from slidescan.search.indexes import seal
from slidescan.search.indexes.records import Filter
from slidescan.search.parser import parse
from slidescan.search.snippet import Highlighter, boxes, snippet
from slidescan.store.backends.sqlite import CATALOGUE_FILE
from slidescan.store.catalogue import Catalogue
from slidescan.store.lock import exclusive
from slidescan.store.stored import StoredPhoto, StoredReading


def fill(folder: Path, *slides: Slide) -> Path:
    with Catalogue.open(folder, write=True) as catalogue:
        with catalogue.transaction():
            for made in slides:
                catalogue.put_slide(made)
        fulltext.update(catalogue)
    return folder


def find(folder: Path, text: str, **within: object) -> list[str]:
    root = parse(text).root
    assert root is not None
    with Catalogue.open(folder) as catalogue, fulltext.open_index(catalogue) as index:
        found = index.search(root, limit=10, within=Filter(**within))  # type: ignore[arg-type]
        assert found.total == len(found.best)
        return [match.image for match in found.best]


LAKE = slide("a.jpg", ("Building a Data Lake", "Kinesis streams", "Amazon S3"), links=[link()])
PIPE = slide(
    "b.jpg",
    ("AWS CodePipeline", "Builds and deploys data"),
    links=[link("p/b.md", date="2024-01-05", tags=("ops",), title="Ops", section=("Delivery",))],
)
RUN = slide("c.jpg", ("Running shoes", "the runner runs"), links=())


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return fill(tmp_path / "index", LAKE, PIPE, RUN)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("data lake", ["a.jpg"]),
        ("datalake", []),
        ("data", ["a.jpg", "b.jpg"]),
        ("pipeline", ["b.jpg"]),
        ("codepipeline", ["b.jpg"]),
        ("code pipeline", ["b.jpg"]),
        ('"kinesis streams"', ["a.jpg"]),
        ('"streams kinesis"', []),
        ("kines*", ["a.jpg"]),
        ("stream", ["a.jpg"]),
        ("run", ["c.jpg"]),
        ("lake OR shoes", ["a.jpg", "c.jpg"]),
        ("data -lake", ["b.jpg"]),
        ("-data -lake", ["c.jpg"]),
        ("title:data", ["a.jpg"]),
        ("section:delivery", ["b.jpg"]),
        ("tag:ops", ["b.jpg"]),
        ("post:ops data", ["b.jpg"]),
        ("nothing", []),
        ("lake shoes", []),
    ],
)
def test_search(index: Path, query: str, expected: list[str]) -> None:
    assert sorted(find(index, query)) == expected


def test_the_title_weighs_most(tmp_path: Path) -> None:
    low = slide("low.jpg", ("Other", "about lakes here", "lake"))
    high = slide("high.jpg", ("A lake", "something else", "and more"))
    assert find(fill(tmp_path / "i", low, high), "lake") == ["high.jpg", "low.jpg"]


def test_filters(index: Path) -> None:
    assert find(index, "data", posts=("p/b.md",)) == ["b.jpg"]
    assert find(index, "data", tags=("Ops",)) == ["b.jpg"]
    assert find(index, "data", since="2025-01-01") == ["a.jpg"]
    assert find(index, "data", until="2024-12-31") == ["b.jpg"]


def test_other_languages_are_stemmed_and_cut(tmp_path: Path) -> None:
    german = slide("de.jpg", ("Verträge", "Schnittstellen prüfen"), languages=("de",))
    japanese = slide("ja.jpg", ("全文検索の仕組み", "索引"), languages=("ja",))
    folder = fill(tmp_path / "i", german, japanese)
    assert find(folder, "schnittstelle") == ["de.jpg"]
    assert find(folder, "vertrage") == ["de.jpg"]
    assert find(folder, "検索") == ["ja.jpg"]


def test_did_you_mean(index: Path) -> None:
    with Catalogue.open(index) as catalogue, fulltext.open_index(catalogue) as opened:
        assert opened.vocabulary.suggest(["kinesys", "data", "zzzzzzz"]) == {"kinesys": "kinesis"}
        assert "lake" in opened.vocabulary
        assert "like" not in opened.vocabulary
        assert opened.vocabulary.frequency("data") == 2


def test_changes_reach_the_index(index: Path) -> None:
    with Catalogue.open(index, write=True) as catalogue:
        with catalogue.transaction():
            assert not catalogue.put_slide(LAKE)
            assert catalogue.put_slide(slide("a.jpg", ("Ponds", "only ponds")))
            catalogue.forget(["c.jpg"])
        fulltext.update(catalogue)
    assert find(index, "lake") == []
    assert find(index, "ponds") == ["a.jpg"]
    assert find(index, "shoes") == []


def test_a_search_finds_what_the_index_on_disk_lacks(index: Path) -> None:
    with Catalogue.open(index, write=True) as catalogue, catalogue.transaction():
        catalogue.put_slide(slide("d.jpg", ("Fresh", "words")))
    assert find(index, "fresh") == ["d.jpg"]


def test_a_full_disk_while_indexing_keeps_the_last_state(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with Catalogue.open(index, write=True) as catalogue:
        with catalogue.transaction():
            catalogue.put_slide(slide("d.jpg", ("Fresh", "words")))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(IndexUnusable, match="space"):
                fulltext.update(catalogue)
    assert find(index, "data lake") == ["a.jpg"]
    assert find(index, "fresh") == ["d.jpg"]


@pytest.mark.parametrize("harm", ["gone", "emptied", "flipped", "no key", "foreign"])
def test_a_harmed_index_is_not_used(
    index: Path, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (state,) = (index / "fulltext").iterdir()
    files = [p for p in state.iterdir() if p.name != seal.SEAL_FILE]
    if harm == "gone":
        for path in state.iterdir():
            path.unlink()
        state.rmdir()
    elif harm == "emptied":
        for path in files:
            path.write_bytes(b"")
    elif harm == "flipped":
        data = bytearray(files[0].read_bytes())
        data[len(data) // 2] ^= 1
        files[0].write_bytes(data)
    elif harm == "no key":
        monkeypatch.setenv("SLIDESCAN_KEY_FILE", "/proc/nowhere/key")
    else:
        monkeypatch.setenv("SLIDESCAN_KEY_FILE", str(index / "other.key"))
    assert find(index, "data lake") == ["a.jpg"]


class _Bomb:
    def __init__(self, flag: Path) -> None:
        self.flag = flag

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.flag),)


def test_a_poisoned_index_runs_no_code(index: Path, tmp_path: Path) -> None:
    flag = tmp_path / "code was run"
    (state,) = (index / "fulltext").iterdir()
    for path in state.iterdir():
        if path.name != seal.SEAL_FILE:
            path.write_bytes(pickle.dumps(_Bomb(flag)))
    assert find(index, "lake") == ["a.jpg"]
    assert not flag.exists()


def test_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="slidescan ingest"), Catalogue.open(tmp_path / "none"):
        pass
    assert not (tmp_path / "none").exists()


def test_a_catalogue_of_a_newer_version(index: Path) -> None:
    tamper(index / CATALOGUE_FILE, "PRAGMA user_version = 99")
    with pytest.raises(IndexTooNew, match="newer"), Catalogue.open(index):
        pass


@pytest.mark.parametrize("content", [b"not a database" * 99, b""])
def test_a_file_that_is_no_catalogue(tmp_path: Path, content: bytes) -> None:
    (tmp_path / CATALOGUE_FILE).write_bytes(content)
    with pytest.raises((IndexDamaged, IndexMissing)), Catalogue.open(tmp_path):
        pass


def test_another_programs_database(tmp_path: Path) -> None:
    tamper(tmp_path / CATALOGUE_FILE, "CREATE TABLE x (y)")
    for write in (False, True):
        with pytest.raises(IndexDamaged), Catalogue.open(tmp_path, write=write):
            pass


def test_a_catalogue_with_code_of_its_own(index: Path) -> None:
    tamper(
        index / CATALOGUE_FILE,
        "CREATE TRIGGER t AFTER INSERT ON photos BEGIN DELETE FROM slides; END",
    )
    with pytest.raises(IndexDamaged, match="trigger"), Catalogue.open(index, write=True):
        pass


def test_a_record_that_cannot_be_read(index: Path) -> None:
    tamper(index / CATALOGUE_FILE, "UPDATE slides SET slide = '{\"quad\": 3}'")
    with pytest.raises(IndexDamaged, match="record"), Catalogue.open(index) as catalogue:
        list(catalogue.slides())


def test_a_digest_that_is_none(index: Path) -> None:
    tamper(
        index / CATALOGUE_FILE,
        "UPDATE slides SET slide = json_set(slide, '$.photo.sha256', char(27) || ']0;mine')",
    )
    with pytest.raises(IndexDamaged, match="record"), Catalogue.open(index) as catalogue:
        list(catalogue.slides())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_index_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(IndexUnusable), Catalogue.open(tmp_path / "index", write=True):
        pass


def test_readings_photos_and_failures_come_back_as_they_were(tmp_path: Path) -> None:
    stored = StoredReading("1 test", LAKE.photo, LAKE.detection, LAKE.reading)
    photo = StoredPhoto("a.jpg", LAKE.photo.sha256, 10, 20)
    with Catalogue.open(tmp_path, write=True) as catalogue:
        with catalogue.transaction():
            catalogue.put_reading(stored)
            catalogue.put_photo(photo)
            catalogue.put_failure(Failure("x.jpg", "why", "what"))
            catalogue.put_slide(LAKE)
        assert catalogue.reading(LAKE.photo.sha256) == stored
        assert catalogue.photos() == {"a.jpg": photo}
        assert catalogue.underived() == ("a.jpg",)
        assert catalogue.failures() == (Failure("x.jpg", "why", "what"),)
        assert list(catalogue.slides()) == [LAKE]
        with catalogue.transaction():
            catalogue.forget(["a.jpg"])
        assert catalogue.reading(LAKE.photo.sha256) is None


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True) as catalogue:
        with pytest.raises(RuntimeError), catalogue.transaction():
            catalogue.put_slide(LAKE)
            raise RuntimeError
        assert catalogue.images() == ()


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


def test_a_reader_rolls_back_what_a_killed_writer_left(index: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _HALF, str(index / CATALOGUE_FILE)], check=False)
    assert done.returncode == 9
    assert (index / f"{CATALOGUE_FILE}-journal").stat().st_size > 0
    with Catalogue.open(index) as catalogue:
        assert catalogue.images() == ("a.jpg", "b.jpg", "c.jpg")


def test_readers_cannot_write(index: Path) -> None:
    with pytest.raises(IndexUnusable), Catalogue.open(index) as catalogue:
        catalogue.set_meta("x", "y")


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with exclusive(tmp_path):
        with pytest.raises(IndexLocked, match=str(os.getpid())), exclusive(tmp_path, wait=0.2):
            pass
        entered = threading.Event()

        def second() -> None:
            with exclusive(tmp_path, wait=5):
                entered.set()

        waiting = threading.Thread(target=second)
        waiting.start()
        assert not entered.wait(0.3)
    waiting.join()
    assert entered.is_set()


def test_snippets_and_boxes() -> None:
    marker = Highlighter.of(parse("stream lake").root, ("en",))
    pieces = snippet(LAKE, marker)
    assert [text for text, hit in pieces if hit] == ["Lake", "streams"]
    first, second = boxes(LAKE, marker)
    line = LAKE.reading.lines[0]
    # "Building a Data " is 16 of 20 characters, and wide ones stand before narrow ones.
    assert first.tl[0] == pytest.approx(line.quad.tl[0] + line.quad.width * 16 / 20, abs=15)
    assert first.tr[0] == line.quad.tr[0]
    assert second.tl[1] == LAKE.reading.lines[1].quad.tl[1]


def test_a_slide_without_the_words_shows_how_it_begins() -> None:
    marker = Highlighter.of(parse("section").root, ("en",))
    pieces = snippet(LAKE, marker)
    assert pieces[0] == ("Building a Data Lake · Kinesis streams · Amazon S3", False)


GOLDEN = ROOT / "tests" / "golden" / "catalogue"


@pytest.mark.parametrize("schema", range(1, CATALOGUE_SCHEMA + 1))
def test_catalogues_of_every_schema_are_read_and_brought_up_to_date(
    tmp_path: Path, schema: int
) -> None:
    """Made by the release that had the schema; two photos, two alt texts written."""
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
    # What was migrated has the tables that a new one has.
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


def test_photos_without_text_are_found_only_when_asked_for(tmp_path: Path) -> None:
    shown = link(section=("Data lake tour",))
    blank = slide("blank.jpg", (), links=[shown])
    assert blank.textless
    folder = fill(tmp_path / "index", LAKE, blank)
    assert find(folder, "lake") == ["a.jpg"]
    assert set(find(folder, "lake", textless=True)) == {"a.jpg", "blank.jpg"}


def test_corners_are_kept_and_make_the_photo_be_read_again(tmp_path: Path) -> None:
    photo = Photo("ab" * 32, 800, 600)
    quad = PhotoQuad((1.0, 2.0), (700.5, 3.0), (690.0, 500.0), (4.0, 480.0))
    with Catalogue.open(tmp_path / "index", write=True) as catalogue, catalogue.transaction():
        read = Reading("rapidocr", "test", ("en",), ())
        catalogue.put_reading(StoredReading("r", photo, Detection.of(None, 0.1), read, "picture"))
        assert catalogue.readers() == {photo.sha256: "r"}
        for corners in (
            CornersCorrection("a.jpg", photo.sha256, 800, 600, person_corners(quad)),
            CornersCorrection("a.jpg", photo.sha256, 800, 600, person_corners(None)),
        ):
            catalogue.edits.put_corners(corners)
            assert catalogue.edits.corners() == (corners,)
            assert catalogue.readers() == {photo.sha256: ""}
        stored = catalogue.reading(photo.sha256)
        assert stored is not None
        assert stored.kind == "picture"
        catalogue.edits.drop_corners("other.jpg", photo.sha256)
        assert catalogue.edits.corners() == ()


def test_what_a_second_engine_read_is_found_but_not_shown(tmp_path: Path) -> None:
    lines = [replace(line, alternative_text="dota lace") for line in LAKE.reading.lines[:1]]
    both = replace(LAKE, reading=replace(LAKE.reading, lines=(*lines, *LAKE.reading.lines[1:])))
    folder = fill(tmp_path / "index", both)
    assert find(folder, "dota") == ["a.jpg"]
    assert "dota" not in both.alt
