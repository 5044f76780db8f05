"""`slidescan watch`: complete changes are ingested."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.cli import cli, start
from support.samples import copy_samples

from slidescan.ingest import watch as module
from slidescan.ingest.changes import MAX_WAIT_SECONDS, ChangeFilter, Pending
from slidescan.library import Library
from slidescan.store.lock import exclusive

pytest.importorskip("watchdog", reason="watchdog is not installed: the extra watch")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = copy_samples(tmp_path / "site")
    for photo in sorted((site / "static/img/northwind").iterdir())[2:]:
        shutil.move(photo, tmp_path / photo.name)
    return site


class Watching:
    """A watch as a program; it prints a line of JSON for each ingest."""

    def __init__(self, site: Path, *options: str) -> None:
        told = ("--jobs", "1", "-q", "--json", "--settle", "0.7")
        self.process = start("watch", "static", *told, *options, cwd=site)
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def round(self, timeout: float = 300) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(self._lines.get(timeout=timeout))
        return report

    def until(self, **wanted: int) -> dict[str, Any]:
        """The report of the next ingest with these counts; events may arrive in two parts."""
        while True:
            report = self.round()
            if all(report[name] == value for name, value in wanted.items()):
                return report

    def is_quiet(self, seconds: float) -> bool:
        time.sleep(seconds)
        return self._lines.empty()

    def end(self, signal_: int = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(signal_)
        _, err = self.process.communicate(timeout=600)
        return self.process.returncode, err


@pytest.fixture
def watching(site: Path, request: pytest.FixtureRequest) -> Iterator[Watching]:
    running = Watching(site, *getattr(request, "param", ()))
    try:
        yield running
    finally:
        running.process.kill()
        running.process.communicate()


@pytest.mark.slow
@pytest.mark.ocr
@pytest.mark.parametrize("watching", [(), ("--poll",)], ids=["told", "looks"], indirect=True)
def test_changes_are_ingested(site: Path, watching: Watching, tmp_path: Path) -> None:
    img = site / "static/img/northwind"
    library = Library(site / "index")
    assert watching.round()["read"] == 2
    assert watching.is_quiet(3)  # it ignores its own index

    # A photo is written in parts and read once, complete.
    data = (tmp_path / "IMG_4104.jpg").read_bytes()
    with (img / "IMG_4104.jpg").open("wb") as file:
        for start in range(0, len(data), len(data) // 4):
            file.write(data[start : start + len(data) // 4])
            file.flush()
            time.sleep(0.3)
    report = watching.until(read=1)
    assert report["failures"] == []
    slide = library.slide("IMG_4104.jpg")
    assert slide.links

    # A renamed photo is not read again.
    (img / "IMG_4104.jpg").rename(img / "renamed.jpg")
    report = watching.until(pruned=1)
    assert report["read"] == 0
    assert library.slide("renamed.jpg").reading == slide.reading
    assert "static/img/northwind/IMG_4104.jpg" not in {c.image for c in library.cards()}

    # A changed post is linked again.
    post = next((site / "content").rglob("*.md"))
    post.write_text(post.read_text("utf-8") + "\n\n![](/img/northwind/renamed.jpg)\n", "utf-8")
    watching.until(posts_read=1)
    assert library.slide("renamed.jpg").links[-1].post == post.relative_to(site).as_posix()

    # A deleted photo's slide stays.
    (img / "renamed.jpg").unlink()
    watching.until(gone=1)
    assert library.slide("renamed.jpg")
    assert watching.end() == (0, "")
    assert library.verify() != ()  # the missing photo


@pytest.mark.slow
@pytest.mark.ocr
@pytest.mark.parametrize("watching", [("--prune",)], indirect=True)
def test_a_watch_prunes_but_never_everything(site: Path, watching: Watching) -> None:
    img = site / "static/img/northwind"
    watching.until(read=2)
    photos = sorted(img.iterdir())
    photos[0].unlink()
    watching.until(pruned=1)
    assert len(Library(site / "index").cards()) == 1
    # As when a share is no longer mounted.
    photos[1].unlink()
    watching.until(gone=1)
    assert len(Library(site / "index").cards()) == 1
    code, err = watching.end(signal.SIGINT)
    assert code == 130
    assert "Traceback" not in err


@pytest.mark.slow
@pytest.mark.ocr
def test_a_watch_waits_for_a_locked_index(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(site / "index")
    monkeypatch.setattr(module, "RETRY_SECONDS", (0.5,))
    monkeypatch.setattr(sys.modules["slidescan.ingest.run"], "ingesting", _impatient)
    watching = module.Watch(library.options, [site / "static"], settle=0.3)
    rounds = watching.rounds()
    with exclusive(site / "index"):
        refused = next(rounds)
        assert refused.report is None
        assert "trying again" in refused.trouble
    done = next(rounds)
    assert done.report is not None
    assert done.report.photos_read == 2
    watching.stop()
    assert list(rounds) == []


def _impatient(place: Path) -> Any:
    return exclusive(place, wait=0.1)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    done = cli("watch", tmp_path / "nowhere")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_file_is_pending_until_it_stops_changing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    pending = Pending(settle=2.0)
    assert not pending.is_ready()
    photo, other = tmp_path / "a.jpg", tmp_path / "b.jpg"
    photo.write_bytes(b"half")
    pending.add(photo)
    now[0] += 1.5
    photo.write_bytes(b"half and more")  # without an event
    assert not pending.is_ready()
    now[0] += 1.5
    assert not pending.is_ready()
    now[0] += 1
    assert pending.is_ready()
    assert not pending.is_ready()
    # A file that never stops changing delays the others only for a while.
    pending.add(photo)
    for count in range(40):
        other.write_bytes(b"x" * count)
        pending.add(other)
        now[0] += 1.5
        if pending.is_ready():
            break
    assert count * 1.5 == pytest.approx(MAX_WAIT_SECONDS, abs=3)
    photo.unlink()
    pending.add(photo)
    now[0] += 5
    assert pending.is_ready()


def test_only_photos_posts_and_configurations_matter(tmp_path: Path) -> None:
    seen = ChangeFilter(tmp_path, [tmp_path / "index", tmp_path / "public"], Pending())
    for name in ("a.jpg", "x/b.HEIC", "content/p.md", "hugo.toml", "config/_default/hugo.yaml"):
        assert seen.matters(tmp_path / name), name
    for name in (
        *("index/catalogue.sqlite", "public/a.jpg", ".git/a.jpg", "x/.a.jpg.part", "a.txt"),
        *("node_modules/p/a.jpg", "data/people.json", "index/pictures/a.jpg"),
    ):
        assert not seen.matters(tmp_path / name), name
    assert seen.matters(Path("/elsewhere/a.jpg"))
    assert os.sep == "/"


def test_pages_of_the_built_site_matter(tmp_path: Path) -> None:
    ignored = [tmp_path / "index", tmp_path / "public"]
    seen = ChangeFilter(tmp_path, ignored, Pending(), built=tmp_path / "public")
    assert seen.matters(tmp_path / "public/a/index.html")
    for name in ("public/a.jpg", "public/p.md", "index/x.html", "x.html"):
        assert not seen.matters(tmp_path / name), name
    assert not seen.matters(tmp_path / "public/a", is_folder=True)
