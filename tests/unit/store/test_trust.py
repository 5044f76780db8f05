"""What an index from elsewhere may not do."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest
from support.cli import cli
from support.factories import tamper
from support.samples import Ingested

from slidescan.core.records import Options
from slidescan.errors import IndexUnusable
from slidescan.library import Library
from slidescan.store.backends.sqlite import CATALOGUE_FILE
from slidescan.store.catalogue import Catalogue
from slidescan.store.lock import exclusive


@pytest.fixture
def site(ingested: Ingested, tmp_path: Path) -> Path:
    return shutil.copytree(ingested.site, tmp_path / "site")


@pytest.mark.parametrize(
    "name", ["ingest.lock", "progress.tmp", CATALOGUE_FILE, "fulltext", "catalogue.4.new"]
)
def test_symbolic_links_in_an_index_are_refused(tmp_path: Path, name: str) -> None:
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    index = tmp_path / "index"
    index.mkdir()
    (index / name).symlink_to(victim)
    with pytest.raises(IndexUnusable, match="is a link"), exclusive(index):
        pass
    with pytest.raises(IndexUnusable, match="is a link"), Catalogue.open(index, write=True):
        pass
    assert victim.read_text() == "untouched"


def test_the_index_itself_may_be_a_symbolic_link(site: Path, tmp_path: Path) -> None:
    shutil.move(site / "index", tmp_path / "kept")
    (site / "index").symlink_to(tmp_path / "kept")
    assert cli("search", "lake", cwd=site).returncode == 0


def test_an_index_may_not_name_another_site(site: Path, tmp_path: Path) -> None:
    other = shutil.copytree(site, tmp_path / "other")
    tamper(site / "index" / CATALOGUE_FILE, f"UPDATE meta SET value = '{other}' WHERE key = 'site'")
    before = (other / "content/posts/northwind-day-1.md").read_bytes()
    for args in (("alt",), ("alt", "--write")):
        done = cli(*args, cwd=site)
        assert done.returncode == 3
        assert "was not made here" in done.stderr
    assert (other / "content/posts/northwind-day-1.md").read_bytes() == before
    # Its slides can still be searched.
    assert cli("search", "lake", cwd=site).returncode == 0


@pytest.mark.ocr
def test_an_index_made_by_this_user_may_lie_elsewhere(site: Path, tmp_path: Path) -> None:
    index = tmp_path / "elsewhere"
    library = Library(index, Options(jobs=1, site=str(site)))
    library.ingest([site / "static/img/northwind/IMG_4104.jpg"])
    changes, _ = library.alts()
    assert changes
    with Catalogue.open(index) as catalogue:
        assert catalogue.may_trust()


def test_a_snapshot_excludes_writers(site: Path) -> None:
    with Catalogue.open(site / "index") as reader, reader.snapshot():
        first = reader.count()
        db = sqlite3.connect(site / "index" / CATALOGUE_FILE, timeout=0.1)
        with contextlib.closing(db), pytest.raises(sqlite3.OperationalError, match="locked"):
            db.executescript("DELETE FROM slides")
        assert reader.count() == first
