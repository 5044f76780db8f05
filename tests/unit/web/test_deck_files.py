"""The page opens the speaker's deck at the slide's page: a PDF of the site, unchanged."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.deck_files import Text, write_pdf
from support.deck_pairs import on_page
from support.factories import slide
from support.samples import Ingested

from slidescan.core.records import Options
from slidescan.library import Library
from slidescan.web.app import create_app
from slidescan.web.deck_files import deck_url
from slidescan.web.guard import Access

PHOTO = "static/img/northwind/IMG_4104.jpg"
DECK = "static/a talk.pdf"


@pytest.fixture
def site(ingested: Ingested, tmp_path: Path) -> Path:
    site = shutil.copytree(ingested.site, tmp_path / "site")
    write_pdf(site / DECK, [[Text("One")], [Text("Two")]])
    Library(site / "index", Options(jobs=1)).decks.set_page(PHOTO, site / DECK, 2)
    return site


@pytest.fixture
def client(site: Path) -> Iterator[Any]:
    from starlette.testclient import TestClient

    app = create_app(Library(site / "index", Options(jobs=1)), Access("127.0.0.1"))
    with TestClient(app, base_url="http://127.0.0.1:8765") as running:
        yield running


def test_the_slide_links_to_its_page_and_the_link_opens_the_deck(client: Any, site: Path) -> None:
    page = client.get("/slide", params={"photo": PHOTO}).text
    url = "/deck?photo=static%2Fimg%2Fnorthwind%2FIMG_4104.jpg#page=2"
    assert f'<a href="{url}">page 2 of {DECK}</a>' in page
    answer = client.get(url.partition("#")[0])
    assert answer.status_code == 200
    assert answer.content == (site / DECK).read_bytes()
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline")
    assert "script-src" not in answer.headers["content-security-policy"]


def test_no_other_file_is_served(client: Any, site: Path) -> None:
    for photo in ("static/img/northwind/IMG_4101.jpg", DECK, "../../etc/passwd", "hugo.toml"):
        assert client.get("/deck", params={"photo": photo}).status_code == 404
    write_pdf(site / DECK, [[Text("Another")]])
    answer = client.get("/deck", params={"photo": PHOTO})
    assert answer.status_code == 404
    assert "has changed" in answer.text
    (site / DECK).unlink()
    (site / DECK).symlink_to("/etc/hostname")
    assert client.get("/deck", params={"photo": PHOTO}).status_code == 404


def test_a_presentation_and_a_deck_outside_the_site_have_no_link(tmp_path: Path) -> None:
    (tmp_path / "talk.pptx").write_bytes(b"PK")
    (tmp_path / "talk.pdf").write_bytes(b"%PDF-")
    assert deck_url(on_page(slide(), tmp_path, "talk.pptx", 3), tmp_path) == ""
    inside = on_page(slide("a.jpg"), tmp_path, "talk.pdf", 3)
    assert deck_url(inside, tmp_path) == "/deck?photo=a.jpg#page=3"
    assert deck_url(inside, tmp_path / "other") == ""
    assert deck_url(slide(), tmp_path) == ""
