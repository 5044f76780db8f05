"""The contract of full-text indexes, tested on each kind."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.factories import indexes_with_fts5_from, link, slide
from support.servers import ON_A_SERVER

from slidescan.errors import IndexUnusable
from slidescan.library import Library
from slidescan.search import manager as fulltext
from slidescan.search.analysis import Document
from slidescan.search.indexes import postgres as postgres_index
from slidescan.search.indexes import registry
from slidescan.search.indexes.fts5 import Fts5Index
from slidescan.search.indexes.postgres import PostgresIndex, VocabularyCache
from slidescan.search.indexes.protocol import SearchIndex
from slidescan.search.indexes.records import Filter
from slidescan.search.indexes.registry import FTS5_FILE, WHOOSH_FOLDER
from slidescan.search.indexes.whoosh import WhooshIndex
from slidescan.search.parser import parse
from slidescan.search.query import (
    And,
    DateFilter,
    ImageFilter,
    NearFilter,
    Node,
    Not,
    Or,
    PropertyFilter,
    Term,
)
from slidescan.search.rewrite import expand
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Server

LANGUAGES = ("de", "en", "ru")
MAKERS: dict[str, Callable[[], SearchIndex]] = {
    "whoosh": lambda: WhooshIndex.in_memory(LANGUAGES),
    "fts5": lambda: Fts5Index.in_memory(LANGUAGES),
}

SLIDES = (
    slide("a.jpg", ("Building a Data Lake", "Kinesis streams", "Amazon S3"), links=[link()]),
    slide(
        "b.jpg",
        ("AWS CodePipeline", "Builds and deploys data", "10 GB of 1,000"),
        links=[link("p/b.md", date="2024-01-05", tags=("Ops", "a,b"), section=("Delivery",))],
    ),
    slide("c.jpg", ("Running shoes", "the runner runs", "DataLake")),
    slide("d.jpg", ("Verträge", "Schnittstellen prüfen"), languages=("de",)),
    slide("e.jpg", ("Архитектура", "Потоки данных"), languages=("ru",)),
    slide("f.jpg", ("全文検索の仕組み", "索引"), languages=("ja",)),
    slide(
        "h.jpg", ("About us", "Contact: luis.p@example.com", "https://example.com/blog/2017?x=1")
    ),
    slide("g.jpg", (), links=[link("p/g.md", date="2020-02-03", section=("Lake views",))]),
)


@pytest.fixture(params=[*MAKERS, *ON_A_SERVER])
def empty(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[SearchIndex]:
    if request.param in MAKERS:
        with closing(MAKERS[request.param]()) as made:
            yield made
        return
    url = request.getfixturevalue("postgres").database()
    if request.param == "trigrams":
        # As with a very large vocabulary.
        monkeypatch.setattr(postgres_index, "MAX_MEMORY_TERMS", -1)
    with Catalogue.open(Server(url), write=True) as catalogue:
        yield PostgresIndex(catalogue.database, VocabularyCache(), LANGUAGES)


@pytest.fixture
def index(empty: SearchIndex) -> SearchIndex:
    empty.replace([Document.of(each) for each in SLIDES], ())
    return empty


def find(index: SearchIndex, node: Node | str, limit: int = 10, **within: object) -> list[str]:
    root = parse(node).root if isinstance(node, str) else node
    assert root is not None
    asked = Filter(**within)  # type: ignore[arg-type]
    found = index.search(expand(root), limit=limit, within=asked)
    assert len(found.best) == min(limit, found.total)
    assert all(match.score >= 0 for match in found.best)
    assert [m.score for m in found.best] == sorted((m.score for m in found.best), reverse=True)
    return [match.image for match in found.best]


@pytest.mark.parametrize(
    ("query", "images"),
    [
        ("data lake", "ac"),
        ("DataLake", "ac"),
        ("data-lake", "ac"),
        ('"data lake"', "ac"),
        ('"lake data"', ""),
        ("pipeline", "b"),
        ("code pipeline", "b"),
        ("10GB", "b"),
        ("1000", "b"),
        ("stream", "a"),
        ("run", "c"),
        ("schnittstelle", "d"),
        ("vertrage", "d"),
        ("поток", "e"),
        ("検索", "f"),
        ("kines*", "a"),
        ("data -lake", "b"),
        ("-data -verträge -索引", "eh"),
        ("lake OR shoes", "ac"),
        ("(lake OR pipeline) builds", "ab"),
        ("title:data", "a"),
        ("title:pipeline", "b"),
        ("section:delivery", "b"),
        ("tag:ops", "b"),
        ("lang:de", "d"),
        ("lang:eng data", "abc"),
        ("lang:de OR shoes", "cd"),
        ("-lang:en", "def"),
        ("is:unlinked data", "c"),
        ("is:linked -pipeline", "a"),
        ("is:slide kinesis", "a"),
        ("is:textless", ""),
        ("before:2024-02", "b"),
        ("after:2024-01-05 before:2024-01-06", "b"),
        ("after:2024-02 lake", "ac"),
        ("luis.p@example.com", "h"),
        ("example.com", "h"),
        ("https://example.com/blog", "h"),
        ("luis contact", "h"),
        ("nothing", ""),
    ],
)
def test_a_query_finds_its_slides(index: SearchIndex, query: str, images: str) -> None:
    found = "".join(sorted(image[0] for image in find(index, query)))
    assert found == images


def test_filters_of_a_query_need_no_words(index: SearchIndex) -> None:
    assert sorted(find(index, ImageFilter(("a.jpg", "d.jpg", "nowhere")))) == ["a.jpg", "d.jpg"]
    assert find(index, ImageFilter(())) == []
    assert find(index, And((Term("data"), ImageFilter(("b.jpg",))))) == ["b.jpg"]
    assert find(index, And((Term("data"), Not(ImageFilter(("b.jpg", "c.jpg")))))) == ["a.jpg"]
    assert find(
        index, Or((PropertyFilter("lang", "ja"), And((Term("shoes"), DateFilter(until="2000")))))
    ) == ["f.jpg"]
    assert sorted(find(index, "lake", textless=True)) == ["a.jpg", "c.jpg", "g.jpg"]
    assert find(index, "is:textless", textless=True) == ["g.jpg"]
    with pytest.raises(TypeError, match="resolved"):
        find(index, NearFilter("a.jpg"))


def test_options_filter_results(index: SearchIndex) -> None:
    assert find(index, "data", posts=("p/b.md", "p/none.md")) == ["b.jpg"]
    assert find(index, "data", tags=("OPS",)) == ["b.jpg"]
    assert find(index, "data", tags=("a,b",)) == ["b.jpg"]
    assert sorted(find(index, "data", since="2024-02-01")) == ["a.jpg", "c.jpg"]
    assert find(index, "data", until="2024-01-31") == ["b.jpg"]


def test_results_are_ordered_limited_and_counted(index: SearchIndex) -> None:
    assert find(index, "lake", limit=1)[0] in ("a.jpg", "c.jpg")
    found = index.search(Term("data"), limit=1, within=Filter())
    assert (found.total, len(found.best)) == (3, 1)
    latest = index.search(Term("data"), limit=3, within=Filter(), order="date")
    assert [match.image for match in latest.best] == ["a.jpg", "c.jpg", "b.jpg"]
    every = index.search(Not(Term("data")), limit=2, within=Filter(), order="date")
    assert every.total == 4


def test_boolean_queries_agree_with_sets_of_words(empty: SearchIndex) -> None:
    """Compares queries with sets of words."""
    chance = random.Random(1)
    words = ("lake", "data", "river", "cloud", "stream", "table", "batch")
    texts = {f"{n:02}.jpg": chance.choices(words, k=chance.randint(1, 7)) for n in range(60)}
    empty.replace([Document.of(slide(image, own)) for image, own in texts.items()], ())
    wanted: dict[str, Callable[[set[str]], bool]] = {
        "lake -data": lambda s: "lake" in s and "data" not in s,
        "lake river -data": lambda s: {"lake", "river"} <= s and "data" not in s,
        "lake -data -cloud": lambda s: "lake" in s and not s & {"data", "cloud"},
        "(lake OR river) -data": lambda s: bool(s & {"lake", "river"}) and "data" not in s,
        "lake (river OR -data)": lambda s: "lake" in s and ("river" in s or "data" not in s),
        "lake OR (river -data)": lambda s: "lake" in s or ("river" in s and "data" not in s),
        "lake -(data cloud)": lambda s: "lake" in s and not {"data", "cloud"} <= s,
        "-lake": lambda s: "lake" not in s,
        "-(lake OR data)": lambda s: not s & {"lake", "data"},
    }
    for query, fits in wanted.items():
        fitting = [image for image, own in texts.items() if fits(set(own))]
        assert sorted(find(empty, query, limit=100)) == fitting, query


def test_changed_and_removed_slides(index: SearchIndex) -> None:
    ponds = Document.of(slide("a.jpg", ("Ponds", "kinetics")))
    index.replace([ponds, Document.of(slide("z.jpg", ("Fresh", "words")))], ["b.jpg", "nowhere"])
    assert find(index, "kinesis") == []
    assert find(index, "ponds") == ["a.jpg"]
    assert find(index, "fresh") == ["z.jpg"]
    assert find(index, "pipeline") == []
    assert index.vocabulary.frequency("kinesis") == 0
    assert index.vocabulary.suggest(["kinetiks"]) == {"kinetiks": "kinetics"}


def test_the_vocabulary_counts_and_suggests_words(index: SearchIndex) -> None:
    words = index.vocabulary
    assert "lake" in words
    assert "codepipeline" in words
    assert "delivery" not in words
    assert words.frequency("data") == 2
    assert words.frequency("nowhere") == 0
    assert words.suggest(["kinesys", "data", "zzzzzzz", "lkae"]) == {
        "kinesys": "kinesis",
        "lkae": "lake",
    }
    assert words.suggest(["runnershoes"]) == {"runnershoes": "runner shoes"}
    assert words.halves(["amazonstreams", "lake", "xylakes"]) == {
        "amazonstreams": (("amazon", "streams"),)
    }
    assert "codepipeline" in words.similar(["pipe"], two_edits=False)["pipe"]
    assert words.similar(["arnazon"], two_edits=False)["arnazon"][0] == "amazon"
    assert words.similar(["streems"], two_edits=False)["streems"] == ("streams",)
    assert "strxxms" not in words.similar(["strxxms"], two_edits=False)
    assert words.similar(["strxxms"], two_edits=True)["strxxms"] == ("streams",)
    assert words.similar(["s3", "a", ""], two_edits=True) == {}


# The FTS5 index on disk


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
    return sorted(hit.slide.image for hit in Library(folder).search(query).hits)


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
        db.execute(f"UPDATE {where} SET {columns[-1]} = randomblob(length({columns[-1]}) + 9)")
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


def test_an_index_in_memory_leaves_the_temporary_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    index = WhooshIndex.in_memory(("en",))
    index.replace((Document.of(each) for each in SLIDES), ())
    assert index.count() == len(SLIDES)
    index.close()
    assert not (tmp_path / "nowhere").exists()
