"""The queue of alt texts, exports, ingests and dropped photos, through the API."""

from __future__ import annotations

import io
import json
import shutil
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from support.samples import Ingested

from slidescan.core.records import Options
from slidescan.library import Library
from slidescan.web.app import create_app
from slidescan.web.drops import DropFolder
from slidescan.web.guard import TOKEN_HEADER, Access

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

POST = "content/posts/northwind-day-1.md"
LAKE = "static/img/northwind/IMG_4104.jpg"
DROPS = "static/img/drops"


@pytest.fixture
def site(ingested: Ingested, tmp_path: Path) -> Path:
    site = shutil.copytree(ingested.site, tmp_path / "site")
    (site / DROPS).mkdir(parents=True)
    return site


@pytest.fixture
def library(site: Path) -> Library:
    return Library(site / "index", Options(jobs=1))


@pytest.fixture
def page(library: Library, site: Path) -> Iterator[Any]:
    """A client that may change things, as the page itself does."""
    from starlette.testclient import TestClient

    access = Access()
    drops = DropFolder(site / DROPS, site)
    with TestClient(
        create_app(library, access, drops),
        base_url="http://127.0.0.1:8765",
        headers={TOKEN_HEADER: access.write_token},
    ) as client:
        yield client


def queue(page: Any, **query: Any) -> dict[str, Any]:
    answer = page.get("/api/alts", params={"order": "post", **query})
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def answer_of(entry: dict[str, Any], decision: str, text: str = "") -> dict[str, Any]:
    named = {name: entry[name] for name in ("number", "line", "photo")}
    return {**named, "decision": decision, "text": text, "was": entry["current"] or ""}


def send(page: Any, post: str, *answers: dict[str, Any]) -> Any:
    return page.post("/api/alts/answer", json={"post": post, "answers": list(answers)})


def undo(page: Any, post: str, changes: list[dict[str, Any]]) -> Any:
    request = {"post": post, "answers": list(reversed(changes))}
    return page.post("/api/alts/withdraw", json=request)


def test_the_queue_shows_every_place_and_one_count(page: Any, site: Path) -> None:
    listed = queue(page, show="all")
    counts = listed["counts"]
    assert counts["total"] == len(listed["entries"]) == counts["open"] + counts["done"]
    assert {entry["status"] for entry in listed["entries"]} >= {"open", "kept"}
    for show, count in (
        ("open", counts["open"]),
        ("person", counts["person"]),
        ("done", counts["done"]),
    ):
        part = queue(page, show=show)
        assert (len(part["entries"]), part["counts"]) == (count, counts)
    for entry in listed["entries"]:
        lines = (site / entry["post"]).read_text("utf-8").splitlines()
        assert entry["excerpt"]["at"] == lines[entry["line"] - 1].strip()
        assert Path(entry["photo"]).stem in entry["excerpt"]["at"] or entry["section"] is not None
        assert page.get(entry["picture"]).headers["content-type"] == "image/jpeg"
        assert page.get(entry["page"]).status_code == 200


def test_the_surest_come_first_or_last(page: Any) -> None:
    surest = [p["confidence"] for p in queue(page, order="surest")["entries"] if p["proposed"]]
    doubtful = [p["confidence"] for p in queue(page, order="doubtful")["entries"] if p["proposed"]]
    assert surest == sorted(surest, reverse=True)
    assert doubtful == sorted(doubtful)


def test_each_answer_changes_one_place_and_can_be_undone(page: Any, site: Path) -> None:
    entries = [p for p in queue(page)["entries"] if p["post"] == POST and p["status"] == "open"]
    before = (site / POST).read_bytes()
    first, second, third = entries[:3]
    own = 'Five "reasons" for <one> lake'
    answers = (
        answer_of(first, "accepted", first["proposed"]),
        answer_of(second, "accepted", own),
        answer_of(third, "decorative"),
    )
    done = [send(page, POST, answer).json() for answer in answers]
    text = (site / POST).read_text("utf-8")
    now = {p["number"]: p for p in queue(page, show="all", post=POST)["entries"]}
    assert now[first["number"]]["current"] == first["proposed"]
    assert now[second["number"]]["current"] == own
    assert now[third["number"]]["current"] == ""
    assert [now[p["number"]]["status"] for p in (first, second, third)] == [
        *("written", "kept", "decorative"),
    ]
    changed = [
        a for a, b in zip(before.decode().splitlines(), text.splitlines(), strict=True) if a != b
    ]
    assert len(changed) == 3
    for each in reversed(done):
        assert undo(page, POST, each["changes"]).status_code == 200
    assert (site / POST).read_bytes() == before
    assert queue(page)["entries"] == queue(page)["entries"]
    assert [
        p for p in queue(page)["entries"] if p["post"] == POST and p["status"] == "open"
    ] == entries


def test_all_of_a_post_are_accepted_in_one_request_and_undone_in_one(page: Any, site: Path) -> None:
    entries = [p for p in queue(page, post=POST)["entries"] if p["proposed"]]
    before = (site / POST).read_bytes()
    done = send(page, POST, *(answer_of(p, "accepted", p["proposed"]) for p in entries)).json()
    assert len(done["changes"]) == len(entries) > 2
    assert not [p for p in done["entries"] if p["status"] == "open"]
    assert all(change["change"] is not None for change in done["changes"])
    assert undo(page, POST, done["changes"]).status_code == 200
    assert (site / POST).read_bytes() == before


def test_the_same_picture_twice_is_two_places(page: Any, site: Path, library: Library) -> None:
    post = site / POST
    text = post.read_text("utf-8") + "\n![slide](/img/northwind/IMG_4104.jpg)\n" * 2
    post.write_text(text, "utf-8")
    library.ingest([site / LAKE])
    twice = [p for p in queue(page, post=POST)["entries"] if p["photo"] == LAKE][-2:]
    first = send(page, POST, answer_of(twice[0], "accepted", "One text")).json()
    second = send(page, POST, answer_of(twice[1], "accepted", "One text")).json()
    assert post.read_text("utf-8").count("![One text]") == 2
    for done in (second, first):
        assert undo(page, POST, done["changes"]).status_code == 200
    assert post.read_text("utf-8") == text


def test_a_skipped_place_stays_as_it_is_and_comes_back(page: Any, site: Path) -> None:
    entry = queue(page)["entries"][0]
    before = (site / entry["post"]).read_bytes()
    done = send(page, entry["post"], answer_of(entry, "skipped")).json()
    assert done["changes"] == [{"photo": entry["photo"], "change": None}]
    assert (site / entry["post"]).read_bytes() == before
    key = entry["post"], entry["number"]
    assert key not in {(p["post"], p["number"]) for p in queue(page)["entries"]}
    assert undo(page, entry["post"], done["changes"]).status_code == 200
    assert key in {(p["post"], p["number"]) for p in queue(page)["entries"]}


def test_a_place_that_needs_a_person_can_be_skipped(
    page: Any, site: Path, library: Library
) -> None:
    blank = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(blank, "JPEG")
    (site / "static/img/blank.jpg").write_bytes(blank.getvalue())
    with (site / POST).open("a", encoding="utf-8") as file:
        file.write("\n![](/img/blank.jpg)\n")
    library.ingest([site / "static/img/blank.jpg"])
    (entry,) = queue(page, show="person")["entries"]
    assert (entry["photo"], entry["proposed"]) == ("static/img/blank.jpg", "")
    refused = send(page, POST, answer_of(entry, "accepted", "  "))
    assert (refused.status_code, "needs words" in refused.text) == (400, True)
    send(page, POST, answer_of(entry, "skipped"))
    assert queue(page, show="person")["entries"] == []


def test_a_post_that_changed_meanwhile_is_not_overwritten(page: Any, site: Path) -> None:
    entry = next(p for p in queue(page)["entries"] if p["post"] == POST)
    post = site / POST
    lines = post.read_text("utf-8").splitlines(keepends=True)
    at = entry["line"] - 1
    lines[at] = lines[at].replace("![slide]", "![My own words]")
    post.write_text("".join(lines), "utf-8")
    conflict = send(page, POST, answer_of(entry, "accepted", "Theirs"))
    assert conflict.status_code == 409
    assert conflict.json()["error"]["current"] == "My own words"
    moved = "".join(["A line more.\n", *lines[:1], *lines[1:]])
    post.write_text(moved, "utf-8")
    assert send(page, POST, answer_of(entry, "accepted", "Theirs")).status_code == 409
    assert post.read_text("utf-8") == moved
    # The queue shows the post as it is now.
    now = queue(page, show="all", post=POST)["entries"]
    assert {p["line"] for p in now} >= {entry["line"] + 1}


def test_several_slides_become_decorative_at_once(page: Any, library: Library) -> None:
    photos = [card.image for card in library.cards() if card.links][:3]
    counted = page.post("/api/decorative", json={"photos": photos, "dry_run": True}).json()
    assert counted["entries"] >= 3
    assert page.post("/api/decorative", json={"photos": photos}).json() == counted
    decorative = {
        p["photo"] for p in queue(page, show="done")["entries"] if p["status"] == "decorative"
    }
    assert set(photos) <= decorative


def test_slides_that_need_an_alt_text_are_a_filter(page: Any) -> None:
    waiting = {p["photo"] for p in queue(page)["entries"]}
    listed = page.get("/api/slides", params={"needs": "alt", "limit": 200}).json()
    assert {slide["image"] for slide in listed["slides"]} == waiting
    facets = page.get("/api/facets").json()
    assert {f["value"]: f["count"] for f in facets["needs"]}["alt"] == len(waiting)
    assert page.get("/api/slides", params={"needs": "money"}).status_code == 400


@pytest.mark.parametrize("name", ["json", "csv", "markdown", "hocr", "alto", "images"])
def test_slides_are_exported_in_the_order_of_their_selection(
    page: Any, library: Library, name: str
) -> None:
    photos = [card.image for card in library.cards() if not card.textless][:3][::-1]
    made = page.post("/api/export", json={"format": name, "photos": photos}).json()
    assert made["failures"] == []
    file = page.get(made["address"])
    assert made["name"] in file.headers["content-disposition"]
    assert len(file.content) == made["bytes"] > 0
    if name == "json":
        assert [s["image"] for s in json.loads(file.content)["slides"]] == photos
    if name in ("alto", "images"):
        assert len(zipfile.ZipFile(io.BytesIO(file.content)).namelist()) == 3


def test_what_is_listed_is_exported(page: Any) -> None:
    listed = page.get("/api/slides", params={"post": POST, "limit": 200}).json()
    made = page.post("/api/export", params={"post": POST}, json={"format": "json"}).json()
    slides = json.loads(page.get(made["address"]).content)["slides"]
    assert [s["image"] for s in slides] == [s["image"] for s in listed["slides"]]
    made = page.post("/api/export", params={"q": "lake"}, json={"format": "json"}).json()
    slides = json.loads(page.get(made["address"]).content)["slides"]
    assert "lake" in slides[0]["text"].lower()
    # Of everything, notes have the slides; what they leave out is told.
    everything = page.post("/api/export", json={"format": "markdown"}).json()
    others = {each["path"] for each in everything["left_out"]}
    slides = page.get("/api/slides", params={"limit": 200}).json()["slides"]
    assert others == {s["image"] for s in slides if s["kind"] in ("picture", "logo")} != set()
    chosen = page.post("/api/export", json={"format": "markdown", "photos": [*others]}).json()
    assert chosen["left_out"] == []
    assert page.post("/api/export", json={"format": "odt"}).status_code == 400
    assert page.get("/api/exports/guess").status_code == 404


def wait_for_ingest(page: Any) -> dict[str, Any]:
    end = time.monotonic() + 120
    while True:
        outcome: dict[str, Any] = page.get("/api/ingest").json()
        if not outcome["running"]:
            return outcome
        assert time.monotonic() < end
        time.sleep(0.1)


def test_photos_are_dropped_read_and_read_again(page: Any, site: Path, library: Library) -> None:
    data = (site / LAKE).read_bytes() + b"\0"  # other bytes, so another photo
    headers = {"Content-Type": "application/octet-stream"}

    def drop(name: str, content: bytes) -> Any:
        return page.post("/api/photos", params={"name": name}, content=content, headers=headers)

    assert drop("new.jpg", data).json() == {"photo": f"{DROPS}/new.jpg"}
    assert drop("new.jpg", (site / LAKE).read_bytes()).status_code == 409
    assert drop("../new.jpg", data).status_code == 400
    assert drop("page.jpg", b"<html>").status_code == 422
    assert {path.name for path in (site / DROPS).iterdir()} == {"new.jpg"}
    assert page.get("/api/ingest/plan").json()["photos"] == [f"{DROPS}/new.jpg"]
    elsewhere = page.post("/api/photos/read", json={"photos": [LAKE]})
    assert elsewhere.status_code == 400
    page.post("/api/photos/read", json={"photos": [f"{DROPS}/new.jpg"]})
    assert wait_for_ingest(page) == {"running": False, "read": 1, "failures": [], "problem": ""}
    assert library.slide(f"{DROPS}/new.jpg").title == "Why a data lake needs a map"
    assert page.get("/api/ingest/plan").json()["photos"] == []
    page.post("/api/ingest", json={"photos": [f"{DROPS}/new.jpg"]})
    assert wait_for_ingest(page)["read"] == 1


def test_without_a_folder_the_page_takes_no_photos(library: Library) -> None:
    from starlette.testclient import TestClient

    access = Access()
    headers = {TOKEN_HEADER: access.write_token, "Content-Type": "application/octet-stream"}
    with TestClient(create_app(library, access), base_url="http://127.0.0.1:8765") as client:
        # Without the folder, the route is as strict as all others.
        answer = client.post("/api/photos?name=a.jpg", content=b"x" * 70_000, headers=headers)
        assert answer.status_code == 413
        assert (
            client.post("/api/photos?name=a.jpg", content=b"x", headers=headers).status_code == 415
        )


def test_a_hit_by_its_heading_says_so(page: Any) -> None:
    hits = page.get("/api/search", params={"q": "budget"}).json()["hits"]
    by_heading = [hit for hit in hits if hit["matched_in"] == "heading"]
    assert by_heading
    assert "found by its heading" in page.get("/", params={"q": "budget"}).text
    assert all(hit["boxes"] == [] for hit in by_heading)
