"""The index is found from any folder of its site; an ingest needs no path."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from support.cli import cli
from support.photos import photo_file

from slidescan.store.discovery import find_index

POST = "---\ntitle: Day 1\n---\n## Lakes\n\n![](/img/a.jpg)\n\n![](b.jpg)\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A Hugo site: a post with a photo beside it, one in static, and one that no post shows."""
    root = tmp_path / "blog"
    (root / "content/day-1").mkdir(parents=True)
    (root / "static/img").mkdir(parents=True)
    (root / "hugo.toml").write_text('baseURL = "https://example.org/"\n')
    (root / "content/day-1/index.md").write_text(POST)
    photo_file(root / "static/img/a.jpg", "Data lakes")
    photo_file(root / "content/day-1/b.jpg", "Other talk")
    photo_file(root / "static/img/unused.jpg", "Nobody shows it")
    return root


def ingest(folder: Path, *args: str | Path) -> dict[str, Any]:
    done = cli("ingest", *args, "--engine", "tesseract", "--jobs", "1", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_without_a_path_the_photos_of_the_posts_are_read(site: Path) -> None:
    report = ingest(site / "content")
    assert (report["photos"], report["read"], report["linked"]) == (2, 2, 2)
    assert Path(report["index"]) == site / "index"
    assert (site / "index/.gitignore").read_text().endswith("*\n")
    again = ingest(site)
    assert (again["read"], again["unchanged"], again["unread"]) == (0, 2, [])


def test_commands_find_the_index_above_and_beside_them(site: Path) -> None:
    ingest(site)
    for folder in (site, site / "content/day-1", site.parent):
        found = json.loads(cli("search", "title:lakes", "--json", cwd=folder).stdout)
        assert [hit["image"] for hit in found["hits"]] == ["static/img/a.jpg"]
    assert json.loads(cli("status", "--json", cwd=site).stdout)["index"] == "index"


def test_with_two_sites_below_none_is_guessed(site: Path) -> None:
    ingest(site)
    other = site.parent / "other/index"
    other.mkdir(parents=True)
    (other / "catalogue.sqlite").write_bytes((site / "index/catalogue.sqlite").read_bytes())
    done = cli("search", "lakes", cwd=site.parent)
    assert done.returncode == 3
    assert "no index in this folder or above it" in done.stderr


def test_an_ingest_tells_which_images_of_posts_are_not_read(site: Path) -> None:
    report = ingest(site, "static/img")
    assert report["photos"] == 2
    [unread] = report["unread"]
    assert unread["kind"] == "image"
    assert unread["images"] == ["content/day-1/b.jpg"]
    assert "slidescan ingest" in unread["remedy"]
    status = cli("status", cwd=site).stdout
    assert "content/day-1/b.jpg" in status
    # The command that it names reads them.
    assert ingest(site)["unread"] == []


def test_a_second_index_below_the_first_is_refused(site: Path) -> None:
    ingest(site)
    done = cli("ingest", "b.jpg", "--index", "index", cwd=site / "content/day-1")
    assert done.returncode == 2
    assert "second index below" in done.stderr
    assert str(site / "index") in done.stderr
    assert not (site / "content/day-1/index").exists()
    # One with a name of its own is no mistake.
    assert ingest(site / "content/day-1", "b.jpg", "--index", "mine")["photos"] == 1


def test_an_unrelated_index_above_is_not_used(site: Path) -> None:
    ingest(site.parent, "blog/static", "--index", "index")
    notes = site.parent / "notes"
    notes.mkdir()
    (notes / "mkdocs.yml").write_text("site_name: Notes\n")
    (notes / "docs").mkdir()
    (notes / "docs/a.md").write_text("![](a.jpg)\n")
    photo_file(notes / "docs/a.jpg", "Elsewhere")
    assert Path(ingest(notes)["index"]) in (notes / "index", Path("index"))
    assert (notes / "index/catalogue.sqlite").is_file()


def test_git_leaves_the_index_out(site: Path) -> None:
    subprocess.run(["git", "init", "-q", str(site)], check=True)
    ingest(site, "static/img/a.jpg")
    done = subprocess.run(
        ["git", "-C", str(site), "status", "--porcelain"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "index" not in done.stdout


def test_a_dry_run_reads_and_writes_nothing(site: Path) -> None:
    before = sorted(site.rglob("*"))
    plan = json.loads(cli("ingest", "--dry-run", "--json", cwd=site).stdout)
    assert plan["would_read"] == ["content/day-1/b.jpg", "static/img/a.jpg"]
    assert sorted(site.rglob("*")) == before
    ingest(site, "static/img/a.jpg")
    text = cli("ingest", "static", "content", "--dry-run", "--engine", "tesseract", cwd=site).stdout
    assert "3 photos: would read 2" in text
    assert "content/day-1/b.jpg" in text
    assert len(json.loads(cli("export", "json", cwd=site).stdout)["slides"]) == 1


def test_no_site_means_no_index(tmp_path: Path) -> None:
    done = cli("ingest", cwd=tmp_path)
    assert done.returncode == 2
    assert "slidescan ingest PATH" in done.stderr
    home = cli("ingest", cwd=tmp_path, env={"HOME": str(tmp_path)})
    assert "is no site" in home.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give files away")
def test_an_index_above_by_another_user_is_left_out(site: Path) -> None:
    ingest(site)
    os.chown(site / "index", 12345, 12345)
    assert find_index(site / "content") is None
    # In the folder itself, the user sees what they use.
    assert find_index(site) == site / "index"
