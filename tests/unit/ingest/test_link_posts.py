"""Posts change by themselves on their date and when they expire, and with what decides links."""

from __future__ import annotations

import datetime as dt
import errno
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support.sites import make_site

from slidescan.ingest.link_posts import LinkUpdate, link_changed_posts
from slidescan.posts.discovery import find_site
from slidescan.store.catalogue import Catalogue

IMAGE = "static/a.png"

Read = Callable[[], LinkUpdate]


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the clock to a day."""

    def set_day(text: str) -> None:
        clock = SimpleNamespace(today=lambda: dt.date.fromisoformat(text))
        fake = SimpleNamespace(date=clock, timedelta=dt.timedelta)
        monkeypatch.setattr("slidescan.core.today.dt", fake)

    return set_day


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads the posts of a site, and stores them."""

    def read_and_store() -> LinkUpdate:
        site = find_site(tmp_path, site=tmp_path)
        with Catalogue.open(tmp_path / "index", write=True) as catalogue, catalogue.transaction():
            update = link_changed_posts(catalogue, site, site.post_paths)
            for stored in update.changed:
                catalogue.put_post(stored)
            update.files.store(catalogue)
        return update

    return read_and_store


def make(root: Path, config: str, fields: str, posts: str) -> None:
    name, text = config.split(": ", 1)
    make_site(root, {name: text, IMAGE: "x", posts: f"---\ntitle: P\n{fields}---\n![](/a.png)\n"})


def test_a_post_of_the_future_is_published_on_its_day(
    tmp_path: Path, day: Callable[[str], None], read: Read
) -> None:
    make(tmp_path, "hugo.toml: title = 'x'", "date: 2030-05-10\n", "content/posts/p.md")
    day("2030-05-08")
    first = read()
    (link,) = first.links[IMAGE]
    assert link.draft
    assert link.url is None
    day("2030-05-09")
    assert read().parsed == 0
    day("2030-05-10")
    update = read()
    (link,) = update.links[IMAGE]
    assert (update.parsed, link.draft, link.url) == (1, False, "/posts/p/")
    assert IMAGE in update.images
    day("2030-06-01")
    assert read().parsed == 0
    # The clock goes backwards: what is published stays so, and nothing is read again.
    day("2030-05-01")
    update = read()
    assert (update.parsed, update.images) == (0, frozenset())


def test_a_post_expires_on_its_day(tmp_path: Path, day: Callable[[str], None], read: Read) -> None:
    fields = "date: 2029-01-01\nexpiryDate: 2030-05-10\n"
    make(tmp_path, "hugo.toml: title = 'x'", fields, "content/posts/p.md")
    day("2030-05-09")
    assert read().links[IMAGE][0].url == "/posts/p/"
    day("2030-05-10")
    (link,) = read().links[IMAGE]
    assert link.url is None
    assert "expired on 2030-05-10" in str(link.unknown)
    day("2031-01-01")
    assert read().parsed == 0


def test_posts_are_linked_again_when_a_template_changes_the_ids_of_headings(
    tmp_path: Path, read: Read
) -> None:
    text = "---\ntitle: P\n---\n## A section\n\n![](/a.png)\n"
    make_site(tmp_path, {"hugo.toml": "title = 'x'", IMAGE: "x", "content/posts/p.md": text})
    assert read().links[IMAGE][0].url == "/posts/p/#a-section"
    assert read().parsed == 0
    hook = tmp_path / "layouts/_default/_markup/render-heading.html"
    hook.parent.mkdir(parents=True)
    hook.write_text("<h2>{{ .Text }}</h2>")
    assert read().links[IMAGE][0].url == "/posts/p/"
    hook.write_text('<h2 id="{{ .Anchor }}">{{ .Text }}</h2>')
    assert read().links[IMAGE][0].url == "/posts/p/#a-section"
    assert read().parsed == 0


def test_a_post_whose_photos_cant_be_reached_is_linked_again_later(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps its links, and then shows the photos that came in the meantime."""
    text = "![](/a.png)\n\n![](/b.png)\n"
    make_site(tmp_path, {"hugo.toml": "title = 'x'", IMAGE: "x", "content/posts/p.md": text})
    assert set(read().links) == {IMAGE}
    status = os.stat

    def lost(path: str, **options: Any) -> os.stat_result:
        if str(path).endswith("p.md"):
            raise OSError(errno.ESTALE, "Stale file handle", path)
        return status(path, **options)

    make_site(tmp_path, {"static/b.png": "x"})
    monkeypatch.setattr("slidescan.ingest.link_posts.os.stat", lost)
    update = read()
    assert [failure.path for failure in update.failures] == ["content/posts/p.md"]
    assert set(update.links) == {IMAGE}
    monkeypatch.undo()
    assert set(read().links) == {IMAGE, "static/b.png"}
