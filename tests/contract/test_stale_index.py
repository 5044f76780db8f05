"""A search answers correctly and writes nothing, whatever state the index is in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.factories import indexes_with_fts5_from, link, slide
from support.servers import ON_A_SERVER

from slidescan.library import Library
from slidescan.search import manager
from slidescan.search.indexes import postgres as postgres_index
from slidescan.search.indexes import registry
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location, Server
from slidescan.store.lock import exclusive

BEFORE = (
    slide("a.jpg", ("Building a Data Lake", "Kinesis streams", "Amazon S3"), links=[link()]),
    slide("b.jpg", ("AWS CodePipeline", "Builds and deploys data"), links=[link("p/b.md")]),
    slide("c.jpg", ("Running shoes", "the runner runs", "data")),
    slide("d.jpg", ("Lakes of the north", "a lake, and more data")),
)
CHANGED = (
    slide("b.jpg", ("Ponds", "data of ponds and lakes"), links=[link("p/b.md", date="2031-01-01")]),
    slide("e.jpg", ("Fresh words", "data lake"), links=[link("p/e.md", tags=("New",))]),
)
GERMAN = slide("f.jpg", ("Verträge", "Schnittstellen prüfen"), languages=("de",))
QUERIES = (
    *("data", "data lake", "lake", "pipeline", "ponds", "fresh", "title:lakes", "shoes", "amazn"),
    *("tag:new", "-data", "after:2030", "data -ponds", '"data lake"', "pnods", "schnittstelle"),
    *("kinesis fresh", "freshwords", "lak*", "near:a.jpg", "lang:de"),
)


def put(location: Location, *changed: Any, removed: tuple[str, ...] = ()) -> None:
    """Stores slides without indexing them, as an ingest that is killed."""
    with Catalogue.open(location, write=True) as catalogue, catalogue.transaction():
        for each in changed:
            catalogue.put_slide(each)
        catalogue.forget(removed)


def update(location: Location) -> None:
    with Catalogue.open(location, write=True) as catalogue:
        manager.update(catalogue)


def answers(library: Library) -> list[dict[str, Any]]:
    results = [
        library.search(query, sort=sort).to_json()
        for query in QUERIES
        for sort in ("score", "date")
    ]
    return [{k: v for k, v in each.items() if k != "took_ms"} for each in results]


@pytest.fixture(params=["whoosh", "fts5", *ON_A_SERVER])
def location(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Location:
    made: Location = tmp_path / "index"
    if request.param == "trigrams":
        monkeypatch.setattr(postgres_index, "MAX_MEMORY_TERMS", -1)
    if request.param in ("postgresql", "trigrams"):
        made = Server(request.getfixturevalue("postgres").database())
    elif request.param == "fts5":
        monkeypatch.setattr(registry, "INDEXES", indexes_with_fts5_from(1))
    with Catalogue.open(made, write=True) as catalogue:
        catalogue.set_site(".." if isinstance(made, Path) else str(tmp_path))
    put(made, *BEFORE)
    update(made)
    return made


def library(location: Location) -> Library:
    return Library(location.url if isinstance(location, Server) else location)


def rounded(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Answers without scores: the server estimates the number of slides."""
    return [{**each, "hits": [{**hit, "score": None} for hit in each["hits"]]} for each in answers]


def test_changes_of_a_killed_ingest_are_searched(location: Location) -> None:
    put(location, *CHANGED, removed=("d.jpg",))
    stale = answers(library(location))
    with Catalogue.open(location) as catalogue:
        assert any(catalogue.dirty())
    update(location)
    with Catalogue.open(location) as catalogue:
        assert not any(catalogue.dirty())
    current = answers(library(location))
    if isinstance(location, Server):
        stale, current = rounded(stale), rounded(current)
    assert stale == current
    # By score, a slide that lacks a word of "data lake" follows; by date, it doesn't.
    assert [len(each["hits"]) for each in stale[:4]] == [4, 4, 4, 3]


def test_later_changes_replace_earlier_ones(location: Location) -> None:
    put(location, slide("e.jpg", ("First words", "data lake")))
    assert library(location).search('"first words"').total == 1
    put(location, slide("e.jpg", ("Second words", "data lake")))
    assert library(location).search('"first words"').total == 0
    assert library(location).search('"second words"').total == 1


def test_a_new_language_is_stemmed(tmp_path: Path) -> None:
    put(tmp_path, *BEFORE)
    update(tmp_path)
    put(tmp_path, GERMAN)
    found = Library(tmp_path).search("schnittstelle")
    assert [hit.slide.image for hit in found.hits] == ["f.jpg"]
    assert any(is_match for _, is_match in found.hits[0].snippet)
    assert found.notice == ""


def test_too_many_changes_for_a_server_wait_for_the_next_ingest(
    location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_index, "MAX_OVERLAY_SLIDES", 1)
    put(location, *CHANGED)
    expected = 0 if isinstance(location, Server) else 1
    assert library(location).search('"fresh words"').total == expected
    update(location)
    assert library(location).search('"fresh words"').total == 1


SEARCH = """
import os, sys
from pathlib import Path

folder = os.path.realpath(sys.argv[1])

def watch(event, args):
    if event == "open" and isinstance(args[0], str):
        path, mode, flags = args
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        assert not (writes and os.path.realpath(path).startswith(folder)), args
    elif event == "sqlite3.connect":
        # A reader of the catalogue may have to roll back what a killed ingest left.
        assert "catalogue.sqlite" in args[0] or "mode=ro" in args[0] or args[0] == ":memory:", args
    assert event not in ("fcntl.flock", "fcntl.lockf", "msvcrt.locking"), event
    assert event not in ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link"), (event, args)

from slidescan.library import Library
from slidescan.search.indexes import registry
from support.factories import indexes_with_fts5_from

if sys.argv[2] == "fts5":
    registry.INDEXES = indexes_with_fts5_from(1)
sys.addaudithook(watch)
library = Library(folder)
print(library.search("data").total, library.search("dtaa lkae").total, len(library.similar("a.jpg")))
"""


def _current(folder: Path) -> None:
    pass


def _stale(folder: Path) -> None:
    put(folder, *CHANGED, removed=("d.jpg",))


def _missing(folder: Path) -> None:
    with Catalogue.open(folder, write=True) as catalogue:
        manager.drop(catalogue)


def _damaged(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).parts[0].startswith("fulltext"):
            path.write_bytes(path.read_bytes()[:100])


@pytest.mark.parametrize("kind", ["whoosh", "fts5"])
@pytest.mark.parametrize("harm", [_current, _stale, _missing, _damaged])
def test_a_search_opens_nothing_for_writing_and_takes_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, harm: Callable[[Path], None]
) -> None:
    folder = tmp_path / "index"
    if kind == "fts5":
        monkeypatch.setattr(registry, "INDEXES", indexes_with_fts5_from(1))
    put(folder, *BEFORE)
    update(folder)
    harm(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with exclusive(folder):
        done = subprocess.run(
            [sys.executable, "-c", SEARCH, str(folder), kind],
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    total, similar, _ = map(int, done.stdout.split())
    assert total == 4
    assert similar > 0
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    after.pop(folder / "ingest.lock")
    before.pop(folder / "ingest.lock", None)
    assert after == before
