"""The clock of a machine goes backwards or is far ahead: nothing stale is taken for current."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from support.derived import derived_site, image_of
from support.sites import make_site

from slidescan.imaging.photo_files import digest
from slidescan.ingest import edits
from slidescan.ingest.link_posts import LinkUpdate, link_changed_posts
from slidescan.ingest.scan import ReaderState, Scan, scan
from slidescan.library import Library
from slidescan.posts.discovery import find_site
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPhoto

YEARS = 10 * 365 * 86_400

LATER_BY = (-YEARS, -1, 1, YEARS)
"""Seconds between two savings of a file, as the clock tells them."""

IMAGE = "img/a.jpg"


def save(path: Path, text: str, time: float) -> None:
    path.write_text(text)
    os.utime(path, (time, time))


def scanned(site: Site, before: StoredPhoto) -> Scan:
    state = ReaderState({before.sha256: "reader"}, {}, "reader", ("", ()))
    return scan(site, [IMAGE], {IMAGE: before}, state, force=False, refresh=False)


@pytest.mark.parametrize("later", LATER_BY)
def test_a_photo_saved_by_a_wrong_clock_is_read_again(tmp_path: Path, later: int) -> None:
    site = make_site(tmp_path, {IMAGE: "one"})
    now = 1_700_000_000
    save(site.root / IMAGE, "one", now)
    before = StoredPhoto(IMAGE, digest(b"one"), 3, now * 10**9)
    assert scanned(site, before).unchanged == (IMAGE,)
    save(site.root / IMAGE, "one", now + later)  # touched only
    assert [photo.mtime for photo in scanned(site, before).touched] == [(now + later) * 10**9]
    save(site.root / IMAGE, "two", now + later)
    assert [photo.sha256 for photo in scanned(site, before).wanted] == [digest(b"two")]


@pytest.mark.parametrize("later", LATER_BY)
def test_a_post_saved_by_a_wrong_clock_is_linked_again(tmp_path: Path, later: int) -> None:
    now = 1_700_000_000
    post = tmp_path / "content/p.md"
    make_site(
        tmp_path,
        {
            "hugo.toml": "title = 'x'", "static/a.png": "x", "static/b.png": "x",
            "content/p.md": "",
        },
    )  # fmt: skip

    def update() -> LinkUpdate:
        site = find_site(tmp_path, site=tmp_path)
        with Catalogue.open(tmp_path / "index", write=True) as catalogue, catalogue.transaction():
            made = link_changed_posts(catalogue, site, site.post_paths)
            for stored in made.changed:
                catalogue.put_post(stored)
        return made

    save(post, "![](/a.png)", now)
    assert set(update().links) == {"static/a.png"}
    assert update().parsed == 0
    save(post, "![](/b.png)", now + later)
    assert set(update().links) == {"static/b.png"}


def test_edits_are_undone_in_their_order_whatever_the_clock_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(derived_site(tmp_path) / "index")
    image = image_of(0, 0)
    for year, text in ((2030, "The first words"), (2001, "The second words")):
        clock = SimpleNamespace(now=lambda zone, y=year: dt.datetime(y, 1, 1, tzinfo=zone))
        fake = SimpleNamespace(datetime=clock, timezone=dt.timezone)
        monkeypatch.setattr(edits, "dt", fake)
        library.set_alt(image, text)
    assert [edit.after for edit in library.edits(image)] == ["The first words", "The second words"]
    slide, undone = library.undo(image)
    assert (slide.alt, undone.after) == ("The first words", "The second words")
