"""An index on a real PostgreSQL server: the same answers as one in a folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from support.cli import cli
from support.factories import link, slide
from support.samples import Ingested, copy_samples
from support.servers import Postgres

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import (
    AltDecision,
    AltEdit,
    CornersCorrection,
    Failure,
    NoSlide,
    Options,
    SlideAt,
)
from slidescan.core.versions import POSTGRES_SCHEMA
from slidescan.errors import IndexLocked, IndexMissing, IndexTooNew, IndexUnusable, UsageError
from slidescan.ingest import progress
from slidescan.library import Library
from slidescan.search import manager as fulltext
from slidescan.search.card_filter import READ_CONDITIONS, CardFilter
from slidescan.search.card_lists import open_lists
from slidescan.store import lock
from slidescan.store.backends import postgres_schema
from slidescan.store.backends.registry import parse_location
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Server

QUERIES = (
    "data lake",
    '"data lake"',
    "datalake",
    "title:data",
    "kubernetes OR lake",
    "lake -data",
    "dta lkae",
    "lak*",
    "is:linked",
    "after:2025",
    "zzzz",
)


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.database()


@pytest.fixture
def server(url: str) -> Server:
    found = parse_location(url)
    assert isinstance(found, Server)
    return found


def name_of(url: str) -> str:
    """The name of the database."""
    return url.rpartition("/")[2]


def everything(library: Library) -> str:
    slides, decisions, rest = library.dump()
    return json.dumps([[s.to_json() for s in slides], [d.to_json() for d in decisions], rest])


def same_lists(remote: Library, local: Library) -> None:
    """The page's lists, counts and positions are the same."""
    with open_lists(remote.location) as mine, open_lists(local.location) as theirs:
        assert mine is not None
        assert theirs is not None
        assert mine.posts() == theirs.posts() != ()
        assert mine.tags() == theirs.tags() != {}
        post, (tag, *_) = theirs.posts()[0].post, theirs.tags()
        section = next(s for _, s, _ in theirs.sections(post) if s)
        every = theirs.images(CardFilter())
        for chosen in (
            CardFilter(),
            CardFilter(kind="slide", lang="en"),
            CardFilter(post=post, talk=section[:1]),
            CardFilter(tag=tag, since="2025-01-01", until="2030-01-01"),
            CardFilter(until="2025-10-14"),
            *(CardFilter(read=read) for read in READ_CONDITIONS),
            CardFilter(needs="address"),
            CardFilter(needs="post"),
            CardFilter(needs="alt", needing_alt=frozenset(every[::3])),
        ):
            images = theirs.images(chosen)
            assert mine.images(chosen) == images, chosen
            assert mine.count(chosen) == len(images)
            for name in ("kind", "lang", "read"):
                assert mine.counts(chosen, name) == theirs.counts(chosen, name), (chosen, name)
            for image in images[:3]:
                assert mine.position(chosen, image) == theirs.position(chosen, image)


def test_an_index_is_copied_to_a_server_and_back(
    ingested: Ingested, url: str, tmp_path: Path
) -> None:
    local, remote = ingested.library, Library(url)
    count = len(list(local.slides()))
    assert local.copy(url) == count
    assert everything(remote) == everything(local)
    assert remote.cards() == local.cards()
    for query in QUERIES:
        mine, theirs = remote.search(query), local.search(query)
        assert mine.total == theirs.total, query
        assert mine.suggestion == theirs.suggestion, query
        if mine.total <= 10:
            images = {hit.slide.image for hit in theirs.hits}
            assert {hit.slide.image for hit in mine.hits} == images, query
        if mine.hits and mine.total <= 10:
            assert mine.hits[0].snippet == theirs.hits[0].snippet, query
    image = local.cards()[0].image
    assert [s.slide.image for s in remote.similar(image)][:3] == [
        s.slide.image for s in local.similar(image)
    ][:3]
    assert remote.duplicates() == local.duplicates()
    same_lists(remote, local)
    assert remote.verify() == ()
    back = Library(tmp_path / "back")
    assert remote.copy(tmp_path / "back") == count
    assert everything(back) == everything(local)
    assert back.verify() == ()
    with pytest.raises(UsageError, match="holds"):
        local.copy(url)
    assert local.copy(url, replace=True) == count
    with pytest.raises(UsageError, match="same index"):
        remote.copy(url, replace=True)


@pytest.mark.ocr
def test_ingest_correct_undo_and_write_alt_texts(tmp_path: Path, url: str) -> None:
    site = copy_samples(tmp_path / "site")
    photos = sorted(path for path in (site / "static").rglob("*.*") if path.suffix != ".txt")
    for photo in photos[3:]:
        photo.unlink()
    library = Library(url, Options(jobs=1))
    report = library.ingest([site / "static"])
    assert (report.photos_read, report.failures) == (3, ())
    again = library.ingest([site / "static"])
    assert (again.photos_read, again.unchanged) == (0, 3)
    image = library.cards()[0].image
    before = library.slide(image)
    line = before.reading.lines[0].text
    assert (
        library.correct_line(image, 0, line, "Quite other").reading.lines[0].text == "Quite other"
    )
    assert library.search("quite other").hits[0].slide.image == image
    assert library.undo(image)[0] == before
    assert library.set_alt(image, "In my own words").alt == "In my own words"
    changes, failures = library.alts()
    assert failures == ()
    written, failures = library.write_alts(changes)
    assert written
    assert failures == ()
    photos[0].unlink()
    pruned = Library(url, Options(jobs=1, prune=True)).ingest([site / "static"])
    assert pruned.pruned == 1
    assert len(library.cards()) == 2
    assert library.status().slides == 2
    assert "hidden" not in json.dumps(library.status().to_json())
    assert library.verify() == ()


def test_every_kind_of_record_is_stored_and_returned(server: Server) -> None:
    made = slide("ä/\U0001f600.jpg", ("Title \u2028 x", "a\\b 'q' \"d\" %s ?"), links=[link()])
    with Catalogue.open(server, write=True) as catalogue:
        with catalogue.transaction():
            catalogue.set_site("/site")
            catalogue.put_slide(made)
            catalogue.edits.put_corners(
                CornersCorrection("a.jpg", "ab", 4, 3, SlideAt(PhotoQuad.rectangle(4, 3)))
            )
            catalogue.edits.put_corners(CornersCorrection("a.jpg", "ab", 8, 6, NoSlide()))
            catalogue.edits.put_written("p.md", "a.jpg", "alt")
            catalogue.edits.put_written("p.md", "a.jpg", "alt")
            catalogue.edits.put_long_text("p.md", "a.jpg", "long " * 5000)
            catalogue.edits.put_described("ab", "me", "answer")
            catalogue.edits.put_assistant_alt("ab", "claude", "first")
            catalogue.edits.put_assistant_alt("ab", "100 %?", "second")
            catalogue.edits.put_decision(AltDecision.of("p.md", "a.jpg", "accepted", "alt"))
            catalogue.edits.put(AltEdit(0, "now", "a.jpg", "ab", "a", "b"))
            catalogue.put_failure(Failure("b.jpg", "damaged", "copy it"))
        fulltext.update(catalogue)
    with Catalogue.open(server) as catalogue:
        assert tuple(catalogue.slides()) == (made,)
        assert catalogue.edits.corners() == (CornersCorrection("a.jpg", "ab", 8, 6, NoSlide()),)
        assert catalogue.edits.written() == {("p.md", "a.jpg", "alt")}
        assert catalogue.edits.assistant_alts() == {"ab": ("100 %?", "second")}
        assert catalogue.edits.long_texts() == {("p.md", "a.jpg", "long " * 5000)}
        assert catalogue.edits.described("me") == {"ab": "answer"}
        assert [m.number for m in catalogue.edits.history()] == [1]
        assert catalogue.failures() == (Failure("b.jpg", "damaged", "copy it"),)
        assert tuple(catalogue.integrity.malformed_rows()) == ()
    with (
        pytest.raises(IndexUnusable, match="only be read"),
        Catalogue.open(server) as catalogue,
    ):
        catalogue.set_meta("x", "y")


def test_a_failed_transaction_leaves_nothing(server: Server) -> None:
    with Catalogue.open(server, write=True) as catalogue:
        with pytest.raises(RuntimeError), catalogue.transaction():
            catalogue.put_slide(slide("a.jpg"))
            raise RuntimeError
        assert catalogue.count() == 0
        with catalogue.transaction():
            catalogue.put_slide(slide("a.jpg"))
    with Catalogue.open(server, write=True) as catalogue:
        assert catalogue.count() == 1


def test_missing_servers_databases_and_indexes_are_errors(postgres: Postgres, url: str) -> None:
    with pytest.raises(IndexMissing, match="no index"):
        Library(url).search("x")
    nobody = url.replace(str(postgres.port), "1")
    with pytest.raises(IndexUnusable, match="can't be reached") as caught:
        Library(nobody).search("x")
    assert "hidden" not in str(caught.value)
    with pytest.raises(IndexUnusable, match="can't be reached"):
        Library(postgres.url("nowhere")).cards()
    latin = postgres.database("LATIN1")
    with pytest.raises(IndexUnusable, match="UTF-8"), Catalogue.open(Server(latin), write=True):
        pass
    with pytest.raises(UsageError, match="address"):
        Library("postgresql://me@host:port/x")


def test_a_role_that_may_only_read_can_search(postgres: Postgres, url: str, tmp_path: Path) -> None:
    with Catalogue.open(Server(url), write=True) as catalogue, catalogue.transaction():
        catalogue.set_site("/site")
        catalogue.put_slide(slide("a.jpg", ("Data lakes",)))
    assert Library(url).search("data").total == 1  # from an index in memory
    name = name_of(url)
    reader = f"reader_of_{name}"  # other tests have the same server
    postgres.run(f"CREATE ROLE {reader} LOGIN")
    postgres.run(f"GRANT USAGE ON SCHEMA slidescan TO {reader}", name)
    postgres.run(f"GRANT SELECT ON ALL TABLES IN SCHEMA slidescan TO {reader}", name)
    theirs = Library(postgres.url(name, reader))
    assert theirs.search("data").total == 1
    with pytest.raises(IndexUnusable, match=r"permission|rights"):
        theirs.set_alt("a.jpg", "mine")
    with Catalogue.open(Server(url), write=True) as catalogue, catalogue.transaction():
        catalogue.put_slide(slide("b.jpg", ("More data",)))
    # The second is not indexed yet: the search adds it and writes nothing.
    assert theirs.search("data").total == 2
    assert Library(url).search("data").total == 2
    postgres.run(f"REVOKE ALL ON ALL TABLES IN SCHEMA slidescan FROM {reader}", name)
    with pytest.raises(IndexUnusable, match="permission denied"):
        Library(postgres.url(name, reader)).search("data")
    postgres.run(f"REVOKE ALL ON SCHEMA slidescan FROM {reader}", name)
    postgres.run(f"DROP ROLE {reader}")


def test_older_schemas_are_migrated_and_newer_ones_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from slidescan.store.backends import postgres as module

    with Catalogue.open(server, write=True) as catalogue, catalogue.transaction():
        catalogue.put_slide(slide("a.jpg", ("Data lakes",)))
    newer = POSTGRES_SCHEMA + 1
    monkeypatch.setattr(module, "POSTGRES_SCHEMA", newer)
    monkeypatch.setitem(
        postgres_schema.MIGRATIONS,
        POSTGRES_SCHEMA,
        "ALTER TABLE slides ADD COLUMN fresh TEXT; SELECT 1",
    )
    with pytest.raises(IndexUnusable, match="older"), Catalogue.open(Server(server.url)):
        pass
    with Catalogue.open(Server(server.url), write=True) as catalogue:
        assert "fresh" in catalogue.database.columns("slides")
        assert catalogue.meta("schema") == str(newer)
        assert catalogue.count() == 1
    monkeypatch.undo()
    for write in (False, True):
        with pytest.raises(IndexTooNew), Catalogue.open(Server(server.url), write=write):
            pass


def test_one_writer_at_a_time(server: Server) -> None:
    with Catalogue.open(server, write=True):
        pass
    assert not lock.held(server)
    with lock.exclusive(server):
        assert lock.held(server)
        with pytest.raises(IndexLocked), lock.exclusive(server, wait=0.2):
            pass
    assert not lock.held(server)
    with lock.ingesting(server), lock.ingesting(server), lock.deriving(server):
        assert lock.held(server)


def test_a_lost_connection_is_replaced(postgres: Postgres, url: str) -> None:
    def disconnect() -> None:
        postgres.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE application_name = 'slidescan' AND datname = '{name_of(url)}'"
        )

    library = Library(url)
    with Catalogue.open(Server(url), write=True) as catalogue, catalogue.transaction():
        catalogue.put_slide(slide("a.jpg"))
    assert len(library.cards()) == 1
    disconnect()
    assert len(library.cards()) == 1
    with pytest.raises(IndexUnusable), Catalogue.open(Server(url)) as catalogue:
        disconnect()
        catalogue.count()


def test_progress_is_published(server: Server) -> None:
    with Catalogue.open(server, write=True) as catalogue:
        assert progress.running(server) is None
        before = Library(server.url).revision()
        with progress.PublishedProgress(catalogue.database, progress.NullProgress()) as told:
            told.start(7)
            told.advance("a.jpg", None)
            told.phase("indexing")
            seen = progress.running(server)
            assert seen is not None
            assert (seen.total, seen.done, seen.phase) == (7, 1, "indexing")
        assert progress.running(server) is None
        with catalogue.transaction():
            catalogue.put_slide(slide("a.jpg"))
        assert Library(server.url).revision() != before


def test_two_ingests_at_once_end_as_one_after_the_other(
    ingested: Ingested, postgres: Postgres, tmp_path: Path
) -> None:
    """Two processes ingest half of the samples each, at the same time."""
    site = copy_samples(tmp_path / "site")
    first = site / "static" / "img" / "northwind"
    second = first.with_name("second")
    second.mkdir()
    for photo in first.glob("IMG_42*"):
        photo.rename(second / photo.name)
    for post in (site / "content").rglob("*.md"):
        text = post.read_text("utf-8").replace("northwind/IMG_42", "second/IMG_42")
        post.write_text(text, "utf-8")
    halves = [first], [second]
    together, after = postgres.database(), postgres.database()
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "slidescan", "ingest", "-q", "--jobs", "1", "--json"]
    running = [
        subprocess.Popen(
            [*command, *half, "--index", together], stdout=subprocess.PIPE, env=environment
        )
        for half in halves
    ]
    for process in running:
        assert json.loads(process.communicate()[0])["failures"] == []
        assert process.returncode == 0
    # One after the other, from the readings of `ingested`.
    with Catalogue.open(ingested.library.folder) as local:
        shas = {photo.sha256 for photo in local.photos().values()}
        readings = [local.reading(sha) for sha in sorted(shas)]
    with Catalogue.open(Server(after), write=True) as catalogue, catalogue.transaction():
        for reading in filter(None, readings):
            catalogue.put_reading(reading)
    for half in halves:
        assert Library(after, Options(jobs=1)).ingest(half).photos_read == 0
    assert len({link.post for s in Library(after).slides() for link in s.links}) > 1
    one, other = (Library(index).dump() for index in (together, after))
    assert [s.to_json() for s in one[0]] == [s.to_json() for s in other[0]]
    assert one[2] == other[2]
    assert Library(together).verify() == ()
    query = "data lake"
    assert [h.slide.image for h in Library(together).search(query).hits] == [
        h.slide.image for h in Library(after).search(query).hits
    ]


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE slides SET slide = 'no JSON' WHERE image LIKE '%4104%'", "broken"),
        ("DELETE FROM slides WHERE image LIKE '%4104%'", "unmade"),
        ("DELETE FROM readings WHERE sha256 = (SELECT max(sha256) FROM readings)", "unread"),
        ("INSERT INTO posts VALUES ('../p.md', 1, 1, '', '{}', '{}', '[]')", "broken"),
        ("DELETE FROM said WHERE image LIKE '%4104%'", "unindexed"),
        ("UPDATE slides SET dirty = TRUE WHERE image LIKE '%4104%'", "unindexed"),
    ],
)
def test_damage_is_reported_and_repaired(
    ingested: Ingested, postgres: Postgres, url: str, statement: str, kind: str
) -> None:
    ingested.library.copy(url)
    library = Library(url)
    assert library.verify() == ()
    postgres.run(f"SET search_path = slidescan; {statement}", url.rpartition("/")[2])
    assert kind in {finding.kind for finding in library.verify()}
    assert library.repair()
    left = {finding.kind for finding in library.verify()}
    assert left <= ({"unread"} if kind == "unread" else set())
    assert library.search("data lake").total


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_page_serves_an_index_on_a_server(
    ingested: Ingested, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fastapi")
    from starlette.testclient import TestClient

    from slidescan.web.app import create_app
    from slidescan.web.guard import Access

    monkeypatch.setenv("SLIDESCAN_CACHE", str(tmp_path / "cache"))
    ingested.library.copy(url)
    library = Library(url)
    app = create_app(library, Access(token="a-token-of-some-length"))
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        assert "slidescan" in client.get("/").text
        found = client.get("/api/search", params={"q": "data lake"}).json()
        image = found["hits"][0]["image"]
        assert client.get("/api/status").json()["slides"] == len(library.cards())
        assert client.get("/api/slides").json()["slides"][0]["image"]
        asked = {"photo": image}
        assert client.get("/api/slide", params=asked).json()["image"] == image
        assert client.get("/api/progress").status_code == 200
        for _ in range(2):
            assert client.get("/picture/slide", params=asked).status_code == 200
    assert list((tmp_path / "cache").rglob("*.jpg"))
    assert "hidden" not in json.dumps(found)


def test_many_threads_read_while_one_writes(server: Server) -> None:
    with Catalogue.open(server, write=True) as catalogue, catalogue.transaction():
        catalogue.set_site("/site")
        catalogue.put_slide(slide("0.jpg", ("Data lakes",)))
    library = Library(server.url)
    errors: list[Exception] = []
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                found = library.search("data")
                assert found.total == len({hit.slide.image for hit in found.hits}) >= 1
        except Exception as error:  # noqa: BLE001 - told by the test
            errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for each in readers:
        each.start()
    for number in range(1, 8):
        with lock.exclusive(server), Catalogue.open(server, write=True) as catalogue:
            with catalogue.transaction():
                catalogue.put_slide(slide(f"{number}.jpg", ("Data lakes", f"number {number}")))
            fulltext.update(catalogue)
    stop.set()
    for each in readers:
        each.join()
    assert errors == []
    assert library.search("data").total == 8


def test_commands_take_the_address_of_a_server(
    ingested: Ingested, url: str, tmp_path: Path
) -> None:
    done = cli("copy", ingested.library.folder, url, "--json")
    assert done.returncode == 0, done.stderr
    count = json.loads(done.stdout)["slides"]
    assert count == len(ingested.library.cards())
    done = cli("search", "data lake", "--index", url, "--json")
    assert json.loads(done.stdout)["hits"]
    exports = [cli("export", "json", "--index", i).stdout for i in (url, ingested.library.folder)]
    assert json.loads(exports[0])["slides"] == json.loads(exports[1])["slides"]
    done = cli("status", "--index", url, "--json")
    assert "hidden" not in done.stdout
    assert json.loads(done.stdout)["slides"] == count
    done = cli("search", "lake", "--index", "postgresql://me:hidden@127.0.0.1:1/none")
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "hidden" not in done.stderr
    assert cli("copy", url, tmp_path / "back").returncode == 0
    assert cli("copy", url, tmp_path / "back").returncode == 2
    assert cli("copy", url, tmp_path / "back", "--replace").returncode == 0
